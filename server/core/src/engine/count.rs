//! How many secrets there are, for the console's navigation.

use super::access::{AuthorizationQuery, Rights};
use crate::{Call, CoreError, Engine, ports::SecretSlice};
use strongroom_domain::{Action, SecretFilter, SecretSort};

impl Engine {
    /// Number of secrets in the list, if the caller may list them. Not recorded as an event: every page shows it.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn count_secrets(&self, call: &Call) -> Result<Option<u64>, CoreError> {
        let vault = self.vault()?;
        let rights = Rights::of(&vault, &*self.store, call, self.clock.moment()).await?;
        let action = Action::ListSecrets;
        let query = AuthorizationQuery { action, resource: None, secret: None, trust: None, keys: Vec::new() };
        if rights.decide(&vault, query).is_err() {
            return Ok(None);
        }
        let list = self.store.secrets(&SecretFilter::default(), SecretSort::Name, &SecretSlice::After(None), 1).await?;
        Ok(Some(list.total.counted()))
    }
}
