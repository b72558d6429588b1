//! Who has just proven who they are.

use crate::{CoreError, Engine, engine::Context, rows::UserRow};
use strongroom_domain::Principal;

/// A user whose identity was verified, and the state of the user that it was verified against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedUser {
    /// Who.
    pub principal: Principal,
    /// Revision of the user then. No two states of a user, and no two users of one name, share one.
    pub revision: u64,
}

impl VerifiedUser {
    /// This user, whose identity the call has verified.
    pub(super) fn of(cx: &mut Context<'_>, user: &UserRow) -> Self {
        let principal = Principal::user(user.id, &user.name, None);
        cx.identified(&principal);
        Self { principal, revision: user.revision }
    }
}

impl Engine {
    /// Whether a user is another since the identity was verified, or is gone: what was verified, such as a password, may be the old one.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn has_changed(&self, verified: &VerifiedUser) -> Result<bool, CoreError> {
        let user = self.vault()?.user(&*self.store, verified.principal.id).await?;
        Ok(user.is_none_or(|user| user.revision != verified.revision))
    }
}
