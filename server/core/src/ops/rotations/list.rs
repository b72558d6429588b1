//! ListRotations.

use super::names::Names;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::RotationFacts,
    ops::page::{check_page, cut},
    ports::RotationSlice,
    rows::RotationRow,
};
use strongroom_domain::{
    Action, Field, FieldError, Problem, RotationId, RunFilter, SecretName, TargetName, Timestamp, limits,
};
use strongroom_trail::Detail;

/// What a cursor is bound to.
const CURSOR: &str = "rotations";

/// Rotations, newest first.
pub struct ListRotations {
    /// Of this secret; of all if absent.
    pub secret: Option<SecretName>,
    /// In these states.
    pub states: RunFilter,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
    /// At most this many, 1 to [`limits::PAGE`].
    pub limit: u32,
}

/// One of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRotation {
    /// The rotation.
    pub rotation: RotationFacts,
    /// Name of its secret; `None` if that was purged meanwhile.
    pub secret: Option<SecretName>,
    /// Name of its target; `None` if that was deleted since, or there is none.
    pub target: Option<TargetName>,
}

impl Run for ListRotations {
    /// The rotations, and the cursor of the next page if more follow.
    type Output = (Vec<ListedRotation>, Option<String>);

    fn action(&self) -> Action {
        Action::ListRotations
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        let secret = match &self.secret {
            Some(name) => Some(cx.secret(name).await?.secret.id),
            None => None,
        };
        let after = self.cursor.as_deref().map(|cursor| read(cx, cursor)).transpose()?;
        let slice = RotationSlice { secret, states: self.states, began: None, after, limit: self.limit + 1 };
        let (rows, more) = cut(cx.vault.verified(cx.store().rotations(&slice).await?)?, self.limit);
        let next = rows.last().filter(|_| more).map(|last| {
            let position = [last.started.0.to_be_bytes().as_slice(), &last.id.0].concat();
            cx.make_cursor(CURSOR, &position)
        });
        cx.note(Detail::Count, rows.len().to_string());
        Ok(Done::read((named(cx, rows).await?, next)))
    }
}

/// The rows with the names of what they are about.
async fn named(cx: &Context<'_>, rows: Vec<RotationRow>) -> Result<Vec<ListedRotation>, CoreError> {
    let mut names = Names::default();
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let secret = names.secret(cx, row.secret).await?;
        let target = names.target(cx, row.place.target()).await?;
        listed.push(ListedRotation { rotation: row.into(), secret, target });
    }
    Ok(listed)
}

fn read(cx: &Context<'_>, cursor: &str) -> Result<(Timestamp, RotationId), CoreError> {
    let broken = || FieldError::new(Field::Cursor, Problem::UnknownCursor);
    let position = cx.read_cursor(CURSOR, cursor).map_err(|_| broken())?;
    let (started, id) = position.split_first_chunk().ok_or_else(broken)?;
    let id = id.try_into().map_err(|_| broken())?;
    Ok((Timestamp(i64::from_be_bytes(*started)), RotationId(id)))
}
