//! The audit page, and the audit tab of a secret.

use super::{
    calls::{SearchEvents, VerifyTrail},
    dto::EventsPage,
    export_menu::ExportMenu,
    filters::Filters,
    place::Place,
    proof::{ProofState, ProveButton},
    query::AuditQuery,
    results::Results,
};
use crate::system::{Deed, Loaded, resource};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_ui::{PageHeader, PageTitle, grouped};

/// Search of the whole trail.
#[component]
pub fn AuditPage() -> impl IntoView {
    let search = Search::new(Place::audit());
    let prove = Deed::<VerifyTrail>::new();
    let state = move || view! { <ProofState action=prove>{counted(search.found)}</ProofState> };
    let asked = search.asked;
    let actions = move || view! { <ProveButton action=prove/> <ExportMenu query=asked/> };
    view! {
        <PageTitle text="Audit"/>
        <PageHeader title="Audit" state actions/>
        {search.view(Place::audit())}
    }
}

/// The events of one secret.
#[component]
pub fn SecretAuditPanel(
    /// The secret's name.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let place = Place::secret(&name);
    let search = Search::new(place.clone());
    let asked = search.asked;
    view! {
        <div class="flex flex-col gap-4">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <p class="text-ink-2">{move || counted(search.found)}</p>
                <ExportMenu query=asked/>
            </div>
            {search.view(place)}
        </div>
    }
}

/// The search in the address, and what it finds.
#[derive(Clone, Copy)]
struct Search {
    query: Memo<AuditQuery>,
    asked: Memo<AuditQuery>,
    found: Loaded<EventsPage>,
}

impl Search {
    fn new(place: Place) -> Self {
        let params = use_query_map();
        let query = Memo::new(move |_| params.with(AuditQuery::from_params));
        let asked = Memo::new(move |_| place.asked(&query.get()));
        let found = resource(move || SearchEvents { query: asked.get() });
        Self { query, asked, found }
    }

    fn view(self, place: Place) -> AnyView {
        let bar = place.clone();
        let Self { query, found, .. } = self;
        view! {
            {move || view! { <Filters place=bar.clone() query=query.get()/> }}
            <Results place query found/>
        }
        .into_any()
    }
}

/// "1,284 events in this view", once it is known.
fn counted(found: Loaded<EventsPage>) -> AnyView {
    view! {
        <Transition fallback=|| "Searching…">
            {move || Suspend::new(async move {
                match found.await {
                    Ok(page) => format!("{} events in this view · not proven in this visit", grouped(page.total())),
                    Err(_) => "The trail could not be searched".to_owned(),
                }
            })}
        </Transition>
    }
    .into_any()
}
