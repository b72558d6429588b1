//! The bytes under a row's MAC, encoding 3.
//!
//! Injective: two rows of a table have the same bytes only if they are equal. Every field is either of a fixed length or says
//! where it ends: text and bytes begin with their length, lists with their count, and an `Option` with a byte for presence.
//! A row names the encoding in which its fields last changed, and that is bound into its MAC. A row that is to have other fields gets the
//! next number: freeze what it wrote before (`v2.rs`), and let `upgrade.rs` lead to the new one. How a value of a field is written never
//! changes: rows of every encoding share it.

use super::{Authenticate, Ciphertext, OwnPolicy, PasskeyRow, PasswordHash};
use strongroom_domain::{
    AccessKeyId, AccountName, ChannelId, ChannelName, CmkId, Comments, DatabaseName, DeliveryId, DeliveryOutcome,
    DeliveryState, Description, Federated, Freeze, GroupId, GroupName, InstallationId, Issuer, KeyState, LabelMap,
    MfaDeviceId, Networks, NoticeId, NoticeKind, OfferedVersion, PasskeyId, PasskeyName, PasswordRule, PolicyName,
    PolicyRef, PolicyType, Reader, RoleId, RoleName, Rollout, RolloutGroup, RotationId, RotationPeriod, RotationPlace,
    RotationWindow, RunCause, RunPhase, RunProgress, RunState, RunStep, RunTrigger, Schedule, SecretId, SecretKind,
    SecretName, Since, Strategy, Subject, TagKey, TagValue, Tags, TargetHost, TargetId, TargetKind, TargetName,
    Timestamp, Trust, UserId, UserName, ValueRecipe, ValueType, VersionId,
};

/// The newest encoding of any row.
pub const ENCODING: u32 = 3;

/// Implements [`Authenticate`] for a row: its table, its encoding, its display name, its fields in the order they are encoded. Fields
/// that decide nothing come after `except`; a field that is in neither list does not compile.
macro_rules! authenticate {
    ($row:ident, $table:literal, $encoding:literal, |$named:ident| $name:expr, {$($field:ident),+} $(except {$($free:ident),+})?) => {
        impl Authenticate for $row {
            const TABLE: &'static str = $table;
            const ENCODING: u32 = $encoding;
            const DOMAIN: &'static str = concat!($table, "/", $encoding);
            fn row_name(&self) -> String {
                let $named = self;
                $name.to_string()
            }
            fn encode(&self, out: &mut Encoder) {
                let Self { $($field,)+ $($($free: _,)+)? } = self;
                $($field.encode(out);)+
            }
        }
    };
}
pub(super) use authenticate;

/// Collects the encoding of one row.
pub struct Encoder(Vec<u8>);

impl Encoder {
    pub(super) fn of<R: Authenticate>(row: &R) -> Vec<u8> {
        Self::bytes_of(|out| row.encode(out))
    }

    /// What `encode` adds.
    pub(super) fn bytes_of(encode: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut out = Self(Vec::with_capacity(512));
        encode(&mut out);
        out.0
    }

    fn put<const N: usize>(&mut self, fixed: [u8; N]) {
        self.0.extend_from_slice(&fixed);
    }

    fn length(&mut self, length: usize) {
        self.put((length as u64).to_be_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.0.extend_from_slice(bytes);
    }
}

/// A value of a field.
pub(super) trait Encode {
    fn encode(&self, out: &mut Encoder);
}

macro_rules! encode {
    ($($type:ty: |$value:ident, $out:ident| $body:expr;)*) => {$(
        impl Encode for $type {
            fn encode(&self, $out: &mut Encoder) {
                let $value = self;
                $body;
            }
        }
    )*};
}

macro_rules! ids {
    ($($type:ty),*) => {$(encode! { $type: |id, out| out.put(id.0); })*};
}

macro_rules! texts {
    ($($type:ty),*) => {$(encode! { $type: |text, out| out.bytes(text.as_str().as_bytes()); })*};
}

macro_rules! codes {
    ($($type:ty),*) => {$(encode! { $type: |one, out| out.put([one.code()]); })*};
}

ids!(
    ChannelId,
    CmkId,
    DeliveryId,
    GroupId,
    InstallationId,
    MfaDeviceId,
    NoticeId,
    PasskeyId,
    RoleId,
    RotationId,
    SecretId,
    TargetId,
    UserId
);

codes!(
    DeliveryOutcome,
    DeliveryState,
    NoticeKind,
    RunCause,
    RunPhase,
    RunProgress,
    RunStep,
    RunTrigger,
    SecretKind,
    Strategy,
    TargetKind,
    ValueType
);

texts!(
    AccessKeyId,
    AccountName,
    ChannelName,
    Comments,
    DatabaseName,
    Description,
    GroupName,
    Issuer,
    PasskeyName,
    PolicyName,
    RoleName,
    SecretName,
    String,
    Subject,
    TagKey,
    TagValue,
    TargetHost,
    TargetName,
    UserName,
    VersionId
);

encode! {
    bool: |flag, out| out.put([u8::from(*flag)]);
    u8: |number, out| out.put([*number]);
    u16: |number, out| out.put(number.to_be_bytes());
    u32: |number, out| out.put(number.to_be_bytes());
    u64: |number, out| out.put(number.to_be_bytes());
    Timestamp: |time, out| out.put(time.0.to_be_bytes());
    [u8; 16]: |bytes, out| out.put(*bytes);
    [u8; 32]: |bytes, out| out.put(*bytes);
    OwnPolicy: |policy, out| out.bytes(policy.stored().as_bytes());
    PasswordHash: |hash, out| out.bytes(hash.0.as_bytes());
    Ciphertext: |envelope, out| out.bytes(&envelope.0);
    KeyState: |state, out| out.put([match state {
        KeyState::Disabled => 0,
        KeyState::Enabled => 1,
    }]);
    PolicyType: |kind, out| out.put([match kind {
        PolicyType::System => 1,
        PolicyType::Custom => 2,
    }]);
    PolicyRef: |policy, out| {
        policy.kind.encode(out);
        policy.name.encode(out);
    };
    Federated: |person, out| {
        person.issuer.encode(out);
        person.subject.encode(out);
    };
    PasskeyRow: |passkey, out| {
        let PasskeyRow { id, name, credential, created, used } = passkey;
        id.encode(out);
        name.encode(out);
        credential.encode(out);
        created.encode(out);
        used.encode(out);
    };
    // Sorted, each once, in one spelling: as text they are equal if they are equal.
    Networks: |networks, out| out.bytes(networks.to_string().as_bytes());
    Tags: |tags, out| {
        out.length(tags.len());
        for (key, value) in tags {
            key.encode(out);
            value.encode(out);
        }
    };
    RotationPeriod: |period, out| period.seconds().encode(out);
    // One text for each window.
    RotationWindow: |window, out| out.bytes(window.to_string().as_bytes());
    Freeze: |freeze, out| {
        let Freeze { from, to } = freeze;
        from.encode(out);
        to.encode(out);
    };
    Schedule: |schedule, out| {
        let Schedule { period, window, freezes, begins } = schedule;
        period.encode(out);
        // The bytes of before there was one without it: whether there is a window is 0 or 1.
        if let Some(begins) = begins {
            out.put([2]);
            begins.encode(out);
        }
        window.encode(out);
        freezes.encode(out);
    };
    RunState: |state, out| {
        let RunState { phase, progress, begun, cause, candidate, attempts, setbacks, told, back_asked } = state;
        phase.encode(out);
        progress.encode(out);
        begun.encode(out);
        cause.encode(out);
        candidate.encode(out);
        attempts.encode(out);
        setbacks.encode(out);
        // One byte for both, as it was when there was only the first.
        out.put([u8::from(*told) | u8::from(*back_asked) << 1]);
    };
    // The bytes of a target's id alone, as before there were other places. No target has the id that the others begin with.
    RotationPlace: |place, out| match place {
        RotationPlace::Target(target) => target.encode(out),
        RotationPlace::Generated(recipe) => {
            RotationPlace::NOWHERE.encode(out);
            recipe.encode(out);
        }
    };
    ValueRecipe: |recipe, out| {
        let ValueRecipe { rule, key } = recipe;
        rule.encode(out);
        key.encode(out);
    };
    PasswordRule: |rule, out| {
        let PasswordRule { length, exclude, without, require_each } = rule;
        length.encode(out);
        exclude.encode(out);
        without.iter().for_each(|class| class.encode(out));
        require_each.encode(out);
    };
    Trust: |trust, out| {
        let (code, text) = match trust {
            Trust::SystemAuthorities => (1, ""),
            Trust::Authorities(pem) => (2, pem.as_str()),
            Trust::HostKey(key) => (3, key.as_str()),
            Trust::Plain => (4, ""),
        };
        out.put([code]);
        out.bytes(text.as_bytes());
    };
    Reader: |reader, out| {
        let Reader { is_role, name } = reader;
        is_role.encode(out);
        name.encode(out);
    };
    RolloutGroup: |group, out| match group {
        RolloutGroup::Named(readers) => {
            out.put([1]);
            readers.encode(out);
        }
        RolloutGroup::Share(share) => out.put([2, *share]),
    };
    Rollout: |rollout, out| {
        let Rollout { group, all_after_s } = rollout;
        group.encode(out);
        all_after_s.encode(out);
    };
    OfferedVersion: |offered, out| {
        let OfferedVersion { version, group } = offered;
        version.encode(out);
        group.encode(out);
    };
    // In the order of their text, not that of the map.
    LabelMap: |labels, out| {
        let mut sorted: Vec<_> = labels.iter().map(|(stage, version)| (stage.stored(), version)).collect();
        sorted.sort_unstable();
        out.length(sorted.len());
        for (stage, version) in sorted {
            out.bytes(stage.as_bytes());
            version.encode(out);
        }
    };
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, out: &mut Encoder) {
        self.is_some().encode(out);
        if let Some(value) = self {
            value.encode(out);
        }
    }
}

impl<T: Encode> Encode for Box<T> {
    fn encode(&self, out: &mut Encoder) {
        (**self).encode(out);
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, out: &mut Encoder) {
        out.length(self.len());
        self.iter().for_each(|one| one.encode(out));
    }
}

impl<T: Encode> Encode for Since<T> {
    fn encode(&self, out: &mut Encoder) {
        self.what.encode(out);
        self.since.encode(out);
    }
}
