//! ListRoles.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::RoleFacts,
    ops::page::{check_page, cut, matching},
};
use strongroom_domain::{Action, RoleName, limits};
use strongroom_trail::Detail;

/// Roles by name.
pub struct ListRoles {
    /// Only those whose name or description has this text somewhere.
    pub text: String,
    /// After this name.
    pub after: Option<RoleName>,
    /// At most this many, 1 to 100.
    pub limit: u32,
}

impl Run for ListRoles {
    /// The roles, and whether more follow.
    type Output = (Vec<RoleFacts>, bool);

    fn action(&self) -> Action {
        Action::ListRoles
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        let found = cx.store().roles(&matching(&self.text)?, self.after.as_ref(), self.limit + 1).await?;
        let (found, more) = cut(found, self.limit);
        let rows = cx.vault.verified(found)?;
        cx.note(Detail::Count, rows.len().to_string());
        Ok(Done::read((rows.into_iter().map(RoleFacts::from).collect(), more)))
    }
}
