//! Suggestions of the form: actions, resource patterns, operators and keys. Other input is accepted too.

use std::collections::BTreeMap;
use strongroom_policy::{KeyType, Kind, fitting_operators, key_type, known_actions, phrase};
use strongroom_ui::{Choice, Offers};

/// The most common services, in order; others follow.
const ORDER: [&str; 5] = ["kms", "ram", "sts", "actiontrail", "strongroom"];

/// Actions by service, with a description if the name is not clear.
pub fn actions(kind: Kind) -> Vec<Offers> {
    let mut services: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in known_actions() {
        let service = name.split(':').next().unwrap_or_default();
        let fits = match kind {
            Kind::Resource => service == "kms",
            Kind::Trust => service == "sts",
            Kind::Identity | Kind::Session | Kind::Control => true,
        };
        if fits {
            services.entry(service.to_owned()).or_default().push(name);
        }
    }
    let mut services: Vec<_> = services.into_iter().collect();
    services.sort_by_key(|(service, _)| ORDER.iter().position(|known| known == service).unwrap_or(ORDER.len()));
    let offers = services.into_iter().map(|(service, mut names)| {
        names.sort_unstable();
        names.dedup();
        let all = match kind {
            Kind::Trust => None,
            _ => Some((format!("{service}:*"), Some("every action of the service".to_owned()))),
        };
        let words = names.into_iter().map(|name| {
            let note = phrase(&name).map(|phrase| without_preposition(phrase).to_owned());
            (name, note)
        });
        Offers { label: label(&service), words: all.into_iter().chain(words).collect() }
    });
    offers.collect()
}

fn label(service: &str) -> String {
    match service {
        "kms" => "kms: secrets and keys",
        "ram" => "ram: users, roles and policies",
        "sts" => "sts: assuming roles",
        "actiontrail" => "actiontrail: the audit trail",
        "strongroom" => "strongroom: this installation",
        other => other,
    }
    .to_owned()
}

/// A phrase without its final preposition.
fn without_preposition(phrase: &str) -> &str {
    [" of", " about", " with", " from", " under"].iter().find_map(|end| phrase.strip_suffix(end)).unwrap_or(phrase)
}

/// Suggested resource patterns.
pub fn resources(kind: Kind) -> Vec<String> {
    let patterns: &[&str] = match kind {
        Kind::Resource => &["*"],
        _ => &[
            "*",
            "acs:kms:*:*:secret/payments/*",
            "acs:kms:*:*:secret/*",
            "acs:kms:*:*:secret",
            "acs:kms:*:*:key/*",
            "acs:kms:*:*:key",
            "acs:kms:*:*:alias/*",
            "acs:ram:*:*:user/*",
            "acs:ram:*:*:role/*",
            "acs:ram:*:*:policy/*",
            "acs:actiontrail:*:*:trail/*",
        ],
    };
    patterns.iter().map(|pattern| (*pattern).to_owned()).collect()
}

/// Condition keys of requests.
pub fn condition_keys() -> Vec<String> {
    strongroom_policy::condition_keys().map(str::to_owned).collect()
}

/// The operators that can match values of a key, plus `in_use` if it is another one.
pub fn operators(key: &str, in_use: &str) -> Vec<Choice> {
    let fitting = fitting_operators(key);
    let other = (!fitting.iter().any(|one| one.name() == in_use)).then(|| Choice::new(in_use, in_use));
    other.into_iter().chain(fitting.iter().map(|one| Choice::new(one.name(), one.name()))).collect()
}

/// An example of a value of a key.
pub fn value_example(key: &str) -> &'static str {
    key_type(key).map_or("", KeyType::example)
}

/// An example principal, by its index in `PRINCIPALS`.
pub fn principal_example(place: usize) -> &'static str {
    match place {
        0 => "acs:ram::1000000000000001:role/billing",
        1 => "kms.aliyuncs.com",
        _ => "acs:ram::1000000000000001:saml-provider/corp",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strongroom_policy::{ActionPattern, ResourcePattern};

    #[test]
    fn suggestions_are_valid_and_unique() {
        for kind in [Kind::Identity, Kind::Resource, Kind::Trust] {
            let groups = actions(kind);
            let words: Vec<_> = groups.iter().flat_map(|group| &group.words).map(|(word, _)| word).collect();
            assert!(words.iter().all(|word| ActionPattern::new(word).is_some()));
            assert!(words.iter().enumerate().all(|(at, word)| !words[..at].contains(word)), "{words:?}");
            assert!(resources(kind).iter().all(|pattern| ResourcePattern::new(pattern).is_some()));
        }
        let labels: Vec<_> = actions(Kind::Identity).into_iter().map(|group| group.label).collect();
        assert!(labels.len() >= 4 && labels[0].starts_with("kms:"), "{labels:?}");
        let kms = actions(Kind::Resource);
        assert_eq!(kms.len(), 1);
        let value = kms[0].words.iter().find(|(word, _)| word == "kms:GetSecretValue").unwrap();
        assert_eq!(value.1.as_deref(), Some("reading the value"));
    }

    #[test]
    fn operators_fit_the_key_and_the_one_in_use_stays() {
        let names = |key: &str, in_use: &str| -> Vec<String> {
            operators(key, in_use).into_iter().map(|choice| choice.value).collect()
        };
        assert_eq!(names("acs:SourceIp", "IpAddress"), ["IpAddress", "NotIpAddress"]);
        assert_eq!(names("ACS:sourceip", "StringEquals"), ["StringEquals", "IpAddress", "NotIpAddress"]);
        assert_eq!(names("acs:MFAPresent", "Bool"), ["Bool"]);
        assert!(names("acs:CurrentTime", "DateEquals").iter().all(|name| name.starts_with("Date")));
        assert!(
            names("kms:tag/env", "StringLike").iter().all(|name| name.contains("String") || name.contains("Numeric"))
        );
        assert_eq!(names("", "Null").len(), names("", "Bool").len() + 1, "an unknown key can have any type");
        for key in condition_keys() {
            let full = if key.ends_with('/') { format!("{key}env") } else { key };
            assert!(key_type(&full).is_some(), "{full}");
        }
    }
}
