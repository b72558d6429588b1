//! The tags of a secret.

use super::live;
use crate::{
    CoreError, Limit,
    engine::{Context, Done},
    ports::{Expect, SecretChange},
    rows::{Authenticate, SecretRow},
};
use strongroom_domain::{Field, FieldError, Problem, SecretName, TagKey, Unit, limits};
use strongroom_trail::Detail;

/// Edits the tags of a secret; `keys` are those named in the request.
pub(super) async fn change_tags<'k>(
    cx: &mut Context<'_>,
    name: &SecretName,
    keys: impl Iterator<Item = &'k TagKey> + Send,
    edit: impl FnOnce(&mut SecretRow) + Send,
) -> Result<Done<()>, CoreError> {
    let keys: Vec<&str> = keys.map(TagKey::as_str).collect();
    if keys.is_empty() {
        return Err(
            FieldError::new(Field::Tags, Problem::Length { min: 1, max: limits::TAGS, unit: Unit::Tags }).into()
        );
    }
    cx.note(Detail::Tags, keys.join(", "));
    let loaded = live(cx, name).await?;
    let mut secret = loaded.secret.clone();
    edit(&mut secret);
    if secret.tags == loaded.secret.tags {
        cx.note(Detail::Unchanged, "no change");
        return Ok(Done::read(()));
    }
    if secret.tags.len() > limits::TAGS {
        return Err(CoreError::Limit(Limit::Tags));
    }
    secret.updated = cx.now;
    secret.revision += 1;
    let expect = Expect::Revision(loaded.secret.revision);
    Ok(Done::changed((), vec![SecretChange::Put(secret.authenticate(&cx.vault.keyring), expect).into()]))
}
