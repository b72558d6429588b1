//! GetRandomPassword.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, Field, FieldError, Problem, Unit, limits};

const CLASSES: [&str; 4] =
    ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", r##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"##];

/// Request.
#[derive(Clone, Debug)]
pub struct GetRandomPassword {
    /// Characters, 8 to 128.
    pub length: u32,
    /// Characters never used.
    pub exclude: String,
    /// Leave out lower case, upper case, digits, punctuation.
    pub without: [bool; 4],
    /// At least one of each class that is left.
    pub require_each: bool,
}

impl Default for GetRandomPassword {
    fn default() -> Self {
        Self { length: 32, exclude: String::new(), without: [false; 4], require_each: true }
    }
}

impl Run for GetRandomPassword {
    type Output = Plaintext;

    fn action(&self) -> Action {
        Action::GetRandomPassword
    }

    async fn run(&self, _: &mut Context<'_>) -> Result<Done<Plaintext>, CoreError> {
        if !(limits::RANDOM_PASSWORD_MIN..=limits::RANDOM_PASSWORD_MAX).contains(&self.length) {
            return Err(FieldError::new(
                Field::PasswordLength,
                Problem::Range {
                    min: limits::RANDOM_PASSWORD_MIN,
                    max: limits::RANDOM_PASSWORD_MAX,
                    unit: Unit::Characters,
                },
            )
            .into());
        }
        if self.without == [true; 4] {
            return Err(FieldError::new(Field::ExcludedKinds, Problem::NothingLeft).into());
        }
        let classes: Vec<Vec<u8>> = CLASSES
            .iter()
            .zip(self.without)
            .filter(|(_, without)| !without)
            .map(|(class, _)| class.bytes().filter(|b| !self.exclude.as_bytes().contains(b)).collect::<Vec<u8>>())
            .collect();
        let alphabet = classes.concat();
        if alphabet.is_empty() || (self.require_each && classes.iter().any(Vec::is_empty)) {
            return Err(FieldError::new(Field::ExcludedCharacters, Problem::KindLeftEmpty).into());
        }
        // Drawn again until every class occurs: all valid passwords stay equally likely.
        loop {
            let password = crate::random::text(self.length as usize, &alphabet)?;
            let has = |class: &Vec<u8>| password.expose().iter().any(|b| class.contains(b));
            if !self.require_each || classes.iter().all(has) {
                return Ok(Done::read(password));
            }
        }
    }
}
