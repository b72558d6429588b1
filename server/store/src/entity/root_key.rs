//! Root keys that open the installation.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "root_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub check_value: Vec<u8>,
    pub wrapped: Opaque,
    pub created: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
