//! RAM users.

use sea_orm::entity::prelude::*;

use super::{Hidden, Opaque};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ram_user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub name: String,
    #[sea_orm(unique)]
    pub folded: String,
    pub display_name: String,
    pub comments: String,
    /// JSON list of ids.
    pub groups: String,
    /// JSON list.
    pub policies: String,
    pub password: Option<Hidden>,
    pub mfa: Option<Vec<u8>>,
    pub issuer: Option<String>,
    pub subject: Option<String>,
    pub created: i64,
    pub updated: i64,
    pub revision: i64,
    pub mac: Opaque,
    pub signed_in: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
