//! Targets of rotations.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub name: String,
    /// The name in lower case.
    #[sea_orm(unique)]
    pub folded: String,
    pub kind: i64,
    pub host: String,
    pub port: i64,
    pub db_name: Option<String>,
    /// JSON.
    pub trust: String,
    pub manager: Option<String>,
    pub manager_secret: Option<Opaque>,
    pub creator: String,
    pub created: i64,
    pub updated: i64,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
