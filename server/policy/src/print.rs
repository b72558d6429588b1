//! Documents as canonical JSON.

use crate::{
    condition::Condition,
    document::{Document, Principals, Statement},
    read::within_limit,
};
use serde_json::{Map, Value, json};

/// See [`Document::print`].
pub fn document(document: &Document) -> String {
    let statements: Vec<_> = document.statements.iter().map(statement).collect();
    let value = json!({ "Version": "1", "Statement": statements });
    let pretty = format!("{value:#}");
    if within_limit(&pretty, document.kind) { pretty } else { value.to_string() }
}

/// One statement as a JSON object.
pub fn statement(statement: &Statement) -> Value {
    let mut object = Map::new();
    if let Some(sid) = &statement.sid {
        object.insert("Sid".to_owned(), sid.as_str().into());
    }
    object.insert("Effect".to_owned(), format!("{:?}", statement.effect).into());
    if let Some(principals) = &statement.principal {
        object.insert("Principal".to_owned(), principal(principals));
    }
    let actions = statement.actions.patterns.iter().map(|pattern| pattern.as_str());
    object.insert(if statement.actions.except { "NotAction" } else { "Action" }.to_owned(), list(actions));
    if let Some(resources) = &statement.resources {
        let patterns = resources.patterns.iter().map(|pattern| pattern.as_str());
        object.insert(if resources.except { "NotResource" } else { "Resource" }.to_owned(), list(patterns));
    }
    if !statement.conditions.is_empty() {
        object.insert("Condition".to_owned(), conditions(&statement.conditions));
    }
    object.into()
}

fn principal(principals: &Principals) -> Value {
    let kinds = [("RAM", &principals.ram), ("Service", &principals.service), ("Federated", &principals.federated)];
    let named = kinds.into_iter().filter(|(_, names)| !names.is_empty());
    named.map(|(kind, names)| (kind.to_owned(), list(names.iter().map(String::as_str)))).collect::<Map<_, _>>().into()
}

fn conditions(conditions: &[Condition]) -> Value {
    let mut blocks = Map::new();
    for condition in conditions {
        let block = blocks.entry(condition.operator().name()).or_insert_with(|| Map::new().into());
        if let Some(keys) = block.as_object_mut() {
            keys.insert(condition.key().to_owned(), list(condition.values()));
        }
    }
    blocks.into()
}

/// A single text as a string, several as a list. The policy language treats both the same.
fn list<'a>(texts: impl Iterator<Item = &'a str>) -> Value {
    let texts: Vec<Value> = texts.map(Value::from).collect();
    match <[Value; 1]>::try_from(texts) {
        Ok([one]) => one,
        Err(many) => many.into(),
    }
}
