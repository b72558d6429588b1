//! AccessKeys.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub ram_user: Vec<u8>,
    pub secret: Opaque,
    pub active: bool,
    pub networks: String,
    pub created: i64,
    pub revision: i64,
    pub mac: Opaque,
    pub used_at: Option<i64>,
    pub used_from: Option<String>,
    pub used_for: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
