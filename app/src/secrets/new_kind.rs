//! The choice between the two forms for a new secret.

use crate::{current_user::may, paths};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Glyph, Icon};

/// Two links that look like a choice, for those who may create secrets. The form of a secret that rotates is for those who may change targets.
#[component]
pub fn NewKind(
    /// Address of the form that is shown.
    here: &'static str,
) -> impl IntoView {
    let rotates = may(Action::UpdateTarget) && may(Action::ListTargets);
    let reason = (!rotates).then_some("Requires the rights to list and change targets.");
    // The page itself says that creating is refused.
    may(Action::CreateSecret).then(|| view! {
        <nav aria-label="Kind of secret" class="grid gap-3 md:grid-cols-2">
            {card(paths::NEW_SECRET, here, Glyph::Document, "A value you enter", "Keys, a text or a file. It changes when somebody stores a new version.", None)}
            {card(paths::NEW_MANAGED, here, Glyph::Rotate, "A credential that rotates by itself", "Of a database, a cache, a host or a user of RAM, or a value that a function of yours changes. Strongroom replaces it on schedule, and at once after a leak.", reason)}
        </nav>
    })
}

fn card(
    href: &'static str,
    here: &'static str,
    glyph: Glyph,
    title: &'static str,
    detail: &'static str,
    reason: Option<&'static str>,
) -> AnyView {
    let class = "flex items-start gap-3 rounded-xl border border-line bg-panel px-4 py-3 hover:border-line-strong \
        aria-[current=page]:border-accent aria-[current=page]:bg-accent-tint aria-disabled:text-ink-3 aria-disabled:hover:border-line";
    let content = view! {
        <Icon glyph class="mt-1 shrink-0 text-ink-2"/>
        <span class="flex min-w-0 flex-col">
            <span class="font-semibold">{title}</span>
            <span class="text-sm text-ink-2">{reason.unwrap_or(detail)}</span>
        </span>
    };
    match reason {
        Some(_) => view! { <span class=class aria-disabled="true" role="link">{content}</span> }.into_any(),
        None => {
            view! { <a href=href class=class aria-current=(here == href).then_some("page")>{content}</a> }.into_any()
        }
    }
}
