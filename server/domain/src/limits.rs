//! Limits of the vendor's Secrets Manager (KMS OpenAPI 2016-01-20), and ours where the vendor is silent.

/// Longest secret value, in bytes.
pub const VALUE_BYTES: usize = 30_720;
/// Versions a secret keeps. Above it the oldest version without a label goes.
pub const VERSIONS: usize = 10;
/// Stage labels a secret may carry, the vendor's own included.
pub const LABELS: usize = 8;
/// Tags a secret may carry.
pub const TAGS: usize = 20;
/// Shortest recovery window of a deleted secret, in days.
pub const RECOVERY_DAYS_MIN: u32 = 7;
/// Longest recovery window of a deleted secret, in days; the default too.
pub const RECOVERY_DAYS_MAX: u32 = 30;
/// Largest page of a list.
pub const PAGE: u32 = 100;
/// Most events of one export.
pub const EXPORT: usize = 5_000;
/// Matches of a filter that are counted; of more, only that there are more.
pub const COUNTED: u64 = 2_000;
/// Customer master keys an account may hold in a region (the vendor's quota).
pub const CMKS: u64 = 200;
/// AccessKeys of one user (the vendor's quota).
pub const ACCESS_KEYS: usize = 2;
/// Secrets read in one BatchGetSecretValue call.
pub const BATCH: usize = 20;
/// How far a request's time may be from ours, in seconds, either way.
pub const CLOCK_WINDOW_S: i64 = 15 * 60;
/// Shortest password of a console user, in characters.
pub const PASSWORD_MIN: usize = 12;
/// Longest password of a console user, in bytes: hashing must stay bounded.
pub const PASSWORD_MAX: usize = 256;
/// Passkeys one user may have.
pub const PASSKEYS: usize = 8;
/// Recovery codes of who has a second factor.
pub const RECOVERY_CODES: usize = 10;
/// Versions a policy keeps (the vendor's quota).
pub const POLICY_VERSIONS: usize = 5;
/// Custom policies of an account (the vendor's quota).
pub const POLICIES: u64 = 1_500;
/// Shortest session of a role, in seconds.
pub const SESSION_MIN: u32 = 900;
/// Least a role may set as its longest session, in seconds, and what it is unless said otherwise.
pub const ROLE_SESSION_MIN: u32 = 3_600;
/// Most a role may set as its longest session, in seconds.
pub const ROLE_SESSION_MAX: u32 = 43_200;
/// Roles of an account (the vendor's quota).
pub const ROLES: u64 = 1_000;
/// Policies one user, group or role may have, of each type. The vendor's 10 and 5 custom ones are its oldest published figures; 20 is
/// its figure for system policies.
pub const ATTACHED: usize = 20;
/// Groups one user may be in. The vendor's oldest published figure is 5.
pub const GROUPS_OF_USER: usize = 20;
