//! Channels that notices go through.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_channel")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub name: String,
    /// The name in lower case.
    #[sea_orm(unique)]
    pub folded: String,
    /// JSON.
    pub settings: String,
    pub secret: Option<Opaque>,
    /// JSON.
    pub kinds: String,
    /// JSON.
    pub scope: String,
    pub digest_minutes: i64,
    pub enabled: bool,
    pub creator: String,
    pub created: i64,
    pub updated: i64,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
