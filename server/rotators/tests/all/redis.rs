//! Redis: two passwords from end to end, with an ACL file, a configuration file and neither.

use crate::support::{access, admin, assert_log_in, copy, credential, cutting, password, port, rotator, text, unique};
use redis::{AsyncConnectionConfig, ProtocolVersion, RedisConnectionInfo, aio::MultiplexedConnection, cmd};
use std::{fs, sync::Arc};
use strongroom_core::ports::{Applied, Credential, LogIn, Replace, Revocation, Rotator, TargetAccess, Trouble, Trust};
use strongroom_domain::{Strategy, TargetKind};
use tokio::net::TcpStream;

/// The servers that keep their users, by an ACL file and by a configuration file, and where.
const KEEPING: [(&str, &str); 2] = [("redis", "redis/users.acl"), ("redis-rewrite", "redis-rewrite/redis.conf")];

fn target(server: &str) -> (Arc<dyn Rotator>, TargetAccess) {
    let mut target = access(TargetKind::Redis, server);
    if server != "redis" {
        target.host = "127.0.0.1".into();
        target.trust = Trust::Plain;
    }
    (rotator(TargetKind::Redis), target)
}

async fn acl(server: &str, arguments: &[&str]) {
    run(server, "ACL", arguments).await;
}

/// Runs a command as the admin.
async fn run(server: &str, command: &str, arguments: &[&str]) {
    let server = if server == "redis" { "redis-plain" } else { server };
    let stream = TcpStream::connect(("127.0.0.1", port(server))).await.unwrap();
    let who = admin();
    let who = RedisConnectionInfo::default()
        .set_username(&who.account)
        .set_password(password(&who))
        .set_protocol(ProtocolVersion::RESP2);
    let config = AsyncConnectionConfig::new();
    let (mut connection, driver) = MultiplexedConnection::new_with_config(&who, stream, config).await.unwrap();
    tokio::spawn(driver);
    cmd(command).arg(arguments).query_async::<()>(&mut connection).await.unwrap();
}

/// A user with a password and these rights.
async fn user(server: &str, name: &str, rights: &[&str]) -> Credential {
    acl(server, &[&["SETUSER", name, "on", ">first-Password-1"], rights].concat()).await;
    credential(name, "first-Password-1")
}

fn two<'a>(current: &'a Credential, pending: &'a Credential) -> Replace<'a> {
    Replace { strategy: Strategy::TwoPasswords, current, pending }
}

/// The line of a user in the file that a restart reads.
fn kept_line(kept: &str, user: &str) -> Option<String> {
    let file = fs::read_to_string(crate::support::file(kept)).unwrap();
    let of_user = format!("user {user} ");
    file.lines().find(|line| line.starts_with(&of_user)).map(str::to_owned)
}

/// A password as Redis stores it.
fn hash(of: &Credential) -> String {
    let hash = strongroom_crypto::sha256(password(of).as_bytes());
    hash.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[tokio::test]
async fn both_passwords_work_until_the_old_one_is_revoked_and_a_restart_forgets_nothing() {
    for (server, kept) in KEEPING {
        let (rotator, target) = target(server);
        let current = user(server, &unique("app-Ünï-名"), &["~app:*", "+get"]).await;
        let pending = rotator.draw(&target, &current, &current.account, 1).await.unwrap();
        for _ in 0..2 {
            let applied = rotator.apply(&target, &two(&current, &pending)).await;
            assert!(matches!(applied, Ok(Applied::Set)), "{server}: {:?}", applied.err());
            assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
            assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
        }
        let line = || kept_line(kept, &current.account).unwrap();
        assert!(line().contains(&hash(&current)) && line().contains(&hash(&pending)), "{server} keeps both");
        for _ in 0..2 {
            let revoked = rotator.revoke(&target, Strategy::TwoPasswords, &current, &pending).await;
            assert_eq!(revoked, Ok(Revocation::Dead), "{server}");
        }
        assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
        assert!(!line().contains(&hash(&current)) && line().contains(&hash(&pending)), "{server} keeps the new one");
        let kept_is_refused = rotator.revoke(&target, Strategy::TwoPasswords, &pending, &current).await;
        assert_eq!(kept_is_refused, Err(Trouble::AccountRefused));
        assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    }
}

#[tokio::test]
async fn nothing_is_changed_where_a_restart_would_bring_the_old_password_back() {
    let (rotator, target) = target("redis-memory");
    let current = user("redis-memory", &unique("app"), &[]).await;
    let pending = credential(&current.account, "pending-Password-2");
    assert!(matches!(rotator.apply(&target, &two(&current, &pending)).await, Err(Trouble::Unsupported(_))));
    assert_log_in(&*rotator, &target, &pending, LogIn::Refused).await;
    let rights = rotator.rights(&target, Strategy::TwoPasswords, &current.account).await.unwrap();
    assert_eq!(rights.missing.len(), 1, "{rights:?}");
    let rehearsal = rotator.rehearse(&target, Strategy::TwoPasswords).await;
    assert!(matches!(rehearsal.trouble, Some(Trouble::Unsupported(_))) && rehearsal.left.is_none());

    // A replica has users of its own: a change there is none at the primary.
    run("redis-memory", "REPLICAOF", &["127.0.0.1", "1"]).await;
    assert_eq!(rotator.apply(&target, &two(&current, &pending)).await.err(), Some(Trouble::ReadOnly));
    run("redis-memory", "REPLICAOF", &["NO", "ONE"]).await;
}

#[tokio::test]
async fn user_with_the_rights_changes_itself_without_a_manager() {
    let (rotator, mut target) = target("redis");
    target.manager = None;
    let rights = ["+info", "+acl|getuser", "+acl|setuser", "+acl|save", "+config|get"];
    let current = user("redis", &unique("self"), &rights).await;
    let pending = rotator.draw(&target, &current, &current.account, 1).await.unwrap();
    assert_eq!(rotator.apply(&target, &two(&current, &pending)).await.err(), None);
    assert_eq!(rotator.revoke(&target, Strategy::TwoPasswords, &current, &pending).await, Ok(Revocation::Dead));
    let never = credential(&current.account, "never-set");
    assert_eq!(rotator.apply(&target, &two(&current, &never)).await.err(), Some(Trouble::AccountRefused));
}

#[tokio::test]
async fn each_refusal_of_the_server_has_its_trouble() {
    let (rotator, mut target) = target("redis");
    let current = user("redis", &unique("trouble"), &[]).await;
    let pending = credential(&current.account, "pending-Password-2");
    let nobody = credential(&unique("nobody"), "x");
    assert_eq!(rotator.apply(&target, &two(&nobody, &nobody)).await.err(), Some(Trouble::NoAccount));
    assert_log_in(&*rotator, &target, &nobody, LogIn::Refused).await;
    let impossible = credential("with space", "x");
    assert_eq!(rotator.apply(&target, &two(&impossible, &impossible)).await.err(), Some(Trouble::NoAccount));
    target.manager = Some(credential("admin", "wrong"));
    assert_eq!(rotator.apply(&target, &two(&current, &pending)).await.err(), Some(Trouble::ManagerRefused));

    let manager = user("redis", &unique("manager"), &["+info", "+acl|getuser", "+config|get", "+acl|dryrun"]).await;
    target.manager = Some(copy(&manager));
    assert!(matches!(rotator.apply(&target, &two(&current, &pending)).await, Err(Trouble::NoRights(_))));
    let rights = rotator.rights(&target, Strategy::TwoPasswords, &current.account).await.unwrap();
    assert_eq!(rights.missing, ["+acl|setuser, to change users", "+acl|save, to keep changes"]);
    assert!(rights.version.starts_with(|c: char| c.is_ascii_digit()));
    acl("redis", &["SETUSER", &manager.account, "+acl|setuser", "+acl|save"]).await;
    assert!(rotator.rights(&target, Strategy::TwoPasswords, &current.account).await.unwrap().missing.is_empty());
    assert_eq!(rotator.apply(&target, &two(&current, &pending)).await.err(), None);

    acl("redis", &["SETUSER", &current.account, "off"]).await;
    assert_log_in(&*rotator, &target, &pending, LogIn::Refused).await;
    let one = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    assert!(matches!(rotator.apply(&target, &one).await, Err(Trouble::Unsupported(_))));
}

#[tokio::test]
async fn user_without_a_password_lets_the_old_one_in() {
    let (rotator, target) = target("redis");
    let current = user("redis", &unique("open"), &[]).await;
    let pending = credential(&current.account, "pending-Password-2");
    assert_eq!(rotator.apply(&target, &two(&current, &pending)).await.err(), None);
    acl("redis", &["SETUSER", &current.account, "nopass"]).await;
    let revoked = rotator.revoke(&target, Strategy::TwoPasswords, &current, &pending).await;
    assert_eq!(revoked, Ok(Revocation::StillWorks));
}

#[tokio::test]
async fn rehearsal_leaves_nothing_behind() {
    for (server, kept) in KEEPING {
        let (rotator, target) = target(server);
        let rehearsal = rotator.rehearse(&target, Strategy::TwoPasswords).await;
        assert_eq!((rehearsal.trouble, rehearsal.left), (None, None), "{server}");
        assert!(!fs::read_to_string(crate::support::file(kept)).unwrap().contains("strongroom_rehearsal_"));
    }
    // The connection ends with each answer to the removal: nobody knows whether the user is gone.
    let (rotator, mut target) = target("redis-rewrite");
    target.port = cutting(port("redis-rewrite"), "DELUSER").await;
    let rehearsal = rotator.rehearse(&target, Strategy::TwoPasswords).await;
    assert!(matches!(rehearsal.trouble, Some(Trouble::Uncertain(_))), "{rehearsal:?}");
    assert!(rehearsal.left.is_some_and(|left| left.starts_with("strongroom_rehearsal_")));
    run("redis-rewrite", "CONFIG", &["REWRITE"]).await;
}

#[tokio::test]
async fn certificate_must_be_trusted_and_for_the_name() {
    let (rotator, mut target) = target("redis");
    let who = admin();
    for trust in [Trust::Authorities(text("stranger.pem")), Trust::SystemAuthorities] {
        target.trust = trust;
        assert!(matches!(rotator.log_in(&target, &who).await, Err(Trouble::NotTrusted(_))));
    }
    target.trust = Trust::Authorities(text("ca.pem"));
    target.host = "127.0.0.1".into();
    assert_log_in(&*rotator, &target, &who, LogIn::Accepted).await;
    // TLS where the server speaks none.
    target.port = port("redis-plain");
    let plain = rotator.log_in(&target, &who).await;
    assert!(matches!(plain, Err(Trouble::NoTls | Trouble::Unreachable(_))), "{plain:?}");
}

#[tokio::test]
async fn connection_cut_after_the_command_is_uncertain_and_a_probe_keeps_what_it_finds() {
    for (server, kept) in KEEPING {
        let (rotator, mut target) = target(server);
        target.host = "127.0.0.1".into();
        target.trust = Trust::Plain;
        let plain = port(if server == "redis" { "redis-plain" } else { server });
        let current = user(server, &unique("cut"), &[]).await;
        let pending = credential(&current.account, "pending-Password-2");
        target.port = cutting(plain, "GETUSER").await;
        assert!(matches!(rotator.apply(&target, &two(&current, &pending)).await, Err(Trouble::Unreachable(_))));
        target.port = cutting(plain, "SETUSER").await;
        assert!(matches!(rotator.apply(&target, &two(&current, &pending)).await, Err(Trouble::Uncertain(_))));
        target.port = plain;
        let probe = rotator.probe(&target, &pending, Some(&current)).await.unwrap();
        assert_eq!((probe.pending, probe.current, probe.manager), (LogIn::Accepted, None, None));
        let line = kept_line(kept, &current.account).unwrap();
        assert!(line.contains(&hash(&pending)) && line.contains(&hash(&current)), "{server} keeps both");
    }
}
