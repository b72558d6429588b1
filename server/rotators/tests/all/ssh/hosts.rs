//! Hosts that are known by their key, that ask for passwords in their own way, and rehearsals.

use super::{Account, host};
use crate::support::{assert_log_in, credential, text};
use strongroom_core::ports::{LogIn, Rehearsal, Trouble, Trust};
use strongroom_domain::Strategy;

#[tokio::test]
async fn host_with_another_key_sees_no_account() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    let account = Account::new();
    let current = account.password();
    for good in ["ssh/host_ed25519.pub", "ssh/host_ecdsa.pub"] {
        target.trust = Trust::HostKey(text(good));
        assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
    }
    let stranger = Account::new();
    let other = text("ssh/root.pub");
    target.trust = Trust::HostKey(other.clone());
    let answer = rotator.log_in(&target, &credential(&stranger.name, "x")).await;
    assert_eq!(answer, Err(Trouble::NotTrusted("its host key is another one".into())));
    target.trust = Trust::HostKey(other.replace("ssh-ed25519", "sk-ssh-ed25519@openssh.com"));
    assert!(matches!(rotator.log_in(&target, &current).await, Err(Trouble::Unsupported(_))));
    for other in [Trust::Plain, Trust::SystemAuthorities] {
        target.trust = other;
        assert!(matches!(rotator.log_in(&target, &current).await, Err(Trouble::Unsupported(_))));
    }
    assert!(!text("ssh/log").contains(&stranger.name), "the name of the account was sent");
}

#[tokio::test]
async fn password_is_typed_where_the_host_asks_for_it() {
    let Some((rotator, target)) = host("ssh-dialogue") else { return };
    let account = Account::new();
    let current = account.password();
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
    assert_log_in(&*rotator, &target, &credential(&account.name, "wrong"), LogIn::Refused).await;
}

#[tokio::test]
async fn host_that_wants_a_second_proof_is_refused_by_name() {
    let Some((rotator, target)) = host("ssh-two-proofs") else { return };
    let account = Account::new();
    let (password, key) = (account.password(), account.key());
    for (who, why) in [(&key, "a second proof"), (&password, "no passwords")] {
        let answer = rotator.log_in(&target, who).await;
        assert!(matches!(&answer, Err(Trouble::Unsupported(text)) if text.contains(why)), "{answer:?}");
    }
}

#[tokio::test]
async fn rehearsal_leaves_nothing_behind() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    let manager = Account::new();
    let sudoer = manager.key();
    for strategy in [Strategy::OneAccount, Strategy::KeyPair] {
        let rehearsal = rotator.rehearse(&target, strategy).await;
        assert_eq!(rehearsal, Rehearsal { trouble: None, failed_at: None, left: None }, "{strategy:?}");
    }
    assert!(text("ssh/log").contains("Accepted password for strongroom_rehearsal_"));
    assert!(text("ssh/log").contains("Accepted publickey for strongroom_rehearsal_"));
    target.manager = Some(sudoer);
    let rehearsal = rotator.rehearse(&target, Strategy::KeyPair).await;
    assert!(matches!(rehearsal.trouble, Some(Trouble::NoRights(_))) && rehearsal.left.is_none(), "{rehearsal:?}");
    // It may make the account and not go on: then it removes it again.
    manager.allow("(root) NOPASSWD: /usr/sbin/useradd, /usr/sbin/userdel");
    let rehearsal = rotator.rehearse(&target, Strategy::OneAccount).await;
    assert!(matches!(rehearsal.trouble, Some(Trouble::NoRights(_))) && rehearsal.left.is_none(), "{rehearsal:?}");
    manager.allow("(ALL) NOPASSWD: ALL");
    let rehearsal = rotator.rehearse(&target, Strategy::KeyPair).await;
    assert_eq!(rehearsal, Rehearsal { trouble: None, failed_at: None, left: None });
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap();
    assert!(!accounts.contains("strongroom_rehearsal_"), "{accounts}");
    let unknown = rotator.rehearse(&target, Strategy::TwoAccounts).await;
    assert!(matches!(unknown.trouble, Some(Trouble::Unsupported(_))));
}
