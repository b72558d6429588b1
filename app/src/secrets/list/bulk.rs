//! Bulk changes of the selected rows, and their results.

use super::{
    calls::ChangeSecrets,
    dto::{BulkChange, BulkResult, SelectedSecret},
};
use crate::{
    client::{FormAction, call_confirmed, failure, lasting, on_success},
    labels,
    secrets::{frame::Reload, problems::ActionError},
};
use leptos::{prelude::*, task::spawn_local};
use strongroom_domain::{TagKey, TagValue, limits};
use strongroom_ui::{
    Banner, BulkBar, Button, ButtonKind, Dialog, DialogClose, Glyph, NumberField, TextField, Toast, Tone, use_toasts,
};

/// The bulk actions of the list. They outlive the rows.
#[derive(Clone, Copy)]
pub struct Bulk {
    action: FormAction<ChangeSecrets>,
    last: RwSignal<Option<BulkChange>>,
}

impl Bulk {
    fn run(self, selected: Vec<SelectedSecret>, change: BulkChange) {
        self.last.set(Some(change.clone()));
        self.action.send(ChangeSecrets { selected, change });
    }
}

/// The bulk actions; each reloads the list.
pub fn use_bulk(reload: Reload) -> Bulk {
    let bulk = Bulk { action: FormAction::new(), last: RwSignal::new(None) };
    let toasts = use_toasts();
    on_success(bulk.action, move |results: Vec<BulkResult>| {
        let done: Vec<_> = results.iter().filter(|one| one.error.is_none()).map(|one| one.secret.clone()).collect();
        if !done.is_empty() {
            let toast = Toast::new(sentence(bulk.last.get_untracked().as_ref(), done.len()));
            toasts.push(match bulk.last.get_untracked() {
                Some(BulkChange::Delete { .. }) => undo_delete(toast, done, reload),
                _ => toast,
            });
        }
        reload.now();
    });
    bulk
}

/// Adds an undo to a toast, which restores the deleted secrets even from another page.
fn undo_delete(toast: Toast, selected: Vec<SelectedSecret>, reload: Reload) -> Toast {
    let toasts = use_toasts();
    toast.undo(lasting(move || {
        let selected = selected.clone();
        spawn_local(async move {
            match call_confirmed(ChangeSecrets { selected, change: BulkChange::Restore }).await {
                Ok(results) => match results.iter().filter(|one| one.error.is_some()).count() {
                    0 => toasts.say(sentence(Some(&BulkChange::Restore), results.len())),
                    failed => toasts.fail(format!("Could not restore {}", secrets(failed))),
                },
                Err(error) => toasts.fail(error.message),
            }
            reload.now();
        });
    }))
}

fn sentence(change: Option<&BulkChange>, count: usize) -> String {
    let verb = match change {
        Some(BulkChange::Tag { .. }) => "Tagged",
        Some(BulkChange::Untag { .. }) => "Removed the tag from",
        Some(BulkChange::Delete { .. }) => "Scheduled deletion of",
        Some(BulkChange::Restore) => "Restored",
        None => "Changed",
    };
    format!("{verb} {}", secrets(count))
}

fn secrets(count: usize) -> String {
    if count == 1 { "1 secret".to_owned() } else { format!("{count} secrets") }
}

/// The failures of the last change, row by row.
#[component]
pub fn BulkFailures(
    /// The changes.
    bulk: Bulk,
) -> impl IntoView {
    let results = move || bulk.action.outcome().and_then(Result::ok).map(|results| failed(&results));
    view! {
        <ActionError error=failure(bulk.action) title="Not changed"/>
        {results}
    }
}

fn failed(results: &[BulkResult]) -> AnyView {
    let failures: Vec<_> =
        results.iter().filter_map(|one| Some((one.secret.name.clone(), one.error.clone()?))).collect();
    if failures.is_empty() {
        return ().into_any();
    }
    let title = format!("{} done, {} failed", results.len() - failures.len(), failures.len());
    let lines = failures
        .into_iter()
        .map(|(name, why)| view! { <li><code>{name}</code> ": " {why}</li> }.into_any())
        .collect_view();
    view! { <Banner tone=Tone::Amber title><ul class="list-disc ps-4">{lines}</ul></Banner> }.into_any()
}

/// The actions for the selected rows, and their dialogs.
#[component]
pub fn BulkActions(
    /// The changes.
    bulk: Bulk,
    /// The selected rows.
    ticked: Memo<Vec<SelectedSecret>>,
    /// Clears the selection.
    clear: Callback<()>,
) -> impl IntoView {
    let pending = bulk.action.pending();
    let restore = move |()| bulk.run(ticked.get_untracked(), BulkChange::Restore);
    view! {
        <BulkBar count=Signal::derive(move || ticked.with(Vec::len) as u64) on_clear=clear>
            <Button kind=ButtonKind::Quiet icon=Glyph::Tag opens="bulk-tag" pending>"Add tag"</Button>
            <Button kind=ButtonKind::Quiet opens="bulk-untag" pending>"Remove tag"</Button>
            <Button kind=ButtonKind::Quiet pending on_press=restore>"Restore"</Button>
            <Button kind=ButtonKind::Quiet tone=Tone::Red opens="bulk-delete" pending>"Delete"</Button>
        </BulkBar>
        <TagDialog bulk ticked/>
        <UntagDialog bulk ticked/>
        <DeleteDialog bulk ticked/>
    }
}

#[component]
fn TagDialog(bulk: Bulk, ticked: Memo<Vec<SelectedSecret>>) -> impl IntoView {
    let (key, value, open) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(false));
    let problem = Signal::derive(move || {
        let broken = TagKey::new(key.get().trim()).err().or_else(|| TagValue::new(value.get().trim()).err());
        broken.map(labels::sentence)
    });
    let send = move |()| {
        let (key, value) = (key.get_untracked().trim().to_owned(), value.get_untracked().trim().to_owned());
        bulk.run(ticked.get_untracked(), BulkChange::Tag { key, value });
        open.set(false);
    };
    view! {
        <Dialog id="bulk-tag" open title=Signal::derive(move || format!("Tag {}", secrets(ticked.with(Vec::len)))) footer=move || view! {
            <DialogClose dialog="bulk-tag"/>
            <Button id="bulk-tag-send" kind=ButtonKind::Primary disabled_reason=problem on_press=send>"Add tag"</Button>
        }>
            <TextField id="bulk-tag-key" name="key" label="Key" required=true max_length=limits::TAG bind_to=key/>
            <TextField id="bulk-tag-value" name="value" label="Value" max_length=limits::TAG bind_to=value hint="Replaces the value of secrets that already have this key."/>
        </Dialog>
    }
}

#[component]
fn UntagDialog(bulk: Bulk, ticked: Memo<Vec<SelectedSecret>>) -> impl IntoView {
    let (key, open) = (RwSignal::new(String::new()), RwSignal::new(false));
    let problem = Signal::derive(move || TagKey::new(key.get().trim()).err().map(labels::sentence));
    let send = move |()| {
        bulk.run(ticked.get_untracked(), BulkChange::Untag { key: key.get_untracked().trim().to_owned() });
        open.set(false);
    };
    view! {
        <Dialog id="bulk-untag" open title=Signal::derive(move || format!("Remove a tag from {}", secrets(ticked.with(Vec::len)))) footer=move || view! {
            <DialogClose dialog="bulk-untag"/>
            <Button id="bulk-untag-send" kind=ButtonKind::Primary disabled_reason=problem on_press=send>"Remove tag"</Button>
        }>
            <TextField id="bulk-untag-key" name="key" label="Key" required=true max_length=limits::TAG bind_to=key hint="Secrets without this tag are not changed."/>
        </Dialog>
    }
}

#[component]
fn DeleteDialog(bulk: Bulk, ticked: Memo<Vec<SelectedSecret>>) -> impl IntoView {
    let (days, typed, open) = (RwSignal::new("30".to_owned()), RwSignal::new(String::new()), RwSignal::new(false));
    let count = Signal::derive(move || ticked.with(Vec::len));
    let window = move || {
        days.get()
            .trim()
            .parse::<u32>()
            .ok()
            .filter(|days| (limits::RECOVERY_DAYS_MIN..=limits::RECOVERY_DAYS_MAX).contains(days))
    };
    let problem = Signal::derive(move || {
        if window().is_none() {
            return Some(format!(
                "The recovery window must be {} to {} days",
                limits::RECOVERY_DAYS_MIN,
                limits::RECOVERY_DAYS_MAX
            ));
        }
        (typed.get().trim() != count.get().to_string()).then(|| format!("Type {} to confirm", count.get()))
    });
    let send = move |()| {
        if let Some(days) = untrack(window) {
            bulk.run(ticked.get_untracked(), BulkChange::Delete { days });
        }
        typed.set(String::new());
        open.set(false);
    };
    view! {
        <Dialog id="bulk-delete" open title=Signal::derive(move || format!("Delete {}", secrets(count.get()))) footer=move || view! {
            <DialogClose dialog="bulk-delete"/>
            <Button id="bulk-delete-send" kind=ButtonKind::Danger disabled_reason=problem on_press=send>"Delete"</Button>
        }>
            <p class="text-ink-2">"Applications can no longer read them. You can restore each of them until the window ends."</p>
            <NumberField id="bulk-delete-days" name="days" label="Recovery window" bind_to=days min=7 max=30 unit="days" required=true/>
            {move || view! { <p class="text-ink-2">"To confirm, type the number of secrets: " <strong class="text-ink">{count.get()}</strong></p> }.into_any()}
            <TextField id="bulk-delete-count" name="count" label="Number of secrets" quiet_label=true required=true bind_to=typed/>
        </Dialog>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::secrets::frame::tests::assert_escaped;

    #[test]
    fn failures_are_listed_by_row() {
        let one = |name: &str, error: Option<&str>| {
            let secret = SelectedSecret { name: name.to_owned(), revision: 1 };
            BulkResult { secret, error: error.map(str::to_owned) }
        };
        let results = [one("a", None), one("<script>b", Some("Somebody <b> changed it.")), one("c", None)];
        let html = Owner::new().with(|| failed(&results).to_html());
        assert_escaped(&html);
        assert!(html.contains("2 done, 1 failed") && html.contains("changed it."), "{html}");
        let fine = Owner::new().with(|| failed(&results[..1]).to_html());
        assert!(!fine.contains("failed"));
    }

    #[test]
    fn result_is_a_sentence() {
        assert_eq!(sentence(Some(&BulkChange::Restore), 1), "Restored 1 secret");
        assert_eq!(sentence(Some(&BulkChange::Delete { days: 7 }), 18), "Scheduled deletion of 18 secrets");
    }
}
