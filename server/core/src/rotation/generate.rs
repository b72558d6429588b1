//! Generated values.

use crate::CoreError;
use strongroom_crypto::Plaintext;
use strongroom_domain::{
    Field, FieldError, Form, PasswordRule, Problem, ValueRecipe, ValueType,
    json_text::{MemberEdit, ObjectText, quote},
    limits,
};
use zeroize::Zeroizing;

/// A password that follows the rule.
///
/// # Errors
/// No password follows it, or the machine gives no randomness.
pub(crate) fn password(rule: &PasswordRule) -> Result<Plaintext, CoreError> {
    let classes = rule.classes()?;
    let alphabet = classes.concat();
    // Drawn again until every class occurs: all valid passwords stay equally likely.
    loop {
        let password = crate::random::text(rule.length as usize, &alphabet)?;
        let has = |class: &Vec<u8>| password.expose().iter().any(|byte| class.contains(byte));
        if !rule.require_each || classes.iter().all(has) {
            return Ok(password);
        }
    }
}

/// A new value by a recipe. With a key, `current` is a JSON object that has it once; every byte of it but those of the key's value stays.
///
/// # Errors
/// The current value is not of that form, or the new one would be too long; the machine gives no randomness.
pub(crate) fn generated_value(
    recipe: &ValueRecipe,
    value_type: ValueType,
    current: &Plaintext,
) -> Result<Plaintext, CoreError> {
    let password = password(&recipe.rule)?;
    let Some(key) = &recipe.key else { return Ok(password) };
    let refused = |field, problem| CoreError::from(FieldError::new(field, problem));
    let text = std::str::from_utf8(current.expose()).ok().filter(|_| value_type == ValueType::Text);
    let object = text.and_then(ObjectText::parse);
    let object = object.ok_or_else(|| refused(Field::SecretValue, Problem::Malformed(Form::JsonObject)))?;
    let at = object.members().iter().position(|member| member.name == key.as_str());
    let at = at.ok_or_else(|| refused(Field::ValueKey, Problem::NoSuchKey))?;
    let password = std::str::from_utf8(password.expose()).unwrap_or_default();
    let quoted = Zeroizing::new(quote(password));
    let value = object.splice(&[MemberEdit::Set { at, value: &quoted }])?;
    let value = Plaintext::new(value.into_bytes());
    if value.len() > limits::VALUE_BYTES {
        let problem = Problem::Length { min: 1, max: limits::VALUE_BYTES, unit: strongroom_domain::Unit::Bytes };
        return Err(refused(Field::SecretValue, problem));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn plain(text: &str) -> Plaintext {
        Plaintext::new(text.as_bytes().to_vec())
    }

    fn made(key: Option<&str>, value_type: ValueType, current: &str) -> Result<String, CoreError> {
        let recipe = ValueRecipe { rule: PasswordRule::default(), key: key.map(str::to_owned) };
        let value = generated_value(&recipe, value_type, &plain(current))?;
        Ok(String::from_utf8(value.expose().to_vec()).unwrap())
    }

    #[test]
    fn password_takes_the_place_of_one_key_and_every_other_byte_stays() {
        let before = "{ \"n\" : 1.10,\t\"p\":\"old\" , \"p2\":[ ] }\n";
        let after = made(Some("p"), ValueType::Text, before).unwrap();
        let (head, tail) = ("{ \"n\" : 1.10,\t\"p\":", " , \"p2\":[ ] }\n");
        let middle = after.strip_prefix(head).unwrap().strip_suffix(tail).unwrap();
        let password: String = serde_json::from_str(middle).unwrap();
        assert_eq!(password.len(), 32);
        assert_ne!(made(Some("p"), ValueType::Text, before).unwrap(), after);
        assert_eq!(made(None, ValueType::Binary, "AAAA").unwrap().len(), 32);
    }

    #[test]
    fn value_without_the_key_is_refused_by_name() {
        let field = |result: Result<String, CoreError>| match result {
            Err(CoreError::Invalid(error)) => Some((error.field, error.problem)),
            _ => None,
        };
        let object = Problem::Malformed(Form::JsonObject);
        for current in ["text", "[]", "\"p\"", ""] {
            assert_eq!(field(made(Some("p"), ValueType::Text, current)), Some((Field::SecretValue, object)));
        }
        assert_eq!(field(made(Some("p"), ValueType::Binary, "{\"p\":1}")), Some((Field::SecretValue, object)));
        let missing = Some((Field::ValueKey, Problem::NoSuchKey));
        assert_eq!(field(made(Some("p"), ValueType::Text, "{\"P\":1}")), missing);
        assert!(made(Some("p"), ValueType::Text, "{\"p\":1,\"p\":2}").is_err(), "which of the two is not said");
        let full = format!("{{\"p\":\"\",\"q\":\"{}\"}}", "x".repeat(limits::VALUE_BYTES - 20));
        assert!(made(Some("p"), ValueType::Text, &full).is_err(), "it would be too long");
    }
}
