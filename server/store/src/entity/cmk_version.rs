//! Versions of customer master keys, encrypted under the root key.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cmk_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cmk: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub sealed: Opaque,
    pub created: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
