//! Moves a label to another version, with undo.

use super::calls::MoveLabel;
use crate::{
    client::{FormAction, SubmitForm, call_confirmed, failure, lasting, on_success},
    labels::{self, parse_stage},
    secrets::{consequences::Consequences, dto::Version, frame::Reload, problems::ActionError},
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeSet;
use strongroom_domain::{Stage, limits};
use strongroom_ui::{Button, ButtonKind, Choice, Dialog, Select, TextField, Toast, use_toasts};

/// The dialog that moves a label to a version.
#[component]
pub fn MoveLabelDialog(
    /// The secret.
    name: String,
    /// Its revision, as this page shows it.
    revision: u64,
    /// The version that gets it.
    version: Version,
    /// All versions.
    versions: Vec<Version>,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// The action that moves it.
    action: FormAction<MoveLabel>,
) -> impl IntoView {
    let (number, secret, after) = (version.number, name.clone(), version.id.clone());
    let choices = movable(&versions)
        .into_iter()
        .filter(|label| !version.has(label))
        .map(|label| {
            let holder = versions.iter().find(|one| one.has(&label));
            let label = labels::stage(&label).to_owned();
            let words = holder.map(|one| format!("{label} (now on v{})", one.number));
            Choice::new(label.clone(), words.unwrap_or(label))
        })
        .chain([Choice::new("", "A new label…")])
        .collect::<Vec<_>>();
    let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
    let label = RwSignal::new(first);
    // The version that whoever asks for this label reads now.
    let before = Signal::derive(move || {
        let stage = label.with(|label| parse_stage(label).ok());
        let holder = stage.and_then(|stage| versions.iter().find(|one| one.has(&stage)));
        holder.map(|holder| holder.id.clone()).unwrap_or_default()
    });
    view! {
        <Dialog id=format!("label-{number}") title=format!("Move a label to v{number}") on_close=move |()| open.set(false)>
            <SubmitForm action failed="The label was not moved" attr:class="flex flex-col gap-4">
                <ActionError error=failure(action) title="The label was not moved"/>
                <input type="hidden" name="name" value=name/>
                <input type="hidden" name="revision" value=revision.to_string()/>
                <input type="hidden" name="to" value=version.id/>
                <Select id=format!("label-{number}-which") name="label" label="Label" choices bind_to=label required=false hint="Moving ACSCurrent changes what applications read immediately. The version that loses it becomes ACSPrevious."/>
                <TextField id=format!("label-{number}-new") name="new_label" label="New label" mono=true max_length=limits::VERSION_ID hint="Used only if no label above is selected. Letters, digits and _ / + = . - @; must not start with ACS."/>
                <Consequences name=secret before after open/>
                <div class="flex justify-end"><Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Move label"</Button></div>
            </SubmitForm>
        </Dialog>
    }
}

/// Labels that can be moved: the two reserved ones and those in use.
fn movable(versions: &[Version]) -> BTreeSet<Stage> {
    let used = versions.iter().flat_map(|version| version.labels.iter().cloned());
    used.filter(|label| *label != Stage::Pending).chain([Stage::Current, Stage::Previous]).collect()
}

/// Confirms a move and offers to undo it.
pub fn label_done(action: FormAction<MoveLabel>, versions: &[Version]) {
    let (reload, toasts) = (Reload::here(), use_toasts());
    let versions = versions.to_vec();
    on_success(action, move |moved| {
        toasts.push(undo_with(Toast::new(sentence(&versions, &moved)), undo(&versions, &moved), reload));
        reload.now();
    });
}

fn label_of(sent: &MoveLabel) -> &str {
    if sent.label.trim().is_empty() { sent.new_label.trim() } else { sent.label.trim() }
}

fn sentence(versions: &[Version], sent: &MoveLabel) -> String {
    let label = label_of(sent);
    match versions.iter().find(|version| version.id == sent.to) {
        Some(version) => format!("{label} moved to v{}", version.number),
        None => format!("Label {label} removed"),
    }
}

/// The moves that restore the labels of `versions` before `sent`. Each move expects the revision after the previous one, so a
/// concurrent change is never undone.
fn undo(versions: &[Version], sent: &MoveLabel) -> Vec<MoveLabel> {
    let label = label_of(sent);
    let stage = parse_stage(label).ok();
    let holder = |label: &Stage| versions.iter().find(|version| version.has(label)).map(|version| version.id.clone());
    let step = |nth: u64, label: &str, to: String, from: String| MoveLabel {
        name: sent.name.clone(),
        revision: sent.revision + nth,
        label: label.to_owned(),
        new_label: String::new(),
        to,
        from,
    };
    let mut steps = match stage.as_ref().and_then(holder) {
        Some(before) => vec![step(1, label, before, String::new())],
        None => vec![step(1, label, String::new(), sent.to.clone())],
    };
    // Moving ACSCurrent also moves ACSPrevious, to the version that loses ACSCurrent. So ACSPrevious is moved back separately.
    if stage == Some(Stage::Current)
        && let Some(previous) = holder(&Stage::Previous).filter(|previous| *previous != sent.to)
    {
        steps.push(step(2, labels::stage(&Stage::Previous), previous, String::new()));
    }
    steps
}

/// Adds an undo by those moves to a toast.
pub fn undo_with(toast: Toast, steps: Vec<MoveLabel>, reload: Reload) -> Toast {
    let toasts = use_toasts();
    toast.undo(lasting(move || {
        let steps = steps.clone();
        spawn_local(async move {
            for step in steps {
                if let Err(error) = call_confirmed(step).await {
                    toasts.fail(format!("Could not undo: {}", error.message));
                    break;
                }
            }
            reload.now();
        });
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use strongroom_domain::{LabelMap, VersionId};

    fn versions(map: &LabelMap, ids: &[&str]) -> Vec<Version> {
        let one = |(at, id): (usize, &&str)| Version {
            id: (*id).to_owned(),
            number: at as u64 + 1,
            binary: false,
            labels: VersionId::new(id).map(|id| map.of(&id).into_iter().cloned().collect()).unwrap_or_default(),
            creator: String::new(),
            created: 0,
            key: (String::new(), 1),
            revoked: None,
        };
        ids.iter().enumerate().map(one).collect()
    }

    fn apply(map: &mut LabelMap, sent: &MoveLabel) {
        let id = |text: &str| VersionId::new(text).ok();
        let stage = parse_stage(label_of(sent)).ok();
        let done = stage.map(|stage| map.update(&stage, id(&sent.to).as_ref(), id(&sent.from).as_ref()));
        assert_eq!(done, Some(Ok(())));
    }

    fn sent(label: &str, to: &str, from: &str) -> MoveLabel {
        MoveLabel {
            name: "s".into(),
            revision: 3,
            label: label.into(),
            new_label: String::new(),
            to: to.into(),
            from: from.into(),
        }
    }

    #[test]
    fn undo_restores_the_labels() {
        let mut before = LabelMap::default();
        for (label, to) in [("ACSCurrent", "b"), ("ACSCurrent", "c"), ("blue", "a")] {
            apply(&mut before, &sent(label, to, ""));
        }
        for step in [
            sent("ACSCurrent", "b", ""),
            sent("ACSCurrent", "a", ""),
            sent("ACSPrevious", "a", ""),
            sent("blue", "c", ""),
            sent("green", "a", ""),
            sent("blue", "", "a"),
        ] {
            let mut map = before.clone();
            let seen = versions(&map, &["a", "b", "c"]);
            apply(&mut map, &step);
            for (revision, back) in (4..).zip(undo(&seen, &step)) {
                assert_eq!(back.revision, revision);
                apply(&mut map, &back);
            }
            assert_eq!(map, before, "{} to {:?}", step.label, step.to);
        }
    }

    #[test]
    fn toast_names_the_version() {
        let map = LabelMap::default();
        let seen = versions(&map, &["a", "b"]);
        assert_eq!(sentence(&seen, &sent("blue", "b", "")), "blue moved to v2");
        assert_eq!(sentence(&seen, &sent("blue", "", "b")), "Label blue removed");
        let new = MoveLabel { new_label: " green ".into(), ..sent("", "a", "") };
        assert_eq!(sentence(&seen, &new), "green moved to v1");
    }
}
