//! A link to a user or a role.

use crate::{current_user::LinkFor, paths};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Glyph, Icon};

/// The principal's name, linked to its page if the reader may open it. A role has a note that anyone who assumes it is included.
#[component]
pub fn PrincipalLink(
    /// The name.
    name: String,
    /// Whether it is a role.
    role: bool,
    /// Whether it is a person with a console password.
    person: bool,
) -> impl IntoView {
    let (kind, glyph) = match (role, person) {
        (true, _) => ("role", Glyph::Key),
        (false, true) => ("user", Glyph::Person),
        (false, false) => ("user", Glyph::Terminal),
    };
    let href = paths::principal(&format!("{kind}/{name}"));
    let assumed =
        role.then(|| view! { <span class="text-sm text-ink-2">"role: anyone who assumes it"</span> }.into_any());
    let action = if role { Action::GetRole } else { Action::GetUser };
    view! {
        <span class="inline-flex flex-wrap items-center gap-x-2.5">
            <LinkFor action href class="inline-flex items-center gap-2.5">
                <Icon glyph class="text-ink-3"/> <span class="font-semibold break-all">{name}</span>
            </LinkFor>
            {assumed}
        </span>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn names_link_to_the_pages_of_users_and_roles() {
        let html = |name: &str, role: bool| {
            let name = name.to_owned();
            Owner::new().with(|| view! { <PrincipalLink name role person=false/> }.to_html())
        };
        let (user, role) = (html("a/b", false), html("deploy", true));
        assert!(user.contains("href=\"/users/a%2Fb\"") && !user.contains("assumes"), "{user}");
        assert!(role.contains("href=\"/roles/deploy\"") && role.contains("anyone who assumes it"), "{role}");
        assert!(!html("<b>", true).contains("<b>"));
    }
}
