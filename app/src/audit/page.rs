//! The audit page, and the audit tab of a secret.

use super::{
    calls::{SearchEvents, VerifyTrail},
    dto::EventsPage,
    export_menu::ExportMenu,
    filters::Filters,
    integrity::IntegrityPanel,
    query::AuditQuery,
    results::Results,
    scope::AuditScope,
    verification::{VerificationState, VerifyButton},
};
use crate::{
    client::{FormAction, ServerResource, resource},
    current_user::may,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{PageHeader, PageTitle, grouped};

/// Searches the whole trail.
#[component]
pub fn AuditPage() -> impl IntoView {
    let search = SearchState::new(AuditScope::audit());
    let verify = FormAction::<VerifyTrail>::new();
    let state = move || view! { <VerificationState action=verify>{counted(search.found)}</VerificationState> };
    let scoped = search.scoped;
    let actions = move || view! { <VerifyButton action=verify/> <ExportMenu query=scoped/> };
    view! {
        <PageTitle text="Audit"/>
        <PageHeader title="Audit" state actions/>
        {integrity(search.found)}
        {search.view(AuditScope::audit())}
    }
}

/// What is known about the trail once the search has finished.
fn integrity(found: ServerResource<EventsPage>) -> AnyView {
    view! {
        <Transition>
            {move || Suspend::new(async move {
                found.await.ok().map(|page| view! { <IntegrityPanel integrity=page.integrity/> })
            })}
        </Transition>
    }
    .into_any()
}

/// The events of one secret.
#[component]
pub fn SecretAuditPanel(
    /// The secret's name.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let scope = AuditScope::secret(&name);
    let search = SearchState::new(scope.clone());
    let scoped = search.scoped;
    view! {
        <div class="flex flex-col gap-4">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <p class="text-ink-2">{move || counted(search.found)}</p>
                <ExportMenu query=scoped/>
            </div>
            {search.view(scope)}
        </div>
    }
}

/// The search in the address, and its results.
#[derive(Clone, Copy)]
struct SearchState {
    query: Memo<AuditQuery>,
    scoped: Memo<AuditQuery>,
    found: ServerResource<EventsPage>,
}

impl SearchState {
    fn new(scope: AuditScope) -> Self {
        let params = use_query_map();
        let query = Memo::new(move |_| params.with(AuditQuery::from_params));
        let scoped = Memo::new(move |_| scope.scoped(&query.get()));
        let found = resource(move || SearchEvents { query: scoped.get() });
        Self { query, scoped, found }
    }

    fn view(self, scope: AuditScope) -> AnyView {
        let bar = scope.clone();
        let Self { query, found, .. } = self;
        view! {
            {move || may(Action::LookupEvents).then(|| view! { <Filters scope=bar.clone() query=query.get()/> })}
            <Results scope query found/>
        }
        .into_any()
    }
}

/// "1,284 events in this view" once the search has finished.
fn counted(found: ServerResource<EventsPage>) -> AnyView {
    view! {
        <Transition fallback=|| "Searching…">
            {move || Suspend::new(async move {
                match found.await {
                    Ok(page) => format!("{} events in this view · not verified yet", grouped(page.total())),
                    Err(_) => "The search failed".to_owned(),
                }
            })}
        </Transition>
    }
    .into_any()
}
