//! AccessKeys: what applications sign with. The secret is shown once, when the key is made.

mod create;
mod deactivate;
mod delete;
mod last_used;
mod list;
mod new_key;
mod update;

pub use create::{CreateAccessKey, NewAccessKey};
pub use deactivate::DeactivateAccessKey;
pub use delete::DeleteAccessKey;
pub use last_used::GetAccessKeyLastUsed;
pub use list::ListAccessKeys;
pub(crate) use new_key::{new_access_key, new_pair};
pub use update::UpdateAccessKey;

use crate::{CoreError, Thing, engine::Context, ops::users::by_name, rows::AccessKeyRow};
use strongroom_domain::{AccessKeyId, UserName};

async fn key_of(cx: &Context<'_>, user: &UserName, id: &AccessKeyId) -> Result<AccessKeyRow, CoreError> {
    let user = by_name(cx, user).await?;
    let key =
        cx.store().access_key(id).await?.ok_or(CoreError::NotFound(Thing::AccessKey))?.verify(&cx.vault.keyring)?;
    if key.user == user.id && key.id == *id { Ok(key) } else { Err(CoreError::NotFound(Thing::AccessKey)) }
}
