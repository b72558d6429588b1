//! One secret at a time: its row, its tags and its search entry.

use crate::{
    convert::{array, from_json, int, json, nat, text},
    database::Database,
    entity::{Opaque, secret, secret_tag},
    error::{corrupt, refused, unavailable},
    revision, search,
    sql::Sql,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use strongroom_core::{
    ports::{Expect, OwnPolicies, StoreError},
    rows::{Authenticated, OwnPolicy, SecretRow, Unverified},
};
use strongroom_domain::{CmkId, Description, SecretId, SecretKind, SecretName, Timestamp};

pub(crate) async fn find(db: &Database, name: &SecretName) -> Result<Option<Unverified<SecretRow>>, StoreError> {
    let query = secret::Entity::find().filter(secret::Column::Name.eq(name.as_str()));
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn find_by_id(db: &Database, id: SecretId) -> Result<Option<Unverified<SecretRow>>, StoreError> {
    let query = secret::Entity::find().filter(secret::Column::Id.eq(id.0.to_vec()));
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn revision(db: &Database, name: &SecretName) -> Result<Option<(SecretId, u64)>, StoreError> {
    let sql = "SELECT id, revision FROM secret WHERE name = $1";
    let found = db.readers.query_one_raw(db.statement(sql, [name.as_str().into()])).await.map_err(unavailable)?;
    let Some(found) = found else { return Ok(None) };
    let id: Vec<u8> = found.try_get("", "id").map_err(unavailable)?;
    Ok(Some((SecretId(array(&id, "secret.id")?), nat(found.try_get("", "revision").map_err(unavailable)?))))
}

pub(crate) async fn purgeable(
    db: &Database,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Unverified<SecretRow>>, StoreError> {
    let query = secret::Entity::find().filter(secret::Column::DeleteAt.lt(now.0));
    let query = query.order_by_asc(secret::Column::DeleteAt).order_by_asc(secret::Column::Id).limit(u64::from(limit));
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

/// The conditions are word for word those of partial indexes.
pub(crate) async fn with_policy(
    db: &Database,
    which: OwnPolicies,
    after: Option<SecretId>,
    limit: u32,
) -> Result<Vec<Unverified<SecretRow>>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM secret WHERE policy IS NOT NULL");
    if which == OwnPolicies::Unbound {
        sql.add(" AND substr(policy, 1, 1) <> '@'");
    }
    if let Some(after) = after {
        sql.add(" AND id > ").value(after.0.to_vec());
    }
    sql.add(" ORDER BY id LIMIT ").value(i64::from(limit));
    let found = secret::Entity::find().from_raw_sql(sql.statement(db)).all(&db.readers).await.map_err(unavailable)?;
    found.into_iter().map(row).collect()
}

pub(crate) async fn tag_keys(db: &Database) -> Result<Vec<(String, u64)>, StoreError> {
    let sql = "SELECT tag_key, COUNT(*) AS n FROM secret_tag GROUP BY tag_key ORDER BY n DESC, tag_key LIMIT 50";
    let rows = db.readers.query_all_raw(db.statement(sql, [])).await.map_err(unavailable)?;
    rows.iter()
        .map(|row| {
            Ok((row.try_get("", "tag_key").map_err(unavailable)?, nat(row.try_get("", "n").map_err(unavailable)?)))
        })
        .collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<SecretRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let id = row.id.0.to_vec();
    let model = active(&row, mac);
    let Expect::Revision(revision) = expect else {
        let no = secret::Entity::insert(model).exec(db).await.map_err(refused)?.last_insert_id;
        put_tags(db, no, &row).await?;
        return search::put(db, no, &row).await;
    };
    let at = secret::Column::Id.eq(id).and(secret::Column::Revision.eq(int(revision)));
    let before =
        secret::Entity::find().filter(at.clone()).one(db).await.map_err(unavailable)?.ok_or(StoreError::Conflict)?;
    let done = secret::Entity::update_many().set(model).filter(at).exec(db).await.map_err(refused)?;
    if done.rows_affected == 0 {
        return Err(StoreError::Conflict);
    }
    // Most changes move labels only.
    let tags_changed = before.tags != json(&row.tags);
    if tags_changed {
        secret_tag::Entity::delete_many()
            .filter(secret_tag::Column::Secret.eq(before.no))
            .exec(db)
            .await
            .map_err(refused)?;
        put_tags(db, before.no, &row).await?;
    }
    if tags_changed || before.name != row.name.as_str() || before.description != row.description.as_str() {
        search::remove(db, before.no).await?;
        search::put(db, before.no, &row).await?;
    }
    Ok(())
}

/// Removes a secret with its versions and tags.
pub(crate) async fn remove(db: &impl ConnectionTrait, id: SecretId, expect: Expect) -> Result<(), StoreError> {
    let Expect::Revision(revision) = expect else { return Err(StoreError::Conflict) };
    let at = secret::Column::Id.eq(id.0.to_vec()).and(secret::Column::Revision.eq(int(revision)));
    let found =
        secret::Entity::find().filter(at.clone()).one(db).await.map_err(unavailable)?.ok_or(StoreError::Conflict)?;
    search::remove(db, found.no).await?;
    revision::remove::<secret::Entity>(db, expect, |_| at).await
}

async fn put_tags(db: &impl ConnectionTrait, no: i64, row: &SecretRow) -> Result<(), StoreError> {
    if row.tags.is_empty() {
        return Ok(());
    }
    let tags = row.tags.keys().map(|key| secret_tag::ActiveModel { secret: Set(no), tag_key: Set(key.to_string()) });
    secret_tag::Entity::insert_many(tags).exec_without_returning(db).await.map_err(refused)?;
    Ok(())
}

fn active(row: &SecretRow, mac: [u8; 32]) -> secret::ActiveModel {
    secret::ActiveModel {
        no: NotSet,
        id: Set(row.id.0.to_vec()),
        kind: Set(row.kind.code().into()),
        name: Set(row.name.to_string()),
        description: Set(row.description.to_string()),
        cmk: Set(row.cmk.0.to_vec()),
        own_cmk: Set(row.own_cmk),
        tags: Set(json(&row.tags)),
        labels: Set(json(&row.labels)),
        offered: Set(row.offered.as_ref().map(json)),
        last_ordinal: Set(int(row.last_ordinal)),
        creator: Set(row.creator.clone()),
        created: Set(row.created.0),
        updated: Set(row.updated.0),
        delete_at: Set(row.delete_at.map(|t| t.0)),
        policy: Set(row.policy.as_ref().map(|policy| policy.stored().to_owned())),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
    }
}

pub(crate) fn row(model: secret::Model) -> Result<Unverified<SecretRow>, StoreError> {
    let kind = u8::try_from(model.kind).ok().and_then(SecretKind::from_code);
    let offered = model.offered.as_deref().map(|offered| from_json(offered, "secret.offered"));
    let row = SecretRow {
        id: SecretId(array(&model.id, "secret.id")?),
        kind: kind.ok_or_else(|| corrupt("secret.kind"))?,
        name: text(SecretName::new(&model.name), "secret.name")?,
        description: text(Description::new(&model.description), "secret.description")?,
        cmk: CmkId(array(&model.cmk, "secret.cmk")?),
        own_cmk: model.own_cmk,
        tags: from_json(&model.tags, "secret.tags")?,
        labels: from_json(&model.labels, "secret.labels")?,
        offered: offered.transpose()?,
        last_ordinal: nat(model.last_ordinal),
        creator: model.creator,
        created: Timestamp(model.created),
        updated: Timestamp(model.updated),
        delete_at: model.delete_at.map(Timestamp),
        policy: model.policy.map(OwnPolicy::from_stored),
        revision: nat(model.revision),
    };
    Ok(Unverified::new(row, model.mac.0))
}
