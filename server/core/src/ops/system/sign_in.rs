//! SignIn: a local user's name and password. Unknown users, applications and wrong passwords cost and look the same.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::users::verify_password,
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, Principal, UserName};

/// Request.
pub struct SignIn {
    /// Name as typed.
    pub user: String,
    /// Password as typed.
    pub password: Plaintext,
}

impl Run for SignIn {
    type Output = Principal;

    fn action(&self) -> Action {
        Action::ConsoleSignin
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Principal>, CoreError> {
        const WRONG: CoreError = CoreError::Unauthenticated("user name or password is wrong");
        // Kept by name as typed, known or not: a lock that only known names meet would tell them apart.
        // In one letter case, like the name itself: otherwise every spelling would have attempts of its own.
        let typed: String = self.user.chars().take(64).collect::<String>().to_ascii_lowercase();
        let mut keys = vec![format!("user/{typed}")];
        keys.extend(cx.call.address.map(|a| format!("address/{a}")));
        let wait = cx.engine.attempts.wait_s(&keys, cx.now);
        if wait > 0 {
            cx.because("too many failures before");
            return Err(CoreError::Throttled(wait));
        }
        let user = match UserName::new(&self.user) {
            Ok(name) => cx.vault.user_by_name(cx.store(), &name).await?,
            Err(_) => None,
        };
        let hash = user.as_ref().and_then(|u| u.password.clone());
        let right = verify_password(&self.password, hash).await?;
        let Some(user) = user else {
            cx.because("no such user");
            cx.engine.attempts.failed(&keys, cx.now);
            return Err(WRONG);
        };
        cx.name(user.name.as_str());
        if !right {
            cx.because("wrong password");
            cx.engine.attempts.failed(&keys, cx.now);
            return Err(WRONG);
        }
        cx.engine.attempts.succeeded(&keys[..1]);
        let principal = Principal::user(user.id, &user.name, None);
        cx.proven(&principal);
        Ok(Done::read(principal))
    }
}
