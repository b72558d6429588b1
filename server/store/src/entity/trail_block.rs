//! Blocks of the trail: appended, never changed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trail_block")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub writer: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub first_seq: i64,
    pub count: i64,
    pub from_time: i64,
    pub to_time: i64,
    pub hash: Vec<u8>,
    pub body: Vec<u8>,
    pub nonces: Option<Vec<u8>>,
    pub tag: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
