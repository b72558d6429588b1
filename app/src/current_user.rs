//! CurrentUser is signed in, for the frame and every page inside it.

use crate::error::UiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use strongroom_domain::Action;

#[cfg(feature = "ssr")]
use crate::door;

/// How many secrets there are, once a page has counted them. Shown in the navigation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SecretsCount(pub RwSignal<Option<u64>>);

/// The signed-in person, as far as the frame and the pages need it. What may be done is decided by the core each time; this
/// only keeps pages from offering what would be refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentUser {
    /// User name.
    pub name: String,
    /// Its policies, for people.
    pub policies: Vec<String>,
    /// What it may do to something or other.
    pub may: Vec<Action>,
    /// Live secrets, when a page has counted them. Counting is an audited operation, so asking who somebody is does not.
    pub secrets_count: Option<u64>,
    /// Things an administrator should know.
    pub warnings: Vec<String>,
}

impl CurrentUser {
    /// Whether a page should offer this at all.
    pub fn may(&self, action: Action) -> bool {
        self.may.contains(&action)
    }

    /// What stands beneath the name.
    pub fn detail(&self) -> String {
        match self.policies.as_slice() {
            [] => "no policies".to_owned(),
            [only] => only.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        }
    }
}

/// Whether the signed-in person should be offered this at all; yes where nobody is known, in parts shown alone.
pub fn may(action: Action) -> bool {
    use_context::<CurrentUser>().is_none_or(|user| user.may(action))
}

/// The signed-in person.
///
/// # Errors
/// Nobody is signed in, or the server is sealed.
#[server]
pub async fn load_current_user() -> Result<CurrentUser, UiError> {
    let principal = door::principal().await?;
    let abilities = door::abilities(&principal).await?;
    let warned = abilities.actions.contains(&Action::DescribeSystem);
    let warnings = if warned { door::console()?.warnings.to_vec() } else { Vec::new() };
    Ok(CurrentUser {
        name: principal.name,
        policies: abilities.policies,
        may: abilities.actions,
        secrets_count: None,
        warnings,
    })
}
