//! The host key that a target is known by.

use russh::{
    Names, Preferred,
    client::{Handler, Session},
    keys::{Algorithm, PublicKey, PublicKeyOrCertificate},
};
use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};
use strongroom_core::ports::{Trouble, Trust};

/// Refuses every host with another key. With it, the host's software as it names itself, once it has proven itself.
pub(super) struct PinnedHost {
    key: PublicKey,
    software: Arc<OnceLock<String>>,
}

impl PinnedHost {
    /// # Errors
    /// [`Trouble::Unsupported`]: the target is not trusted by a host key, or by one that cannot be verified here.
    pub fn of(trust: &Trust) -> Result<Self, Trouble> {
        let Trust::HostKey(line) = trust else {
            return Err(Trouble::Unsupported("a host proves itself by its host key".into()));
        };
        let unreadable = |_| Trouble::Unsupported("the host key of this target cannot be read".into());
        let key = PublicKey::from_openssh(line.trim()).map_err(unreadable)?;
        match key.algorithm() {
            Algorithm::Ed25519 | Algorithm::Ecdsa { .. } => Ok(Self { key, software: Arc::default() }),
            _ => Err(Trouble::Unsupported("host keys of this type; enter its ed25519 or ECDSA key".into())),
        }
    }

    /// Where the host's software will be told.
    pub fn software(&self) -> Arc<OnceLock<String>> {
        self.software.clone()
    }

    /// What is offered to the host: of its keys only the one of this type, so that it cannot answer with another that it also has.
    pub fn preferred(&self) -> Preferred {
        Preferred { key: Cow::Owned(vec![self.key.algorithm()]), ..Preferred::DEFAULT }
    }
}

impl Handler for PinnedHost {
    type Error = russh::Error;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(match shown {
            PublicKeyOrCertificate::PublicKey { key, .. } => key.key_data() == self.key.key_data(),
            PublicKeyOrCertificate::Certificate(_) => false,
        })
    }

    async fn kex_done(&mut self, _: Option<&[u8]>, _: &Names, session: &mut Session) -> Result<(), russh::Error> {
        let id = String::from_utf8_lossy(session.remote_sshid());
        let _ = self.software.set(id.trim_start_matches("SSH-2.0-").replace('_', " "));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_host_keys_that_can_be_verified_are_taken() {
        let good = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFLT7SpjpLamAWfJ1Mx0nFc7jSj+H4b3ohKT1EFUhCmt root@host\n";
        assert!(PinnedHost::of(&Trust::HostKey(good.into())).is_ok());
        let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQDD";
        for bad in [
            Trust::Plain,
            Trust::SystemAuthorities,
            Trust::HostKey("ssh-ed25519 AAAA".into()),
            Trust::HostKey(rsa.into()),
        ] {
            assert!(matches!(PinnedHost::of(&bad), Err(Trouble::Unsupported(_))), "{bad:?}");
        }
    }
}
