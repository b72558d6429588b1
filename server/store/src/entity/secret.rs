//! Secrets without their values. `no` is the number that search entry and tags refer to.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "secret")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub no: i64,
    #[sea_orm(unique)]
    pub id: Vec<u8>,
    pub kind: i64,
    #[sea_orm(unique)]
    pub name: String,
    pub description: String,
    pub cmk: Vec<u8>,
    pub own_cmk: bool,
    /// JSON object.
    pub tags: String,
    /// JSON object from label to version.
    pub labels: String,
    /// JSON.
    pub offered: Option<String>,
    pub last_ordinal: i64,
    pub creator: String,
    pub created: i64,
    pub updated: i64,
    pub delete_at: Option<i64>,
    /// JSON.
    pub policy: Option<String>,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
