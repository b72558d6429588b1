//! All values of searchable fields.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trail_value")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub field: i64,
    pub value: String,
}

impl ActiveModelBehavior for ActiveModel {}
