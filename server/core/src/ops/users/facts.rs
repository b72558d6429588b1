//! A user with its groups and AccessKeys.

use crate::{
    CoreError,
    engine::Context,
    facts::{AccessKeyFacts, GroupFacts, UserFacts},
    rows::UserRow,
};
use std::{collections::HashMap, sync::Arc};
use strongroom_domain::{GroupId, Since};

/// A user with what belongs to it.
#[derive(Clone, Debug)]
pub struct DescribedUser {
    /// The user.
    pub user: UserFacts,
    /// Its groups, by name, each with when it joined.
    pub groups: Vec<Since<Arc<GroupFacts>>>,
    /// Its AccessKeys, oldest first; at most two.
    pub keys: Vec<AccessKeyFacts>,
}

/// A user with its groups, of which some are `known` already, and its AccessKeys.
pub(super) async fn facts(
    cx: &Context<'_>,
    user: UserRow,
    known: &mut HashMap<GroupId, Arc<GroupFacts>>,
) -> Result<DescribedUser, CoreError> {
    let mut groups = Vec::with_capacity(user.groups.len());
    for Since { what: id, since } in &user.groups {
        let group = match known.get(id) {
            Some(group) => group.clone(),
            None => {
                let row = cx.vault.group(cx.store(), *id).await?.ok_or(CoreError::Conflict)?;
                let group = Arc::new(GroupFacts::from(row));
                known.entry(*id).or_insert(group).clone()
            }
        };
        groups.push(Since::new(group, *since));
    }
    groups.sort_by(|a, b| a.what.name.cmp(&b.what.name));
    let keys = cx.store().access_keys(user.id).await?;
    let keys = keys.into_iter().map(|key| Ok(cx.engine.with_use(key.verify(&cx.vault.keyring)?).into()));
    let keys = keys.collect::<Result<_, CoreError>>()?;
    Ok(DescribedUser { user: cx.engine.with_sign_in(user).into(), groups, keys })
}
