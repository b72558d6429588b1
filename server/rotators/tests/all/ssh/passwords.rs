//! Passwords, set by root and by an account with sudo.

use super::{Account, again, host, one};
use crate::support::{assert_log_in, credential, password, text};
use strongroom_core::ports::{Applied, LogIn, ManagerRights, Revocation, Trouble};
use strongroom_domain::Strategy;

#[tokio::test]
async fn new_password_works_and_the_old_one_is_dead() {
    let Some((rotator, target)) = host("ssh") else { return };
    let account = Account::new();
    let current = account.password();
    let pending = rotator.draw(&target, &current, &account.name, 1).await.unwrap();
    for _ in 0..2 {
        let applied = rotator.apply(&target, &one(&current, &pending)).await;
        assert!(matches!(applied, Ok(Applied::Set)), "{:?}", applied.err());
        assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
        assert_log_in(&*rotator, &target, &current, LogIn::Refused).await;
    }
    assert_eq!(rotator.revoke(&target, Strategy::OneAccount, &current, &pending).await, Ok(Revocation::Dead));
    let kept_is_refused = rotator.revoke(&target, Strategy::OneAccount, &pending, &current).await;
    assert_eq!(kept_is_refused, Err(Trouble::AccountRefused));
    assert!(!text("ssh/log").contains(password(&pending)));
}

#[tokio::test]
async fn account_with_a_sudo_rule_for_chpasswd_sets_passwords() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    let (account, manager) = (Account::new(), Account::new());
    let current = account.password();
    let pending = rotator.draw(&target, &current, &account.name, 1).await.unwrap();
    target.manager = Some(manager.key());
    let needed = "root, or a sudo rule without a password for chpasswd".to_owned();
    let rights = rotator.rights(&target, Strategy::OneAccount, &account.name).await.unwrap();
    assert_eq!(rights.missing, [needed.as_str()]);
    assert_eq!(rotator.apply(&target, &one(&current, &pending)).await.err(), Some(Trouble::NoRights(needed)));
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;

    manager.allow("(root) NOPASSWD: /usr/sbin/chpasswd");
    let rights = rotator.rights(&target, Strategy::OneAccount, &account.name).await.unwrap();
    assert!(rights.missing.is_empty() && rights.version.starts_with("OpenSSH "), "{rights:?}");
    assert_eq!(rotator.apply(&target, &one(&current, &pending)).await.err(), None);
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    target.manager = Some(manager.password());
    assert_eq!(rotator.apply(&target, &one(&pending, &current)).await.err(), None);
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
}

#[tokio::test]
async fn without_a_managing_account_no_password_is_set() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    target.manager = None;
    let account = Account::new();
    let current = account.password();
    let pending = credential(&account.name, "pending-Password-2");
    assert!(matches!(rotator.apply(&target, &one(&current, &pending)).await, Err(Trouble::Unsupported(_))));
    let rights = rotator.rights(&target, Strategy::OneAccount, &account.name).await;
    let missing = vec!["a managing account, to set passwords".into()];
    assert_eq!(rights, Ok(ManagerRights { missing, version: String::new() }));
    assert!(rotator.rehearse(&target, Strategy::OneAccount).await.trouble.is_some());
}

#[tokio::test]
async fn each_refusal_of_a_password_has_its_trouble() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    let (account, stranger) = (Account::new(), Account::new());
    let current = account.password();
    // PAM takes 511 characters at most.
    let long = credential(&account.name, &"x".repeat(600));
    let two_lines = credential(&account.name, &format!("x\n{}:y", stranger.name));
    for refused in [&long, &two_lines] {
        let answer = rotator.apply(&target, &one(&current, refused)).await;
        assert!(matches!(answer, Err(Trouble::CandidateRefused(_))), "{:?}", answer.err());
        assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
    }
    let absent = credential("srt_absent", "x");
    assert_log_in(&*rotator, &target, &absent, LogIn::Refused).await;
    let impossible = credential("x; touch /tmp/x", "x");
    for nobody in [&absent, &impossible] {
        assert_eq!(rotator.apply(&target, &one(nobody, nobody)).await.err(), Some(Trouble::NoAccount));
        let rights = rotator.rights(&target, Strategy::OneAccount, &nobody.account).await;
        assert_eq!(rights, Err(Trouble::NoAccount));
    }
    let key = stranger.key();
    assert!(matches!(rotator.apply(&target, &one(&key, &current)).await, Err(Trouble::Unsupported(_))));
    target.manager = Some(credential("root", "wrong"));
    let pending = credential(&account.name, "pending-Password-2");
    assert_eq!(rotator.apply(&target, &one(&current, &pending)).await.err(), Some(Trouble::ManagerRefused));
    let probe = rotator.probe(&target, &pending, Some(&current)).await.unwrap();
    assert_eq!((probe.pending, probe.current, probe.manager), (LogIn::Refused, Some(LogIn::Accepted), None));
    target.manager = Some(again(&key));
    assert!(matches!(rotator.apply(&target, &one(&current, &pending)).await, Err(Trouble::NoRights(_))));
}
