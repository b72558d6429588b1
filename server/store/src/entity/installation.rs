//! This installation: one row.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub account: String,
    pub region: String,
    pub created: i64,
    pub check_value: Opaque,
    pub encoding: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
