//! ListUsers and GetUser: users with their groups and AccessKeys.

use super::by_name;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::Holders,
    rows::{AccessKeyRow, GroupRow, Sealed, UserRow},
};
use std::{borrow::Cow, collections::HashMap, sync::Arc};
use strongroom_domain::{Action, FieldError, GroupId, Since, UserName, limits};
use strongroom_trail::Detail;

/// A user with what belongs to it.
#[derive(Clone, Debug)]
pub struct UserFacts {
    /// The row.
    pub user: UserRow,
    /// Its groups, by name, each with when it joined.
    pub groups: Vec<Since<Arc<GroupRow>>>,
    /// Its AccessKeys, oldest first; at most two.
    pub keys: Vec<AccessKeyRow>,
}

/// Request: users by name.
pub struct ListUsers {
    /// Only those whose name or display name has this text somewhere.
    pub text: String,
    /// After this name.
    pub after: Option<UserName>,
    /// At most this many, 1 to 100.
    pub limit: u32,
}

impl Run for ListUsers {
    /// The users, and whether more follow.
    type Output = (Vec<UserFacts>, bool);

    fn action(&self) -> Action {
        Action::ListUsers
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let text = self.text.trim();
        let which = if text.is_empty() { Holders::All } else { Holders::Like(text.to_owned()) };
        let found = page(cx, &which, self.after.as_ref(), self.limit).await?;
        cx.note(Detail::Count, found.0.len().to_string());
        Ok(Done::read(found))
    }
}

/// One user.
pub struct GetUser {
    /// Who.
    pub name: UserName,
}

impl Run for GetUser {
    type Output = UserFacts;

    fn action(&self) -> Action {
        Action::GetUser
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<UserFacts>, CoreError> {
        let user = by_name(cx, &self.name).await?;
        Ok(Done::read(facts(cx, user, &mut HashMap::new()).await?))
    }
}

/// A page of users by name, and whether more follow.
pub(crate) async fn page(
    cx: &Context<'_>,
    which: &Holders,
    after: Option<&UserName>,
    limit: u32,
) -> Result<(Vec<UserFacts>, bool), CoreError> {
    if !(1..=limits::PAGE).contains(&limit) {
        return Err(FieldError::new("MaxItems", "must be 1 to 100").into());
    }
    let mut rows = cx.store().users(which, after, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let mut users = Vec::with_capacity(rows.len());
    let mut groups = HashMap::new();
    for row in rows {
        let user = row.check(&cx.vault.keyring)?;
        users.push(facts(cx, user, &mut groups).await?);
    }
    Ok((users, more))
}

async fn facts(
    cx: &Context<'_>,
    user: UserRow,
    known: &mut HashMap<GroupId, Arc<GroupRow>>,
) -> Result<UserFacts, CoreError> {
    let mut groups = Vec::with_capacity(user.groups.len());
    for Since { what: id, since } in &user.groups {
        let group = match known.get(id) {
            Some(group) => group.clone(),
            None => {
                let group = Arc::new(cx.vault.group(cx.store(), *id).await?.ok_or(CoreError::Conflict)?);
                known.entry(*id).or_insert(group).clone()
            }
        };
        groups.push(Since::new(group, *since));
    }
    groups.sort_by(|a, b| a.what.name.cmp(&b.what.name));
    let keys = cx.store().access_keys(user.id).await?;
    let keys = keys.into_iter().map(|key| Ok(cx.engine.with_use(key.check(&cx.vault.keyring)?)));
    let keys = keys.collect::<Result<_, CoreError>>()?;
    Ok(UserFacts { user: cx.engine.with_sign_in(user), groups, keys })
}
