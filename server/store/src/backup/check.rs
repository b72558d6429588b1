//! What was restored is what the installation wrote: every row's MAC, and every chain of the trail.

use super::{BackupError, tables::tables};
use crate::{
    access_key, cmk, cmk_deletion, convert::array, entity, group, installation, mfa_device, notify, policy,
    resource_policy, role, root_key, rotation, rotation_plan, secret, target, trail, user, version,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, Iterable, ModelTrait, PrimaryKeyToColumn, QueryFilter,
    QueryOrder, QuerySelect, Value,
    sea_query::{Expr, ExprTrait},
};
use strongroom_core::{
    ports::StoreError,
    rows::{Authenticate, BlockKey, RowCheck, Unverified},
};
use strongroom_trail::{Chain, TrailFault, WriterId, verify_block};

/// Rows in memory at once.
const PAGE: u64 = 100;
/// Blocks in memory at once.
const BLOCKS: u64 = 50;

/// What was verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Verified {
    pub rows: u64,
    pub events: u64,
    pub chains: u64,
}

/// The tables that [`everything`] verifies: all that have a MAC.
const VERIFIED: [&str; 22] = [
    "access_key",
    "cmk",
    "cmk_deletion",
    "cmk_version",
    "installation",
    "mfa_device",
    "notice",
    "notice_channel",
    "notice_condition",
    "notice_delivery",
    "ram_group",
    "ram_policy",
    "ram_policy_version",
    "ram_role",
    "ram_user",
    "resource_policy_version",
    "root_key",
    "rotation",
    "rotation_plan",
    "secret",
    "secret_version",
    "target",
];

/// Verifies everything that is under a MAC or in a chain.
pub(super) async fn everything(db: &DatabaseTransaction, check: &RowCheck) -> Result<Verified, BackupError> {
    let tables = tables(db).await?;
    let under_mac = tables.iter().filter(|table| table.columns.iter().any(|column| column.name == "mac"));
    if let Some(forgotten) = under_mac.map(|table| table.name.as_str()).find(|name| !VERIFIED.contains(name)) {
        return Err(BackupError::Schema(format!("{forgotten}, whose rows it does not verify")));
    }
    let mut rows = 0;
    rows += table(db, check, entity::installation::Entity, installation::row).await?;
    rows += table(db, check, entity::root_key::Entity, root_key::row).await?;
    rows += table(db, check, entity::cmk::Entity, cmk::row).await?;
    rows += table(db, check, entity::cmk_version::Entity, cmk::version_row).await?;
    rows += table(db, check, entity::cmk_deletion::Entity, cmk_deletion::row).await?;
    rows += table(db, check, entity::ram_policy::Entity, policy::row).await?;
    rows += table(db, check, entity::ram_policy_version::Entity, policy::version_row).await?;
    rows += table(db, check, entity::ram_group::Entity, group::row).await?;
    rows += table(db, check, entity::ram_user::Entity, user::row).await?;
    rows += table(db, check, entity::ram_role::Entity, role::row).await?;
    rows += table(db, check, entity::access_key::Entity, access_key::row).await?;
    rows += table(db, check, entity::mfa_device::Entity, mfa_device::row).await?;
    rows += table(db, check, entity::secret::Entity, secret::row).await?;
    rows += table(db, check, entity::secret_version::Entity, version::row).await?;
    rows += table(db, check, entity::resource_policy_version::Entity, resource_policy::row).await?;
    rows += table(db, check, entity::target::Entity, target::row).await?;
    rows += table(db, check, entity::rotation_plan::Entity, rotation_plan::row).await?;
    rows += table(db, check, entity::rotation::Entity, rotation::row).await?;
    rows += table(db, check, entity::notice_channel::Entity, notify::channel::row).await?;
    rows += table(db, check, entity::notice::Entity, notify::notice::row).await?;
    rows += table(db, check, entity::notice_condition::Entity, notify::condition::row).await?;
    rows += table(db, check, entity::notice_delivery::Entity, notify::delivery::row).await?;
    let (events, chains) = chains(db, &check.block_key()).await?;
    Ok(Verified { rows, events, chains })
}

/// Visits the rows of one table in pages.
pub(super) async fn pages<E>(
    db: &DatabaseTransaction,
    _: E,
    size: u64,
    mut visit: impl AsyncFnMut(E::Model) -> Result<(), BackupError>,
) -> Result<(), BackupError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E>,
{
    let keys: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    let tuple = || Expr::tuple(keys.iter().map(|key| key.into_expr()));
    let mut last: Option<Vec<Value>> = None;
    loop {
        let mut page = E::find().limit(size);
        for key in &keys {
            page = page.order_by_asc(*key);
        }
        if let Some(last) = last.take() {
            page = page.filter(Condition::all().add(tuple().gt(Expr::tuple(last.into_iter().map(Expr::value)))));
        }
        let models = page.all(db).await?;
        let full = models.len() as u64 == size;
        last = models.last().map(|model| keys.iter().map(|key| model.get(*key)).collect());
        for model in models {
            visit(model).await?;
        }
        if !full {
            return Ok(());
        }
    }
}

async fn table<E, R>(
    db: &DatabaseTransaction,
    check: &RowCheck,
    entity: E,
    row: fn(E::Model) -> Result<Unverified<R>, StoreError>,
) -> Result<u64, BackupError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E>,
    R: Authenticate,
{
    let mut count = 0;
    pages(db, entity, PAGE, async |model| {
        check.row(row(model)?)?;
        count += 1;
        Ok(())
    })
    .await?;
    Ok(count)
}

async fn chains(db: &DatabaseTransaction, key: &BlockKey) -> Result<(u64, u64), BackupError> {
    use entity::{trail_block, trail_writer};
    let writers = trail_writer::Entity::find().all(db).await?;
    let mut events = 0;
    for writer in &writers {
        let id = WriterId(array(&writer.id, "trail_writer.id")?);
        let mut chain = Chain::new(id);
        loop {
            let next = i64::try_from(chain.next_sequence()).unwrap_or(i64::MAX);
            let page = trail_block::Entity::find()
                .filter(trail_block::Column::Writer.eq(writer.number).and(trail_block::Column::FirstSeq.gte(next)))
                .order_by_asc(trail_block::Column::FirstSeq)
                .limit(BLOCKS);
            let found = page.all(db).await?;
            let full = found.len() as u64 == BLOCKS;
            for model in found {
                let block = trail::block(id, model);
                let fault = match verify_block(&mut chain, &block) {
                    Err(error) => Some(TrailFault::Chain { writer: id, error }),
                    Ok(()) if key.is_authentic(&block) => None,
                    Ok(()) => Some(TrailFault::NotAuthentic { writer: id, first: block.first, last: block.last() }),
                };
                if let Some(fault) = fault {
                    return Err(BackupError::Trail(fault));
                }
                events += u64::from(block.count);
            }
            if !full {
                break;
            }
        }
    }
    Ok((events, writers.len() as u64))
}
