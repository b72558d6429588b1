//! The condition block.

use super::DocumentReader;
use crate::{
    condition::Condition,
    json::{join, start},
    operator::Operator,
    problem::{PolicyProblem, Rule},
};
use jsonc_parser::ast::Value;

impl DocumentReader {
    pub(super) fn conditions(&mut self, value: &Value<'_>, path: &str) -> Vec<Condition> {
        let path = join(path, "Condition");
        let mut conditions = Vec::new();
        let Some(block) = value.as_object() else {
            self.problem(Rule::Operators, &path, start(value), "Condition must be an object of operators.");
            return conditions;
        };
        for member in &block.properties {
            let name = member.name.as_str();
            let path = join(&path, name);
            let Some(operator) = Operator::from_name(name) else {
                self.problem(Rule::Operators, &path, member.range.start, unknown(name));
                continue;
            };
            let Some(keys) = member.value.as_object() else {
                self.problem(
                    Rule::Operators,
                    &path,
                    start(&member.value),
                    format!("{name} must be an object of keys with their values."),
                );
                continue;
            };
            for member in &keys.properties {
                let path = join(&path, member.name.as_str());
                self.found.insert(path.clone(), self.places.at(member.range.start));
                conditions.push(self.condition(operator, member.name.as_str(), &member.value, &path));
            }
        }
        conditions
    }

    fn condition(&mut self, operator: Operator, key: &str, value: &Value<'_>, path: &str) -> Condition {
        let mut condition = Condition::new(operator, key);
        for (n, text) in self.texts(value, path, Rule::ConditionValues).iter().enumerate() {
            if let Err(must) = condition.add(text) {
                let path = format!("{path}[{n}]");
                let position = self.found.get(&path).copied().unwrap_or_default();
                let sentence = format!("A value of {} {must}.", operator.name());
                self.problems.push(PolicyProblem { rule: Rule::ConditionValues, position, path, sentence });
            }
        }
        condition
    }
}

/// Explains an unknown operator. The usual reason is another vendor's policy language.
fn unknown(name: &str) -> String {
    let foreign = name.ends_with("IfExists") || name == "Null" || name.contains(':');
    let near = Operator::ALL.iter().find(|operator| operator.name().eq_ignore_ascii_case(name));
    match near {
        Some(operator) => format!("Unknown operator {name}. It is spelled {}.", operator.name()),
        None if foreign => format!("The operator {name} is not supported. RAM has no IfExists, Null or set operators."),
        None => format!("Unknown operator {name}."),
    }
}
