//! Types of the pages about users and groups.

use crate::{client::HasPage, page_subject::SubjectKind};
use serde::{Deserialize, Serialize};
use strongroom_domain::{Action, PolicyRef, SecretName, Since};

/// A page of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    /// By name.
    pub users: Vec<UserLine>,
    /// Whether another page follows.
    pub more: bool,
}

/// A user: a person with a console password, or an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserLine {
    /// Revision, to detect concurrent changes.
    pub revision: u64,
    /// Unique name.
    pub name: String,
    /// Display name; may be empty.
    pub display_name: String,
    /// Free text.
    pub comments: String,
    /// Whether it can sign in to the console with a password.
    pub has_password: bool,
    /// Whether it signs in through an identity provider.
    pub federated: bool,
    /// Whether it has a second factor.
    pub has_factor: bool,
    /// When it was created, in milliseconds since 1970.
    pub created: i64,
    /// Last console sign-in, in milliseconds since 1970, if known.
    pub signed_in: Option<i64>,
    /// Names of its groups, each with the time it joined.
    pub groups: Vec<Since<String>>,
    /// Its directly attached policies, each with its time of attachment.
    pub policies: Vec<Since<PolicyRef>>,
    /// Its AccessKeys, oldest first.
    pub keys: Vec<AccessKeyLine>,
}

impl UserLine {
    /// Whether it can sign in to the console.
    pub fn is_person(&self) -> bool {
        self.has_password || self.federated
    }
}

/// Data of a user's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetails {
    /// The user.
    pub person: UserLine,
    /// ARN, as secret policies name it.
    pub arn: String,
    /// Policies inherited from a group: the group's name and the policy.
    pub through_groups: Vec<(String, PolicyRef)>,
    /// Display name of its identity provider.
    pub provider: Option<String>,
    /// Whether it is the signed-in user.
    pub is_me: bool,
}

/// A page of groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// By name.
    pub groups: Vec<GroupLine>,
    /// Whether another page follows.
    pub more: bool,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLine {
    /// Revision, to detect concurrent changes.
    pub revision: u64,
    /// Unique name.
    pub name: String,
    /// Free text.
    pub comments: String,
    /// Number of members.
    pub members: u64,
    /// Its policies, each with its time of attachment.
    pub policies: Vec<Since<PolicyRef>>,
    /// When it was created, in milliseconds since 1970.
    pub created: i64,
}

/// A group with its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupDetail {
    /// The group.
    pub group: GroupLine,
    /// Names of the first hundred members, each with the time it joined.
    pub members: Vec<Since<String>>,
}

impl HasPage for GroupDetail {
    const KIND: SubjectKind = SubjectKind::Group;

    fn name(&self) -> &str {
        &self.group.name
    }

    fn revision(&self) -> u64 {
        self.group.revision
    }
}

/// A page of the secrets that a principal can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachPage {
    /// Secrets it can read.
    pub secrets: Vec<ReachLine>,
    /// Number of secrets examined.
    pub looked_at: u32,
    /// Cursor of the next page; `None` on the last page.
    pub next: Option<SecretName>,
}

/// A secret that a principal can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachLine {
    /// Its name.
    pub name: SecretName,
    /// The policies that allow it.
    pub through: Vec<String>,
    /// The conditions under which they do, in words; `None` if there are none.
    pub conditions: Option<String>,
    /// When the principal last read its value, in milliseconds since 1970.
    pub last_read: Option<i64>,
}

/// Kinds of principals that policies can be attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BearerKind {
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
}

impl BearerKind {
    /// Prefix of its names.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }

    /// The action that opening its page takes.
    pub fn get(self) -> Action {
        match self {
            Self::User => Action::GetUser,
            Self::Group => Action::GetGroup,
            Self::Role => Action::GetRole,
        }
    }

    /// The action that attaching requires.
    pub fn attach(self) -> Action {
        match self {
            Self::User => Action::AttachPolicyToUser,
            Self::Group => Action::AttachPolicyToGroup,
            Self::Role => Action::AttachPolicyToRole,
        }
    }

    /// The action that detaching requires.
    pub fn detach(self) -> Action {
        match self {
            Self::User => Action::DetachPolicyFromUser,
            Self::Group => Action::DetachPolicyFromGroup,
            Self::Role => Action::DetachPolicyFromRole,
        }
    }
}

/// An AccessKey without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKeyLine {
    /// Public id.
    pub id: String,
    /// Whether it is active.
    pub active: bool,
    /// Networks it may be used from, separated by commas; empty allows all.
    pub networks: String,
    /// When it was created, in milliseconds since 1970.
    pub created: i64,
    /// Its last use, if known.
    pub used: Option<KeyUsed>,
}

/// The last use of an AccessKey: when, from where and for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUsed {
    /// Time, in milliseconds since 1970.
    pub at: i64,
    /// Client address.
    pub address: Option<String>,
    /// Name of the operation.
    pub action: String,
}

/// A new AccessKey with its secret, for the one response that contains it. It is never part of a page that the server renders.
/// It has no `Debug`, so it cannot be logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedAccessKey {
    /// User name.
    pub user: String,
    /// Public id.
    pub id: String,
    /// The secret.
    pub secret: String,
    /// Host and port of the API.
    pub endpoint: String,
    /// Region of the installation.
    pub region: String,
}

impl IssuedAccessKey {
    /// As environment variables, in the vendor's names.
    pub fn env(&self) -> String {
        let Self { id, secret, endpoint, .. } = self;
        format!(
            "ALIBABA_CLOUD_ACCESS_KEY_ID={id}\nALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}\nSTRONGROOM_ENDPOINT={endpoint}\n"
        )
    }

    /// As `secretsmanager.properties` of the vendor's Secrets Manager Client.
    pub fn properties(&self) -> String {
        let Self { id, secret, endpoint, region, .. } = self;
        format!(
            "credentials_type=ak\ncredentials_access_key_id={id}\ncredentials_access_secret={secret}\n\
             cache_client_region_id=[{{\"regionId\":\"{region}\",\"endpoint\":\"{endpoint}\"}}]\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_contain_id_and_secret() {
        let key = IssuedAccessKey {
            user: "ci".to_owned(),
            id: "SR1".to_owned(),
            secret: "s3cret".to_owned(),
            endpoint: "kms.example:3443".to_owned(),
            region: "local".to_owned(),
        };
        assert!(key.env().contains("ALIBABA_CLOUD_ACCESS_KEY_SECRET=s3cret\n"));
        assert!(key.properties().contains("credentials_access_secret=s3cret\n"));
        assert!(key.properties().contains(r#"[{"regionId":"local","endpoint":"kms.example:3443"}]"#));
    }
}
