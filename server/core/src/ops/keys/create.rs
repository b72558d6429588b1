//! CreateKey.

use crate::{
    CoreError, Limit,
    engine::{Context, Done, Run},
    facts::KeyFacts,
    ports::{Expect, KeyChange},
    rows::{Authenticate, Ciphertext, CmkRow, CmkVersionRow},
};
use strongroom_domain::{Action, CmkId, Description, KeyState, limits};

/// Request: a symmetric key (AES-256).
pub struct CreateKey {
    /// Free text.
    pub description: Description,
}

impl Run for CreateKey {
    type Output = KeyFacts;

    fn action(&self) -> Action {
        Action::CreateKey
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<KeyFacts>, CoreError> {
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
            policy: None,
            revision: 1,
        }
        .authenticate(&cx.vault.keyring);
        cx.name(id.to_string());
        let version = CmkVersionRow { cmk: id, version: 1, encrypted, created: cx.now };
        let changes = vec![
            KeyChange::Put(row.clone(), Expect::Absent).into(),
            KeyChange::PutVersion(version.authenticate(&cx.vault.keyring)).into(),
        ];
        Ok(Done::changed(KeyFacts::of(&row, cx.vault.key_arn(id), 0), changes))
    }
}
