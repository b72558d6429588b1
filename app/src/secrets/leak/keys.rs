//! The AccessKeys that readers of a secret are given, and the button that deactivates them.

use super::dto::ServedAccessKey;
use crate::{
    client::FormAction,
    principals::{DeactivateAccessKey, Deactivation, PrincipalLink},
};
use leptos::prelude::*;
use strongroom_ui::{Card, Status, Tone};

/// The keys of the current and the previous version.
#[component]
pub(super) fn ServedKeys(
    /// The keys.
    keys: Vec<ServedAccessKey>,
    /// Deactivates one.
    action: FormAction<DeactivateAccessKey>,
) -> impl IntoView {
    let rows = keys.into_iter().enumerate().map(|(at, key)| row(at, key, action)).collect_view();
    view! {
        <Card title="AccessKeys in this secret" flush=true>
            <ul aria-label="AccessKeys in this secret" class="divide-y divide-line">{rows}</ul>
            <p class="border-t border-line px-4 py-3 text-sm text-ink-2">
                "Deactivating stops a leaked AccessKey before it is replaced, and applications with it. If the target has no managing account, replace it first: the current AccessKey makes its successor."
            </p>
        </Card>
    }
}

fn row(at: usize, key: ServedAccessKey, action: FormAction<DeactivateAccessKey>) -> AnyView {
    let ServedAccessKey { user, id, current, active } = key;
    let which = if current { "current" } else { "previous" };
    let (tone, word) = if active { (Tone::Accent, "Active") } else { (Tone::Neutral, "Inactive") };
    let button = active.then(|| {
        view! { <div><Deactivation user=user.clone() id=id.clone() at action large=current/></div> }.into_any()
    });
    view! {
        <li class="flex flex-col gap-2 px-4 py-3">
            <code class="min-w-0 break-all">{id}</code>
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
                <Status tone>{word}</Status>
                <span>{which}</span>
                <PrincipalLink name=user role=false person=false/>
            </div>
            {button}
        </li>
    }
    .into_any()
}
