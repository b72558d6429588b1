use super::{Backstage, FIRST, MANAGER, Names};
use crate::support::{admin, password, port};
use redis::{
    AsyncConnectionConfig, FromRedisValue, ProtocolVersion, RedisConnectionInfo, aio::MultiplexedConnection, cmd,
};
use strongroom_domain::{SecretKind, TargetKind};
use tokio::{net::TcpStream, sync::Mutex};

/// Users of Redis.
pub struct RedisStage {
    names: Names,
    /// The line of the user that is away.
    away: Mutex<String>,
    /// The one connection that there may be.
    held: Mutex<Option<MultiplexedConnection>>,
}

async fn session() -> MultiplexedConnection {
    let stream = TcpStream::connect(("127.0.0.1", port("redis-plain"))).await.unwrap();
    let who = admin();
    let who = RedisConnectionInfo::default()
        .set_username(&who.account)
        .set_password(password(&who))
        .set_protocol(ProtocolVersion::RESP2);
    let config = AsyncConnectionConfig::new();
    let (connection, driver) = MultiplexedConnection::new_with_config(&who, stream, config).await.unwrap();
    tokio::spawn(driver);
    connection
}

async fn acl<T: FromRedisValue>(arguments: &[&str]) -> T {
    cmd("ACL").arg(arguments).query_async(&mut session().await).await.unwrap()
}

async fn kept(arguments: &[&str]) {
    acl::<()>(arguments).await;
    acl::<()>(&["SAVE"]).await;
}

impl RedisStage {
    pub fn new(names: Names) -> Self {
        Self { names, away: Mutex::default(), held: Mutex::default() }
    }
}

#[async_trait::async_trait]
impl Backstage for RedisStage {
    fn names(&self) -> &Names {
        &self.names
    }
    fn kind(&self) -> TargetKind {
        TargetKind::Redis
    }
    fn server(&self) -> &'static str {
        "redis"
    }
    fn secret(&self) -> SecretKind {
        SecretKind::Redis
    }
    async fn create(&self) {
        kept(&["SETUSER", &self.names.account, "on", &format!(">{FIRST}"), "~app:*", "+get"]).await;
        kept(&["SETUSER", &self.names.manager, "on", &format!(">{MANAGER}"), "~*", "&*", "+@all"]).await;
    }
    async fn state(&self) -> String {
        let of_user = format!("user {} ", self.names.account);
        let lines: Vec<String> = acl(&["LIST"]).await;
        lines.into_iter().find(|line| line.starts_with(&of_user)).unwrap_or_default()
    }
    async fn set_manager(&self, password: &str) {
        kept(&["SETUSER", &self.names.manager, "resetpass", &format!(">{password}")]).await;
    }
    async fn take_away(&self) {
        *self.away.lock().await = self.state().await;
        kept(&["DELUSER", &self.names.account]).await;
    }
    async fn bring_back(&self) {
        let line = self.away.lock().await.clone();
        let rules: Vec<_> = line.split(' ').skip(1).collect();
        kept(&[&["SETUSER"][..], &rules].concat()).await;
    }
    async fn read_only(&self, on: bool) {
        // Of a server that nobody answers at.
        let primary = if on { ["127.0.0.1", "1"] } else { ["NO", "ONE"] };
        cmd("REPLICAOF").arg(&primary).query_async::<()>(&mut session().await).await.unwrap();
    }
    async fn full(&self, on: bool) {
        let mut held = self.held.lock().await;
        let mut one = match held.take() {
            Some(one) => one,
            None => session().await,
        };
        let most = if on { "1" } else { "10000" };
        cmd("CONFIG").arg(&["SET", "maxclients", most]).query_async::<()>(&mut one).await.unwrap();
        *held = on.then_some(one);
    }
    async fn clear(&self) {
        kept(&["DELUSER", &self.names.account, &self.names.manager]).await;
    }
}
