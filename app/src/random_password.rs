//! Generates random passwords in the browser, so they are sent only when saved. Follows the rules of GetRandomPassword.

use crate::labels::sentence;
use strongroom_domain::{Field, FieldError, Problem, Unit, limits};

const CLASSES: [&str; 4] =
    ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", r##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"##];

/// Options of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Characters: [`limits::RANDOM_PASSWORD_MIN`] to [`limits::RANDOM_PASSWORD_MAX`].
    pub length: usize,
    /// Excluded characters.
    pub exclude: String,
    /// Whether to use lower case, upper case, digits and punctuation. Each selected class occurs at least once.
    pub classes: [bool; 4],
}

/// Generates a password; `random` returns one random byte, or `None` without a source of randomness.
///
/// # Errors
/// A sentence for the reader: no characters are left to use, or there is no source of randomness.
pub fn draw(options: &Options, mut random: impl FnMut() -> Option<u8>) -> Result<String, String> {
    if !(limits::RANDOM_PASSWORD_MIN as usize..=limits::RANDOM_PASSWORD_MAX as usize).contains(&options.length) {
        let (min, max) = (limits::RANDOM_PASSWORD_MIN, limits::RANDOM_PASSWORD_MAX);
        let problem = Problem::Range { min, max, unit: Unit::Characters };
        return Err(sentence(FieldError::new(Field::PasswordLength, problem)));
    }
    let used = CLASSES.iter().zip(options.classes).filter(|(_, used)| *used);
    let classes: Vec<String> =
        used.map(|(class, _)| class.chars().filter(|c| !options.exclude.contains(*c)).collect()).collect();
    if classes.is_empty() || classes.iter().any(String::is_empty) {
        return Err(sentence(FieldError::new(Field::ExcludedCharacters, Problem::KindLeftEmpty)));
    }
    let alphabet: Vec<u8> = classes.concat().into_bytes();
    // Higher bytes would bias the result towards the first characters, so they are rejected.
    let fair = 256 - 256 % alphabet.len();
    // Repeated until every class occurs, so all valid passwords are equally likely.
    loop {
        let mut password = String::with_capacity(options.length);
        while password.len() < options.length {
            let byte = usize::from(random().ok_or("The browser provides no source of randomness.")?);
            if let Some(letter) = alphabet.get(byte % alphabet.len()).filter(|_| byte < fair) {
                password.push(char::from(*letter));
            }
        }
        if classes.iter().all(|class| password.contains(|c| class.contains(c))) {
            return Ok(password);
        }
    }
}

/// A byte of the browser's randomness.
pub fn browser_byte() -> Option<u8> {
    let mut byte = [0_u8; 1];
    leptos::prelude::window().crypto().ok()?.get_random_values_with_u8_array(&mut byte).ok()?;
    Some(byte[0])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn counter() -> impl FnMut() -> Option<u8> {
        let mut state = 7_u32;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some(state.to_be_bytes()[0])
        }
    }

    #[test]
    fn password_contains_every_selected_class_and_nothing_else() {
        let mut random = counter();
        for classes in [[true; 4], [true, false, true, false], [false, false, true, false]] {
            let options = Options { length: 16, exclude: "l1O0".to_owned(), classes };
            let password = draw(&options, &mut random).unwrap();
            assert_eq!(password.len(), 16);
            for (class, used) in CLASSES.iter().zip(classes) {
                assert_eq!(password.contains(|c| class.contains(c)), used);
            }
            assert!(!password.contains(['l', '1', 'O', '0']));
        }
    }

    #[test]
    fn impossible_options_are_rejected() {
        let options = |length, exclude: &str, classes| Options { length, exclude: exclude.to_owned(), classes };
        for wish in [
            options(7, "", [true; 4]),
            options(129, "", [true; 4]),
            options(16, "", [false; 4]),
            options(16, "0123456789", [true; 4]),
        ] {
            assert!(draw(&wish, counter()).is_err());
        }
        assert!(draw(&options(16, "", [true; 4]), || None).is_err());
    }

    #[test]
    fn every_character_is_equally_likely() {
        let mut bytes = (0..=255_u8).cycle();
        let options = Options { length: 100, exclude: String::new(), classes: [false, false, true, false] };
        let password = draw(&options, || bytes.next()).unwrap();
        for digit in '0'..='9' {
            assert_eq!(password.chars().filter(|c| *c == digit).count(), 10);
        }
    }
}
