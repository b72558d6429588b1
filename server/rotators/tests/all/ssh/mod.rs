//! Hosts by SSH, with real accounts of this machine. Only root can serve them; elsewhere these tests do nothing.

mod faults;
mod hosts;
mod keys;
mod passwords;

use crate::support::{copy, credential, file, port, rotator, text, unique};
use std::{
    fs,
    io::Write,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};
use strongroom_core::ports::{Credential, Replace, Rotator, Secret, TargetAccess, Trust};
use strongroom_crypto::Plaintext;
use strongroom_domain::{Strategy, TargetKind};

/// A host with root as the managing account; `None` without root.
pub fn host(server: &str) -> Option<(Arc<dyn Rotator>, TargetAccess)> {
    if !file(&format!("{server}.port")).exists() {
        let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
        assert!(!is_root, "{server} is missing: run .ci/targets stop, and start");
        eprintln!("not tested: {server} runs as root only");
        return None;
    }
    let target = TargetAccess {
        kind: TargetKind::Ssh,
        host: "localhost".into(),
        port: port(server),
        database: None,
        trust: Trust::HostKey(text("ssh/host_ed25519.pub")),
        manager: Some(key("root", &text("ssh/root"))),
    };
    Some((rotator(TargetKind::Ssh), target))
}

/// A credential with a private key.
pub fn key(account: &str, pem: &str) -> Credential {
    Credential { account: account.into(), secret: Secret::PrivateKey(Plaintext::new(pem.into())) }
}

/// The same again.
pub fn again(of: &Credential) -> Credential {
    match &of.secret {
        Secret::PrivateKey(pem) => key(&of.account, std::str::from_utf8(pem.expose()).unwrap()),
        _ => copy(of),
    }
}

/// `ssh-ed25519 AAAA...` of a private key.
pub fn public(of: &Credential) -> String {
    let Secret::PrivateKey(pem) = &of.secret else { panic!("not a key") };
    russh::keys::PrivateKey::from_openssh(pem.expose()).unwrap().public_key().to_openssh().unwrap()
}

pub fn one<'a>(current: &'a Credential, pending: &'a Credential) -> Replace<'a> {
    Replace { strategy: Strategy::OneAccount, current, pending }
}

pub fn pair<'a>(current: &'a Credential, pending: &'a Credential) -> Replace<'a> {
    Replace { strategy: Strategy::KeyPair, current, pending }
}

/// Runs a program that must succeed.
pub fn run(program: &str, arguments: &[&str], input: &str) {
    let mut child = Command::new(program).args(arguments).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{program} {arguments:?}");
}

/// An account of this machine with a home directory, removed with everything that belongs to it.
pub struct Account {
    pub name: String,
}

impl Account {
    pub fn new() -> Self {
        Self::with_shell("/bin/bash")
    }

    pub fn with_shell(shell: &str) -> Self {
        let name = unique("srt");
        run("useradd", &["-m", "-s", shell, "-p", "*", &name], "");
        Self { name }
    }

    /// With its first password.
    pub fn password(&self) -> Credential {
        run("chpasswd", &[], &format!("{}:first-Password-1\n", self.name));
        credential(&self.name, "first-Password-1")
    }

    /// With its first key, among other lines of its file.
    pub fn key(&self) -> Credential {
        let path = self.home(".k");
        run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", path.to_str().unwrap()], "");
        let key = key(&self.name, &fs::read_to_string(&path).unwrap());
        self.write(".ssh/authorized_keys", &format!("# kept\n{} me@laptop\n# no end", public(&key)));
        key
    }

    pub fn home(&self, name: &str) -> PathBuf {
        Path::new("/home").join(&self.name).join(name)
    }

    /// The file of its keys.
    pub fn keys(&self) -> String {
        fs::read_to_string(self.home(".ssh/authorized_keys")).unwrap()
    }

    /// Writes a file that belongs to the account.
    pub fn write(&self, name: &str, content: &str) {
        let path = self.home(name);
        let folder = path.parent().unwrap();
        fs::create_dir_all(folder).unwrap();
        fs::write(&path, content).unwrap();
        let owner = format!("{0}:{0}", self.name);
        run("chown", &[&owner, folder.to_str().unwrap(), path.to_str().unwrap()], "");
        run("chmod", &["go-w", folder.to_str().unwrap(), path.to_str().unwrap()], "");
    }

    /// Lets it run these commands as others, without a password.
    pub fn allow(&self, rule: &str) {
        let path = self.sudoers();
        fs::write(&path, format!("{} ALL={rule}\n", self.name)).unwrap();
        run("chmod", &["440", path.to_str().unwrap()], "");
    }

    fn sudoers(&self) -> PathBuf {
        Path::new("/etc/sudoers.d").join(&self.name)
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.sudoers());
        // Its last session may still be ending.
        let _ = Command::new("userdel").args(["-rf", &self.name]).stderr(Stdio::null()).status();
    }
}
