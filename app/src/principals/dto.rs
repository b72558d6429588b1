//! Users and groups as the console shows them.

use serde::{Deserialize, Serialize};
use strongroom_domain::{Action, PolicyRef, SecretName, Since};

/// A page of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    /// By name.
    pub users: Vec<UserLine>,
    /// Whether more follow.
    pub more: bool,
}

/// A user: a person with a console password, or an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserLine {
    /// Unique name.
    pub name: String,
    /// Name for people; may be empty.
    pub display_name: String,
    /// Free text.
    pub comments: String,
    /// Whether it can sign in to the console with a password.
    pub has_password: bool,
    /// Whether it is a person at an identity provider.
    pub federated: bool,
    /// Whether it has a second factor.
    pub has_factor: bool,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// When its person last signed in to the console, in milliseconds since 1970, if that is known.
    pub signed_in: Option<i64>,
    /// Names of its groups, each with when it joined.
    pub groups: Vec<Since<String>>,
    /// Its own policies, each with when it was attached.
    pub policies: Vec<Since<PolicyRef>>,
    /// Its AccessKeys, oldest first.
    pub keys: Vec<AccessKeyLine>,
}

impl UserLine {
    /// Whether somebody signs in to the console with it.
    pub fn is_person(&self) -> bool {
        self.has_password || self.federated
    }
}

/// A user with what its page needs besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetails {
    /// The user.
    pub person: UserLine,
    /// ARN, as policies of secrets name it.
    pub arn: String,
    /// Policies that come through a group: the group's name and the policy.
    pub through_groups: Vec<(String, PolicyRef)>,
    /// What people call the identity provider it signs in through.
    pub provider: Option<String>,
    /// Whether it is the reader of the page.
    pub is_me: bool,
}

/// A page of groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// By name.
    pub groups: Vec<GroupLine>,
    /// Whether more follow.
    pub more: bool,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLine {
    /// Unique name.
    pub name: String,
    /// Free text.
    pub comments: String,
    /// Number of members.
    pub members: u64,
    /// Its policies, each with when it was attached.
    pub policies: Vec<Since<PolicyRef>>,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
}

/// A group with its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupDetail {
    /// The group.
    pub group: GroupLine,
    /// Names of the first hundred members, each with when it joined.
    pub members: Vec<Since<String>>,
}

/// A part of the secrets a user may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Secrets it may read.
    pub secrets: Vec<ReachLine>,
    /// How many secrets were looked at.
    pub looked_at: u32,
    /// Where to go on; none at the end.
    pub next: Option<SecretName>,
}

/// A secret somebody may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachLine {
    /// Its name.
    pub name: SecretName,
    /// The policies that let it in.
    pub through: Vec<String>,
    /// When a user last read a value of it, in milliseconds since 1970.
    pub last_read: Option<i64>,
}

/// Who can have policies.
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
    /// Before a name.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }

    /// What attaching needs.
    pub fn attach(self) -> Action {
        match self {
            Self::User => Action::AttachPolicyToUser,
            Self::Group => Action::AttachPolicyToGroup,
            Self::Role => Action::AttachPolicyToRole,
        }
    }

    /// What detaching needs.
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
    /// Whether it may sign.
    pub active: bool,
    /// From where it may sign, with commas; empty means everywhere.
    pub networks: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// Its last use, if any is known.
    pub used: Option<KeyUsed>,
}

/// When an AccessKey signed, from where, for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUsed {
    /// In milliseconds since 1970.
    pub at: i64,
    /// Client address.
    pub address: Option<String>,
    /// Name of the operation.
    pub action: String,
}

/// A new AccessKey with its secret, for the one answer that carries it. It is never part of a page the server renders, and
/// it has no `Debug`, so that it cannot end in a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedAccessKey {
    /// Whose.
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
    fn files_hold_id_and_secret() {
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
