//! ListKeys.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::KeyFacts,
};
use std::collections::HashMap;
use strongroom_domain::{Action, CmkId};
use strongroom_trail::Detail;

/// Every key of the account; at most [`limits::CMKS`](strongroom_domain::limits::CMKS).
pub struct ListKeys;

impl Run for ListKeys {
    type Output = Vec<KeyFacts>;

    fn action(&self) -> Action {
        Action::ListKeys
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Vec<KeyFacts>>, CoreError> {
        let keys = facts(cx, None).await?;
        cx.note(Detail::Count, keys.len().to_string());
        Ok(Done::read(keys))
    }
}

/// The keys, or only this one, each with its use.
pub(super) async fn facts(cx: &Context<'_>, only: Option<CmkId>) -> Result<Vec<KeyFacts>, CoreError> {
    cx.vault.load_cmks(cx.store()).await?;
    let usage: HashMap<CmkId, u64> = cx.store().cmk_usage().await?.into_iter().collect();
    let cmks = cx.vault.cmks();
    let wanted = cmks.iter().filter(|cmk| only.is_none_or(|id| id == cmk.row.id));
    let secrets = |id: CmkId| usage.get(&id).copied().unwrap_or(0);
    let facts = wanted.map(|cmk| {
        let (id, delete_at) = (cmk.row.id, cmk.deletion.as_ref().map(|deletion| deletion.delete_at));
        KeyFacts::of(&cmk.row, delete_at, cx.vault.key_arn(id), secrets(id))
    });
    Ok(facts.collect())
}
