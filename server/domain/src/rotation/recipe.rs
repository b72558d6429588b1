//! What a generated value is made of.

use crate::{Field, FieldError, Problem, Unit, check_value_key, limits};
use serde::{Deserialize, Serialize};

/// Which passwords are made. Each that follows the rule is equally likely.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordRule {
    /// Characters, [`limits::RANDOM_PASSWORD_MIN`] to [`limits::RANDOM_PASSWORD_MAX`].
    pub length: u32,
    /// Characters never used.
    pub exclude: String,
    /// Leave out lower case, upper case, digits, punctuation.
    pub without: [bool; 4],
    /// At least one of each class that is left.
    pub require_each: bool,
}

impl Default for PasswordRule {
    fn default() -> Self {
        Self { length: limits::RANDOM_PASSWORD, exclude: String::new(), without: [false; 4], require_each: true }
    }
}

impl PasswordRule {
    const CLASSES: [&str; 4] = [
        "abcdefghijklmnopqrstuvwxyz",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "0123456789",
        r##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"##,
    ];

    /// The characters of each class that may be used, if the rule allows any password.
    ///
    /// # Errors
    /// The length is out of its range, or a class that must occur has no character left.
    pub fn classes(&self) -> Result<Vec<Vec<u8>>, FieldError> {
        let (min, max) = (limits::RANDOM_PASSWORD_MIN, limits::RANDOM_PASSWORD_MAX);
        if !(min..=max).contains(&self.length) {
            return Err(FieldError::new(Field::PasswordLength, Problem::Range { min, max, unit: Unit::Characters }));
        }
        if self.without == [true; 4] {
            return Err(FieldError::new(Field::ExcludedKinds, Problem::NothingLeft));
        }
        let classes: Vec<Vec<u8>> = Self::CLASSES
            .iter()
            .zip(self.without)
            .filter(|(_, without)| !without)
            .map(|(class, _)| class.bytes().filter(|byte| !self.exclude.as_bytes().contains(byte)).collect())
            .collect();
        let is_empty = if self.require_each { classes.iter().any(Vec::is_empty) } else { classes.concat().is_empty() };
        if is_empty {
            return Err(FieldError::new(Field::ExcludedCharacters, Problem::KindLeftEmpty));
        }
        Ok(classes)
    }
}

/// How a rotation makes a value by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueRecipe {
    /// Which password.
    pub rule: PasswordRule,
    /// The key of a JSON object that gets it, while every other byte stays; the whole value if absent.
    pub key: Option<String>,
}

impl ValueRecipe {
    /// Checks that it can make values.
    ///
    /// # Errors
    /// Names the rule that it breaks.
    pub fn check(&self) -> Result<(), FieldError> {
        self.rule.classes()?;
        let max = limits::EXCLUDED_CHARACTERS;
        if self.rule.exclude.len() > max {
            let problem = Problem::Length { min: 0, max, unit: Unit::Bytes };
            return Err(FieldError::new(Field::ExcludedCharacters, problem));
        }
        self.key.as_deref().map_or(Ok(()), check_value_key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipe_that_can_make_nothing_is_refused() {
        let of = |rule| ValueRecipe { rule, key: None };
        assert_eq!(of(PasswordRule::default()).check(), Ok(()));
        let refused = |rule| of(rule).check().map_err(|error| error.field);
        for length in [0, 7, 129] {
            assert_eq!(refused(PasswordRule { length, ..PasswordRule::default() }), Err(Field::PasswordLength));
        }
        let nothing = PasswordRule { without: [true; 4], ..PasswordRule::default() };
        assert_eq!(refused(nothing), Err(Field::ExcludedKinds));
        let digits = PasswordRule { exclude: "0123456789".to_owned(), ..PasswordRule::default() };
        assert_eq!(refused(digits.clone()), Err(Field::ExcludedCharacters), "a digit must occur");
        assert_eq!(refused(PasswordRule { require_each: false, ..digits }), Ok(()));
        let long = PasswordRule { exclude: "é".repeat(limits::EXCLUDED_CHARACTERS), ..PasswordRule::default() };
        assert_eq!(refused(long), Err(Field::ExcludedCharacters));
        for key in [String::new(), "a\nb".to_owned(), "k".repeat(limits::VALUE_KEY + 1)] {
            let recipe = ValueRecipe { key: Some(key), ..of(PasswordRule::default()) };
            assert_eq!(recipe.check().map_err(|error| error.field), Err(Field::ValueKey));
        }
    }
}
