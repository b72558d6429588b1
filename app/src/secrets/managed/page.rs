//! The page for a new secret whose credential rotates.

use super::{calls::StartManaged, wizard::NewManagedForm};
use crate::{
    client::resource,
    paths,
    secrets::{frame::loaded, new_kind::NewKind},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_ui::{PageHeader, PageTitle};

/// The steps, with the target of the address chosen.
#[component]
pub fn NewManagedPage() -> impl IntoView {
    let start = resource(|| StartManaged {});
    let query = use_query_map();
    let chosen = move || query.with_untracked(|query| query.get("target").unwrap_or_default());
    view! {
        <PageTitle text="New secret"/>
        <PageHeader title="New secret" state=|| "Applications read it by name. Policies decide who can see it."/>
        <NewKind here=paths::NEW_MANAGED/>
        {loaded(start, move |start| view! { <NewManagedForm start chosen=chosen()/> }.into_any())}
    }
}
