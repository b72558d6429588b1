//! Parses a text into a draft.

use super::{DraftCondition, DraftEntries, DraftStatement, PRINCIPALS, PolicyDraft};
use serde_json::{Map, Value};
use strongroom_policy::{Document, Effect, Kind, Rule};

impl PolicyDraft {
    /// Parses a text. An empty text has no statements.
    ///
    /// # Errors
    /// A sentence that explains why the form cannot show the text.
    pub fn read(text: &str, kind: Kind) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        // The kind with the largest limit, so a document that is too long can be shortened in the form.
        for problem in Document::parse(text, Kind::Resource).err().unwrap_or_default() {
            if matches!(problem.rule, Rule::DocumentShape | Rule::Version | Rule::DocumentSize | Rule::UniqueNames) {
                return Err(problem.sentence);
            }
        }
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let statements = value.get("Statement").and_then(Value::as_array).ok_or("Statement must be a list.")?;
        let read = |(n, value): (usize, &Value)| {
            let object = value.as_object().ok_or("it must be an object".to_owned());
            object.and_then(|object| statement(object, kind)).map_err(|why| format!("Statement {}: {why}.", n + 1))
        };
        Ok(Self { statements: statements.iter().enumerate().map(read).collect::<Result<_, _>>()? })
    }
}

fn statement(object: &Map<String, Value>, kind: Kind) -> Result<DraftStatement, String> {
    let (mut sid, mut effect, mut principals, mut actions, mut resources) = (None, None, None, None, None);
    let mut conditions = Vec::new();
    for (name, value) in object {
        match name.as_str() {
            "Sid" => sid = Some(value.as_str().ok_or("Sid must be a string")?.to_owned()),
            "Effect" => effect = effect_of(value),
            "Action" | "NotAction" => entries(&mut actions, name, value)?,
            "Resource" | "NotResource" => entries(&mut resources, name, value)?,
            "Principal" if kind.has_principal() => principals = Some(principals_of(value)?),
            "Condition" => conditions = conditions_of(value)?,
            other => return Err(format!("the form does not support {other}")),
        }
    }
    let effect = effect.ok_or("Effect must be exactly Allow or Deny")?;
    Ok(DraftStatement { sid, effect, principals, actions: actions.unwrap_or_default(), resources, conditions })
}

fn effect_of(value: &Value) -> Option<Effect> {
    match value.as_str()? {
        "Allow" => Some(Effect::Allow),
        "Deny" => Some(Effect::Deny),
        _ => None,
    }
}

fn entries(place: &mut Option<DraftEntries>, name: &str, value: &Value) -> Result<(), String> {
    if place.is_some() {
        return Err(format!("it has both {name} and its opposite"));
    }
    *place = Some(DraftEntries { except: name.starts_with("Not"), texts: texts(name, value)? });
    Ok(())
}

/// One string, or a list of strings.
fn texts(name: &str, value: &Value) -> Result<Vec<String>, String> {
    let one = std::slice::from_ref(value);
    let all = value.as_array().map_or(one, Vec::as_slice).iter();
    let texts = all.map(|text| text.as_str().map(str::to_owned)).collect::<Option<_>>();
    texts.ok_or_else(|| format!("{name} must be a string or a list of strings"))
}

fn principals_of(value: &Value) -> Result<[Vec<String>; 3], String> {
    let mut principals: [Vec<String>; 3] = Default::default();
    for (name, value) in value.as_object().ok_or("Principal must be an object")? {
        let place = PRINCIPALS.iter().position(|known| known == name).and_then(|at| principals.get_mut(at));
        *place.ok_or_else(|| format!("the form does not support {name} in Principal"))? = texts(name, value)?;
    }
    Ok(principals)
}

fn conditions_of(value: &Value) -> Result<Vec<DraftCondition>, String> {
    let mut conditions = Vec::new();
    for (operator, keys) in value.as_object().ok_or("Condition must be an object")? {
        for (key, value) in keys.as_object().ok_or_else(|| format!("{operator} must be an object of keys"))? {
            let values = texts(key, value)?;
            conditions.push(DraftCondition { operator: operator.clone(), key: key.clone(), values });
        }
    }
    Ok(conditions)
}
