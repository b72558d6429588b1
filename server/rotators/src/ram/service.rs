//! Calls of RAM and STS as one key. Each is a connection of its own.

use super::error::{KeyRefusal, NoResult, no_result};
use crate::{Deadlines, sent::Sent, tls::authorities};
use serde::{Deserialize, de::DeserializeOwned};
use std::time::Duration;
use strongroom_client::{ApiCall, ApiClient, ApiReply, ApiVersion, Endpoint};
use strongroom_core::ports::{Credential, Secret, TargetAccess, Trouble};
use strongroom_crypto::Plaintext;
use strongroom_domain::AccessKeyId;
use tokio::time::Instant;

/// Between two looks at a key whose state has not arrived everywhere, and between tries of a change that is not allowed; each is twice
/// as long as the last.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// Which service of the target.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Ram,
    /// It may have an address of its own.
    Sts,
}

/// RAM and STS of a target, called with one key.
pub(super) struct RamService {
    ram: ApiClient,
    sts: ApiClient,
    patience: Duration,
    /// What it means that the key is not accepted.
    refused: Trouble,
}

/// Key of a user, without its secret.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListedKey {
    #[serde(rename = "AccessKeyId")]
    pub id: String,
    status: String,
}

impl ListedKey {
    pub fn is_active(&self) -> bool {
        self.status == "Active"
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListAnswer {
    access_keys: KeysOfAnswer,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeysOfAnswer {
    #[serde(default)]
    access_key: Vec<ListedKey>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateAnswer {
    access_key: MadeKey,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MadeKey {
    access_key_id: String,
    access_key_secret: String,
}

/// Whose key signed a call.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CallerIdentity {
    arn: String,
}

impl CallerIdentity {
    /// Whether it is the user of this name. Names ignore letter case.
    pub fn is_user(&self, name: &str) -> bool {
        let user = self.arn.splitn(5, ':').nth(4).and_then(|rest| rest.strip_prefix("user/"));
        user.is_some_and(|user| user.eq_ignore_ascii_case(name))
    }
}

/// Whether a service accepts a key, as it said last.
pub(super) type Acceptance = Result<CallerIdentity, KeyRefusal>;

impl RamService {
    /// The target's services with the key of `who`. `refused` is what it means that they do not accept it.
    ///
    /// # Errors
    /// [`Trouble::Unsupported`] if the credential is no access key, [`Trouble::NotTrusted`] without usable authorities.
    pub fn of(
        target: &TargetAccess,
        who: &Credential,
        refused: Trouble,
        deadlines: Deadlines,
    ) -> Result<Self, Trouble> {
        let Secret::AccessKey { id, secret } = &who.secret else {
            return Err(Trouble::Unsupported("this kind of target takes access keys".into()));
        };
        let client = |part| {
            let roots = authorities(&target.trust)?
                .ok_or_else(|| Trouble::Unsupported("an access management service is entered by TLS only".into()))?;
            let made = ApiClient::new(endpoint(target, part)?, roots, id.clone(), secret);
            let made = made.map_err(|_| Trouble::Unsupported("TLS cannot be set up".into()))?;
            Ok::<_, Trouble>(made.with_deadline(deadlines.statement))
        };
        Ok(Self { ram: client(Part::Ram)?, sts: client(Part::Sts)?, patience: deadlines.statement, refused })
    }

    /// Whether the key is accepted, and whose it is. A new state of a key takes a moment to arrive everywhere: one that is not as
    /// wanted is asked for again.
    ///
    /// # Errors
    /// The service could not be asked.
    pub async fn acceptance(&self, wanted: bool) -> Result<Acceptance, Trouble> {
        let call = ApiCall::new(ApiVersion::Sts, "GetCallerIdentity");
        let (until, mut wait) = (Instant::now() + self.patience, FIRST_WAIT);
        loop {
            let found = match self.sts.once(&call).await {
                Ok(reply) => Ok(read::<CallerIdentity>(&reply, Sent::Nothing)?),
                Err(error) => match no_result(error, Sent::Nothing) {
                    NoResult::Refused(refusal) => Err(refusal),
                    other => return Err(self.trouble(other, "sts:GetCallerIdentity")),
                },
            };
            let is_final = found.is_ok() == wanted || matches!(found, Err(KeyRefusal::WrongSecret));
            if is_final || Instant::now() + wait > until {
                return Ok(found);
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
    }

    /// The keys of a user.
    ///
    /// # Errors
    /// [`Trouble::NoAccount`], or the service could not be asked.
    pub async fn keys(&self, user: &str) -> Result<Vec<ListedKey>, Trouble> {
        let reply = self.read("ListAccessKeys", user, None).await;
        let reply = reply.map_err(|error| self.trouble(error, "ram:ListAccessKeys"))?;
        let ListAnswer { access_keys: KeysOfAnswer { access_key } } = read(&reply, Sent::Nothing)?;
        match access_key.iter().all(|key| AccessKeyId::new(&key.id).is_ok()) {
            true => Ok(access_key),
            false => Err(Trouble::Unexpected("an id that no access key has".into())),
        }
    }

    /// Makes a key of a user.
    ///
    /// # Errors
    /// [`Trouble::NoFreeSlot`] if the user has as many as it may have. [`Trouble::Uncertain`] if there may be one whose secret nobody
    /// knows.
    pub async fn create_key(&self, user: &str) -> Result<Credential, Trouble> {
        let call = about("CreateAccessKey", user);
        let reply = self.change(&call, "ram:CreateAccessKey").await?;
        let CreateAnswer { access_key: MadeKey { access_key_id: id, access_key_secret: secret } } =
            read(&reply, Sent::Change)?;
        let secret = Plaintext::new(secret.into_bytes());
        let usable = AccessKeyId::new(&id).is_ok() && !secret.is_empty() && secret.len() <= LONGEST_SECRET;
        if !usable || !secret.expose().iter().all(u8::is_ascii_graphic) {
            return Err(Sent::Change.odd("it made a key that cannot be used"));
        }
        Ok(Credential { account: user.to_owned(), secret: Secret::AccessKey { id, secret } })
    }

    /// Switches a key of a user on or off.
    ///
    /// # Errors
    /// It may not have happened. [`Trouble::CandidateRefused`] if there is no such key.
    pub async fn switch_key(&self, user: &str, id: &str, active: bool) -> Result<(), Trouble> {
        let call = about("UpdateAccessKey", user)
            .with("UserAccessKeyId", id)
            .with("Status", if active { "Active" } else { "Inactive" });
        self.change(&call, "ram:UpdateAccessKey").await.map(|_| ())
    }

    /// Deletes a key of a user, if it exists.
    ///
    /// # Errors
    /// It may still exist.
    pub async fn delete_key(&self, user: &str, id: &str) -> Result<(), Trouble> {
        let call = about("DeleteAccessKey", user).with("UserAccessKeyId", id);
        match self.change(&call, "ram:DeleteAccessKey").await {
            Ok(_) | Err(Trouble::CandidateRefused(_)) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    /// Makes a user without any right.
    ///
    /// # Errors
    /// It was refused, or whether it happened is unknown.
    pub async fn create_user(&self, user: &str) -> Result<(), Trouble> {
        self.change(&about("CreateUser", user), "ram:CreateUser").await.map(|_| ())
    }

    /// Deletes a user without keys, if it exists.
    ///
    /// # Errors
    /// It may still exist.
    pub async fn delete_user(&self, user: &str) -> Result<(), Trouble> {
        match self.change(&about("DeleteUser", user), "ram:DeleteUser").await {
            Ok(_) | Err(Trouble::NoAccount) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    /// Whether the key may call an operation for a user, by a call about a key that nobody has.
    ///
    /// # Errors
    /// The service could not be asked, or there is no such user.
    pub async fn may(&self, action: &'static str, user: &str, nobodys: &str) -> Result<bool, Trouble> {
        match self.read(action, user, Some(nobodys)).await {
            Ok(_) | Err(NoResult::NoKey) => Ok(true),
            Err(NoResult::NotAllowed) => Ok(false),
            Err(other) => Err(self.trouble(other, action)),
        }
    }

    /// A call that changes nothing.
    async fn read(&self, action: &'static str, user: &str, key: Option<&str>) -> Result<ApiReply, NoResult> {
        let switches_off = (action == UPDATE).then_some("Inactive");
        let call = about(action, user).with_optional("UserAccessKeyId", key).with_optional("Status", switches_off);
        self.ram.once(&call).await.map_err(|error| no_result(error, Sent::Nothing))
    }

    /// A call that changes something, once. A service that is told a lot may deny rights for a while that the key has, so a denial is
    /// asked for again.
    async fn change(&self, call: &ApiCall, needed: &str) -> Result<ApiReply, Trouble> {
        let (until, mut wait) = (Instant::now() + self.patience, FIRST_WAIT);
        loop {
            let error = match self.ram.once(call).await {
                Ok(reply) => return Ok(reply),
                Err(error) => no_result(error, Sent::Change),
            };
            if !matches!(error, NoResult::NotAllowed) || Instant::now() + wait > until {
                return Err(self.trouble(error, needed));
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
    }

    fn trouble(&self, error: NoResult, needed: &str) -> Trouble {
        match error {
            NoResult::Refused(_) => self.refused.clone(),
            NoResult::NotAllowed => Trouble::NoRights(needed.into()),
            NoResult::NoUser => Trouble::NoAccount,
            NoResult::NoKey => Trouble::CandidateRefused("it has no such key".into()),
            NoResult::Full => Trouble::NoFreeSlot,
            NoResult::Trouble(trouble) => trouble,
        }
    }
}

/// The operation that switches keys.
pub(super) const UPDATE: &str = "UpdateAccessKey";
/// Longest secret of a key, in bytes. The vendor's have 30, ours 44.
const LONGEST_SECRET: usize = 256;

fn about(action: &'static str, user: &str) -> ApiCall {
    ApiCall::new(ApiVersion::Ram, action).with("UserName", user)
}

fn read<T: DeserializeOwned>(reply: &ApiReply, sent: Sent) -> Result<T, Trouble> {
    reply.read().map_err(|_| sent.odd("it does not answer as RAM does"))
}

/// Where a service is. Without an address of its own STS is where RAM is.
fn endpoint(target: &TargetAccess, part: Part) -> Result<Endpoint, Trouble> {
    let no_address = || Trouble::Unreachable("its address is not the one of an API".into());
    match (part, &target.database) {
        (Part::Sts, Some(address)) => address.parse().map_err(|_| no_address()),
        (Part::Sts, None) | (Part::Ram, _) => {
            let endpoint: Endpoint = target.host.parse().map_err(|_| no_address())?;
            // The usual port is no part of what is signed.
            match target.port {
                443 => Ok(endpoint),
                port => format!("{endpoint}:{port}").parse().map_err(|_| no_address()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use strongroom_core::ports::Trust;
    use strongroom_domain::TargetKind;

    fn target(host: &str, port: u16, sts: Option<&str>) -> TargetAccess {
        TargetAccess {
            kind: TargetKind::Ram,
            host: host.into(),
            port,
            database: sts.map(str::to_owned),
            trust: Trust::SystemAuthorities,
            manager: None,
        }
    }

    #[test]
    fn sts_is_where_ram_is_unless_it_has_an_address() {
        let own = target("https://strongroom.internal", 3443, None);
        for part in [Part::Ram, Part::Sts] {
            assert_eq!(endpoint(&own, part).unwrap().to_string(), "https://strongroom.internal:3443");
        }
        let vendor = target("https://ram.aliyuncs.com", 443, Some("https://sts.aliyuncs.com"));
        assert_eq!(endpoint(&vendor, Part::Ram).unwrap().authority(), "ram.aliyuncs.com");
        assert_eq!(endpoint(&vendor, Part::Sts).unwrap().authority(), "sts.aliyuncs.com");
        assert!(endpoint(&target("https://a.example/path", 443, None), Part::Ram).is_err());
    }

    #[test]
    fn identity_is_of_a_user_only_by_its_arn() {
        let is = |arn: &str| CallerIdentity { arn: arn.into() }.is_user("ci");
        assert!(is("acs:ram::1234:user/ci") && is("acs:ram::1234:user/CI"));
        for other in ["acs:ram::1234:root", "acs:ram::1234:user/ci2", "acs:ram::1234:assumed-role/ci/x", "ci", ""] {
            assert!(!is(other), "{other}");
        }
    }
}
