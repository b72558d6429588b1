//! FROZEN: encoding 1, which databases made before encoding 2 are authenticated with. Never change what is written here; it
//! is only read, once, by `upgrade.rs`.
//!
//! It wrote an absent `Option` like its empty or smallest value. Nothing ever stored such a value, so a row that has one does
//! not verify: with that, equal encodings are equal rows.

use super::{
    AccessKeyRow, CmkRow, GroupRow, MfaDeviceRow, OwnPolicy, PolicyRow, PolicyVersionRow, RoleRow, SecretRow, UserRow,
    VersionRow,
};
use strongroom_crypto::Keyring;
use strongroom_domain::{KeyState, PolicyRef, PolicyType, SecretKind, Since, Timestamp, ValueType};

/// The number of this encoding.
pub(super) const ENCODING: u32 = 1;

/// A row that encoding 1 had a MAC for.
pub(super) trait V1 {
    /// Name bound into the MAC.
    const TABLE: &'static str;
    /// Adds every field.
    fn fields(&self, out: &mut Canonical);

    /// Whether the MAC is that of this row.
    fn verify(&self, keyring: &Keyring, mac: &[u8]) -> bool {
        let mut out = Canonical::default();
        self.fields(&mut out);
        !out.ambiguous && keyring.verify_row_mac(Self::TABLE, &out.bytes, mac).is_ok()
    }
}

/// Fields one after the other, each with its length.
#[derive(Default)]
pub(super) struct Canonical {
    pub(super) bytes: Vec<u8>,
    /// Whether a value is encoded like its absence.
    pub(super) ambiguous: bool,
}

impl Canonical {
    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.bytes.extend_from_slice(bytes);
        self
    }
    fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }
    fn number(&mut self, n: u64) -> &mut Self {
        self.bytes(&n.to_be_bytes())
    }
    fn time(&mut self, t: Timestamp) -> &mut Self {
        self.bytes(&t.0.to_be_bytes())
    }
    fn optional_bytes(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        self.ambiguous |= bytes == Some(&[]);
        self.bytes(bytes.unwrap_or_default())
    }
    fn optional_text(&mut self, text: Option<&str>) -> &mut Self {
        self.optional_bytes(text.map(str::as_bytes))
    }
    fn optional_time(&mut self, time: Option<Timestamp>, absent: Timestamp) -> &mut Self {
        self.ambiguous |= time == Some(absent);
        self.time(time.unwrap_or(absent))
    }
    fn policies(&mut self, policies: &[Since<PolicyRef>]) -> &mut Self {
        self.number(policies.len() as u64);
        for Since { what: policy, since } in policies {
            let kind = match policy.kind {
                PolicyType::System => "System",
                PolicyType::Custom => "Custom",
            };
            self.text(kind).text(policy.name.as_str()).time(*since);
        }
        self
    }
}

macro_rules! v1 {
    ($row:ty, $table:literal, |$self:ident, $out:ident| $body:block) => {
        impl V1 for $row {
            const TABLE: &'static str = $table;
            fn fields(&self, $out: &mut Canonical) {
                let $self = self;
                $body
            }
        }
    };
}

v1!(SecretRow, "secret", |s, out| {
    // The only kind of secret there was, and nothing was offered or revoked.
    out.ambiguous |= s.kind != SecretKind::Generic || s.offered.is_some();
    out.bytes(&s.id.0).text(s.name.as_str()).text(s.description.as_str()).bytes(&s.cmk.0).number(s.own_cmk.into());
    out.number(s.tags.len() as u64);
    for (key, value) in &s.tags {
        out.text(key.as_str()).text(value.as_str());
    }
    let mut labels: Vec<_> = s.labels.iter().map(|(stage, version)| (stage.stored(), version.as_str())).collect();
    labels.sort_unstable();
    out.number(labels.len() as u64);
    for (stage, version) in labels {
        out.text(stage).text(version);
    }
    out.number(s.last_ordinal).text(&s.creator).time(s.created).time(s.updated);
    out.optional_time(s.delete_at, Timestamp(i64::MIN))
        .optional_text(s.policy.as_ref().map(OwnPolicy::stored))
        .number(s.revision);
});

v1!(VersionRow, "secret_version", |v, out| {
    let value_type = match v.value_type {
        ValueType::Text => 1,
        ValueType::Binary => 2,
    };
    out.ambiguous |= v.revoked.is_some();
    out.bytes(&v.secret.0).text(v.id.as_str()).number(v.ordinal).number(value_type);
    out.bytes(&v.fingerprint).bytes(&v.value.0).bytes(&v.outline.0).text(&v.creator).time(v.created);
});

v1!(CmkRow, "cmk", |c, out| {
    out.bytes(&c.id.0).text(c.description.as_str()).number(c.default.into());
    out.number((c.state == KeyState::Enabled).into());
    out.number(c.primary_version.into()).text(&c.creator).time(c.created).time(c.rotated);
    out.optional_text(c.policy.as_ref().map(OwnPolicy::stored)).number(c.revision);
});

v1!(UserRow, "user", |u, out| {
    out.bytes(&u.id.0).text(u.name.as_str()).text(u.display_name.as_str()).text(u.comments.as_str());
    out.number(u.groups.len() as u64);
    for group in &u.groups {
        out.bytes(&group.what.0).time(group.since);
    }
    out.policies(&u.policies);
    out.optional_text(u.password.as_ref().map(|p| p.0.as_str()));
    out.optional_bytes(u.mfa.as_ref().map(|id| id.0.as_slice()));
    let federated = u.federated.as_ref();
    out.optional_text(federated.map(|f| f.issuer.as_str())).optional_text(federated.map(|f| f.subject.as_str()));
    out.time(u.created).time(u.updated).number(u.revision);
});

v1!(GroupRow, "group", |g, out| {
    out.bytes(&g.id.0).text(g.name.as_str()).text(g.comments.as_str()).policies(&g.policies);
    out.time(g.created).time(g.updated).number(g.revision);
});

v1!(RoleRow, "role", |r, out| {
    out.bytes(&r.id.0).text(r.name.as_str()).text(r.description.as_str()).text(r.trust.stored());
    out.number(r.max_session_s.into()).policies(&r.policies).time(r.created).time(r.updated).number(r.revision);
});

v1!(PolicyRow, "policy", |p, out| {
    out.text(p.name.as_str()).text(p.description.as_str()).number(p.default.into()).number(p.last.into());
    out.time(p.created).time(p.updated).number(p.revision);
});

v1!(PolicyVersionRow, "policy_version", |v, out| {
    out.text(v.policy.as_str()).number(v.number.into()).text(&v.document).text(&v.creator).time(v.created);
});

v1!(MfaDeviceRow, "mfa_device", |d, out| {
    out.bytes(&d.id.0).bytes(&d.user.0).optional_bytes(d.secret.as_ref().map(|s| s.0.as_slice()));
    out.number(d.last_step).number(d.passkeys.len() as u64);
    for passkey in &d.passkeys {
        out.bytes(&passkey.id.0).text(passkey.name.as_str()).text(&passkey.credential).time(passkey.created);
        out.number(passkey.used.is_some().into()).time(passkey.used.unwrap_or(Timestamp(0)));
    }
    out.bytes(d.recovery.as_flattened()).time(d.created).number(d.revision);
});

v1!(AccessKeyRow, "access_key", |k, out| {
    out.text(k.id.as_str()).bytes(&k.user.0).bytes(&k.secret.0).number(k.active.into());
    out.text(&k.networks.to_string()).time(k.created).number(k.revision);
});
