//! Prints a draft as text.

use super::draft::{DraftCondition, DraftEntries, DraftStatement, PRINCIPALS, PolicyDraft};
use serde::{Serialize, Serializer};
use strongroom_policy::{Kind, within_limit};

/// JSON that keeps its order and, unlike `serde_json`'s, allows duplicate names. An unfinished condition may have the same key
/// as another; merging the two would change their meaning.
enum Json {
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}

/// The document, indented; on one line if indenting would exceed the size limit of its kind.
pub fn print(draft: &PolicyDraft, kind: Kind) -> String {
    let statements = draft.statements.iter().map(statement).collect();
    let version = ("Version".to_owned(), Json::Text("1".to_owned()));
    let document = Json::Object(vec![version, ("Statement".to_owned(), Json::List(statements))]);
    let pretty = serde_json::to_string_pretty(&document).unwrap_or_default();
    if within_limit(&pretty, kind) { pretty } else { serde_json::to_string(&document).unwrap_or(pretty) }
}

fn statement(statement: &DraftStatement) -> Json {
    let mut members = Vec::new();
    let mut add = |name: &str, value: Json| members.push((name.to_owned(), value));
    if let Some(sid) = &statement.sid {
        add("Sid", Json::Text(sid.clone()));
    }
    add("Effect", Json::Text(format!("{:?}", statement.effect)));
    if let Some(principals) = &statement.principals {
        let named = PRINCIPALS.iter().zip(principals).filter(|(_, names)| !names.is_empty());
        add("Principal", Json::Object(named.map(|(kind, names)| ((*kind).to_owned(), list(names))).collect()));
    }
    let DraftEntries { except, texts } = &statement.actions;
    add(if *except { "NotAction" } else { "Action" }, list(texts));
    if let Some(DraftEntries { except, texts }) = &statement.resources {
        add(if *except { "NotResource" } else { "Resource" }, list(texts));
    }
    if !statement.conditions.is_empty() {
        add("Condition", conditions(&statement.conditions));
    }
    Json::Object(members)
}

/// A single text as a string, several as a list. The policy language treats both the same.
fn list(texts: &[String]) -> Json {
    match texts {
        [one] => Json::Text(one.clone()),
        many => Json::List(many.iter().map(|text| Json::Text(text.clone())).collect()),
    }
}

/// One block per operator, at the operator's first occurrence.
fn conditions(conditions: &[DraftCondition]) -> Json {
    let mut blocks: Vec<(String, Json)> = Vec::new();
    for DraftCondition { operator, key, values } in conditions {
        let member = (key.clone(), list(values));
        match blocks.iter_mut().find(|(name, _)| name == operator) {
            Some((_, Json::Object(keys))) => keys.push(member),
            _ => blocks.push((operator.clone(), Json::Object(vec![member]))),
        }
    }
    Json::Object(blocks)
}
