//! Custom policies.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ram_policy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    #[sea_orm(unique)]
    pub folded: String,
    pub description: String,
    pub default_version: i64,
    pub last_version: i64,
    pub created: i64,
    pub updated: i64,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
