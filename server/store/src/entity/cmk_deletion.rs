//! The ends of customer master keys that are scheduled for deletion.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cmk_deletion")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cmk: Vec<u8>,
    pub key_revision: i64,
    pub was_enabled: bool,
    pub requested: i64,
    pub delete_at: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
