//! Tables as SeaORM entities, one file each. What the columns mean is documented at the rows of `strongroom_core::rows`.

pub mod access_key;
pub mod cmk;
pub mod cmk_deletion;
pub mod cmk_version;
pub mod console_session;
pub mod installation;
pub mod mfa_device;
pub mod notice;
pub mod notice_channel;
pub mod notice_condition;
pub mod notice_delivery;
pub mod ram_group;
pub mod ram_policy;
pub mod ram_policy_version;
pub mod ram_role;
pub mod ram_user;
pub mod resource_policy_version;
pub mod root_key;
pub mod rotation;
pub mod rotation_plan;
pub mod secret;
pub mod secret_tag;
pub mod secret_version;
pub mod target;
pub mod trail_block;
pub mod trail_segment;
pub mod trail_value;
pub mod trail_writer;
pub mod used_nonce;

mod opaque;

pub use opaque::{Hidden, Opaque};
