//! CreateUser.

use super::password;
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run, first_revision},
    facts::UserFacts,
    ports::{Expect, IdentityChange},
    rows::{Authenticate, UserRow},
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, Comments, UserId, UserName};

/// Request: a person with a password, or an application without. It may do nothing until it gets a policy or a group.
pub struct CreateUser {
    /// Unique name, ignoring letter case.
    pub name: UserName,
    /// Display name.
    pub display_name: Comments,
    /// Free text.
    pub comments: Comments,
    /// Console password; none for an application.
    pub password: Option<Plaintext>,
}

impl Run for CreateUser {
    type Output = UserFacts;

    fn action(&self) -> Action {
        Action::CreateUser
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<UserFacts>, CoreError> {
        self.name.check_available()?;
        if cx.store().user_by_name(&self.name).await?.is_some() {
            return Err(CoreError::Exists(Thing::User));
        }
        let password = match &self.password {
            Some(password) => Some(password::hash(cx, password, &self.name).await?),
            None => None,
        };
        let row = UserRow {
            id: UserId(crate::random::id(cx.now)?),
            name: self.name.clone(),
            display_name: self.display_name.clone(),
            comments: self.comments.clone(),
            groups: Vec::new(),
            policies: Vec::new(),
            password,
            mfa: None,
            federated: None,
            created: cx.now,
            updated: cx.now,
            revision: first_revision()?,
            signed_in: None,
        };
        let row = row.authenticate(&cx.vault.keyring);
        Ok(Done::changed(row.clone().into_row().into(), vec![IdentityChange::PutUser(row, Expect::Absent).into()]))
    }
}
