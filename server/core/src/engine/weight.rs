//! The bytes that entries of the caches take: everything included that a caller can make long.

use super::{Grants, Loaded, vault::CallerKey};
use crate::rows::{SecretRow, VersionRow};
use strongroom_domain::{OfferedVersion, Reader, RolloutGroup};
use strongroom_policy::{Attached, Holder, Policies};

/// About the bytes of an allocation besides its content.
const ALLOCATION: usize = 16;
/// The bytes of a signing key outside itself: the states of its hash functions.
const SIGNING: usize = 512;

impl Loaded {
    /// About the bytes it takes.
    pub(super) fn weight(&self) -> usize {
        let text = |text: &str| ALLOCATION + text.len();
        let version = |version: &VersionRow| {
            size_of::<VersionRow>()
                + text(version.id.as_str())
                + text(&version.creator)
                + version.revoked.as_ref().map_or(0, |revoked| size_of_val(&**revoked) + text(&revoked.what))
                + 2 * ALLOCATION
                + version.value.0.capacity()
                + version.outline.0.capacity()
        };
        let SecretRow { name, description, tags, labels, offered, creator, policy, .. } = &self.secret;
        let tags = tags.iter().map(|(key, value)| 32 + text(key.as_str()) + text(value.as_str()));
        let labels = labels.iter().map(|(stage, version)| 64 + text(stage.stored()) + text(version.as_str()));
        size_of::<Self>()
            + 2 * text(name.as_str())
            + text(description.as_str())
            + text(creator)
            + tags.sum::<usize>()
            + labels.sum::<usize>()
            + offered.as_ref().map_or(0, |offered| offered_weight(offered))
            + policy.as_ref().map_or(0, |policy| text(policy.stored()))
            + self.policy.as_ref().map_or(0, attached_weight)
            + self.versions.iter().map(version).sum::<usize>()
    }
}

impl CallerKey {
    /// About the bytes it takes.
    pub(super) fn weight(&self) -> usize {
        let key = self.key.id.as_str().len() * 3 + self.key.secret.0.capacity() + self.key.networks.bytes();
        size_of::<Self>() + key + self.principal.name.len() + 8 * ALLOCATION + SIGNING
    }
}

impl Grants {
    /// About the bytes it takes.
    pub(super) fn weight(&self) -> usize {
        let Policies { control, session, identity } = &self.policies;
        let policies = control.iter().chain(session).chain(identity).map(attached_weight);
        size_of::<Self>()
            + self.name.len()
            + self.caller.account.len()
            + self.caller.arn.len()
            + policies.sum::<usize>()
    }
}

/// About the bytes of a version that part of the readers are given.
fn offered_weight(offered: &OfferedVersion) -> usize {
    let readers = match &offered.group {
        RolloutGroup::Share(_) => 0,
        RolloutGroup::Named(readers) => {
            readers.iter().map(|reader| size_of::<Reader>() + ALLOCATION + reader.name.len()).sum()
        }
    };
    size_of::<OfferedVersion>() + 2 * ALLOCATION + offered.version.as_str().len() + readers
}

/// About the bytes of an attached policy.
fn attached_weight(attached: &Attached) -> usize {
    let holder = match &attached.holder {
        Holder::Organisation | Holder::Session => 0,
        Holder::User(name) | Holder::Group(name) | Holder::Role(name) | Holder::Resource(name) => name.len(),
    };
    let document = match &attached.document {
        Ok(document) => document.bytes(),
        Err(problems) => problems.iter().map(|problem| 4 * ALLOCATION + problem.to_string().len() * 2).sum(),
    };
    size_of::<Attached>() + attached.name.len() + holder + 3 * ALLOCATION + document
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{
        cache::Cache,
        engine::bindings::own_policy,
        rows::{Ciphertext, OwnPolicy},
    };
    use std::sync::Arc;
    use strongroom_domain::{
        CmkId, Description, LabelMap, SecretId, SecretKind, SecretName, TagKey, TagValue, Tags, Timestamp, ValueType,
        VersionId, limits,
    };
    use strongroom_policy::Kind;

    fn secret(name: &str, description: &str, tags: usize, value: usize, policy: Option<&str>) -> Loaded {
        let version = VersionId::new("v1").unwrap();
        let tag = |n: usize| (TagKey::new(&format!("{n:0>100}")).unwrap(), TagValue::new(&"v".repeat(100)).unwrap());
        let secret = SecretRow {
            id: SecretId([0; 16]),
            kind: SecretKind::Generic,
            name: SecretName::new(name).unwrap(),
            description: Description::new(description).unwrap(),
            cmk: CmkId([0; 16]),
            own_cmk: false,
            tags: (0..tags).map(tag).collect::<Tags>(),
            labels: LabelMap::first(version.clone()),
            offered: None,
            last_ordinal: 1,
            creator: "admin".to_owned(),
            created: Timestamp(0),
            updated: Timestamp(0),
            delete_at: None,
            policy: policy.map(OwnPolicy::from_stored),
            revision: 1,
        };
        let version = VersionRow {
            secret: secret.id,
            id: version,
            ordinal: 1,
            value_type: ValueType::Text,
            fingerprint: [0; 16],
            value: Ciphertext(vec![0; value]),
            outline: Ciphertext(Vec::new()),
            creator: "admin".to_owned(),
            created: Timestamp(0),
            revoked: None,
        };
        let policy = own_policy(secret.policy.as_ref(), Kind::Resource, || "acs:kms:local:1:secret/a".to_owned());
        Loaded { secret, versions: Box::new([version]), policy }
    }

    #[test]
    fn everything_long_in_a_secret_counts() {
        let least = secret("a", "", 0, 0, None).weight();
        assert!(least < 2_000, "{least}");
        assert!(secret("a", &"d".repeat(8_000), 0, 0, None).weight() >= least + 8_000);
        assert!(secret("a", "", 10, 0, None).weight() >= least + 10 * 200);
        let mut offered = secret("a", "", 0, 0, None);
        let reader = |n: usize| Reader { is_role: false, name: format!("{n:0>64}") };
        let group = RolloutGroup::Named((0..limits::ROLLOUT_READERS).map(reader).collect());
        offered.secret.offered = Some(Box::new(OfferedVersion { version: VersionId::new("v1").unwrap(), group }));
        assert!(offered.weight() >= least + limits::ROLLOUT_READERS * 64);
        assert!(secret("a", "", 0, 43_000, None).weight() >= least + 43_000);
        assert!(secret(&"n".repeat(180), "", 0, 0, None).weight() >= least + 358, "the name is the key, too");
        // The most statements in the fewest bytes: compiled, a policy takes many times its text.
        let statement = r#"{"Effect":"Deny","Principal":{"RAM":["acs:ram::1234567890123456:root"]},"Action":["kms:*"],"Resource":["*"]}"#;
        let fit = (limits::RESOURCE_POLICY_BYTES - 40) / (statement.len() + 1);
        let policy = format!(r#"{{"Version":"1","Statement":[{}]}}"#, vec![statement; fit].join(","));
        let loaded = secret("a", "", 0, 0, Some(&policy));
        let compiled = loaded.policy.as_ref().unwrap();
        let bytes = compiled.document.as_ref().map_or(0, |document| document.bytes());
        assert!(loaded.weight() >= least + policy.len() + bytes);
    }

    #[test]
    fn cache_of_extreme_secrets_stays_within_its_bytes() {
        const BYTES: usize = 8 << 20;
        let cache: Cache<String, Loaded> = Cache::new(BYTES);
        for n in 0..1_000 {
            let name = format!("{n:0>180}");
            let loaded = Arc::new(secret(&name, &"d".repeat(limits::DESCRIPTION), limits::TAGS, 30_000, None));
            let ticket = cache.get(&name).err().unwrap();
            cache.put(ticket, name, loaded.clone(), loaded.weight());
        }
        assert!(cache.weight() <= BYTES);
        let held = (0..1_000).filter(|n| cache.get(&format!("{n:0>180}")).is_ok()).count();
        assert!((50..BYTES / 38_000).contains(&held), "{held} of 39 KB each");
    }
}
