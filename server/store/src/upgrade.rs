//! Every row from an earlier encoding to the present one, inside the transaction of one commit.
//!
//! Each table is read in pages by its primary key, so that memory holds one page; only the MACs are written. A row that does not
//! verify ends the upgrade, and nothing of it is kept.

use crate::{
    access_key, cmk,
    entity::{self, Opaque},
    error::{refused, unavailable},
    group, installation, mfa_device, policy, role, rotation, rotation_plan, secret, user, version,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, Iterable, ModelTrait, PrimaryKeyToColumn,
    QueryFilter, QueryOrder, QuerySelect, Value,
    sea_query::{Expr, ExprTrait},
};
use std::str::FromStr;
use strongroom_core::{
    ports::StoreError,
    rows::{InstallationRow, RowUpgrade, Unverified, Upgradable},
};

/// Rows in memory at once.
const PAGE: u64 = 100;

/// Other nodes that start at the same time wait here and then find the upgrade done; nodes of the earlier program, which are to
/// be stopped before, cannot write in between.
const LOCK: &str = "SET LOCAL lock_timeout = 0; LOCK TABLE installation, secret, secret_version, cmk, cmk_version, \
                    ram_policy, ram_policy_version, ram_group, ram_user, ram_role, access_key, mfa_device, rotation_plan, rotation \
                    IN SHARE ROW EXCLUSIVE MODE";

pub(crate) async fn run(db: &impl ConnectionTrait, upgrade: &RowUpgrade) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared(LOCK).await.map_err(unavailable)?;
    }
    let found = entity::installation::Entity::find().one(db).await.map_err(unavailable)?.ok_or(StoreError::Conflict)?;
    if found.encoding != i64::from(upgrade.from()) {
        return Err(StoreError::Conflict);
    }
    table(db, upgrade, entity::cmk::Entity, cmk::row).await?;
    table(db, upgrade, entity::cmk_version::Entity, cmk::version_row).await?;
    table(db, upgrade, entity::ram_policy::Entity, policy::row).await?;
    table(db, upgrade, entity::ram_policy_version::Entity, policy::version_row).await?;
    table(db, upgrade, entity::ram_group::Entity, group::row).await?;
    table(db, upgrade, entity::ram_user::Entity, user::row).await?;
    table(db, upgrade, entity::ram_role::Entity, role::row).await?;
    table(db, upgrade, entity::access_key::Entity, access_key::row).await?;
    table(db, upgrade, entity::mfa_device::Entity, mfa_device::row).await?;
    table(db, upgrade, entity::secret::Entity, secret::row).await?;
    table(db, upgrade, entity::secret_version::Entity, version::row).await?;
    table(db, upgrade, entity::rotation_plan::Entity, rotation_plan::row).await?;
    table(db, upgrade, entity::rotation::Entity, rotation::row).await?;
    let found: Unverified<InstallationRow> = installation::row(found)?;
    installation::replace(db, upgrade.row(found)?).await
}

/// The rows of one table, in pages, if they are encoded otherwise since.
async fn table<E, R>(
    db: &impl ConnectionTrait,
    upgrade: &RowUpgrade,
    _: E,
    row: fn(E::Model) -> Result<Unverified<R>, StoreError>,
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E>,
    R: Upgradable,
{
    if R::ENCODING <= upgrade.from() {
        return Ok(());
    }
    let keys: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    let mac = E::Column::from_str("mac").map_err(|_| StoreError::Corrupt(format!("{} has no MAC", R::TABLE)))?;
    let tuple = || Expr::tuple(keys.iter().map(|key| key.into_expr()));
    let mut last: Option<Vec<Value>> = None;
    loop {
        let mut page = E::find().limit(PAGE);
        for key in &keys {
            page = page.order_by_asc(*key);
        }
        if let Some(last) = last.take() {
            page = page.filter(tuple().gt(Expr::tuple(last.into_iter().map(Expr::value))));
        }
        let models = page.all(db).await.map_err(unavailable)?;
        let full = models.len() as u64 == PAGE;
        for model in models {
            let key: Vec<Value> = keys.iter().map(|key| model.get(*key)).collect();
            let new = upgrade.row(row(model)?)?.into_parts().1;
            let this = keys.iter().zip(&key).map(|(column, value)| column.eq(value.clone()));
            let update = E::update_many().col_expr(mac, Expr::value(Opaque(new.to_vec())));
            update.filter(this.fold(Condition::all(), Condition::add)).exec(db).await.map_err(refused)?;
            last = Some(key);
        }
        if !full {
            return Ok(());
        }
    }
}
