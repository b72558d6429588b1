//! PostgreSQL: strategies from end to end, and every trouble that a real server can be brought into.

use crate::support::{access, admin, assert_log_in, copy, credential, cutting, password, port, rotator, text, unique};
use std::{sync::Arc, time::Duration};
use strongroom_core::ports::{Applied, Credential, LogIn, Replace, Revocation, Rotator, TargetAccess, Trouble, Trust};
use strongroom_domain::{RehearsalStep, Strategy, TargetKind};
use strongroom_rotators::Deadlines;
use tokio_postgres::{Client, NoTls};

fn target() -> (Arc<dyn Rotator>, TargetAccess) {
    (rotator(TargetKind::Postgresql), access(TargetKind::Postgresql, "postgresql"))
}

/// A session of any account.
async fn session(who: &Credential) -> Client {
    let mut config = tokio_postgres::Config::new();
    config.host("127.0.0.1").port(port("postgresql")).dbname("postgres").user(&who.account).password(password(who));
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn run(statements: &str) {
    session(&admin()).await.batch_execute(statements).await.unwrap();
}

/// A role with a password, and its name quoted.
async fn role(name: &str) -> (Credential, String) {
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    run(&format!("CREATE ROLE {quoted} LOGIN PASSWORD 'first-Password-1'")).await;
    (credential(name, "first-Password-1"), quoted)
}

async fn rotate(rotator: &dyn Rotator, target: &TargetAccess, current: &Credential) -> Credential {
    let pending = rotator.draw(target, current, &current.account, 1).await.unwrap();
    let change = Replace { strategy: Strategy::OneAccount, current, pending: &pending };
    assert!(matches!(rotator.apply(target, &change).await, Ok(Applied::Set)));
    pending
}

#[tokio::test]
async fn one_account_gets_a_new_password_and_the_old_one_is_dead() {
    let (rotator, target) = target();
    // A name that breaks every sloppy quoting.
    let (current, _) = role(&unique("o'b\"r; DROP ROLE x; -- \\ Ünïcode 名前 ")).await;
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
    let pending = rotate(&*rotator, &target, &current).await;
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    assert_log_in(&*rotator, &target, &current, LogIn::Refused).await;
    // Applied again, as after an outcome that was not known.
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    assert!(rotator.apply(&target, &change).await.is_ok());
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    let revoked = rotator.revoke(&target, Strategy::OneAccount, &current, &pending).await;
    assert_eq!(revoked, Ok(Revocation::Dead));
    let kept_is_refused = rotator.revoke(&target, Strategy::OneAccount, &pending, &current).await;
    assert_eq!(kept_is_refused, Err(Trouble::AccountRefused));
}

#[tokio::test]
async fn account_changes_itself_without_a_manager() {
    let (rotator, mut target) = target();
    target.manager = None;
    let (current, quoted) = role(&unique("self")).await;
    // As the second of two accounts: it becomes another role at the log-in.
    run(&format!(
        "CREATE ROLE {quoted_owner}; GRANT {quoted_owner} TO {quoted}; ALTER ROLE {quoted} SET role = {quoted_owner}",
        quoted_owner = unique("owner")
    ))
    .await;
    let pending = rotate(&*rotator, &target, &current).await;
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    assert_log_in(&*rotator, &target, &current, LogIn::Refused).await;
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    assert!(rotator.apply(&target, &change).await.is_ok(), "the old password is refused because the new one is set");
    let other = credential(&current.account, "never-set");
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &other };
    assert_eq!(rotator.apply(&target, &change).await.err(), Some(Trouble::AccountRefused));
    let rights = rotator.rights(&target, Strategy::TwoAccounts, &current.account).await.unwrap();
    assert_eq!(rights.missing.len(), 1, "two accounts need a manager");
}

#[tokio::test]
async fn two_accounts_take_turns_with_the_same_rights() {
    let (rotator, target) = target();
    let (first, quoted) = role(&unique("app\"s")).await;
    let table = unique("orders");
    run(&format!(
        "CREATE SCHEMA {table}; GRANT USAGE, CREATE ON SCHEMA {table} TO {quoted}; \
         ALTER ROLE {quoted} SET search_path = '$user', {table}, 'a,b\"c'; ALTER ROLE {quoted} SET app.tenant = 'it''s'; \
         ALTER ROLE {quoted} IN DATABASE postgres SET work_mem = '5MB'; ALTER ROLE {quoted} CONNECTION LIMIT 7"
    ))
    .await;
    session(&first).await.batch_execute(&format!("CREATE TABLE {table}.made_by_first ()")).await.unwrap();

    let second = rotator.draw(&target, &first, &format!("{}_2", first.account), 1).await.unwrap();
    let change = Replace { strategy: Strategy::TwoAccounts, current: &first, pending: &second };
    for _ in 0..2 {
        assert!(matches!(rotator.apply(&target, &change).await, Ok(Applied::Set)));
        assert_log_in(&*rotator, &target, &first, LogIn::Accepted).await;
        assert_log_in(&*rotator, &target, &second, LogIn::Accepted).await;
    }
    // The second owns what the first made, and what it makes belongs to the first.
    let client = session(&second).await;
    client
        .batch_execute(&format!("ALTER TABLE {table}.made_by_first ADD n int; CREATE TABLE {table}.made_by_second ()"))
        .await
        .unwrap();
    let owner = "SELECT tableowner::text FROM pg_tables WHERE tablename = 'made_by_second' AND schemaname = $1::text";
    assert_eq!(client.query_one(owner, &[&table]).await.unwrap().get::<_, String>(0), first.account);
    for (setting, expected) in [
        ("search_path", format!("\"$user\", {table}, \"a,b\"\"c\"")),
        ("app.tenant", "it's".into()),
        ("work_mem", "5MB".into()),
    ] {
        let shown: String = client.query_one("SELECT current_setting($1)", &[&setting]).await.unwrap().get(0);
        assert_eq!(shown, expected, "{setting}");
    }
    // A right given to the first later is one of the second too.
    run(&format!("CREATE TABLE {table}.later (); GRANT SELECT ON {table}.later TO {quoted}")).await;
    client.query(&format!("SELECT FROM {table}.later"), &[]).await.unwrap();

    assert_eq!(rotator.revoke(&target, Strategy::TwoAccounts, &first, &second).await, Ok(Revocation::Dead));
    assert_log_in(&*rotator, &target, &second, LogIn::Accepted).await;
    // The next turn is the first one's.
    let back = rotator.draw(&target, &second, &first.account, 1).await.unwrap();
    let change = Replace { strategy: Strategy::TwoAccounts, current: &second, pending: &back };
    assert!(rotator.apply(&target, &change).await.is_ok());
    assert_log_in(&*rotator, &target, &back, LogIn::Accepted).await;
    assert_log_in(&*rotator, &target, &first, LogIn::Refused).await;
    assert_log_in(&*rotator, &target, &second, LogIn::Accepted).await;
    assert_eq!(rotator.revoke(&target, Strategy::TwoAccounts, &second, &back).await, Ok(Revocation::Dead));
}

#[tokio::test]
async fn first_account_that_is_gone_is_not_made_from_its_clone() {
    let (rotator, target) = target();
    let (first, quoted) = role(&unique("gone")).await;
    let second = credential(&format!("{}_2", first.account), "second-Password-2");
    let change = Replace { strategy: Strategy::TwoAccounts, current: &first, pending: &second };
    assert!(rotator.apply(&target, &change).await.is_ok());
    run(&format!("DROP ROLE {quoted}")).await;
    let change = Replace { strategy: Strategy::TwoAccounts, current: &second, pending: &first };
    assert_eq!(rotator.apply(&target, &change).await.err(), Some(Trouble::NoAccount));
}

#[tokio::test]
async fn missing_account_is_revoked_without_a_lock() {
    let (rotator, target) = target();
    let (kept, _) = role(&unique("kept")).await;
    let missing = credential(&unique("missing"), "missing-Password-1");
    let revoked = rotator.revoke(&target, Strategy::TwoAccounts, &missing, &kept).await;
    assert_eq!(revoked, Ok(Revocation::Dead));
}

#[tokio::test]
async fn setting_that_cannot_be_copied_is_named_and_nothing_is_made() {
    let (rotator, mut target) = target();
    let (first, quoted) = role(&unique("set")).await;
    let second = credential(&format!("{}_2", first.account), "second-Password-2");
    let change = Replace { strategy: Strategy::TwoAccounts, current: &first, pending: &second };
    // Only a superuser may give this one.
    run(&format!("ALTER ROLE {quoted} SET log_statement = 'none'")).await;
    let (manager, manager_quoted) = role(&unique("setting")).await;
    run(&format!("ALTER ROLE {manager_quoted} CREATEROLE; GRANT {quoted} TO {manager_quoted} WITH ADMIN OPTION")).await;
    target.manager = Some(manager);
    let answer = rotator.apply(&target, &change).await.err();
    assert!(matches!(&answer, Some(Trouble::NoRights(needed)) if needed.contains("settings")), "{answer:?}");
    // One that no server knows any more, as after an upgrade.
    target.manager = Some(admin());
    let gone = "UPDATE pg_db_role_setting SET setconfig = '{no_such_parameter=1}' WHERE setrole = ";
    run(&format!("{gone} (SELECT oid FROM pg_roles WHERE rolname = '{}')", first.account)).await;
    let answer = rotator.apply(&target, &change).await.err();
    assert!(matches!(&answer, Some(Trouble::Unsupported(why)) if why.contains("setting")), "{answer:?}");
    assert_log_in(&*rotator, &target, &second, LogIn::Refused).await;
    run(&format!("ALTER ROLE {quoted} RESET ALL")).await;
    assert_eq!(rotator.apply(&target, &change).await.err(), None);
    assert_log_in(&*rotator, &target, &second, LogIn::Accepted).await;
}

#[tokio::test]
async fn statement_that_waits_for_a_lock_is_given_up_by_the_server() {
    let (_, target) = target();
    let deadlines = Deadlines { statement: Duration::from_secs(3), ..Deadlines::default() };
    let rotator = strongroom_rotators::with_deadlines(TargetKind::Postgresql, deadlines).unwrap();
    let (current, quoted) = role(&unique("locked")).await;
    let pending = credential(&current.account, "pending-Password-2");
    let holder = session(&admin()).await;
    holder.batch_execute(&format!("BEGIN; ALTER ROLE {quoted} CONNECTION LIMIT 7")).await.unwrap();
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    let answer = rotator.apply(&target, &change).await.err();
    assert_eq!(answer, Some(Trouble::Unreachable("it cancelled the statement: SQLSTATE 57014".into())));
    holder.batch_execute("COMMIT").await.unwrap();
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
}

#[tokio::test]
async fn superuser_is_not_cloned() {
    let (rotator, target) = target();
    let (first, quoted) = role(&unique("super")).await;
    run(&format!("ALTER ROLE {quoted} SUPERUSER")).await;
    let second = credential(&unique("super_2"), "second-Password-2");
    let change = Replace { strategy: Strategy::TwoAccounts, current: &first, pending: &second };
    assert!(matches!(rotator.apply(&target, &change).await, Err(Trouble::Unsupported(_))));
    assert_log_in(&*rotator, &target, &second, LogIn::Refused).await;
}

#[tokio::test]
async fn probe_says_which_credentials_work() {
    let (rotator, target) = target();
    let (current, _) = role(&unique("probe")).await;
    let pending = credential(&current.account, "pending-Password-2");
    let probe = rotator.probe(&target, &pending, Some(&current)).await.unwrap();
    assert_eq!((probe.pending, probe.current, probe.manager), (LogIn::Refused, Some(LogIn::Accepted), None));
    let probe = rotator.probe(&target, &current, None).await.unwrap();
    assert_eq!((probe.pending, probe.current, probe.manager), (LogIn::Accepted, None, None));
    let probe = rotator.probe(&target, &pending, Some(&copy(&pending))).await.unwrap();
    assert_eq!(probe.manager, Some(LogIn::Accepted));
}

#[tokio::test]
async fn each_refusal_of_the_server_has_its_trouble() {
    let (rotator, mut target) = target();
    let (current, quoted) = role(&unique("trouble")).await;
    let pending = credential(&current.account, "pending-Password-2");
    let apply = async |target: &TargetAccess, pending: &Credential| {
        let change = Replace { strategy: Strategy::OneAccount, current: &current, pending };
        rotator.apply(target, &change).await.err()
    };

    let nobody = credential(&unique("nobody"), "pending-Password-2");
    assert_eq!(apply(&target, &nobody).await, Some(Trouble::NoAccount));
    // The server would cut this name off and find the role.
    let long = format!("{}{}", unique("long"), "x".repeat(60));
    role(&long[..63]).await;
    assert_eq!(apply(&target, &credential(&long, "pending-Password-2")).await, Some(Trouble::NoAccount));

    target.manager = Some(credential("admin", "wrong"));
    assert_eq!(apply(&target, &pending).await, Some(Trouble::ManagerRefused));

    let (weak, weak_quoted) = role(&unique("weak")).await;
    target.manager = Some(copy(&weak));
    assert!(matches!(apply(&target, &pending).await, Some(Trouble::NoRights(_))));

    run(&format!(
        "ALTER ROLE {weak_quoted} CREATEROLE; ALTER ROLE {weak_quoted} SET default_transaction_read_only = on"
    ))
    .await;
    assert_eq!(apply(&target, &pending).await, Some(Trouble::ReadOnly));
    assert_eq!(rotator.rights(&target, Strategy::OneAccount, &current.account).await, Err(Trouble::ReadOnly));
    run(&format!("ALTER ROLE {weak_quoted} CONNECTION LIMIT 0")).await;
    assert_eq!(apply(&target, &pending).await, Some(Trouble::Busy));

    target.manager = Some(admin());
    target.database = Some("does not exist".into());
    assert_eq!(apply(&target, &pending).await, Some(Trouble::Unexpected("the database does not exist".into())));
    target.database = None;
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
    run(&format!("ALTER ROLE {quoted} NOLOGIN")).await;
    assert_log_in(&*rotator, &target, &current, LogIn::Refused).await;

    for strategy in [Strategy::TwoPasswords, Strategy::KeyPair] {
        let change = Replace { strategy, current: &current, pending: &pending };
        assert!(matches!(rotator.apply(&target, &change).await, Err(Trouble::Unsupported(_))));
    }
}

#[tokio::test]
async fn rights_name_what_is_missing() {
    let (rotator, mut target) = target();
    let (account, _) = role(&unique("rights")).await;
    let all = rotator.rights(&target, Strategy::TwoAccounts, &account.account).await.unwrap();
    assert!(all.missing.is_empty());
    assert!(all.version.starts_with(|c: char| c.is_ascii_digit()), "{}", all.version);
    let nobody = rotator.rights(&target, Strategy::OneAccount, &unique("nobody")).await;
    assert_eq!(nobody, Err(Trouble::NoAccount));

    let (manager, quoted) = role(&unique("manager")).await;
    target.manager = Some(copy(&manager));
    let missing = rotator.rights(&target, Strategy::OneAccount, &account.account).await.unwrap().missing;
    assert!(missing.iter().any(|right| right.starts_with("CREATEROLE")), "{missing:?}");
    // A manager may always change itself.
    let itself = rotator.rights(&target, Strategy::OneAccount, &manager.account).await.unwrap();
    assert!(itself.missing.is_empty());
    run(&format!("ALTER ROLE {quoted} CREATEROLE")).await;
    let enough = rotator.rights(&target, Strategy::TwoAccounts, &account.account).await.unwrap();
    let version: u32 = enough.version.split('.').next().unwrap().parse().unwrap();
    assert_eq!(enough.missing.is_empty(), version < 16, "{enough:?}");
}

#[tokio::test]
async fn rehearsal_leaves_nothing_behind() {
    let (rotator, mut target) = target();
    for strategy in [Strategy::OneAccount, Strategy::TwoAccounts] {
        let rehearsal = rotator.rehearse(&target, strategy).await;
        assert_eq!((rehearsal.trouble, rehearsal.failed_at, rehearsal.left), (None, None, None));
    }
    target.manager = Some(role(&unique("weak")).await.0);
    let rehearsal = rotator.rehearse(&target, Strategy::OneAccount).await;
    assert!(matches!(rehearsal.trouble, Some(Trouble::NoRights(_))));
    assert_eq!((rehearsal.failed_at, rehearsal.left), (Some(RehearsalStep::Create), None));
    let left = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'strongroom\\_rehearsal\\_%'";
    let left: i64 = session(&admin()).await.query_one(left, &[]).await.unwrap().get(0);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn certificate_must_be_trusted_and_for_the_name() {
    let (rotator, mut target) = target();
    let who = admin();
    target.trust = Trust::Authorities(text("stranger.pem"));
    assert!(matches!(rotator.log_in(&target, &who).await, Err(Trouble::NotTrusted(_))));
    target.trust = Trust::SystemAuthorities;
    assert!(matches!(rotator.log_in(&target, &who).await, Err(Trouble::NotTrusted(_))));
    target.trust = Trust::Authorities("no certificate".into());
    assert!(matches!(rotator.log_in(&target, &who).await, Err(Trouble::NotTrusted(_))));
    target.trust = Trust::HostKey("ssh-ed25519 AAAA".into());
    assert!(matches!(rotator.log_in(&target, &who).await, Err(Trouble::Unsupported(_))));
    target.trust = Trust::Authorities(text("ca.pem"));
    target.host = "localhost.localdomain".into();
    let other_name = rotator.log_in(&target, &who).await;
    assert!(matches!(other_name, Err(Trouble::NotTrusted(_) | Trouble::Unreachable(_))), "{other_name:?}");
    target.host = "127.0.0.1".into();
    assert_log_in(&*rotator, &target, &who, LogIn::Accepted).await;
    target.trust = Trust::Plain;
    assert_log_in(&*rotator, &target, &who, LogIn::Accepted).await;
}

#[tokio::test]
async fn connection_cut_after_the_statement_is_uncertain_and_the_change_can_be_probed() {
    let (rotator, mut target) = target();
    let (current, _) = role(&unique("cut")).await;
    let pending = credential(&current.account, "pending-Password-2");
    target.trust = Trust::Plain;
    target.host = "127.0.0.1".into();
    target.port = cutting(port("postgresql"), "ALTER ROLE").await;
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    assert!(matches!(rotator.apply(&target, &change).await, Err(Trouble::Uncertain(_))));
    target.port = port("postgresql");
    let probe = rotator.probe(&target, &pending, Some(&current)).await.unwrap();
    assert_eq!(probe.pending, LogIn::Accepted);
}

#[tokio::test]
async fn connection_cut_before_the_statement_is_unreachable() {
    let (rotator, mut target) = target();
    let (current, _) = role(&unique("cut")).await;
    let pending = credential(&current.account, "pending-Password-2");
    target.trust = Trust::Plain;
    target.host = "127.0.0.1".into();
    target.port = cutting(port("postgresql"), "server_version_num").await;
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    assert!(matches!(rotator.apply(&target, &change).await, Err(Trouble::Unreachable(_))));
    target.port = port("postgresql");
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
}

#[tokio::test]
async fn password_never_enters_the_log_of_the_server() {
    let (rotator, target) = target();
    let (current, quoted) = role(&unique("logged")).await;
    let pending = rotate(&*rotator, &target, &current).await;
    let second = rotator.draw(&target, &current, &format!("{}_2", current.account), 1).await.unwrap();
    let change = Replace { strategy: Strategy::TwoAccounts, current: &pending, pending: &second };
    assert!(rotator.apply(&target, &change).await.is_ok());
    let log = text("postgresql.log");
    assert!(log.contains(&format!("ALTER ROLE {quoted} PASSWORD 'SCRAM-SHA-256$")), "the server logs every statement");
    assert!(!log.contains(password(&pending)) && !log.contains(password(&second)));
}

/// `passwordcheck` cannot see into a verifier. It accepts each.
#[tokio::test]
async fn passwordcheck_accepts_verifiers() {
    let (rotator, mut target) = target();
    let (current, _) = role(&unique("checked")).await;
    let (manager, quoted) = role(&unique("checking")).await;
    run(&format!("ALTER ROLE {quoted} SUPERUSER; ALTER ROLE {quoted} SET session_preload_libraries = 'passwordcheck'"))
        .await;
    target.manager = Some(copy(&manager));
    let refused = session(&manager).await.batch_execute("ALTER ROLE CURRENT_USER PASSWORD 'short'").await;
    assert!(refused.is_err(), "the module is loaded");
    let pending = rotate(&*rotator, &target, &current).await;
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
}
