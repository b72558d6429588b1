//! What a server says of itself, and how it keeps its users across a restart.

use super::session::RedisSession;
use redis::{Cmd, Value, cmd};
use std::collections::BTreeMap;
use strongroom_core::ports::Trouble;

/// What `INFO` says of a server.
pub(super) struct Node(BTreeMap<String, String>);

impl Node {
    /// # Errors
    /// [`Trouble::ReadOnly`] for a replica, [`Trouble::Unsupported`] for a node of a cluster: each has its own users, and a change at
    /// one of them is half a change.
    pub async fn read(session: &mut RedisSession) -> Result<Self, Trouble> {
        let info: String = session.ask(&cmd("INFO"), "+info, to learn how the server keeps its users").await?;
        let fields = info.lines().filter_map(|line| line.trim().split_once(':'));
        let node = Self(fields.map(|(name, value)| (name.into(), value.into())).collect());
        if node.field("cluster_enabled") == "1" {
            return Err(Trouble::Unsupported("the nodes of a cluster have users of their own".into()));
        }
        if node.field("role") == "slave" {
            return Err(Trouble::ReadOnly);
        }
        Ok(node)
    }

    fn field(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The server's version, as it states it.
    pub fn version(&self) -> &str {
        self.field("redis_version")
    }

    /// How it keeps its users; `None` if it forgets them when it restarts.
    pub async fn keeping(&self, session: &mut RedisSession) -> Result<Option<Keeping>, Trouble> {
        let asked: Value =
            session.ask(cmd("CONFIG").arg("GET").arg("aclfile"), "+config|get, to learn of its ACL file").await?;
        let has_file = match &asked {
            Value::Array(pair) => matches!(pair.get(1), Some(Value::BulkString(path)) if !path.is_empty()),
            _ => false,
        };
        Ok(if has_file {
            Some(Keeping::AclFile)
        } else {
            (!self.field("config_file").is_empty()).then_some(Keeping::ConfigurationFile)
        })
    }
}

/// How a server keeps its users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeping {
    /// In the file that `aclfile` names.
    AclFile,
    /// In its configuration file.
    ConfigurationFile,
}

impl Keeping {
    /// The command that writes the users.
    pub fn command(self) -> Cmd {
        match self {
            Self::AclFile => cmd("ACL").arg("SAVE").to_owned(),
            Self::ConfigurationFile => cmd("CONFIG").arg("REWRITE").to_owned(),
        }
    }

    /// The right that it takes.
    pub fn needed(self) -> &'static str {
        match self {
            Self::AclFile => "+acl|save, to keep changes",
            Self::ConfigurationFile => "+config|rewrite, to keep changes",
        }
    }
}

/// What is missing where users are kept nowhere.
pub(super) const KEPT_NOWHERE: &str = "an ACL file or a configuration file, without which it forgets changes";
