//! StepUp: a person re-authenticates in a console session. The surface keeps the session itself.

use crate::{
    CoreError,
    engine::{Attempt, Context, Done, Run},
    ops::{
        factors::{self, Proof},
        users::confirm_password,
    },
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, Field, FieldError, Problem};

/// Request.
pub enum StepUp {
    /// For a user without a second factor.
    Password(Plaintext),
    /// For a user with a second factor.
    Factor(Proof),
}

impl Run for StepUp {
    /// Whether it was a second factor.
    type Output = bool;

    fn action(&self) -> Action {
        Action::StepUp
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<bool>, CoreError> {
        let user = factors::calling_user(cx).await?;
        let device = cx.vault.mfa_device(cx.store(), &user).await?;
        match (self, device) {
            (Self::Password(password), None) => {
                confirm_password(cx, &user, password).await?;
                Ok(Done::read(false))
            }
            (Self::Factor(proof), Some(device)) => {
                let changes = factors::accept(cx, Attempt::StepUp, &user, device, proof)?;
                Ok(Done::changed(true, changes))
            }
            (Self::Password(_), Some(_)) => Err(FieldError::new(Field::Password, Problem::SecondFactorRequired).into()),
            (Self::Factor(_), None) => Err(factors::NONE),
        }
    }
}
