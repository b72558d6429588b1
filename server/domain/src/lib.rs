//! The vocabulary of Strongroom: names, ids, stage labels, actions, limits.
//!
//! Pure and WASM-safe: no clock, no randomness, no I/O. The browser and the server share these types, so a rule about a
//! name is written once and holds on both sides.

mod action;
mod address;
mod alphabet;
mod arn;
mod base64;
mod callable_networks;
mod error_code;
mod federated;
mod field;
mod id;
pub mod json_text;
mod key_state;
mod key_use;
mod label;
pub mod limits;
mod networks;
mod notify;
mod policy_ref;
mod policy_subject;
mod principal;
mod problem;
mod proxies;
mod query;
mod reader;
mod rotation;
mod secret_kind;
mod since;
mod text;
mod time;
mod value_type;
mod visible;

pub use action::{
    Action, ActionRow, CheckedOn, FreshProof, KeyPermission, Mode, OfferedOn, ResourceKind, Service, Shows,
    WithoutPolicy,
};
pub use address::{canonical_address, canonical_network, canonical_peer, counted_address};
pub use alphabet::Alphabet;
pub use arn::{
    ArnThing, arn_of, key_arn, parse_role_arn, parse_secret_ref, parse_user_arn, role_arn, secret_arn, user_arn,
};
pub use base64::check_base64;
pub use callable_networks::CallableNetworks;
pub use error_code::ErrorCode;
pub use federated::Federated;
pub use field::Field;
pub use id::{
    ChannelId, CmkId, DeliveryId, GroupId, InstallationId, MfaDeviceId, NoticeId, PasskeyId, RequestId, RoleId,
    RotationId, SecretId, TargetId, UserId,
};
pub use key_state::KeyState;
pub use key_use::KeyUse;
pub use label::{CustomStage, LabelError, LabelMap, Stage};
pub use networks::Networks;
pub use notify::{
    ChannelScope, ChannelSettings, DeliveryFilter, DeliveryOutcome, DeliveryState, MailSecurity, MailSettings, Notice,
    NoticeKind, NoticeSubject, WebhookSettings,
};
pub use policy_ref::{PolicyRef, PolicyType};
pub use policy_subject::PolicySubject;
pub use principal::{Principal, PrincipalId, PrincipalKind, RoleSession, Surface};
pub use problem::{FieldError, Form, Problem, ReservedPrefix, Unit};
pub use proxies::TrustedProxies;
pub use query::{
    EventField, EventFilter, Period, RotationHealth, SecretFilter, SecretSort, SecretState, Total, check_searched,
};
pub use reader::{Reader, ReaderNetwork};
pub use rotation::{
    CANDIDATES, Due, Freeze, Guarantee, HttpsAddress, NextState, OfferedVersion, PasswordRule, ProbeFact,
    RehearsalStep, Rollout, RolloutGroup, RotationPeriod, RotationPlace, RotationWindow, RunCause, RunFact, RunFilter,
    RunPhase, RunProgress, RunState, RunStep, RunTrigger, Schedule, Strategy, TargetKind, Trust, ValueRecipe, WATCH_MS,
};
pub use secret_kind::SecretKind;
pub use since::Since;
pub use text::{
    AccessKeyId, AccountName, ChannelName, Comments, DatabaseName, Description, ExternalId, GroupName, Issuer,
    PasskeyName, PolicyName, RoleName, SecretName, SessionName, Subject, TagKey, TagValue, Tags, TargetHost,
    TargetName, UserName, VersionId, check_region, check_value_key,
};
pub use time::Timestamp;
pub use value_type::ValueType;
pub use visible::{is_invisible, visible};
