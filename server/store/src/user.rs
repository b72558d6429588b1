//! RAM users.

use crate::{
    attachment::{self, Side},
    convert::{array, from_json, int, json, nat, text},
    database::Database,
    entity::{Hidden, Opaque, ram_user},
    error::{corrupt, unavailable},
    holder, revision,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};
use strongroom_core::{
    ports::{Expect, Holders, StoreError},
    rows::{Authenticated, PasswordHash, Unverified, UserRow},
};
use strongroom_domain::{Comments, Federated, Issuer, MfaDeviceId, Subject, Timestamp, UserId, UserName};

pub(crate) async fn find(db: &Database, id: UserId) -> Result<Option<Unverified<UserRow>>, StoreError> {
    ram_user::Entity::find_by_id(id.0.to_vec()).one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn find_by_name(db: &Database, name: &UserName) -> Result<Option<Unverified<UserRow>>, StoreError> {
    let found = holder::by_name::<ram_user::Entity>(db, ram_user::Column::Folded, name.as_str()).await?;
    found.map(row).transpose()
}

pub(crate) async fn find_by_identity(
    db: &Database,
    federated: &Federated,
) -> Result<Option<Unverified<UserRow>>, StoreError> {
    let query = ram_user::Entity::find()
        .filter(ram_user::Column::Issuer.eq(federated.issuer.as_str()))
        .filter(ram_user::Column::Subject.eq(federated.subject.as_str()));
    query.one(&db.readers).await.map_err(unavailable)?.map(row).transpose()
}

pub(crate) async fn page(
    db: &Database,
    which: &Holders,
    after: Option<&UserName>,
    limit: u32,
) -> Result<Vec<Unverified<UserRow>>, StoreError> {
    let found = holder::page::<ram_user::Entity>(db, Side::User, which, after.map(UserName::as_str), limit).await?;
    found.into_iter().map(row).collect()
}

pub(crate) async fn put(
    db: &impl ConnectionTrait,
    row: Authenticated<UserRow>,
    expect: Expect,
) -> Result<(), StoreError> {
    let (row, mac) = row.into_parts();
    let id = row.id.0.to_vec();
    let (issuer, subject) = row.federated.map(|f| (f.issuer.into(), f.subject.into())).unzip();
    let model = ram_user::ActiveModel {
        id: Set(id.clone()),
        name: Set(row.name.to_string()),
        folded: Set(holder::folded(row.name.as_str())),
        display_name: Set(row.display_name.into()),
        comments: Set(row.comments.into()),
        groups: Set(json(&row.groups)),
        policies: Set(json(&row.policies)),
        password: Set(row.password.map(|hash| Hidden(hash.0))),
        mfa: Set(row.mfa.map(|id| id.0.to_vec())),
        issuer: Set(issuer),
        subject: Set(subject),
        created: Set(row.created.0),
        updated: Set(row.updated.0),
        revision: Set(int(row.revision)),
        mac: Set(Opaque(mac.to_vec())),
        // `note_sign_ins` writes the last sign-in, and nothing else does.
        ..Default::default()
    };
    let before = match expect {
        Expect::Absent => None,
        Expect::Revision(revision) => {
            let query = ram_user::Entity::find().filter(at(id.clone(), revision));
            Some(query.one(db).await.map_err(unavailable)?.ok_or(StoreError::Conflict)?)
        }
    };
    revision::put(db, model, expect, |revision| at(id.clone(), revision)).await?;
    if before.as_ref().is_none_or(|before| before.groups != json(&row.groups)) {
        attachment::put_groups(db, &id, &row.groups).await?;
    }
    if before.is_none_or(|before| before.policies != json(&row.policies)) {
        attachment::put(db, Side::User, &id, &row.policies).await?;
    }
    Ok(())
}

/// Removes a user with its AccessKeys, second factors, memberships and attachments.
pub(crate) async fn remove(db: &impl ConnectionTrait, id: UserId, expect: Expect) -> Result<(), StoreError> {
    revision::remove::<ram_user::Entity>(db, expect, |revision| at(id.0.to_vec(), revision)).await
}

pub(crate) async fn note_sign_ins(db: &Database, sign_ins: &[(UserId, Timestamp)]) -> Result<(), StoreError> {
    for (id, at) in sign_ins {
        let model = ram_user::ActiveModel { signed_in: Set(Some(at.0)), ..Default::default() };
        let earlier = ram_user::Column::SignedIn.is_null().or(ram_user::Column::SignedIn.lt(at.0));
        let update = ram_user::Entity::update_many().set(model);
        let update = update.filter(ram_user::Column::Id.eq(id.0.to_vec())).filter(earlier);
        update.exec(&db.writer).await.map_err(unavailable)?;
    }
    Ok(())
}

fn at(id: Vec<u8>, revision: u64) -> sea_orm::sea_query::Expr {
    ram_user::Column::Id.eq(id).and(ram_user::Column::Revision.eq(int(revision)))
}

pub(crate) fn row(model: ram_user::Model) -> Result<Unverified<UserRow>, StoreError> {
    let row = UserRow {
        id: UserId(array(&model.id, "ram_user.id")?),
        name: text(UserName::new(&model.name), "ram_user.name")?,
        display_name: text(Comments::new(&model.display_name), "ram_user.display_name")?,
        comments: text(Comments::new(&model.comments), "ram_user.comments")?,
        groups: from_json(&model.groups, "ram_user.groups")?,
        policies: from_json(&model.policies, "ram_user.policies")?,
        password: model.password.map(|hash| PasswordHash(hash.0)),
        mfa: model.mfa.map(|id| array(&id, "ram_user.mfa").map(MfaDeviceId)).transpose()?,
        federated: federated(model.issuer, model.subject)?,
        created: Timestamp(model.created),
        updated: Timestamp(model.updated),
        revision: nat(model.revision),
        signed_in: model.signed_in.map(Timestamp),
    };
    Ok(Unverified::new(row, model.mac.0))
}

fn federated(issuer: Option<String>, subject: Option<String>) -> Result<Option<Federated>, StoreError> {
    Ok(match (issuer, subject) {
        (Some(issuer), Some(subject)) => Some(Federated {
            issuer: text(Issuer::new(&issuer), "ram_user.issuer")?,
            subject: text(Subject::new(&subject), "ram_user.subject")?,
        }),
        (None, None) => None,
        _ => return Err(corrupt("ram_user.issuer")),
    })
}
