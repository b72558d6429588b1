//! Console sessions: the id only as a hash, the record encrypted.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "console_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    pub user_id: Option<Vec<u8>>,
    pub created: i64,
    pub last_seen: i64,
    pub expires: i64,
    pub address: Option<String>,
    pub agent: Option<String>,
    pub record: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
