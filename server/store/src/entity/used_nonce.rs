//! Used nonces of signed requests; a request that repeats one is rejected.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "used_nonce")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub fingerprint: Vec<u8>,
    pub expires: i64,
}

impl ActiveModelBehavior for ActiveModel {}
