//! Versions of secrets, encrypted.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "secret_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub secret: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub ordinal: i64,
    pub value_type: i64,
    pub fingerprint: Opaque,
    pub value: Opaque,
    pub outline: Opaque,
    pub creator: String,
    pub created: i64,
    pub revoked: Option<i64>,
    pub revoked_by: Option<String>,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
