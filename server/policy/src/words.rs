//! Documents in plain English. This file holds every phrase, so that it can be translated.

use crate::{
    condition::{Condition, canonical},
    document::{Document, Effect, Entries, Kind, Principals, Statement},
    operator::{Compare, Test},
    pattern::{ActionPattern, ResourcePattern},
};

mod residual;

/// One sentence for each statement, in order.
pub fn sentences(document: &Document) -> Vec<String> {
    document.statements().iter().map(|statement| sentence(document.kind(), statement)).collect()
}

fn sentence(kind: Kind, statement: &Statement) -> String {
    let verb = match statement.effect {
        Effect::Allow => "Allows",
        Effect::Deny => "Denies",
    };
    let resources = match (kind, &statement.resources) {
        (Kind::Resource, _) => "this secret or key".to_owned(),
        (_, None) => "this role".to_owned(),
        (_, Some(Entries { except: false, patterns })) => join(patterns.iter().map(resource_phrase), "and"),
        (_, Some(Entries { except: true, patterns })) => {
            format!("everything except {}", join(patterns.iter().map(resource_phrase), "and"))
        }
    };
    let mut sentence = format!("{verb} {} {resources}", actions_phrase(&statement.actions));
    if let Some(principals) = &statement.principal {
        sentence += &format!(", for {}", principals_phrase(kind, statement.effect, principals));
    }
    for condition in &statement.conditions {
        sentence += &format!(", {}", condition_phrase(condition));
    }
    sentence + "."
}

/// `a`, `a and b`, `a, b and c`.
fn join(parts: impl Iterator<Item = String>, word: &str) -> String {
    let parts: Vec<_> = parts.collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., last] => format!("{} {word} {last}", some.join(", ")),
    }
}

/// The actions, as a phrase that a resource can follow.
fn actions_phrase(actions: &Entries<ActionPattern>) -> String {
    let names = || actions.patterns.iter().map(|pattern| pattern.as_str());
    match actions.except {
        true => format!("every action except {} on", join(names().map(str::to_owned), "and")),
        false => join(names().map(action_phrase), "and"),
    }
}

/// The phrase of an action, such as "reading the value of", if it says more than the name.
pub fn phrase(name: &str) -> Option<&'static str> {
    ACTION_PHRASES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, phrase)| *phrase)
}

fn action_phrase(name: &str) -> String {
    if let Some(phrase) = phrase(name) {
        return phrase.to_owned();
    }
    let (service, operation) = name.split_once(':').unwrap_or((name, "*"));
    let wild = |text: &str| text.contains(['*', '?']);
    match operation.strip_suffix('*') {
        _ if name == "*" => "every action on".to_owned(),
        Some("") if !wild(service) => format!("every {service} action on"),
        Some(start) if !wild(service) && !wild(start) => {
            format!("every {service} action that starts with {start} on")
        }
        _ if wild(name) => format!("every action that matches {name} on"),
        _ => format!("the action {name} on"),
    }
}

/// Actions with a phrase that says more than their name.
const ACTION_PHRASES: &[(&str, &str)] = &[
    ("kms:CreateSecret", "creating"),
    ("kms:GetSecretValue", "reading the value of"),
    ("kms:PutSecretValue", "storing new versions of"),
    ("kms:UpdateSecretVersionStage", "moving the stage labels of"),
    ("kms:DescribeSecret", "reading the metadata of"),
    ("kms:ListSecrets", "listing"),
    ("kms:ListSecretVersionIds", "listing the versions of"),
    ("kms:UpdateSecret", "changing the description of"),
    ("kms:UpdateSecretRotationPolicy", "changing the rotation of"),
    ("kms:RotateSecret", "rotating"),
    ("kms:DescribeRotation", "reading the rotations of"),
    ("kms:ListRotations", "listing the rotations of"),
    ("kms:ResumeRotation", "resuming the rotations of"),
    ("kms:RollBackRotation", "rolling back the rotations of"),
    ("kms:PauseRotation", "pausing the rotations of"),
    ("kms:BeginRotation", "beginning due rotations of"),
    ("kms:TakeRotationStep", "taking steps of rotations of"),
    ("kms:ReportRotationStep", "reporting steps of rotations of"),
    ("strongroom:CreateTarget", "creating"),
    ("strongroom:DescribeTarget", "reading the settings of"),
    ("strongroom:ListTargets", "listing"),
    ("strongroom:UpdateTarget", "changing, and rotating secrets at"),
    ("strongroom:DeleteTarget", "deleting"),
    ("strongroom:TestTarget", "testing"),
    ("strongroom:CreateNotificationChannel", "creating"),
    ("strongroom:DescribeNotificationChannel", "reading the settings of"),
    ("strongroom:ListNotificationChannels", "listing"),
    ("strongroom:UpdateNotificationChannel", "changing"),
    ("strongroom:DeleteNotificationChannel", "deleting"),
    ("strongroom:TestNotificationChannel", "testing"),
    ("strongroom:ListNotificationDeliveries", "listing the messages to"),
    ("kms:DeleteSecret", "deleting"),
    ("kms:RestoreSecret", "restoring"),
    ("kms:PurgeSecret", "permanently deleting"),
    ("kms:CompareSecretVersions", "comparing the versions of"),
    ("kms:GetSecretPolicy", "reading the policy of"),
    ("kms:SetSecretPolicy", "changing the policy of"),
    ("kms:TagResource", "tagging"),
    ("kms:UntagResource", "removing tags from"),
    ("kms:Encrypt", "encrypting with"),
    ("kms:Decrypt", "decrypting with"),
    ("kms:GenerateDataKey", "creating data keys with"),
    ("kms:CreateKey", "creating"),
    ("kms:DescribeKey", "reading the metadata of"),
    ("kms:ListKeys", "listing"),
    ("kms:EnableKey", "enabling"),
    ("kms:DisableKey", "disabling"),
    ("kms:ScheduleKeyDeletion", "scheduling the deletion of"),
    ("kms:CancelKeyDeletion", "cancelling the deletion of"),
    ("kms:PurgeKey", "permanently deleting"),
    ("kms:GetKeyPolicy", "reading the policy of"),
    ("kms:SetKeyPolicy", "changing the policy of"),
    ("ram:CreateAccessKey", "creating AccessKeys of"),
    ("ram:ListAccessKeys", "listing the AccessKeys of"),
    ("ram:UpdateAccessKey", "activating and deactivating the AccessKeys of"),
    ("ram:DeactivateAccessKey", "deactivating the AccessKeys of"),
    ("ram:DeleteAccessKey", "deleting the AccessKeys of"),
    ("ram:UnbindMFADevice", "removing the second factor of"),
    ("sts:AssumeRole", "assuming"),
];

/// The resource.
fn resource_phrase(pattern: &ResourcePattern) -> String {
    let text = pattern.as_str();
    let parts: Vec<_> = text.splitn(5, ':').collect();
    let &[_, service, region, account, id] = parts.as_slice() else { return "everything".to_owned() };
    let (kind, name) = id.split_once('/').unwrap_or((id, ""));
    let known = KINDS.iter().find(|(of, word, ..)| *of == service && *word == kind.trim_end_matches('*'));
    let Some((_, word, one, many)) = known else { return format!("resources that match {text}") };
    let wild = |text: &str| text.contains(['*', '?']);
    let named = match (id == *word, name.strip_suffix('*')) {
        (true, _) => format!("the list of {many}"),
        _ if id == format!("{word}*") => format!("every {one} and the list of {many}"),
        _ if kind != *word => return format!("resources that match {text}"),
        (_, Some("")) => format!("every {one}"),
        (_, Some(start)) if !wild(start) => format!("every {one} whose name starts with {start}"),
        _ if wild(name) => format!("every {one} whose name matches {name}"),
        _ => format!("the {one} {name}"),
    };
    let part = |word: &str, part: &str| match part {
        "*" | "" => String::new(),
        part => format!(" {word} {part}"),
    };
    named + &part("in region", region) + &part("of account", account)
}

/// Service, word in the ARN, one, many.
const KINDS: &[(&str, &str, &str, &str)] = &[
    ("kms", "secret", "secret", "secrets"),
    ("kms", "key", "key", "keys"),
    ("kms", "alias", "alias", "aliases"),
    ("ram", "user", "user", "users"),
    ("ram", "group", "group", "groups"),
    ("ram", "role", "role", "roles"),
    ("ram", "policy", "policy", "policies"),
];

/// The principals.
fn principals_phrase(kind: Kind, effect: Effect, principals: &Principals) -> String {
    let ram = principals.ram.iter().map(|arn| {
        let parts: Vec<_> = arn.splitn(5, ':').collect();
        let &[_, _, _, account, who] = parts.as_slice() else { return arn.clone() };
        match (who, who.split_once('/')) {
            ("root" | "*", _) if effect == Effect::Deny || kind == Kind::Trust => {
                format!("everyone in account {account}")
            }
            ("root" | "*", _) => format!("account {account}, whose users and roles also need their own policy"),
            (_, Some((what, name))) => format!("{what} {name} of account {account}"),
            _ => arn.clone(),
        }
    });
    let services = principals.service.iter().map(|name| format!("the service {name}"));
    let federated = principals.federated.iter().map(|arn| format!("users of the identity provider {arn}"));
    join(ram.chain(services).chain(federated), "and")
}

/// A condition.
fn condition_phrase(condition: &Condition) -> String {
    let (operator, values) = (condition.operator(), condition.values().map(str::to_owned).collect::<Vec<_>>());
    stated(operator.test(), operator.negated(), condition.key(), &values)
}

/// What a test on a key requires; if `negated`, that none of the values matches.
fn stated(test: Test, negated: bool, key: &str, wanted: &[String]) -> String {
    let shown = |value: &String| if value.is_empty() { "an empty value".to_owned() } else { value.clone() };
    let values = join(wanted.iter().map(shown), "or");
    let is_on = |known: &str| canonical(key) == canonical(known);
    if let (Test::Bool, [value]) = (test, wanted) {
        let truth = value.eq_ignore_ascii_case("true") != negated;
        if is_on("acs:MFAPresent") {
            return if truth { "in console sessions with MFA" } else { "in console sessions without MFA" }.to_owned();
        }
        if is_on("acs:SecureTransport") {
            return if truth { "over TLS" } else { "without TLS" }.to_owned();
        }
    }
    if test == Test::Ip && is_on("acs:SourceIp") {
        let place = if negated { "outside" } else { "in" };
        return format!("from addresses {place} {values}");
    }
    let name = match canonical(key).strip_prefix("kms:tag/") {
        Some(tag) => format!("the tag {tag}"),
        None if is_on("acs:CurrentTime") => "the time".to_owned(),
        None if is_on("acs:PrincipalARN") => "the caller".to_owned(),
        None => key.to_owned(),
    };
    let is = match (test, negated) {
        (Test::Like, false) => "matches",
        (Test::Like, true) => "is missing or does not match",
        (Test::Numeric(compare), false) => number(compare),
        (Test::Date(compare), false) => date(compare),
        (Test::Ip, false) => "is in",
        (Test::Ip, true) => "is missing or not in",
        (_, false) => "is",
        (_, true) => "is missing or not",
    };
    format!("when {name} {is} {values}")
}

fn number(compare: Compare) -> &'static str {
    match compare {
        Compare::Equals => "is",
        Compare::LessThan => "is less than",
        Compare::LessThanEquals => "is at most",
        Compare::GreaterThan => "is more than",
        Compare::GreaterThanEquals => "is at least",
    }
}

fn date(compare: Compare) -> &'static str {
    match compare {
        Compare::Equals => "is",
        Compare::LessThan => "is before",
        Compare::LessThanEquals => "is not after",
        Compare::GreaterThan => "is after",
        Compare::GreaterThanEquals => "is not before",
    }
}
