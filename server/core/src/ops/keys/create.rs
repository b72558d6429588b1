//! CreateKey.

use super::set_policy;
use crate::{
    CoreError, Limit,
    engine::{Context, Done, Run},
    facts::KeyFacts,
    ports::{Expect, KeyChange},
    rows::{Authenticate, Ciphertext, CmkRow, CmkVersionRow},
};
use strongroom_domain::{Action, CmkId, Description, KeyState, limits};
use strongroom_trail::Detail;

/// Request: a symmetric key (AES-256).
pub struct CreateKey {
    /// Free text.
    pub description: Description,
    /// Its own policy, JSON. The caller must be allowed to set it.
    pub policy: Option<String>,
}

impl Run for CreateKey {
    type Output = KeyFacts;

    fn action(&self) -> Action {
        Action::CreateKey
    }

    fn further(&self) -> &'static [Action] {
        if self.policy.is_some() { &[Action::SetKeyPolicy] } else { &[] }
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<KeyFacts>, CoreError> {
        let policy = match &self.policy {
            Some(text) => Some(set_policy::checked(cx, text).await?),
            None => None,
        };
        if policy.is_some() {
            cx.note(Detail::Policy, "set");
        }
        cx.vault.load_cmks(cx.store()).await?;
        if cx.vault.cmks().len() as u64 >= limits::CMKS {
            return Err(CoreError::Limit(Limit::Keys));
        }
        let id = CmkId(crate::random::id(cx.now)?);
        let encrypted = Ciphertext(cx.vault.keyring.new_cmk_version(id.0, 1)?);
        let row = CmkRow {
            id,
            description: self.description.clone(),
            default: false,
            state: KeyState::Enabled,
            primary_version: 1,
            creator: cx.call.principal.name.clone(),
            created: cx.now,
            rotated: cx.now,
            policy,
            revision: 1,
        };
        cx.name(id.to_string());
        let version = CmkVersionRow { cmk: id, version: 1, encrypted, created: cx.now };
        let changes = vec![
            KeyChange::Put(row.clone().authenticate(&cx.vault.keyring), Expect::Absent).into(),
            KeyChange::PutVersion(version.authenticate(&cx.vault.keyring)).into(),
        ];
        Ok(Done::changed(KeyFacts::of(&row, None, cx.vault.key_arn(id), 0), changes))
    }
}
