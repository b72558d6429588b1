//! Rotations, those that have ended too.

use sea_orm::entity::prelude::*;

use super::Opaque;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rotation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub secret: Vec<u8>,
    /// Zeros without a target.
    pub target: Vec<u8>,
    /// JSON; of a rotation without a target.
    pub recipe: Option<String>,
    pub strategy: i64,
    pub account: Option<String>,
    pub version: String,
    pub old_version: String,
    pub known_keys: Option<String>,
    pub await_readers: bool,
    /// JSON.
    pub rollout: Option<String>,
    pub deadline: Option<i64>,
    pub phase: i64,
    pub progress: i64,
    pub begun: Option<i64>,
    pub cause: Option<i64>,
    pub candidate: i64,
    pub attempts: i64,
    pub setbacks: i64,
    pub told: bool,
    pub back_asked: bool,
    pub due: i64,
    pub trigger_code: i64,
    pub starter: String,
    pub started: i64,
    pub updated: i64,
    pub ended: Option<i64>,
    pub lease_owner: Option<Vec<u8>>,
    pub lease_since: Option<i64>,
    pub fence: i64,
    pub revision: i64,
    pub mac: Opaque,
}

impl ActiveModelBehavior for ActiveModel {}
