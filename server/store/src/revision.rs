//! Writes rows with a revision. Changing or removing a row requires its current revision.

use crate::error::refused;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use strongroom_core::ports::{Expect, StoreError};

/// Inserts the row, or changes the one that `at` finds at the expected revision; [`StoreError::Conflict`] if there is none.
pub(crate) async fn put<A: ActiveModelTrait>(
    db: &impl ConnectionTrait,
    model: A,
    expect: Expect,
    at: impl FnOnce(u64) -> Expr,
) -> Result<(), StoreError> {
    match expect {
        Expect::Absent => {
            A::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
            Ok(())
        }
        Expect::Revision(revision) => {
            let update = A::Entity::update_many().set(model).filter(at(revision));
            found(update.exec(db).await.map_err(refused)?.rows_affected)
        }
    }
}

/// Removes the row that `at` finds at the expected revision; [`StoreError::Conflict`] if there is none.
pub(crate) async fn remove<E: EntityTrait>(
    db: &impl ConnectionTrait,
    expect: Expect,
    at: impl FnOnce(u64) -> Expr,
) -> Result<(), StoreError> {
    let Expect::Revision(revision) = expect else { return Err(StoreError::Conflict) };
    let gone = E::delete_many().filter(at(revision)).exec(db).await.map_err(refused)?;
    found(gone.rows_affected)
}

fn found(rows: u64) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}
