//! The signed-in user, for the frame and every page inside it.

use crate::error::UiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use strongroom_domain::Action;
use strongroom_ui::TextLink;

#[cfg(feature = "ssr")]
use crate::door;

/// Number of secrets in the list, shown in the navigation; `None` for users who may not see the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SecretsCount(pub RwSignal<Option<u64>>);

/// The signed-in user, as far as the frame and the pages need it. The core authorises every operation; this data only keeps
/// pages from offering operations that would be denied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentUser {
    /// User name.
    pub name: String,
    /// Display names of the user's policies.
    pub policies: Vec<String>,
    /// Actions the user may perform on at least one resource.
    pub may: Vec<Action>,
    /// Number of secrets in the list; `None` for users who may not see it.
    pub secrets_count: Option<u64>,
    /// Warnings for administrators.
    pub warnings: Vec<String>,
}

impl CurrentUser {
    /// Whether pages should offer this action.
    pub fn may(&self, action: Action) -> bool {
        self.may.contains(&action)
    }

    /// The line below the name.
    pub fn detail(&self) -> String {
        match self.policies.as_slice() {
            [] => "no policies".to_owned(),
            [only] => only.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        }
    }
}

/// Whether pages should offer this action to the signed-in user. True without a current user, in components shown alone.
pub fn may(action: Action) -> bool {
    use_context::<CurrentUser>().is_none_or(|user| user.may(action))
}

/// A link for users who may open its page; for others its content alone.
#[component]
pub(crate) fn LinkFor(
    /// The action that opening the page takes.
    action: Action,
    /// Its address.
    #[prop(into)]
    href: String,
    /// Classes of the content.
    #[prop(optional)]
    class: &'static str,
    /// The content.
    children: Children,
) -> impl IntoView {
    if may(action) {
        let class = [class, "hover:underline underline-offset-3"].join(" ");
        view! { <a href=href class=class>{children()}</a> }.into_any()
    } else {
        view! { <span class=class>{children()}</span> }.into_any()
    }
}

/// A link in running text for users who may open its page; for others its content alone.
#[component]
pub(crate) fn TextLinkFor(
    /// The action that opening the page takes.
    action: Action,
    /// Its address.
    #[prop(into)]
    href: String,
    /// The content.
    children: Children,
) -> impl IntoView {
    match may(action) {
        true => view! { <TextLink href>{children()}</TextLink> }.into_any(),
        false => view! { <span>{children()}</span> }.into_any(),
    }
}

/// Loads the signed-in user.
///
/// # Errors
/// Nobody is signed in, or the server is sealed.
#[server]
pub async fn load_current_user() -> Result<CurrentUser, UiError> {
    let principal = door::principal().await?;
    let abilities = door::abilities().await?;
    let warned = abilities.actions.contains(&Action::DescribeSystem);
    let warnings = if warned { door::warnings()? } else { Vec::new() };
    Ok(CurrentUser {
        name: principal.name,
        policies: abilities.policies,
        may: abilities.actions,
        secrets_count: door::count_secrets().await?,
        warnings,
    })
}

/// Number of secrets in the list, after a change; `None` for users who may not see it.
///
/// # Errors
/// Nobody is signed in, or the server is sealed.
#[server]
pub async fn count_secrets() -> Result<Option<u64>, UiError> {
    door::count_secrets().await
}
