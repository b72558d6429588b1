//! Limits of the vendor's Secrets Manager (KMS OpenAPI 2016-01-20), and ours where the vendor is silent.

/// Longest secret value, in bytes.
pub const VALUE_BYTES: usize = 30_720;
/// Longest name of a secret, in characters.
pub const SECRET_NAME: usize = 192;
/// Longest id of a version or stage label, in characters.
pub const VERSION_ID: usize = 64;
/// Longest key or value of a tag, in characters.
pub const TAG: usize = 128;
/// Longest description of a secret or key, in characters.
pub const DESCRIPTION: usize = 8_192;
/// Longest name of a new key of a value that is a JSON object, in bytes.
pub const VALUE_KEY: usize = 256;
/// Most keys of a value that is shown, compared and edited key by key; a larger JSON object is one value.
pub const VALUE_KEYS: usize = 256;
/// Versions a secret keeps. Above it the oldest version without a label goes.
pub const VERSIONS: usize = 10;
/// Stage labels a secret may carry, the vendor's own included.
pub const LABELS: usize = 8;
/// Tags a secret may carry.
pub const TAGS: usize = 20;
/// Most secrets that one call tags or untags (the vendor's).
pub const TAGGED_AT_ONCE: usize = 50;
/// Shortest recovery window of a deleted secret, in days.
pub const RECOVERY_DAYS_MIN: u32 = 7;
/// Longest recovery window of a deleted secret, in days; the default too.
pub const RECOVERY_DAYS_MAX: u32 = 30;
/// Longest name of a region, in characters.
pub const REGION: usize = 32;
/// Largest page of a list.
pub const PAGE: u32 = 100;
/// Largest page of a list of policies (the vendor's).
pub const POLICY_PAGE: u32 = 1_000;
/// Longest text to search secrets for, in characters.
pub const SEARCH: usize = 200;
/// Most values of a filter of events.
pub const FILTER_VALUES: usize = 50;
/// Most secrets of one bulk change.
pub const BULK: usize = 100;
/// Most events of one export.
pub const EXPORT: usize = 5_000;
/// Matches of a filter that are counted; of more, only that there are more.
pub const COUNTED: u64 = 2_000;
/// Shortest time from the request to delete a key to its deletion, in days (the vendor's).
pub const KEY_DELETION_DAYS_MIN: u32 = 7;
/// Longest time from the request to delete a key to its deletion, in days (the vendor's).
pub const KEY_DELETION_DAYS_MAX: u32 = 366;
/// Customer master keys an account may hold in a region (the vendor's quota).
pub const CMKS: u64 = 200;
/// Versions a key may have.
pub const CMK_VERSIONS: usize = 50;
/// AccessKeys of one user (the vendor's quota).
pub const ACCESS_KEYS: usize = 2;
/// Longest id of an AccessKey, in characters.
pub const ACCESS_KEY_ID: usize = 64;
/// Networks one AccessKey may sign from.
pub const NETWORKS: usize = 16;
/// Secrets read in one BatchGetSecretValue call.
pub const BATCH: usize = 20;
/// How far a request's time may be from ours, in seconds, either way.
pub const CLOCK_WINDOW_S: i64 = 15 * 60;
/// Shortest password of a console user, in characters.
pub const PASSWORD_MIN: usize = 12;
/// Longest password of a console user, in bytes: hashing must stay bounded.
pub const PASSWORD_MAX: usize = 256;
/// Shortest random password, in characters.
pub const RANDOM_PASSWORD_MIN: u32 = 8;
/// Longest random password, in characters.
pub const RANDOM_PASSWORD_MAX: u32 = 128;
/// Characters that a rule may exclude from generated passwords, in bytes: every printable ASCII character, and some more.
pub const EXCLUDED_CHARACTERS: usize = 128;
/// Shortest signing key of a function, in bytes.
pub const SIGNING_KEY_MIN: usize = 16;
/// Length of a random password unless said otherwise, in characters.
pub const RANDOM_PASSWORD: u32 = 32;
/// Longest name of a passkey, in characters.
pub const PASSKEY_NAME: usize = 64;
/// Longest name of an identity provider, in characters.
pub const ISSUER: usize = 512;
/// Longest name of a person at an identity provider, in characters (OpenID Connect Core, section 2).
pub const SUBJECT: usize = 255;
/// Longest text that is read as a code of a second factor, in bytes.
pub const CODE: usize = 64;
/// Passkeys one user may have.
pub const PASSKEYS: usize = 8;
/// Recovery codes of a user with a second factor.
pub const RECOVERY_CODES: usize = 10;
/// Longest name of a user, group or role, in characters.
pub const IDENTITY_NAME: usize = 64;
/// Longest display name of a user, in characters.
pub const DISPLAY_NAME: usize = 128;
/// Longest comments on a user, group, role or policy, in characters.
pub const COMMENTS: usize = 1_024;
/// Longest name of a policy, in characters.
pub const POLICY_NAME: usize = 128;
/// Longest policy of a user, group or role, in characters.
pub const POLICY_CHARACTERS: usize = 6_144;
/// Longest policy of a role session, in characters.
pub const SESSION_POLICY_CHARACTERS: usize = 2_048;
/// Longest policy of a secret or key, in bytes.
pub const RESOURCE_POLICY_BYTES: usize = 32_768;
/// Longest name of a statement, in characters.
pub const SID: usize = 128;
/// Most secrets or prefixes a new user may be given at once.
pub const SECRET_PATTERNS: usize = 50;
/// Versions a policy keeps (the vendor's quota).
pub const POLICY_VERSIONS: usize = 5;
/// Custom policies of an account (the vendor's quota).
pub const POLICIES: u64 = 1_500;
/// Longest name of a role session, in characters.
pub const SESSION_NAME: usize = 64;
/// Longest external id, in characters.
pub const EXTERNAL_ID: usize = 1_224;
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
/// Shortest time between two rotations, in hours. SDK texts of 2021 and 2026 state 6; one page of 2024 says 168.
pub const ROTATION_HOURS_MIN: u32 = 6;
/// Longest time between two rotations, in hours: 365 days.
pub const ROTATION_HOURS_MAX: u32 = 8_760;
/// Most times in which a secret does not rotate by itself.
pub const FREEZES: usize = 20;
/// Most days of one look at the calendar of rotations.
pub const CALENDAR_DAYS: u32 = 62;
/// How long a secret may be due without that a rotation begins before it counts as overdue, in milliseconds.
pub const ROTATION_LATE_MS: i64 = 15 * 60_000;
/// Longest name or address of a target, in characters.
pub const TARGET_HOST: usize = 2_048;
/// Longest name of an account or database at a target, in characters. MySQL allows 32, PostgreSQL 63, others more.
pub const ACCOUNT_NAME: usize = 128;
/// Longest extended configuration of a managed secret, in characters (the vendor's).
pub const EXTENDED_CONFIG: usize = 1_024;
/// Pairs of the custom data in what a client says about a target (CreateSecret of KMS OpenAPI 2016-01-20).
pub const CUSTOM_DATA: usize = 10;
/// Longest time that an old credential may still work after its readers were given the new one, in seconds: 30 days.
pub const GRACE_MAX_S: u32 = 30 * 86_400;
/// Most readers that a rollout names.
pub const ROLLOUT_READERS: usize = 100;
/// Shortest time in which a rollout has only part of the readers, in seconds.
pub const ROLLOUT_MIN_S: u32 = 60;
/// How long whoever takes a step of a rotation may be silent before another takes over, in milliseconds.
pub const ROTATION_LEASE_MS: i64 = 15_000;
/// Most notification channels.
pub const CHANNELS: u64 = 100;
/// Most recipients of a channel's mail.
pub const RECIPIENTS: usize = 20;
/// Longest mail address or user name at a mail server, in characters (RFC 5321, section 4.5.3.1.3).
pub const MAIL_ADDRESS: usize = 254;
/// Shortest key that signs webhooks, in bytes: as long as what HMAC-SHA256 needs in full (RFC 2104, section 3).
pub const WEBHOOK_KEY_MIN: usize = 32;
/// Longest key that signs webhooks, and longest password at a mail server, in bytes.
pub const CHANNEL_SECRET: usize = 1_024;
/// Most notices in one message; further ones are counted.
pub const NOTICES: usize = 50;
/// How long notices of a kind are collected after one was sent, in milliseconds.
pub const DIGEST_MS: i64 = 15 * 60_000;
/// How long a message is tried, in milliseconds.
pub const DELIVERY_TRIES_MS: i64 = 24 * 3_600_000;
/// How long whoever delivers a message may be silent before another takes over, in milliseconds. Longer than one try.
pub const DELIVERY_LEASE_MS: i64 = 60_000;
/// How long the log keeps messages that have ended, in milliseconds.
pub const DELIVERIES_KEPT_MS: i64 = 30 * 86_400_000;
/// Most targets.
pub const TARGETS: u64 = 1_000;
