//! Versions of custom policies.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ram_policy_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub policy: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub document: String,
    pub creator: String,
    pub created: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
