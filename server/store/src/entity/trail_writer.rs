//! Writers of the trail, numbered to keep blocks small; `indexed` is the last sequence its segments cover.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trail_writer")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    #[sea_orm(unique)]
    pub id: Vec<u8>,
    pub indexed: i64,
}

impl ActiveModelBehavior for ActiveModel {}
