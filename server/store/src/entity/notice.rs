//! Notices that are to become part of messages.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub at: i64,
    /// JSON.
    pub notice: String,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
