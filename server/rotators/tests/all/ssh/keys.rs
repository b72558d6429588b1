//! Key pairs: by the account itself, by root, and by an account with sudo.

use super::{Account, again, host, pair, public, run};
use crate::support::{assert_log_in, credential};
use std::{fs, os::unix::fs::PermissionsExt};
use strongroom_core::ports::{Credential, LogIn, Revocation, Trouble};
use strongroom_domain::Strategy;

#[tokio::test]
async fn both_keys_work_until_the_old_one_is_removed_and_other_lines_stay() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    for by_itself in [true, false] {
        if by_itself {
            target.manager = None;
        } else {
            target = host("ssh").unwrap().1;
        }
        let account = Account::new();
        let current = account.key();
        let pending = rotator.draw(&target, &current, &account.name, 1).await.unwrap();
        let kept = account.keys();
        for _ in 0..2 {
            assert_eq!(rotator.apply(&target, &pair(&current, &pending)).await.err(), None);
            assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
            assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
            assert_eq!(account.keys(), format!("{kept}\n{}\n", public(&pending)));
        }
        for _ in 0..2 {
            assert_eq!(rotator.revoke(&target, Strategy::KeyPair, &current, &pending).await, Ok(Revocation::Dead));
            assert_eq!(account.keys(), format!("# kept\n# no end\n{}\n", public(&pending)));
        }
        assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
        let file = fs::metadata(account.home(".ssh/authorized_keys")).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(account.home(".ssh")).unwrap().count(), 1, "no temporary file is left");
    }
}

#[tokio::test]
async fn key_is_removed_only_if_the_kept_one_works() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    let account = Account::new();
    let current = account.key();
    let never_added = rotator.draw(&target, &current, &account.name, 1).await.unwrap();
    for _ in 0..2 {
        let revoked = rotator.revoke(&target, Strategy::KeyPair, &current, &never_added).await;
        assert_eq!(revoked, Err(Trouble::AccountRefused));
        let itself = rotator.revoke(&target, Strategy::KeyPair, &current, &again(&current)).await;
        assert_eq!(itself, Ok(Revocation::StillWorks));
        assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
        target.manager = None;
    }
}

#[tokio::test]
async fn account_without_a_shell_gets_its_first_key_from_the_managing_account() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    let (account, manager) = (Account::with_shell("/usr/sbin/nologin"), Account::new());
    let current = account.key();
    fs::remove_dir_all(account.home(".ssh")).unwrap();
    let pending = rotator.draw(&target, &current, &account.name, 1).await.unwrap();
    assert_eq!(rotator.apply(&target, &pair(&current, &pending)).await.err(), None);
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    let folder = fs::metadata(account.home(".ssh")).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);

    target.manager = Some(manager.key());
    let rights = rotator.rights(&target, Strategy::KeyPair, &account.name).await.unwrap();
    assert_eq!(rights.missing, ["root, or a sudo rule without a password for /bin/sh as this account"]);
    assert!(matches!(rotator.apply(&target, &pair(&pending, &current)).await, Err(Trouble::NoRights(_))));
    manager.allow(&format!("({}) NOPASSWD: /bin/sh", account.name));
    assert!(rotator.rights(&target, Strategy::KeyPair, &account.name).await.unwrap().missing.is_empty());
    assert_eq!(rotator.apply(&target, &pair(&pending, &current)).await.err(), None);
    assert_eq!(rotator.revoke(&target, Strategy::KeyPair, &pending, &current).await, Ok(Revocation::Dead));
    let itself = {
        target.manager = None;
        rotator.apply(&target, &pair(&current, &pending)).await
    };
    assert!(matches!(itself, Err(Trouble::Unexpected(_))), "it runs no commands: {:?}", itself.err());
}

#[tokio::test]
async fn new_key_keeps_the_restrictions_of_the_old_one() {
    let Some((rotator, target)) = host("ssh") else { return };
    let account = Account::new();
    let current = account.key();
    let restricted = "from=\"127.0.0.1,::1\",command=\"echo \\\"no more\\\"\",no-pty";
    account.write(".ssh/authorized_keys", &format!("{restricted} {}\n", public(&current)));
    let pending = rotator.draw(&target, &current, &account.name, 1).await.unwrap();
    assert_eq!(rotator.apply(&target, &pair(&current, &pending)).await.err(), None);
    assert!(account.keys().ends_with(&format!("\n{restricted} {}\n", public(&pending))), "{}", account.keys());
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
}

/// The shell's start-up file prints what looks like an answer, or ends the shell before the command.
#[tokio::test]
async fn text_of_a_start_up_file_is_no_answer() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    target.manager = None;
    let account = Account::new();
    let current = account.key();
    let pending = rotator.draw(&target, &current, &account.name, 1).await.unwrap();
    account.write(".bashrc", "exit 0\n");
    let answer = rotator.apply(&target, &pair(&current, &pending)).await;
    assert!(matches!(answer, Err(Trouble::Unexpected(_))), "{:?}", answer.err());
    assert_log_in(&*rotator, &target, &pending, LogIn::Refused).await;
    account.write(".bashrc", "printf 'Welcome\\n\\nx done\\ncontent 0 none\\n'; echo trouble >&2\n");
    assert_eq!(rotator.apply(&target, &pair(&current, &pending)).await.err(), None);
    assert_log_in(&*rotator, &target, &pending, LogIn::Accepted).await;
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
}

#[tokio::test]
async fn file_that_others_could_change_is_left_alone() {
    let Some((rotator, target)) = host("ssh") else { return };
    type Spoil = fn(&Account);
    let spoil: [(&str, Spoil); 7] = [
        ("symbolic link", |account| {
            let file = account.home(".ssh/authorized_keys");
            fs::rename(&file, account.home("elsewhere")).unwrap();
            std::os::unix::fs::symlink(account.home("elsewhere"), file).unwrap();
        }),
        ("symbolic link", |account| {
            fs::rename(account.home(".ssh"), account.home("elsewhere")).unwrap();
            std::os::unix::fs::symlink("elsewhere", account.home(".ssh")).unwrap();
        }),
        ("another owner", |account| {
            run("chown", &["root", account.home(".ssh/authorized_keys").to_str().unwrap()], "");
        }),
        ("others may write", |account| run("chmod", &["o+w", account.home(".ssh").to_str().unwrap()], "")),
        ("others may write", |account| run("chmod", &["g+w", account.home("").to_str().unwrap()], "")),
        ("may not write", |account| run("chmod", &["u-w", account.home(".ssh").to_str().unwrap()], "")),
        ("no home directory", |account| fs::rename(account.home(""), format!("/home/{}x", account.name)).unwrap()),
    ];
    for (why, spoil) in spoil {
        let account = Account::new();
        let current = account.key();
        let pending = rotator.draw(&target, &current, &account.name, 1).await.unwrap();
        spoil(&account);
        let answer = rotator.apply(&target, &pair(&current, &pending)).await;
        assert!(matches!(&answer, Err(Trouble::Unsupported(text)) if text.contains(why)), "{why}: {:?}", answer.err());
        let _ = fs::remove_dir_all(format!("/home/{}x", account.name));
    }
}

#[tokio::test]
async fn read_only_file_system_is_told_apart() {
    let Some((rotator, target)) = host("ssh") else { return };
    let account = Account::new();
    let current = account.key();
    let pending = rotator.draw(&target, &current, &account.name, 1).await.unwrap();
    let folder = account.home(".ssh");
    let folder = folder.to_str().unwrap();
    let mount = |arguments: &[&str]| std::process::Command::new("mount").args(arguments).status().unwrap().success();
    if !mount(&["--bind", folder, folder]) {
        eprintln!("not tested: no right to mount");
        return;
    }
    assert!(mount(&["-o", "remount,bind,ro", folder]));
    let answer = rotator.apply(&target, &pair(&current, &pending)).await;
    run("umount", &[folder], "");
    assert_eq!(answer.err(), Some(Trouble::ReadOnly));
    assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
}

#[tokio::test]
async fn keys_and_passwords_are_not_mixed() {
    let Some((rotator, target)) = host("ssh") else { return };
    let account = Account::new();
    let (current, password) = (account.key(), credential(&account.name, "x"));
    for (old, new) in [(&current, &password), (&password, &current)] {
        assert!(matches!(rotator.apply(&target, &pair(old, new)).await, Err(Trouble::Unsupported(_))));
    }
}

/// As cloud vendors make them: the first pair of an account, and the managing account's.
#[tokio::test]
async fn rsa_keys_in_each_format_log_in_and_give_way_to_ed25519() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    for format in [&[][..], &["-m", "PEM"], &["-m", "PKCS8"]] {
        let (account, manager) = (Account::new(), Account::new());
        manager.allow("(ALL) NOPASSWD: ALL");
        let (current, own) = (rsa(&account, "2048", format), rsa(&manager, "3072", format));
        assert_log_in(&*rotator, &target, &current, LogIn::Accepted).await;
        let mut old = current;
        for who in [None, Some(own)] {
            target.manager = who;
            let pending = rotator.draw(&target, &old, &account.name, 1).await.unwrap();
            assert_eq!(rotator.apply(&target, &pair(&old, &pending)).await.err(), None);
            assert_eq!(rotator.revoke(&target, Strategy::KeyPair, &old, &pending).await, Ok(Revocation::Dead));
            assert!(account.keys().ends_with(&format!("{}\n", public(&pending))), "{}", account.keys());
            assert_log_in(&*rotator, &target, &old, LogIn::Refused).await;
            old = pending;
        }
    }
    let account = Account::new();
    let short = rsa(&account, "1024", &["-m", "PEM"]);
    let refused = rotator.draw(&target, &short, &account.name, 1).await.err();
    assert!(matches!(&refused, Some(Trouble::Unsupported(why)) if why.contains("2048")), "{refused:?}");
}

/// A pair that the account can log in with.
fn rsa(account: &Account, bits: &str, format: &[&str]) -> Credential {
    let path = account.home(".rsa");
    let path = path.to_str().unwrap();
    run("ssh-keygen", &[&["-q", "-t", "rsa", "-b", bits, "-N", "", "-C", "", "-f", path], format].concat(), "");
    let public = fs::read_to_string(format!("{path}.pub")).unwrap();
    account.write(".ssh/authorized_keys", &format!("# kept\n{public}"));
    super::key(&account.name, &fs::read_to_string(path).unwrap())
}
