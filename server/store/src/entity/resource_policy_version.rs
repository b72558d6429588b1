//! Versions of the policies that secrets and keys carry.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource_policy_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub owner: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub secret: Option<Vec<u8>>,
    pub cmk: Option<Vec<u8>>,
    pub document: Option<String>,
    pub creator: String,
    pub created: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
