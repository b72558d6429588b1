//! AssumeRole: temporary credentials of a role. The secret is shown once, now.

use crate::{
    CoreError,
    engine::{Context, Done, Run, Session},
    ops::{access_keys::new_pair, documents::check_document, roles},
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{
    AccessKeyId, Action, ExternalId, Field, FieldError, Problem, RoleName, SessionName, Timestamp, Unit, limits,
    role_arn,
};
use strongroom_policy::Kind;
use strongroom_trail::Detail;

/// Default length of a session in seconds, and the shortest a role allows.
const DEFAULT_S: u32 = limits::ROLE_SESSION_MIN;

/// Request. Both the caller's policies and the role's trust policy must allow it: the door checks both.
pub struct AssumeRole {
    /// Which role.
    pub role: RoleName,
    /// What the session is called in the trail.
    pub session: SessionName,
    /// How long it is to be, in seconds: [`limits::SESSION_MIN`] to what the role allows; [`limits::ROLE_SESSION_MIN`] unless
    /// said otherwise. A session that a role session starts ends with that one at the latest, so that no chain of roles renews
    /// itself.
    pub duration_s: Option<u32>,
    /// Narrows what the role may do, for this session: a document, JSON.
    pub policy: Option<String>,
    /// For trust policies with a condition on `sts:ExternalId`.
    pub external: Option<ExternalId>,
}

/// Temporary credentials.
pub struct NewSession {
    /// Public id of the AccessKey.
    pub id: AccessKeyId,
    /// Its secret: shown now and never again.
    pub secret: Plaintext,
    /// Must come with every request the AccessKey signs.
    pub token: String,
    /// When they end.
    pub expires: Timestamp,
    /// ARN of the session: that of the role, and the session's name.
    pub arn: String,
    /// Id of the role and the session's name.
    pub principal_id: String,
}

impl Run for AssumeRole {
    type Output = NewSession;

    fn action(&self) -> Action {
        Action::AssumeRole
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.role.as_str().into())
    }

    fn keys(&self) -> Vec<(&'static str, String)> {
        self.external.iter().map(|id| ("sts:ExternalId", id.to_string())).collect()
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<NewSession>, CoreError> {
        let role = roles::by_name(cx, &self.role).await?;
        let seconds = self.duration_s.unwrap_or(DEFAULT_S);
        if !(limits::SESSION_MIN..=role.max_session_s).contains(&seconds) {
            let problem = Problem::Range { min: limits::SESSION_MIN, max: role.max_session_s, unit: Unit::Seconds };
            return Err(FieldError::new(Field::SessionDuration, problem).into());
        }
        if let Some(policy) = &self.policy {
            check_document(Field::SessionPolicy, policy, Kind::Session)?;
        }
        let end = cx.now.plus_ms(i64::from(seconds) * 1_000);
        let expires = cx.call.principal.session.as_ref().map_or(end, |own| end.min(own.expires));
        let (id, secret) = new_pair(AccessKeyId::TEMPORARY)?;
        let session = Session {
            id,
            secret,
            role: role.id,
            name: self.session.clone(),
            expires,
            policy: self.policy.as_deref().map(Into::into),
        };
        cx.note(Detail::AccessKey, session.id.as_str());
        cx.note(Detail::Role, format!("{}/{}", role.name, session.name));
        let token = session.token(&cx.vault.keyring)?;
        let Session { id, secret, expires, name, .. } = session;
        let arn = format!("{}/{name}", role_arn(&cx.vault.installation.account, role.name.as_str()));
        let principal_id = format!("{}:{name}", role.id);
        Ok(Done::read(NewSession { id, secret, token, expires, arn, principal_id }))
    }
}
