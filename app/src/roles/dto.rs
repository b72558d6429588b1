//! Types of the role pages.

use crate::{client::HasPage, page_subject::SubjectKind};
use serde::{Deserialize, Serialize};
use strongroom_domain::{PolicyRef, Since};

/// A page of roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// By name.
    pub roles: Vec<RoleLine>,
    /// Whether another page follows.
    pub more: bool,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleLine {
    /// Unique name.
    pub name: String,
    /// Free text.
    pub description: String,
    /// Maximum session duration, in seconds.
    pub max_session_s: u32,
    /// Its policies, each with its time of attachment.
    pub policies: Vec<Since<PolicyRef>>,
    /// When it was created, in milliseconds since 1970.
    pub created: i64,
}

/// Data of a role's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDetail {
    /// The role.
    pub role: RoleLine,
    /// ARN, as AssumeRole and policies name it.
    pub arn: String,
    /// The trust policy, JSON.
    pub trust: String,
    /// The trust policy, in sentences.
    pub sentences: Vec<String>,
    /// Revision, to detect concurrent changes.
    pub revision: u64,
    /// Host and port of the API.
    pub endpoint: String,
    /// Region of the installation.
    pub region: String,
    /// Path of the file with the API's CA certificate; `None` if clients trust the API's certificate already.
    pub ca_file: Option<String>,
}

impl HasPage for RoleDetail {
    const KIND: SubjectKind = SubjectKind::Role;

    fn name(&self) -> &str {
        &self.role.name
    }

    fn revision(&self) -> u64 {
        self.revision
    }
}

impl RoleDetail {
    /// Code that assumes the role with the vendor's SDK (STS sheet of the vendor, AssumeRole).
    pub fn code(&self) -> String {
        let Self { arn, endpoint, region, .. } = self;
        let ca = self
            .ca_file
            .as_ref()
            .map(|path| format!("\n    ca={},", serde_json::Value::from(path.as_str())))
            .unwrap_or_default();
        format!(
            r#"# pip install alibabacloud_sts20150401
import os
from alibabacloud_sts20150401 import models
from alibabacloud_sts20150401.client import Client
from alibabacloud_tea_openapi.utils_models import Config

client = Client(Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    region_id="{region}",
    endpoint="{endpoint}",
    protocol="https",{ca}
))
request = models.AssumeRoleRequest(role_arn="{arn}", role_session_name="deploy")
credentials = client.assume_role(request).body.credentials
# access_key_id, access_key_secret, security_token; good until expiration
"#
        )
    }
}
