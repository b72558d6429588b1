//! Messages to channels.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub channel: Vec<u8>,
    pub kind: i64,
    pub resolved: bool,
    /// JSON.
    pub notices: String,
    pub more: i64,
    pub opened: i64,
    pub created: i64,
    pub state: i64,
    pub due: i64,
    pub attempts: i64,
    pub tried: Option<i64>,
    pub outcome: Option<i64>,
    pub status: Option<i64>,
    pub ended: Option<i64>,
    pub lease_owner: Option<Vec<u8>>,
    pub lease_since: Option<i64>,
    pub fence: i64,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
