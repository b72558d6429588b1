//! Targets from behind: accounts are made, looked at and spoilt there without the rotators' help.

mod host;
mod mariadb;
mod postgresql;
mod redis;

use crate::{cases::Row, support::unique};
use std::{
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};
use strongroom_core::ports::{Secret, Trust};
use strongroom_crypto::Plaintext;
use strongroom_domain::{SecretKind, TargetKind};

/// The first password of each account.
pub const FIRST: &str = "first-Password-1";
/// That of each managing account.
pub const MANAGER: &str = "manager-Password-1";
/// What somebody else changes it to.
pub const OTHER: &str = "other-Password-9";

/// An account, its clone if two take turns, and the managing account, of one case.
#[derive(Clone)]
pub struct Names {
    pub account: String,
    pub clone: String,
    pub manager: String,
}

impl Names {
    fn new() -> Self {
        let account = unique("srt");
        Self { clone: format!("{account}_clone"), manager: account.replace("srt_", "srtm_"), account }
    }
}

/// What a case does at a target. Faults that a kind of target cannot have are in the table of cases, with the reason.
#[async_trait::async_trait]
pub trait Backstage: Send + Sync {
    fn names(&self) -> &Names;
    fn kind(&self) -> TargetKind;
    /// The file with its port is called so.
    fn server(&self) -> &'static str;
    fn trust(&self) -> Trust {
        Trust::Authorities(crate::support::text("ca.pem"))
    }
    fn secret(&self) -> SecretKind {
        SecretKind::Rds
    }
    /// The value of the secret: the first credential of the account.
    fn value(&self) -> String {
        format!(r#"{{"AccountName":"{}","AccountPassword":"{FIRST}"}}"#, self.names().account)
    }
    fn manager(&self) -> Secret {
        Secret::Password(Plaintext::new(MANAGER.into()))
    }
    /// Makes the account and its manager.
    async fn create(&self);
    /// What the target has of the account and its clone: another text after each change.
    async fn state(&self) -> String;
    /// Changes the password of the managing account.
    async fn set_manager(&self, password: &str);
    /// The account is gone: renamed, or removed.
    async fn take_away(&self);
    /// It is there again, as it was.
    async fn bring_back(&self);
    /// Whether the clone, if there is one, may do what the account may.
    async fn same_rights(&self) -> bool {
        true
    }
    /// The clone is removed for good.
    async fn remove_clone(&self) {
        unreachable!("it has one account");
    }
    /// The target takes no changes, or again.
    async fn read_only(&self, _: bool) {
        unreachable!("it has no replicas");
    }
    /// The target takes no connections, or again.
    async fn full(&self, _: bool) {
        unreachable!("the proxy does that");
    }
    /// The target's rules refuse every password, or none.
    async fn strict(&self, _: bool) {
        unreachable!("it has no rules");
    }
    /// Kills the server without warning, and starts it again.
    async fn crash(&self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.ci/targets");
        let mut command = Command::new(script);
        command.args(["crash", self.server()]).stdin(Stdio::null()).stdout(Stdio::null());
        let ended = tokio::task::spawn_blocking(move || command.status()).await.unwrap();
        assert!(ended.unwrap().success(), "{} did not start again", self.server());
    }
    /// Removes what [`Backstage::create`] made.
    async fn clear(&self);
}

/// Accounts for a case at its target.
pub fn of(row: Row, strict: bool) -> Arc<dyn Backstage> {
    let names = Names::new();
    match row.kind {
        TargetKind::Postgresql => Arc::new(postgresql::PostgresqlStage(names)),
        TargetKind::Mariadb => Arc::new(mariadb::MariadbStage::new(names, strict)),
        TargetKind::Redis => Arc::new(redis::RedisStage::new(names)),
        _ => Arc::new(host::HostStage::new(names, row.strategy)),
    }
}
