//! Targets as the service describes them.

use serde::Deserialize;
use strongroom_domain::HttpsAddress;

/// A target. It holds no secret.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DescribedTarget {
    pub target_name: String,
    pub target_type: String,
    pub host: String,
    pub port: u16,
    pub database_name: Option<String>,
    pub sts_host: Option<String>,
    pub trust: String,
    pub manager_name: Option<String>,
    pub creator: String,
    pub create_time: String,
    pub update_time: String,
}

impl DescribedTarget {
    /// Host and port; of an API or a function its address.
    pub fn address(&self) -> String {
        match HttpsAddress::parse(&self.host) {
            Some(address) if address.port == self.port => self.host.clone(),
            _ => format!("{}:{}", self.host, self.port),
        }
    }

    /// How it proves itself.
    pub fn proof(&self) -> &'static str {
        match self.trust.as_str() {
            "system" => "certificate of a system's authority",
            "ca" => "certificate of its own authority",
            "host-key" => "host key",
            "plain" => "none: not encrypted",
            _ => "unknown",
        }
    }

    /// The managing account.
    pub fn manager(&self) -> &str {
        self.manager_name.as_deref().unwrap_or("none: each account changes itself")
    }
}
