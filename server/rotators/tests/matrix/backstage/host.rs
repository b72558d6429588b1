use super::{Backstage, FIRST, MANAGER, Names};
use crate::support::text;
use russh::keys::{
    PrivateKey,
    ssh_key::{
        LineEnding,
        private::{Ed25519Keypair, KeypairData},
    },
};
use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};
use strongroom_core::ports::Trust;
use strongroom_domain::{SecretKind, Strategy, TargetKind};
use tokio::{task::spawn_blocking, time::sleep};

/// Accounts of this machine, which only root can make.
pub struct HostStage {
    names: Names,
    /// The first key pair, for the strategy of that name.
    pair: Option<PrivateKey>,
}

/// Runs a program; whether it succeeded.
async fn tried(program: &str, arguments: &[&str], input: &str) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stderr(Stdio::null());
    let input = input.to_owned();
    let ended = spawn_blocking(move || {
        let mut child = command.spawn().unwrap();
        // One that reads nothing may have ended.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait().unwrap()
    });
    ended.await.unwrap().success()
}

/// Runs one that must succeed, perhaps once others that change the same files, or sessions of the account, have ended.
async fn run(program: &str, arguments: &[&str], input: &str) {
    for _ in 0..50 {
        if tried(program, arguments, input).await {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("{program} {arguments:?}");
}

impl HostStage {
    pub fn new(names: Names, strategy: Strategy) -> Self {
        let pair = (strategy == Strategy::KeyPair).then(|| {
            let mut seed = [0; 32];
            strongroom_crypto::fill_random(&mut seed).unwrap();
            PrivateKey::new(KeypairData::Ed25519(Ed25519Keypair::from_seed(&seed)), "").unwrap()
        });
        Self { names, pair }
    }

    fn keys(&self) -> PathBuf {
        PathBuf::from("/home").join(&self.names.account).join(".ssh/authorized_keys")
    }

    fn sudoers(&self) -> PathBuf {
        PathBuf::from("/etc/sudoers.d").join(&self.names.manager)
    }
}

#[async_trait::async_trait]
impl Backstage for HostStage {
    fn names(&self) -> &Names {
        &self.names
    }
    fn kind(&self) -> TargetKind {
        TargetKind::Ssh
    }
    fn server(&self) -> &'static str {
        "ssh"
    }
    fn trust(&self) -> Trust {
        Trust::HostKey(text("ssh/host_ed25519.pub"))
    }
    fn secret(&self) -> SecretKind {
        SecretKind::Ecs
    }
    fn value(&self) -> String {
        let account = &self.names.account;
        match &self.pair {
            None => format!(r#"{{"UserName":"{account}","Password":"{FIRST}"}}"#),
            Some(pair) => {
                let public = pair.public_key().to_openssh().unwrap();
                let private = pair.to_openssh(LineEnding::LF).unwrap();
                serde_json::json!({"UserName": account, "PublicKey": public.trim(), "PrivateKey": private.as_str()})
                    .to_string()
            }
        }
    }
    async fn create(&self) {
        let Names { account, manager, .. } = &self.names;
        for (name, password) in [(account, FIRST), (manager, MANAGER)] {
            run("useradd", &["-m", "-s", "/bin/bash", "-p", "*", name], "").await;
            run("chpasswd", &[], &format!("{name}:{password}\n")).await;
        }
        fs::write(self.sudoers(), format!("{manager} ALL=(ALL) NOPASSWD: ALL\n")).unwrap();
        run("chmod", &["440", self.sudoers().to_str().unwrap()], "").await;
        let Some(pair) = &self.pair else { return };
        let (keys, owner) = (self.keys(), format!("{account}:"));
        let folder = keys.parent().unwrap();
        fs::create_dir(folder).unwrap();
        fs::write(&keys, format!("# kept\n{}\n", pair.public_key().to_openssh().unwrap().trim())).unwrap();
        run("chown", &["-R", &owner, folder.to_str().unwrap()], "").await;
        run("chmod", &["-R", "go-w", folder.to_str().unwrap()], "").await;
    }
    async fn state(&self) -> String {
        let of_account = format!("{}:", self.names.account);
        // Both files are replaced, never written in place.
        let shadow = fs::read_to_string("/etc/shadow").unwrap();
        let line = shadow.lines().find(|line| line.starts_with(&of_account)).unwrap_or_default();
        format!("{line} {}", fs::read_to_string(self.keys()).unwrap_or_default())
    }
    async fn set_manager(&self, password: &str) {
        run("chpasswd", &[], &format!("{}:{password}\n", self.names.manager)).await;
    }
    async fn take_away(&self) {
        let account = &self.names.account;
        run("usermod", &["-l", &format!("{account}_away"), account], "").await;
    }
    async fn bring_back(&self) {
        let account = &self.names.account;
        run("usermod", &["-l", account, &format!("{account}_away")], "").await;
    }
    async fn read_only(&self, on: bool) {
        let folder = self.keys().parent().unwrap().to_str().unwrap().to_owned();
        if on {
            run("mount", &["--bind", &folder, &folder], "").await;
            run("mount", &["-o", "remount,bind,ro", &folder], "").await;
        } else {
            run("umount", &[&folder], "").await;
        }
    }
    async fn clear(&self) {
        let _ = fs::remove_file(self.sudoers());
        tried("umount", &["-q", self.keys().parent().unwrap().to_str().unwrap()], "").await;
        // Their last sessions may still be ending.
        for name in [&self.names.account, &self.names.manager] {
            tried("userdel", &["-rf", name], "").await;
        }
    }
}
