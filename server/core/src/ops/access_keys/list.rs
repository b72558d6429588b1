//! ListAccessKeys.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::AccessKeyFacts,
    ops::users::by_name,
};
use std::borrow::Cow;
use strongroom_domain::{Action, UserName};

/// AccessKeys of one user.
pub struct ListAccessKeys {
    /// Whose.
    pub user: UserName,
}

impl Run for ListAccessKeys {
    type Output = Vec<AccessKeyFacts>;

    fn action(&self) -> Action {
        Action::ListAccessKeys
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.user.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Vec<AccessKeyFacts>>, CoreError> {
        let user = by_name(cx, &self.user).await?;
        let keys = cx.store().access_keys(user.id).await?;
        let keys = keys.into_iter().map(|key| Ok(cx.engine.with_use(key.verify(&cx.vault.keyring)?).into()));
        Ok(Done::read(keys.collect::<Result<_, CoreError>>()?))
    }
}
