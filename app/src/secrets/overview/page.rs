//! Everything about a secret at a glance.

use super::{
    calls::SecretOverview,
    danger::DangerCard,
    dto::Overview,
    facts::FactsCard,
    frame::{Reload, SecretFrame, by_name, loaded},
    recent::RecentVersions,
    value_card::ValueCard,
};
use crate::{
    paths::{self, SecretPage},
    session::may,
    system::resource,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use strongroom_domain::Action;
use strongroom_ui::use_shortcut;

/// Facts, the masked value, the newest versions.
#[component]
pub fn OverviewPage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        bind_keys(&name);
        let data = resource(move || {
            reload.track();
            SecretOverview { name: name.clone() }
        });
        loaded(data, |data| view! { <Glance data/> }.into_any())
    })
}

/// E edits, D compares.
pub(super) fn bind_keys(name: &str) {
    for (key, label, page) in
        [("e", "Edit this secret", SecretPage::Edit), ("d", "Compare versions", SecretPage::Compare)]
    {
        let (navigate, to) = (use_navigate(), paths::secret(page, name));
        use_shortcut(key, label, move || navigate(&to, NavigateOptions::default()));
    }
}

#[component]
fn Glance(data: Overview) -> impl IntoView {
    let Overview { facts, shape, versions, access } = data;
    let current = versions.iter().find(|version| version.is_current()).cloned();
    let live = facts.delete_at.is_none();
    view! {
        <SecretFrame page=SecretPage::Overview facts=facts.clone()>
            <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21.25rem]">
                <div class="flex min-w-0 flex-col gap-5">
                    {live.then(|| view! { <ValueCard name=facts.name.clone() shape current access/> })}
                    <RecentVersions name=facts.name.clone() versions/>
                </div>
                <div class="flex min-w-0 flex-col gap-5">
                    <FactsCard facts=facts.clone()/>
                    {(live && may(Action::DeleteSecret)).then(|| view! { <DangerCard name=facts.name.clone() revision=facts.revision/> })}
                </div>
            </div>
        </SecretFrame>
    }
}
