//! ListRoles.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::RoleFacts,
    ops::page::check_page,
    ports::Holders,
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
        let text = self.text.trim();
        let which = if text.is_empty() { Holders::All } else { Holders::Like(text.to_owned()) };
        let mut rows = cx.store().roles(&which, self.after.as_ref(), self.limit + 1).await?;
        let more = rows.len() > self.limit as usize;
        rows.truncate(self.limit as usize);
        cx.note(Detail::Count, rows.len().to_string());
        let rows =
            rows.into_iter().map(|row| Ok(row.verify(&cx.vault.keyring)?.into())).collect::<Result<_, CoreError>>()?;
        Ok(Done::read((rows, more)))
    }
}
