//! MariaDB: strategies from end to end, and every trouble that a real server can be brought into. What MySQL alone can do is tested as
//! text, beside the statements.

use crate::support::{access, admin, assert_log_in, copy, credential, cutting, password, port, rotator, text, unique};
use mysql_async::{Conn, OptsBuilder, prelude::Queryable};
use std::{sync::Arc, time::Duration};
use strongroom_core::ports::{Applied, Credential, LogIn, Replace, Revocation, Rotator, TargetAccess, Trouble, Trust};
use strongroom_domain::{Strategy, TargetKind};
use strongroom_rotators::Deadlines;

fn target() -> (Arc<dyn Rotator>, TargetAccess) {
    (rotator(TargetKind::Mariadb), access(TargetKind::Mariadb, "mariadb"))
}

/// Held by a test that uses `mariadb-strict`: one of them makes it read-only for a while.
static STRICT: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A session of any user at a server.
async fn session(server: &str, who: &Credential) -> Conn {
    let options = OptsBuilder::default()
        .ip_or_hostname("127.0.0.1")
        .tcp_port(port(server))
        .user(Some(&who.account))
        .pass(Some(password(who)))
        .prefer_socket(Some(false));
    Conn::new(options).await.unwrap()
}

async fn run(server: &str, statements: &[&str]) {
    let mut session = session(server, &admin()).await;
    for statement in statements {
        session.query_drop(*statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    session.disconnect().await.unwrap();
}

/// An account with a password, and its name quoted.
async fn account(server: &str, name: &str) -> (Credential, String) {
    let quoted = format!("`{}`@`%`", name.replace('`', "``"));
    run(server, &[&format!("CREATE USER {quoted} IDENTIFIED BY 'first-Password-1'")]).await;
    (credential(name, "first-Password-1"), quoted)
}

async fn rotate(rotator: &dyn Rotator, target: &TargetAccess, current: &Credential) -> Credential {
    let pending = rotator.draw(target, current, &current.account, 1).await.unwrap();
    let change = Replace { strategy: Strategy::OneAccount, current, pending: &pending };
    assert_eq!(rotator.apply(target, &change).await.err(), None);
    pending
}

#[tokio::test]
async fn one_account_gets_a_new_password_and_the_old_one_is_dead() {
    let (rotator, target) = target();
    let (current, _) = account("mariadb", &unique("o'b\"r`; -- \\ Ünï 名前 ")).await;
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
    let pending = rotate(&*rotator, &target, &current).await;
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    assert_log_in(&*rotator, &target, &current, LogIn::Refused).await;
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    assert!(matches!(rotator.apply(&target, &change).await, Ok(Applied::Set)));
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    let revoked = rotator.revoke(&target, Strategy::OneAccount, &current, &pending).await;
    assert_eq!(revoked, Ok(Revocation::Dead));
    let kept_is_refused = rotator.revoke(&target, Strategy::OneAccount, &pending, &current).await;
    assert_eq!(kept_is_refused, Err(Trouble::AccountRefused));
}

#[tokio::test]
async fn account_of_one_host_is_named_with_it() {
    let (rotator, target) = target();
    let user = unique("hosted");
    run("mariadb", &[&format!("CREATE USER `{user}`@`127.0.0.%` IDENTIFIED BY 'first-Password-1'")]).await;
    let current = credential(&format!("{user}@127.0.0.%"), "first-Password-1");
    let pending = rotate(&*rotator, &target, &current).await;
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    let any_host = credential(&user, "pending-Password-2");
    let change = Replace { strategy: Strategy::OneAccount, current: &any_host, pending: &any_host };
    assert_eq!(rotator.apply(&target, &change).await.err(), Some(Trouble::NoAccount));
}

#[tokio::test]
async fn account_changes_itself_without_a_manager() {
    let _strict = STRICT.lock().await;
    for server in ["mariadb", "mariadb-strict"] {
        let (rotator, mut target) = (rotator(TargetKind::Mariadb), access(TargetKind::Mariadb, server));
        target.manager = None;
        let (current, _) = account(server, &unique("self")).await;
        let pending = rotate(&*rotator, &target, &current).await;
        assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
        assert_log_in(&*rotator, &target, &current, LogIn::Refused).await;
        let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
        assert_eq!(rotator.apply(&target, &change).await.err(), None, "refused because the new one is set");
        let never = credential(&current.account, "never-Set-1");
        let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &never };
        assert_eq!(rotator.apply(&target, &change).await.err(), Some(Trouble::AccountRefused));
    }
}

#[tokio::test]
async fn two_accounts_take_turns_with_the_same_rights() {
    let (rotator, target) = target();
    let (first, quoted) = account("mariadb", &unique("app`s")).await;
    let database = unique("orders TO ");
    run(
        "mariadb",
        &[
            &format!("CREATE DATABASE `{database}`"),
            &format!("GRANT SELECT, CREATE ON `{database}`.* TO {quoted} WITH GRANT OPTION"),
            &format!("GRANT PROCESS ON *.* TO {quoted} WITH MAX_USER_CONNECTIONS 7"),
        ],
    )
    .await;
    let second = rotator.draw(&target, &first, &format!("{}_2", first.account), 1).await.unwrap();
    let change = Replace { strategy: Strategy::TwoAccounts, current: &first, pending: &second };
    for _ in 0..2 {
        assert_eq!(rotator.apply(&target, &change).await.err(), None);
        assert_log_in(&*rotator, &target, &first, LogIn::Accepted).await;
        assert_log_in(&*rotator, &target, &second, LogIn::Accepted).await;
    }
    let mut grants = Vec::new();
    for who in [&first, &second] {
        let lines: Vec<String> = session("mariadb", who).await.query("SHOW GRANTS").await.unwrap();
        let neutral = |line: &String| {
            let line = line.replace(&who.account.replace('`', "``"), "X");
            line.split(" IDENTIFIED BY PASSWORD ").map(|part| part.trim_start_matches(|c| c != ' ')).collect::<String>()
        };
        grants.push(lines.iter().map(neutral).collect::<Vec<_>>());
    }
    assert_eq!(grants[0], grants[1]);
    assert!(grants[1].iter().any(|line| line.contains("MAX_USER_CONNECTIONS 7")), "{grants:?}");

    assert_eq!(rotator.revoke(&target, Strategy::TwoAccounts, &first, &second).await, Ok(Revocation::Dead));
    let back = rotator.draw(&target, &second, &first.account, 1).await.unwrap();
    let change = Replace { strategy: Strategy::TwoAccounts, current: &second, pending: &back };
    assert_eq!(rotator.apply(&target, &change).await.err(), None);
    assert_log_in(&*rotator, &target, &back, LogIn::Accepted).await;
    assert_log_in(&*rotator, &target, &second, LogIn::Accepted).await;
    assert_eq!(rotator.revoke(&target, Strategy::TwoAccounts, &second, &back).await, Ok(Revocation::Dead));
}

#[tokio::test]
async fn unfinished_second_account_is_finished_and_a_locked_one_stays_locked() {
    let (rotator, target) = target();
    let (first, quoted) = account("mariadb", &unique("half")).await;
    run("mariadb", &[&format!("GRANT PROCESS ON *.* TO {quoted}")]).await;
    let second = credential(&format!("{}_2", first.account), "second-Password-2");
    let unfinished =
        format!("CREATE USER `{}` IDENTIFIED BY 'x-Unknown-1' PASSWORD EXPIRE ACCOUNT LOCK", second.account);
    run("mariadb", &[&unfinished]).await;
    let change = Replace { strategy: Strategy::TwoAccounts, current: &first, pending: &second };
    assert_eq!(rotator.apply(&target, &change).await.err(), None);
    let grants: Vec<String> = session("mariadb", &second).await.query("SHOW GRANTS").await.unwrap();
    assert!(grants.iter().any(|line| line.contains("PROCESS")), "{grants:?}");

    run("mariadb", &[&format!("ALTER USER `{}` ACCOUNT LOCK", second.account)]).await;
    assert_eq!(rotator.apply(&target, &change).await.err(), None);
    assert_log_in(&*rotator, &target, &second, LogIn::Refused).await;
}

#[tokio::test]
async fn grant_that_the_manager_may_not_pass_on_is_named() {
    let (rotator, mut target) = target();
    let (first, quoted) = account("mariadb", &unique("granted")).await;
    let role = unique("role");
    run("mariadb", &[&format!("CREATE ROLE {role}"), &format!("GRANT {role} TO {quoted}")]).await;
    let (manager, manager_quoted) = account("mariadb", &unique("granting")).await;
    for rights in ["CREATE USER ON *.*", "SELECT ON mysql.*"] {
        run("mariadb", &[&format!("GRANT {rights} TO {manager_quoted}")]).await;
    }
    target.manager = Some(manager);
    let second = credential(&format!("{}_2", first.account), "second-Password-2");
    let change = Replace { strategy: Strategy::TwoAccounts, current: &first, pending: &second };
    let answer = rotator.apply(&target, &change).await.err();
    assert!(matches!(&answer, Some(Trouble::NoRights(needed)) if needed.contains("GRANT OPTION")), "{answer:?}");
    assert_log_in(&*rotator, &target, &second, LogIn::Refused).await;
    run("mariadb", &[&format!("GRANT {role} TO {manager_quoted} WITH ADMIN OPTION")]).await;
    assert_eq!(rotator.apply(&target, &change).await.err(), None);
    assert_log_in(&*rotator, &target, &second, LogIn::Accepted).await;
}

#[tokio::test]
async fn statement_that_waits_for_a_lock_is_given_up_by_the_server() {
    let _strict = STRICT.lock().await;
    let deadlines = Deadlines { statement: Duration::from_secs(3), ..Deadlines::default() };
    let rotator = strongroom_rotators::with_deadlines(TargetKind::Mariadb, deadlines).unwrap();
    let target = access(TargetKind::Mariadb, "mariadb-strict");
    let (current, _) = account("mariadb-strict", &unique("locked")).await;
    let pending = credential(&current.account, "pending-Password-2");
    let mut holder = session("mariadb-strict", &admin()).await;
    holder.query_drop("LOCK TABLES mysql.global_priv READ").await.unwrap();
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    let answer = rotator.apply(&target, &change).await.err();
    holder.query_drop("UNLOCK TABLES").await.unwrap();
    // By the limit for a statement, or by the one for a lock: the server's number says that it ended the statement.
    assert!(
        matches!(&answer, Some(Trouble::Uncertain(why) | Trouble::Unreachable(why)) if why.contains("error 1")),
        "{answer:?}"
    );
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
    assert_eq!(rotator.apply(&target, &change).await.err(), None);
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
}

#[tokio::test]
async fn mariadb_has_no_second_password() {
    let (rotator, target) = target();
    let (current, _) = account("mariadb", &unique("dual")).await;
    let pending = credential(&current.account, "pending-Password-2");
    let change = Replace { strategy: Strategy::TwoPasswords, current: &current, pending: &pending };
    assert!(matches!(rotator.apply(&target, &change).await, Err(Trouble::Unsupported(_))));
    let rights = rotator.rights(&target, Strategy::TwoPasswords, &current.account).await;
    assert!(matches!(rights, Err(Trouble::Unsupported(_))));
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
}

#[tokio::test]
async fn each_refusal_of_the_server_has_its_trouble() {
    let (rotator, mut target) = target();
    let (current, quoted) = account("mariadb", &unique("trouble")).await;
    let pending = credential(&current.account, "pending-Password-2");
    let apply = async |target: &TargetAccess, current: &Credential| {
        let change = Replace { strategy: Strategy::OneAccount, current, pending: &pending };
        rotator.apply(target, &change).await.err()
    };
    let nobody = credential(&unique("nobody"), "x");
    assert_eq!(apply(&target, &nobody).await, Some(Trouble::NoAccount));
    target.manager = Some(credential("admin", "wrong"));
    assert_eq!(apply(&target, &current).await, Some(Trouble::ManagerRefused));
    let (weak, weak_quoted) = account("mariadb", &unique("weak")).await;
    target.manager = Some(copy(&weak));
    assert!(matches!(apply(&target, &current).await, Some(Trouble::NoRights(_))));
    run("mariadb", &[&format!("GRANT SELECT ON mysql.* TO {weak_quoted}")]).await;
    assert!(matches!(apply(&target, &current).await, Some(Trouble::NoRights(_))));
    let missing = rotator.rights(&target, Strategy::OneAccount, &current.account).await.unwrap().missing;
    assert_eq!(missing, ["CREATE USER, to change other accounts"]);
    run("mariadb", &[&format!("GRANT CREATE USER ON *.* TO {weak_quoted}")]).await;
    assert_eq!(apply(&target, &current).await, None);
    let enough = rotator.rights(&target, Strategy::OneAccount, &current.account).await.unwrap();
    assert!(enough.missing.is_empty() && enough.version.contains("MariaDB"), "{enough:?}");

    target.manager = Some(admin());
    run("mariadb", &[&format!("ALTER USER {quoted} WITH MAX_USER_CONNECTIONS 1")]).await;
    let one = session("mariadb", &pending).await;
    assert_eq!(rotator.log_in(&target, &pending).await, Err(Trouble::Busy));
    one.disconnect().await.unwrap();
    run("mariadb", &[&format!("ALTER USER {quoted} ACCOUNT LOCK")]).await;
    assert_log_in(&*rotator, &target, &pending, LogIn::Refused).await;
}

#[tokio::test]
async fn server_that_judges_passwords_sees_them_and_may_refuse() {
    let _strict = STRICT.lock().await;
    let (rotator, mut target) = (rotator(TargetKind::Mariadb), access(TargetKind::Mariadb, "mariadb-strict"));
    let (current, _) = account("mariadb-strict", &unique("judged")).await;
    let pending = rotate(&*rotator, &target, &current).await;
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    // Without a mark the rule of `simple_password_check` is not met.
    let plain = rotator.draw(&target, &pending, &pending.account, 2).await.unwrap();
    let change = Replace { strategy: Strategy::OneAccount, current: &pending, pending: &plain };
    assert!(matches!(rotator.apply(&target, &change).await, Err(Trouble::CandidateRefused(_))));
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;

    // Read-only for all but those with the right to write nevertheless.
    let (manager, quoted) = account("mariadb-strict", &unique("manager")).await;
    let rights = format!("GRANT CREATE USER ON *.* TO {quoted}");
    run("mariadb-strict", &[&rights, &format!("GRANT SELECT ON mysql.* TO {quoted}"), "SET GLOBAL read_only = ON"])
        .await;
    target.manager = Some(manager);
    let unseen = rotator.draw(&target, &pending, &pending.account, 1).await.unwrap();
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &unseen };
    let applied = rotator.apply(&target, &change).await.err();
    let rights = rotator.rights(&target, Strategy::OneAccount, &current.account).await;
    run("mariadb-strict", &["SET GLOBAL read_only = OFF"]).await;
    assert_eq!(applied, Some(Trouble::ReadOnly));
    assert_eq!(rights, Err(Trouble::ReadOnly));
    let log = String::from_utf8_lossy(&std::fs::read(crate::support::file("mariadb-strict.log")).unwrap()).into_owned();
    assert!(log.contains(&format!("ALTER USER `{}`@`%` IDENTIFIED BY PASSWORD '*", current.account)), "it is logged");
    assert!(!log.contains(password(&unseen)), "a read-only server is not sent the password");
}

#[tokio::test]
async fn missing_account_is_revoked_without_a_lock() {
    let (rotator, target) = target();
    let (kept, _) = account("mariadb", &unique("kept")).await;
    let missing = credential(&unique("missing"), "missing-Password-1");
    let revoked = rotator.revoke(&target, Strategy::TwoAccounts, &missing, &kept).await;
    assert_eq!(revoked, Ok(Revocation::Dead));
}

#[tokio::test]
async fn rehearsal_leaves_nothing_behind() {
    let (rotator, mut target) = target();
    for strategy in [Strategy::OneAccount, Strategy::TwoAccounts] {
        let rehearsal = rotator.rehearse(&target, strategy).await;
        assert_eq!((rehearsal.trouble, rehearsal.left), (None, None));
    }
    let rehearsal = rotator.rehearse(&target, Strategy::TwoPasswords).await;
    assert!(matches!(rehearsal.trouble, Some(Trouble::Unsupported(_))));
    assert_eq!(rehearsal.left, None);
    // A manager that may make an account and may not set its password, because it cannot see how it logs in.
    let (manager, quoted) = account("mariadb", &unique("blind")).await;
    run("mariadb", &[&format!("GRANT CREATE USER ON *.* TO {quoted}")]).await;
    target.manager = Some(manager);
    let rehearsal = rotator.rehearse(&target, Strategy::OneAccount).await;
    assert!(matches!(rehearsal.trouble, Some(Trouble::NoRights(_))), "{rehearsal:?}");
    assert_eq!(rehearsal.left, None);
    let query = "SELECT user FROM mysql.user WHERE user LIKE 'strongroom\\_rehearsal\\_%'";
    let left: Vec<String> = session("mariadb", &admin()).await.query(query).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn certificate_must_be_trusted_and_for_the_name() {
    let (rotator, mut target) = target();
    let who = admin();
    for trust in [Trust::Authorities(text("stranger.pem")), Trust::SystemAuthorities, Trust::Authorities("none".into())]
    {
        target.trust = trust;
        let answer = rotator.log_in(&target, &who).await;
        assert!(matches!(answer, Err(Trouble::NotTrusted(_))), "{answer:?}");
    }
    target.trust = Trust::HostKey("ssh-ed25519 AAAA".into());
    assert!(matches!(rotator.log_in(&target, &who).await, Err(Trouble::Unsupported(_))));
    target.trust = Trust::Authorities(text("ca.pem"));
    target.host = "127.0.0.1".into();
    assert_log_in(&*rotator, &target, &who, LogIn::Accepted).await;
    target.trust = Trust::Plain;
    assert_log_in(&*rotator, &target, &who, LogIn::Accepted).await;
}

#[tokio::test]
async fn connection_cut_after_the_statement_is_uncertain_and_the_change_can_be_probed() {
    let (rotator, mut target) = target();
    let (current, _) = account("mariadb", &unique("cut")).await;
    let pending = credential(&current.account, "pending-Password-2");
    target.trust = Trust::Plain;
    target.host = "127.0.0.1".into();
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    target.port = cutting(port("mariadb"), "SELECT plugin").await;
    assert!(matches!(rotator.apply(&target, &change).await, Err(Trouble::Unreachable(_))));
    target.port = cutting(port("mariadb"), "ALTER USER").await;
    assert!(matches!(rotator.apply(&target, &change).await, Err(Trouble::Uncertain(_))));
    target.port = port("mariadb");
    let probe = rotator.probe(&target, &pending, Some(&current)).await.unwrap();
    assert_eq!(probe.pending, LogIn::Accepted);
}

#[tokio::test]
async fn password_never_enters_the_log_of_the_server() {
    let (rotator, target) = target();
    // A manager that may not turn off the log.
    let (manager, manager_quoted) = account("mariadb", &unique("logged_manager")).await;
    let rights = [
        format!("GRANT CREATE USER ON *.* TO {manager_quoted}"),
        format!("GRANT SELECT ON mysql.* TO {manager_quoted}"),
    ];
    run("mariadb", &[&rights[0], &rights[1]]).await;
    let target = TargetAccess { manager: Some(manager), ..target };
    let (current, quoted) = account("mariadb", &unique("logged")).await;
    let pending = rotate(&*rotator, &target, &current).await;
    let second = rotator.draw(&target, &current, &format!("{}_2", current.account), 1).await.unwrap();
    let change = Replace { strategy: Strategy::TwoAccounts, current: &pending, pending: &second };
    assert_eq!(rotator.apply(&target, &change).await.err(), None);
    let log = String::from_utf8_lossy(&std::fs::read(crate::support::file("mariadb.log")).unwrap()).into_owned();
    assert!(log.contains(&format!("ALTER USER {quoted} IDENTIFIED BY PASSWORD '*")), "the server logs every statement");
    assert!(!log.contains(password(&pending)) && !log.contains(password(&second)));
}
