//! `strongroom rotate` and `strongroom rotation` with a real PostgreSQL.

use super::bench::{Bench, admin_password, log_in, new_account, port, target_path};
use serde_json::Value;
use strongroom_client::ApiVersion;

/// A server with a target and a secret of an account there. The account and its password.
async fn with_secret(sub_type: &str) -> (Bench, String, String) {
    let bench = Bench::start();
    bench.create_target("ledger", &admin_password(), &["--ca", &target_path("ca.pem")]).ok();
    let (account, password) = new_account("cli").await;
    bench.rds("payments/db", "ledger", &account, &password, sub_type).await;
    (bench, account, password)
}

/// Looks at the rotation until it is in a state. It goes there without a person.
fn until(bench: &Bench, state: &str) {
    loop {
        let shown = bench.run(&["rotation", "show", "payments/db"]).ok();
        if shown.contains(state) {
            return;
        }
        assert!(shown.contains("State      active ("), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rotation_is_waited_for_until_the_old_password_is_dead() {
    let (bench, account, old) = with_secret("SingleUser").await;
    let shown = bench.run(&["rotation", "show", "payments/db"]).ok();
    assert!(shown.contains("Rotation   none yet"), "{shown}");
    let ran = bench.run(&["rotate", "payments/db", "--wait"]);
    assert!(ran.err.contains("Done: applications read the new credential"), "{ran:?}");
    let said = ran.ok();
    assert!(said.starts_with("payments/db: version ") && said.contains("is current. Done"), "{said}");
    let new = bench.run(&["get", "payments/db", "--key", "AccountPassword"]).ok();
    assert!(log_in(&account, &new).await.is_ok() && log_in(&account, &old).await.is_err());
    assert!(!said.contains(&new));
    let previous = bench.run(&["get", "payments/db", "--key", "AccountPassword", "--stage", "ACSPrevious"]).ok();
    assert_eq!(previous, old);
    let shown = bench.run(&["rotation", "show", "payments/db"]).ok();
    for wanted in ["Target     ledger", "State      done (", "Strategy   one-account", " after v1", &account] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let again = bench.run(&["rotate", "payments/db", "--wait", "--json"]);
    let rotated: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(rotated["Rotation"]["Phase"], "done");
    let listed = bench.run(&["rotation", "list"]).ok();
    let done = listed.lines().filter(|line| line.starts_with("payments/db  ledger  ") && line.contains("done"));
    assert_eq!(done.count(), 2, "{listed}");
    let open = bench.run(&["rotation", "list", "--open"]).ok();
    assert_eq!(open.lines().count(), 1, "only the header: {open}");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_grace_period_is_not_waited_for_and_can_be_ended() {
    let (bench, account, old) = with_secret("DoubleUsers").await;
    let said = bench.run(&["rotate", "payments/db", "--wait"]).ok();
    assert!(said.contains("The old credential works until ") && said.contains("rotation resume"), "{said}");
    assert!(log_in(&account, &old).await.is_ok());
    assert!(bench.run(&["rotation", "show", "payments/db"]).ok().contains("active (promoted)"));
    bench.run(&["rotation", "resume", "payments/db"]).ok();
    until(&bench, "done (promoted)");
    assert!(log_in(&account, &old).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn rotation_that_needs_a_person_exits_with_a_code_of_its_own_and_can_be_resumed_or_rolled_back() {
    let (bench, ..) = with_secret("SingleUser").await;
    let set = async |password: &str| {
        let parameters = [("TargetName", "ledger"), ("ManagerName", "admin"), ("ManagerPassword", password)];
        bench.call(ApiVersion::Strongroom, "UpdateTarget", &parameters).await;
    };
    set("wrong").await;
    let said = bench.run(&["rotate", "payments/db", "--wait"]).failed(4);
    for wanted in
        ["needs a person: the target refuses the managing account.", "Edit the target", "rotation resume payments/db"]
    {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let shown = bench.run(&["rotation", "show", "payments/db"]).ok();
    assert!(shown.contains("needs-a-person") && shown.contains("Cause "), "{shown}");
    let listed = bench.run(&["rotation", "list", "--open"]).ok();
    assert!(listed.contains("manager-refused"), "{listed}");
    assert!(bench.run(&["rotation", "rollback", "payments/db"]).ok().contains("is rolling back"));
    until(&bench, "rolled-back (");
    let said = bench.run(&["rotate", "payments/db", "--wait"]).failed(4);
    assert!(said.contains("needs a person"), "{said}");
    set(&admin_password()).await;
    bench.run(&["rotation", "resume", "payments/db"]).ok();
    until(&bench, "done (promoted)");
    let said = bench.run(&["rotation", "resume", "payments/db"]).failed(3);
    assert!(said.contains("no rotation of payments/db is under way"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_shows_why_a_rotation_waits() {
    let (bench, ..) = with_secret("SingleUser").await;
    // A port of this machine that nothing listens on.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let password = admin_password();
    let ca = std::fs::read_to_string(target_path("ca.pem")).unwrap();
    let update = async |port: &str| {
        let parameters = [
            ("TargetName", "ledger"),
            ("Host", "localhost"),
            ("Port", port),
            ("Trust", "ca"),
            ("CaCertificates", &ca),
            ("ManagerName", "admin"),
            ("ManagerPassword", &password),
        ];
        bench.call(ApiVersion::Strongroom, "UpdateTarget", &parameters).await;
    };
    update(&closed).await;
    let mut command = bench.command(&["rotate", "payments/db", "--wait"]);
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut progress = std::io::BufReader::new(child.stderr.take().unwrap());
    let mut read = String::new();
    while !read.contains("waits, failure 1: the target cannot be reached. Strongroom keeps trying.") {
        assert_ne!(std::io::BufRead::read_line(&mut progress, &mut read).unwrap(), 0, "{read}");
    }
    update(&port()).await;
    bench.run(&["rotation", "resume", "payments/db"]).ok();
    assert!(child.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_rotate_is_refused() {
    let bench = Bench::start();
    bench.secret("plain", "word").await;
    let said = bench.run(&["rotate", "plain"]).failed(1);
    assert!(said.contains("RotateSecret was refused") && said.contains("Rejected.UnsupportedOperation"), "{said}");
    let said = bench.run(&["rotate", "absent", "--wait"]).failed(3);
    assert!(said.contains("Forbidden.ResourceNotFound"), "{said}");
    bench.run(&["rotation", "show", "absent"]).failed(3);
}
