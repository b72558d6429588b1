//! AccessKeys.

use crate::{
    convert::{array, ciphertext, int, nat, text},
    database::Database,
    entity::{Opaque, access_key},
    error::unavailable,
    revision,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};
use strongroom_core::{
    ports::{Expect, StoreError},
    rows::{AccessKeyRow, Authenticated, Unverified},
};
use strongroom_domain::{AccessKeyId, Action, KeyUse, Networks, Timestamp, UserId};

pub(crate) async fn find(db: &Database, id: &AccessKeyId) -> Result<Option<Unverified<AccessKeyRow>>, StoreError> {
    access_key::Entity::find_by_id(id.to_string()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn of(db: &Database, user: UserId) -> Result<Vec<Unverified<AccessKeyRow>>, StoreError> {
    let query = access_key::Entity::find().filter(access_key::Column::RamUser.eq(user.0.to_vec()));
    let query = query.order_by_asc(access_key::Column::Created).order_by_asc(access_key::Column::Id);
    query.all(&db.readers).await.map_err(unavailable)?.into_iter().map(row).collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<AccessKeyRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let id = String::from(row.id);
    let model = access_key::ActiveModel {
        id: Set(id.clone()),
        ram_user: Set(row.user.0.to_vec()),
        secret: Set(Opaque(row.secret.0)),
        active: Set(row.active),
        networks: Set(row.networks.into()),
        created: Set(row.created.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
        // `note_uses` writes the last use, and nothing else does.
        ..Default::default()
    };
    revision::put(db, model, expect, |revision| at(id, revision)).await
}

pub(crate) async fn remove(db: &impl ConnectionTrait, id: AccessKeyId, expect: Expect) -> Result<(), StoreError> {
    revision::remove::<access_key::Entity>(db, expect, |revision| at(id.into(), revision)).await
}

pub(crate) async fn note_uses(db: &Database, uses: &[(AccessKeyId, KeyUse)]) -> Result<(), StoreError> {
    for (id, used) in uses {
        let model = access_key::ActiveModel {
            used_at: Set(Some(used.at.0)),
            used_from: Set(used.address.map(|address| address.to_string())),
            used_for: Set(Some(used.action.code().into())),
            ..Default::default()
        };
        let earlier = access_key::Column::UsedAt.is_null().or(access_key::Column::UsedAt.lt(used.at.0));
        let update = access_key::Entity::update_many().set(model);
        let update = update.filter(access_key::Column::Id.eq(id.to_string())).filter(earlier);
        update.exec(&db.writer).await.map_err(unavailable)?;
    }
    Ok(())
}

fn at(id: String, revision: u64) -> sea_orm::sea_query::Expr {
    access_key::Column::Id.eq(id).and(access_key::Column::Revision.eq(int(revision)))
}

pub(crate) fn row(model: access_key::Model) -> Result<Unverified<AccessKeyRow>, StoreError> {
    // This column is not covered by the MAC: an unreadable value counts as absent.
    let action = model.used_for.and_then(|code| Action::from_code(code.try_into().ok()?));
    let used = model.used_at.zip(action).map(|(at, action)| KeyUse {
        at: Timestamp(at),
        address: model.used_from.and_then(|address| address.parse().ok()),
        action,
    });
    let row = AccessKeyRow {
        id: text(AccessKeyId::new(&model.id), "access_key.id")?,
        user: UserId(array(&model.ram_user, "access_key.ram_user")?),
        secret: ciphertext(model.secret),
        active: model.active,
        networks: text(Networks::parse(&model.networks), "access_key.networks")?,
        created: Timestamp(model.created),
        revision: nat(model.revision),
        used,
    };
    Ok(Unverified::new(row, model.mac.0))
}
