//! Customer master keys and their versions.

use crate::{
    convert::{array, ciphertext, int, nat, text},
    database::Database,
    entity::{Opaque, cmk, cmk_version},
    error::{corrupt, refused, unavailable},
    revision,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::{Authenticated, CmkRow, CmkVersionRow, OwnPolicy, Unverified},
};
use strongroom_domain::{CmkId, Description, KeyState, Timestamp};

pub(crate) async fn all(db: &Database) -> Result<Vec<Unverified<CmkRow>>, StoreError> {
    let query = cmk::Entity::find().order_by_asc(cmk::Column::Created).order_by_asc(cmk::Column::Id);
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

/// The sum of all revisions: it grows with each change, see [`KeyChange::Remove`](strongroom_core::ports::KeyChange::Remove).
pub(crate) async fn revisions(db: &Database) -> Result<u64, StoreError> {
    // PostgreSQL adds numbers of eight bytes to a decimal one.
    let sql = "SELECT CAST(COALESCE(SUM(revision), 0) AS BIGINT) AS n FROM cmk";
    let found = db.readers.query_one_raw(db.statement(sql, [])).await.map_err(unavailable)?;
    let sum = found.map(|row| row.try_get("", "n")).transpose().map_err(unavailable)?;
    Ok(nat(sum.unwrap_or_default()))
}

pub(crate) async fn all_versions(db: &Database) -> Result<Vec<Unverified<CmkVersionRow>>, StoreError> {
    let query =
        cmk_version::Entity::find().order_by_asc(cmk_version::Column::Cmk).order_by_asc(cmk_version::Column::Version);
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(version_row).collect()
}

pub(crate) async fn usage(db: &Database) -> Result<Vec<(CmkId, u64)>, StoreError> {
    let sql = "SELECT cmk, COUNT(*) AS n FROM secret GROUP BY cmk ORDER BY cmk";
    let rows = db.readers.query_all_raw(db.statement(sql, [])).await.map_err(unavailable)?;
    rows.iter()
        .map(|row| {
            let id: Vec<u8> = row.try_get("", "cmk").map_err(unavailable)?;
            Ok((CmkId(array(&id, "secret.cmk")?), nat(row.try_get("", "n").map_err(unavailable)?)))
        })
        .collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<CmkRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let id = row.id.0.to_vec();
    let model = cmk::ActiveModel {
        id: Set(id.clone()),
        description: Set(row.description.into()),
        is_default: Set(row.default),
        enabled: Set(row.state == KeyState::Enabled),
        primary_version: Set(row.primary_version.into()),
        creator: Set(row.creator),
        created: Set(row.created.0),
        rotated: Set(row.rotated.0),
        policy: Set(row.policy.map(|policy| policy.stored().to_owned())),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    };
    let at = |revision| cmk::Column::Id.eq(id).and(cmk::Column::Revision.eq(int(revision)));
    revision::put(db, model, expect, at).await
}

/// Removes a key with its versions. Their envelopes are overwritten first: SQLite leaves the bytes of a removed row in its file.
pub(crate) async fn remove(db: &impl ConnectionTrait, id: CmkId, expect: Expect) -> Result<(), StoreError> {
    let id = id.0.to_vec();
    let of_key = cmk_version::Column::Cmk.eq(id.clone());
    for found in cmk_version::Entity::find().filter(of_key.clone()).all(db).await.map_err(unavailable)? {
        let zeros = Opaque(vec![0; found.sealed.0.len()]);
        let this = of_key.clone().and(cmk_version::Column::Version.eq(found.version));
        let overwrite = cmk_version::Entity::update_many().col_expr(cmk_version::Column::Sealed, Expr::value(zeros));
        overwrite.filter(this).exec(db).await.map_err(refused)?;
    }
    cmk_version::Entity::delete_many().filter(of_key).exec(db).await.map_err(refused)?;
    let at = |revision| cmk::Column::Id.eq(id).and(cmk::Column::Revision.eq(int(revision)));
    revision::remove::<cmk::Entity>(db, expect, at).await
}

pub(crate) async fn put_version(
    db: &impl ConnectionTrait,
    row: Authenticated<CmkVersionRow>,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let model = cmk_version::ActiveModel {
        cmk: Set(row.cmk.0.to_vec()),
        version: Set(row.version.into()),
        sealed: Set(Opaque(row.encrypted.0)),
        created: Set(row.created.0),
        mac: Set(Opaque(mac.to_vec())),
    };
    cmk_version::Entity::insert(model).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

pub(crate) fn row(model: cmk::Model) -> Result<Unverified<CmkRow>, StoreError> {
    let row = CmkRow {
        id: CmkId(array(&model.id, "cmk.id")?),
        description: text(Description::new(&model.description), "cmk.description")?,
        default: model.is_default,
        state: if model.enabled { KeyState::Enabled } else { KeyState::Disabled },
        primary_version: u32::try_from(model.primary_version).map_err(|_| corrupt("cmk.primary_version"))?,
        creator: model.creator,
        created: Timestamp(model.created),
        rotated: Timestamp(model.rotated),
        policy: model.policy.map(OwnPolicy::from_stored),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}

pub(crate) fn version_row(model: cmk_version::Model) -> Result<Unverified<CmkVersionRow>, StoreError> {
    let row = CmkVersionRow {
        cmk: CmkId(array(&model.cmk, "cmk_version.cmk")?),
        version: u32::try_from(model.version).map_err(|_| corrupt("cmk_version.version"))?,
        encrypted: ciphertext(model.sealed),
        created: Timestamp(model.created),
    };
    Ok(Unverified::new(row, model.mac.0))
}
