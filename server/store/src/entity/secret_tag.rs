//! Tags once more, one row each, to find secrets by them.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "secret_tag")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub secret: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag_key: String,
    pub tag_value: String,
}

impl ActiveModelBehavior for ActiveModel {}
