//! Customer master keys without their material.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cmk")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub description: String,
    pub is_default: bool,
    pub enabled: bool,
    pub primary_version: i64,
    pub creator: String,
    pub created: i64,
    pub rotated: i64,
    pub policy: Option<String>,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
