//! Second factors of users.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mfa_device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    #[sea_orm(unique)]
    pub ram_user: Vec<u8>,
    pub secret: Option<Opaque>,
    pub last_step: i64,
    /// JSON.
    pub passkeys: String,
    /// Fingerprints of sixteen bytes, one after the other.
    pub recovery: Opaque,
    pub created: i64,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
