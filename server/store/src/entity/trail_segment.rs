//! Segments: some thousand consecutive events of one writer with their searchable fields as columns.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trail_segment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub writer: i64,
    pub first_seq: i64,
    pub last_seq: i64,
    pub from_time: i64,
    pub to_time: i64,
    pub ok: i64,
    pub failed: i64,
    pub columns: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
