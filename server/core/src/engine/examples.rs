//! Real secrets that the statements of a policy are about.

use super::{AuthorizationQuery, Call, Engine, Rights, Vault};
use crate::{
    CoreError,
    ports::{SecretPosition, SecretSlice},
    rows::SecretRow,
};
use strongroom_domain::{Action, CheckedOn, ResourceKind, SecretFilter, SecretName, SecretSort, SecretState};
use strongroom_policy::{ConditionContext, Document, Kind, Statement};

/// Examples of one statement.
const EXAMPLES: usize = 3;
/// Secrets read at once.
const PAGE: u32 = 50;
/// Looks at the store for one document.
const LOOKS: u32 = 20;

impl Engine {
    /// For each statement of an identity policy the names of some secrets it applies to; empty when there are none. `None` for a
    /// statement about other resources, when the search ended before a match, and for a caller that may not list secrets.
    /// Not recorded as an event: the editor calls this at every pause in typing.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn examples(&self, call: &Call, document: &Document) -> Result<Vec<Option<Vec<String>>>, CoreError> {
        let vault = self.vault()?;
        let rights = Rights::of(&vault, &*self.store, call, self.clock.moment()).await?;
        let query = AuthorizationQuery {
            action: Action::ListSecrets,
            resource: None,
            secret: None,
            trust: None,
            keys: Vec::new(),
        };
        let mut all = vec![None; document.statements().len()];
        if document.kind() != Kind::Identity || rights.decide(&vault, query).is_err() {
            return Ok(all);
        }
        let of_secrets = |action: &Action| {
            let row = action.row();
            row.resource == ResourceKind::Secret && row.checked_on == CheckedOn::Thing
        };
        let actions: Vec<_> = Action::ALL.iter().copied().filter(of_secrets).map(Action::full_name).collect();
        let mut looks = LOOKS;
        for (examples, statement) in all.iter_mut().zip(document.statements()) {
            if statement.names_any(&actions) {
                *examples = self.examples_of(&vault, statement, &mut looks).await?;
            }
        }
        Ok(all)
    }

    async fn examples_of(
        &self,
        vault: &Vault,
        statement: &Statement,
        looks: &mut u32,
    ) -> Result<Option<Vec<String>>, CoreError> {
        let filter = SecretFilter { state: Some(SecretState::Active), ..SecretFilter::default() };
        let beginnings = statement.secret_prefixes();
        if beginnings.is_empty() {
            return Ok(None);
        }
        let is_about = |row: &SecretRow| {
            let tags = row.tags.iter().map(|(key, value)| (format!("kms:tag/{key}"), value.as_str()));
            statement.is_about(&vault.secret_arn(&row.name), &tags.collect::<ConditionContext>())
        };
        let (mut found, mut all_seen) = (Vec::new(), true);
        for beginning in beginnings {
            // A page begins after a name, so the secret named exactly like the beginning is read separately.
            let mut exact = SecretName::new(beginning).ok();
            let mut at = Some(SecretPosition { key: beginning.to_owned(), id: [0; 16] });
            while (exact.is_some() || at.is_some()) && found.len() < EXAMPLES {
                let Some(left) = looks.checked_sub(1) else {
                    all_seen = false;
                    break;
                };
                *looks = left;
                let rows = match exact.take() {
                    Some(name) => vault.verified(self.store.secret(&name).await?)?,
                    None => {
                        let page = self.store.secrets(&filter, SecretSort::Name, &SecretSlice::After(at), PAGE).await?;
                        let rows = vault.verified(page.rows)?;
                        let last = rows.last().filter(|row| page.more && row.name.as_str().starts_with(beginning));
                        at = last.map(|row| SecretPosition { key: row.name.to_string(), id: row.id.0 });
                        rows
                    }
                };
                for row in rows {
                    if row.name.as_str().starts_with(beginning) && row.delete_at.is_none() && is_about(&row) {
                        found.push(row.name.to_string());
                    }
                }
            }
        }
        found.truncate(EXAMPLES);
        Ok((all_seen || !found.is_empty()).then_some(found))
    }
}
