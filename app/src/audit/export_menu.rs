//! Downloading a search as a file.

use super::{
    calls::ExportEvents,
    dto::{Export, ExportFormat},
    query::AuditQuery,
};
use crate::client::{call_confirmed, save_file};
use leptos::{prelude::*, task::spawn_local};
use strongroom_domain::limits;
use strongroom_ui::{Glyph, Menu, MenuItem, Toasts, grouped, use_hydrated, use_toasts};

/// The menu with the file formats. It requires scripts: the page writes the file, so that no URL contains the search.
#[component]
pub fn ExportMenu(
    /// The search to export.
    #[prop(into)]
    query: Signal<AuditQuery>,
) -> impl IntoView {
    let (hydrated, toasts, pending) = (use_hydrated(), use_toasts(), RwSignal::new(false));
    let reason = Signal::derive(move || match (hydrated.get(), pending.get()) {
        (false, _) => Some("Requires JavaScript".to_owned()),
        (true, true) => Some("An export is in progress".to_owned()),
        (true, false) => None,
    });
    let start = move |format: ExportFormat| {
        pending.set(true);
        let query = query.get_untracked();
        spawn_local(async move {
            let outcome = call_confirmed(ExportEvents { query, format }).await;
            let _ = pending.try_set(false);
            match outcome {
                Ok(export) => finish(export, format, toasts),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let note = format!(
        "Exports the newest {} events of this search. Each export is recorded in the audit trail.",
        grouped(limits::EXPORT as u64)
    );
    view! {
        <Menu label="Export" glyph=Glyph::Download align_end=true>
            <MenuItem label="CSV, for spreadsheets" disabled_reason=reason on_press=move |()| start(ExportFormat::Csv)/>
            <MenuItem label="JSON Lines" disabled_reason=reason on_press=move |()| start(ExportFormat::JsonLines)/>
            <p class="px-2.5 py-1.5 text-sm text-ink-3">{note}</p>
        </Menu>
    }
}

fn finish(export: Export, format: ExportFormat, toasts: Toasts) {
    let (name, media_type) = match format {
        ExportFormat::Csv => ("audit.csv", "text/csv;charset=utf-8"),
        ExportFormat::JsonLines => ("audit.jsonl", "application/x-ndjson"),
    };
    match save_file(name, media_type, &export.text) {
        None => toasts.fail("The browser blocked the download. Allow downloads for this site and try again"),
        Some(()) if export.alarm.is_some() => toasts.fail(format!(
            "Saved {} events, but the audit trail was altered: events may be missing. See the audit page",
            grouped(export.events)
        )),
        Some(()) if export.cut => toasts
            .say(format!("Saved the newest {} events. Older matching events were left out", grouped(export.events))),
        Some(()) => toasts.say(format!("Saved {} events", grouped(export.events))),
    }
}
