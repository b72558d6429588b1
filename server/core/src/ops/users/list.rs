//! ListUsers: users with their AccessKeys.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    rows::{AccessKeyRow, Sealed, UserRow},
};
use strongroom_domain::{Action, FieldError, UserName, limits};
use strongroom_trail::Detail;

/// Request: users by name.
pub struct ListUsers {
    /// After this name.
    pub after: Option<UserName>,
    /// At most this many, 1 to 100.
    pub limit: u32,
}

/// A user with its AccessKeys.
#[derive(Clone, Debug)]
pub struct UserFacts {
    /// The row.
    pub user: UserRow,
    /// Its AccessKeys, oldest first; at most two.
    pub keys: Vec<AccessKeyRow>,
}

impl Run for ListUsers {
    /// The users, and whether more follow.
    type Output = (Vec<UserFacts>, bool);

    fn action(&self) -> Action {
        Action::ListUsers
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        if !(1..=limits::PAGE).contains(&self.limit) {
            return Err(FieldError::new("MaxItems", "must be 1 to 100").into());
        }
        let mut rows = cx.store().users(self.after.as_ref(), self.limit + 1).await?;
        let more = rows.len() > self.limit as usize;
        rows.truncate(self.limit as usize);
        let mut users = Vec::with_capacity(rows.len());
        for row in rows {
            let user = row.check(&cx.vault.keyring)?;
            let keys = cx.store().access_keys(user.id).await?;
            let keys = keys.into_iter().map(|k| k.check(&cx.vault.keyring)).collect::<Result<_, _>>()?;
            users.push(UserFacts { user, keys });
        }
        cx.note(Detail::Count, users.len().to_string());
        Ok(Done::read((users, more)))
    }
}
