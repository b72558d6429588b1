//! Tag keys, one row per secret and key, to count how often each is used.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "secret_tag")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub secret: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag_key: String,
}

impl ActiveModelBehavior for ActiveModel {}
