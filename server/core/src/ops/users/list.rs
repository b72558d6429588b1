//! ListUsers.

use super::{DescribedUser, facts::facts};
use crate::ops::page::{check_page, cut, matching};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::Holders,
};
use std::collections::HashMap;
use strongroom_domain::{Action, UserName, limits};
use strongroom_trail::Detail;

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
    type Output = (Vec<DescribedUser>, bool);

    fn action(&self) -> Action {
        Action::ListUsers
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let found = page(cx, &matching(&self.text)?, self.after.as_ref(), self.limit).await?;
        cx.note(Detail::Count, found.0.len().to_string());
        Ok(Done::read(found))
    }
}

/// A page of users by name, and whether more follow.
pub(crate) async fn page(
    cx: &Context<'_>,
    which: &Holders,
    after: Option<&UserName>,
    limit: u32,
) -> Result<(Vec<DescribedUser>, bool), CoreError> {
    check_page(limit, limits::PAGE)?;
    let (rows, more) = cut(cx.store().users(which, after, limit + 1).await?, limit);
    let mut users = Vec::with_capacity(rows.len());
    let mut groups = HashMap::new();
    for row in rows {
        let user = row.verify(&cx.vault.keyring)?;
        users.push(facts(cx, user, &mut groups).await?);
    }
    Ok((users, more))
}
