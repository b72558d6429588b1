//! Taking a search away as a file.

use super::{
    calls::ExportEvents,
    dto::{Export, ExportForm},
    query::AuditQuery,
};
use crate::client::{call_confirmed, save_file};
use leptos::{prelude::*, task::spawn_local};
use strongroom_ui::{Glyph, Menu, MenuItem, Toasts, grouped, use_hydrated, use_toasts};

/// The menu with the forms. It needs scripts: the file is written from this page, so that no address names what was searched.
#[component]
pub fn ExportMenu(
    /// What is exported.
    #[prop(into)]
    query: Signal<AuditQuery>,
) -> impl IntoView {
    let (hydrated, toasts, pending) = (use_hydrated(), use_toasts(), RwSignal::new(false));
    let reason = Signal::derive(move || match (hydrated.get(), pending.get()) {
        (false, _) => Some("Needs scripts".to_owned()),
        (true, true) => Some("An export is under way".to_owned()),
        (true, false) => None,
    });
    let start = move |form: ExportForm| {
        pending.set(true);
        let query = query.get_untracked();
        spawn_local(async move {
            let outcome = call_confirmed(ExportEvents { query, form }).await;
            let _ = pending.try_set(false);
            match outcome {
                Ok(export) => finish(export, form, toasts),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    view! {
        <Menu label="Export" glyph=Glyph::Download align_end=true>
            <MenuItem label="CSV, for spreadsheets" disabled_reason=reason on_press=move |()| start(ExportForm::Csv)/>
            <MenuItem label="JSON Lines" disabled_reason=reason on_press=move |()| start(ExportForm::JsonLines)/>
            <p class="px-2.5 py-1.5 text-sm text-ink-3">"The newest 5,000 events of this search. Exporting is recorded."</p>
        </Menu>
    }
}

fn finish(export: Export, form: ExportForm, toasts: Toasts) {
    let (name, media_type) = match form {
        ExportForm::Csv => ("audit.csv", "text/csv;charset=utf-8"),
        ExportForm::JsonLines => ("audit.jsonl", "application/x-ndjson"),
    };
    match save_file(name, media_type, &export.text) {
        None => toasts.fail("The browser did not let the page save a file"),
        Some(()) if export.cut => {
            toasts.say(format!("The newest {} events saved; older ones match too", grouped(export.events)))
        }
        Some(()) => toasts.say(format!("{} events saved", grouped(export.events))),
    }
}
