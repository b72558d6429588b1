//! GetRandomPassword.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    rotation::password,
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, PasswordRule};

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
        let Self { length, exclude, without, require_each } = self.clone();
        Ok(Done::read(password(&PasswordRule { length, exclude, without, require_each })?))
    }
}
