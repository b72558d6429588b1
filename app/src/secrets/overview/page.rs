//! The overview of a secret.

use super::{calls::SecretOverview, delete_card::DeleteCard, dto::OverviewData, facts_card::FactsCard};
use crate::{
    client::resource,
    paths::SecretRoute,
    secrets::{
        frame::{Reload, SecretFrame, allowed, bind_keys, by_name, loaded, provide_rights},
        rotation::{RotationCard, follow_runs},
        value::ValueCard,
        versions::recent::RecentVersions,
    },
};
use leptos::prelude::*;
use strongroom_domain::Action;

/// Metadata, the masked value, the newest versions.
#[component]
pub fn OverviewPage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        bind_keys(&name);
        follow_runs(&name, reload);
        let data = resource(move || {
            reload.track();
            SecretOverview { name: name.clone() }
        });
        loaded(data, |data| view! { <Overview data/> }.into_any())
    })
}

#[component]
fn Overview(data: OverviewData) -> impl IntoView {
    let OverviewData { facts, shape, versions, access, rotation } = data;
    provide_rights(&facts.may);
    let current = versions.iter().find(|version| version.is_current()).cloned();
    let live = facts.delete_at.is_none();
    view! {
        <SecretFrame page=SecretRoute::Overview facts=facts.clone()>
            <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21.25rem]">
                <div class="flex min-w-0 flex-col gap-5">
                    {live.then(|| view! { <ValueCard name=facts.name.clone() shape current access/> })}
                    <RecentVersions name=facts.name.clone() versions/>
                </div>
                <div class="flex min-w-0 flex-col gap-5">
                    {rotation.map(|rotation| view! { <RotationCard name=facts.name.clone() rotation live/> })}
                    <FactsCard facts=facts.clone()/>
                    {(live && allowed(Action::DeleteSecret)).then(|| view! { <DeleteCard name=facts.name.clone() revision=facts.revision/> })}
                </div>
            </div>
        </SecretFrame>
    }
}
