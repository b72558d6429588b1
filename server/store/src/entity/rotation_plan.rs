//! How secrets rotate.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rotation_plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub secret: Vec<u8>,
    pub target: Option<Vec<u8>>,
    /// JSON; of a plan without a target.
    pub recipe: Option<String>,
    pub strategy: i64,
    /// JSON list.
    pub accounts: String,
    pub automatic: bool,
    /// JSON.
    pub schedule: Option<String>,
    pub grace_s: i64,
    pub await_readers: bool,
    /// JSON.
    pub rollout: Option<String>,
    pub paused: bool,
    pub config: String,
    pub next_due: Option<i64>,
    pub last_rotated: Option<i64>,
    pub open_rotation: Option<Vec<u8>>,
    pub created: i64,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
