//! Roles.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ram_role")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub name: String,
    #[sea_orm(unique)]
    pub folded: String,
    pub description: String,
    pub trust: String,
    pub max_session_s: i64,
    /// JSON list.
    pub policies: String,
    pub created: i64,
    pub updated: i64,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
