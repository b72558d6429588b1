//! `strongroom target` with a real PostgreSQL.

use super::bench::{Bench, admin_password, new_account, port, target_path};
use serde_json::Value;
use std::{
    io::Write,
    process::{Command, Stdio},
};

#[test]
fn target_is_created_tested_listed_shown_and_deleted() {
    let bench = Bench::start();
    let (ca, password) = (target_path("ca.pem"), admin_password());
    let said = bench.create_target("ledger", &password, &["--ca", &ca]).ok();
    assert!(said.contains(&format!("Created the target ledger at localhost:{}", port())), "{said}");
    let said = bench.run(&["target", "test", "ledger"]).ok();
    assert_eq!(said, "ledger accepts the managing account.\n");
    let made = bench.create_target("more", &password, &["--tls", "disable", "--database", "template1", "--json"]).ok();
    let made: Value = serde_json::from_str(&made).unwrap();
    assert_eq!((&made["Target"]["Trust"], &made["Target"]["DatabaseName"]), (&"plain".into(), &"template1".into()));
    let listed = bench.run(&["target", "list"]).ok();
    let lines: Vec<Vec<&str>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
    let address = format!("localhost:{}", port());
    assert_eq!(
        lines[1..],
        [["ledger", "postgresql", &address, "ca", "admin"], ["more", "postgresql", &address, "plain", "admin"]]
    );
    let listed: Value = serde_json::from_str(&bench.run(&["target", "list", "--json"]).ok()).unwrap();
    assert_eq!(listed["Targets"].as_array().unwrap().len(), 2);
    let shown = bench.run(&["target", "show", "ledger"]).ok();
    for wanted in ["Name     ledger", "Manager  admin", "Secrets  none", "certificate of its own authority"] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    for said in [&shown, &listed.to_string(), &made.to_string()] {
        assert!(!said.contains(&password), "{said}");
    }
    assert!(bench.run(&["target", "delete", "more", "--yes"]).ok().contains("Deleted the target more."));
    let said = bench.run(&["target", "show", "more"]).failed(3);
    assert!(
        said.contains("DescribeTarget was refused") && said.contains("EntityNotExist.Target, request id "),
        "{said}"
    );
}

#[test]
fn options_that_do_not_fit_are_refused_by_name() {
    let bench = Bench::start();
    let (ca, secret) = (target_path("ca.pem"), admin_password());
    let create = ["target", "create", "--name", "a", "--type", "postgresql", "--host", "localhost"];
    for (more, code, wanted) in [
        (&["--tls", "disable", "--ca", &ca][..], 2, "--tls"),
        (&["--tls", "none"], 2, "disable"),
        (&["--port", "0"], 2, "--port"),
        (&["--password-file", "x"], 2, "--user"),
        (&["--password", &secret], 2, "--password"),
        (&["--user", "admin"], 1, "pass --password-file FILE"),
        (&["--user", "admin", "--password-file", "absent"], 1, "--password-file: cannot read absent"),
        (&["--ca", "/proc/self/exe"], 1, "--ca: /proc/self/exe has more than"),
    ] {
        let ran = bench.run(&[&create[..], more].concat());
        assert!(ran.code == code && ran.err.contains(wanted), "{more:?}: {ran:?}");
    }
    let ran = bench.run(&["target", "create", "--name", "a", "--type", "function", "--host", "a.example"]);
    assert!(ran.code == 1 && ran.err.contains("https://"), "a function has a whole address: {ran:?}");
    // From standard input, with a line end that does not belong to it.
    let more = ["--port", &port(), "--ca", &ca, "--user", "admin", "--password-file", "-"];
    let output = bench.feed(format!("{secret}\r\n").as_bytes(), &[&create[..], &more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    bench.run(&["target", "test", "a"]).ok();
    let said = bench.run(&create).failed(1);
    assert!(said.contains("EntityAlreadyExists.Target"), "{said}");
}

#[test]
fn test_of_a_target_says_what_is_wrong_and_what_to_do() {
    let bench = Bench::start();
    let (ca, stranger) = (target_path("ca.pem"), target_path("stranger.pem"));
    bench.create_target("password", "wrong", &["--ca", &ca]).ok();
    let said = bench.run(&["target", "test", "password"]).failed(1);
    assert!(said.contains("refuses the managing account") && said.contains("Edit the target"), "{said}");
    bench.create_target("authority", &admin_password(), &["--ca", &stranger]).ok();
    let ran = bench.run(&["target", "test", "authority", "--json"]);
    let tested: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(tested["Cause"], "not-trusted");
    let said = ran.failed(1);
    assert!(said.contains("an authority that is not trusted") && said.contains("Compare the certificate"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn deletion_is_confirmed_and_refused_while_a_secret_rotates_there() {
    let bench = Bench::start();
    bench.create_target("ledger", &admin_password(), &["--ca", &target_path("ca.pem")]).ok();
    let said = bench.run(&["target", "delete", "ledger"]).failed(1);
    assert!(said.contains("no terminal to confirm at; pass --yes"), "{said}");
    let (account, password) = new_account("cli").await;
    bench.rds("payments/db", "ledger", &account, &password, "SingleUser").await;
    assert!(bench.run(&["target", "show", "ledger"]).ok().contains("Secrets  payments/db"));
    let said = bench.run(&["target", "delete", "ledger", "--yes"]).failed(1);
    assert!(said.contains("DeleteConflict.Target.Secret"), "{said}");
    // At a terminal.
    bench.create_target("free", &admin_password(), &["--ca", &target_path("ca.pem")]).ok();
    let at_terminal = |answer: &str| {
        let line = format!("{} target delete free", env!("CARGO_BIN_EXE_strongroom"));
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env_clear().env("SHELL", "/bin/sh");
        command.envs(bench.variables.iter().map(|(name, value)| (*name, value)));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(answer.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        drop(input);
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(at_terminal("no\n").contains("free was not deleted"));
    bench.run(&["target", "show", "free"]).ok();
    assert!(at_terminal("y\n").contains("Deleted the target free."));
    bench.run(&["target", "show", "free"]).failed(3);
}
