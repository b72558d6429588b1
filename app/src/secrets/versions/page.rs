//! All versions of a secret, with the actions for each.

use super::{
    actions::{DialogsOfRow, VersionActions},
    calls::{MoveLabel, SecretVersions},
    dto::VersionHistory,
    menu::menu,
    move_label::{MoveLabelDialog, label_done, undo_with},
    recent::Labels,
    restore::RestoreDialog,
    revoke::{RevokeDialog, revoke_done},
};
use crate::{
    client::{FormAction, failure, on_success, resource},
    labels,
    paths::{self, SecretRoute},
    secrets::{
        dto::Version,
        frame::{Reload, SecretFrame, allowed, bind_keys, by_name, loaded, may_change, provide_rights},
        problems::ActionError,
        put::Saved,
    },
};
use leptos::prelude::*;
use strongroom_domain::{Action, Stage};
use strongroom_ui::{
    BulkBar, Button, ButtonKind, Cell, Checkbox, Column, Glyph, Row, Status, Table, TableBody, TableHead, Time, Toast,
    Tone, use_hydrated, use_toasts,
};

/// The versions.
#[component]
pub fn VersionsPage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        bind_keys(&name);
        let data = resource(move || {
            reload.track();
            SecretVersions { name: name.clone() }
        });
        loaded(data, |data| view! { <VersionTable data/> }.into_any())
    })
}

#[component]
fn VersionTable(data: VersionHistory) -> impl IntoView {
    let VersionHistory { facts, versions } = data;
    provide_rights(&facts.may);
    let name = facts.name.clone();
    let live = facts.delete_at.is_none();
    let actions = VersionActions {
        restore: FormAction::new(),
        label: FormAction::new(),
        revoke: FormAction::new(),
        live,
        restores: live && may_change() && allowed(Action::GetSecretValue),
        moves: live && allowed(Action::UpdateSecretVersionStage),
        revokes: live && !facts.kind.is_managed() && allowed(Action::RevokeSecretVersion),
        revision: facts.revision,
    };
    restore_done(actions, &name, &versions);
    label_done(actions.label, &versions);
    revoke_done(actions.revoke, &versions);
    let ticks: Vec<(String, RwSignal<bool>)> =
        versions.iter().map(|one| (one.id.clone(), RwSignal::new(false))).collect();
    let current = versions.iter().find(|version| version.is_current()).cloned();
    let opened: Vec<_> = versions.iter().map(|_| DialogsOfRow::closed()).collect();
    let rows = versions
        .iter()
        .zip(ticks.iter().zip(&opened))
        .map(|(version, ((_, tick), opened))| row(&name, version, *tick, current.as_ref(), actions, *opened))
        .collect_view();
    let moves = actions.moves.then(|| {
        let dialog = |(version, opened): (&Version, &DialogsOfRow)| view! { <MoveLabelDialog name=name.clone() revision=actions.revision version=version.clone() versions=versions.clone() open=opened.label action=actions.label/> };
        versions.iter().zip(&opened).map(dialog).collect_view()
    });
    let restores = current.clone().filter(|_| actions.restores).map(|current| {
        let others = versions.iter().zip(&opened).filter(|(version, _)| version.id != current.id);
        let dialog = |(version, opened): (&Version, &DialogsOfRow)| view! { <RestoreDialog name=name.clone() revision=actions.revision version=version.clone() current=current.clone() open=opened.restore action=actions.restore/> };
        others.map(dialog).collect_view()
    });
    let revokes = current.clone().filter(|_| actions.revokes).map(|current| {
        let others = versions.iter().zip(&opened).filter(|(version, _)| version.id != current.id);
        let dialog = |(version, opened): (&Version, &DialogsOfRow)| view! { <RevokeDialog name=name.clone() version=version.clone() current=current.id.clone() open=opened.revoke action=actions.revoke/> };
        others.map(dialog).collect_view()
    });
    let only = (versions.len() == 1).then(|| {
        view! { <p class="text-ink-3">"There is one version. Each edit adds another. Up to ten are kept; versions without a label are removed first."</p> }
    });
    view! {
        <SecretFrame page=SecretRoute::Versions facts>
            <ActionError error=failure(actions.restore) title="Not restored"/>
            <ActionError error=failure(actions.label) title="The label was not moved"/>
            <ActionError error=failure(actions.revoke) title="Not changed"/>
            <Table label="Versions, newest first" framed=true>
                <TableHead>
                    <Column label="Select" quiet=true/>
                    <Column label="Version"/>
                    <Column label="Labels"/>
                    <Column label="By"/>
                    <Column label="When"/>
                    <Column label="Type"/>
                    <Column label="Encrypted with"/>
                    <Column label="Actions" quiet=true/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
            {only}
            {moves}
            {restores}
            {revokes}
            <CompareBar name ticks/>
        </SecretFrame>
    }
}

/// Compares the two selected versions, the older on the left.
#[component]
fn CompareBar(name: String, ticks: Vec<(String, RwSignal<bool>)>) -> impl IntoView {
    let ticks = StoredValue::new(ticks);
    let ticked = Memo::new(move |_| {
        ticks.with_value(|ticks| {
            ticks.iter().filter(|(_, tick)| tick.get()).map(|(id, _)| id.clone()).collect::<Vec<_>>()
        })
    });
    let clear = move |()| ticks.with_value(|ticks| ticks.iter().for_each(|(_, tick)| tick.set(false)));
    view! {
        <BulkBar count=Signal::derive(move || ticked.with(Vec::len) as u64) on_clear=Callback::new(clear)>
            {
                let name = name.clone();
                move || match ticked.get().as_slice() {
                    [newer, older] => view! { <Button kind=ButtonKind::Quiet icon=Glyph::ArrowUpDown href=paths::compare(&name, older, newer)>"Compare"</Button> }.into_any(),
                    _ => view! { <Button id="compare-two" kind=ButtonKind::Quiet icon=Glyph::ArrowUpDown disabled_reason="Select exactly two versions">"Compare"</Button> }.into_any(),
                }
            }
        </BulkBar>
    }
}

fn row(
    name: &str,
    version: &Version,
    tick: RwSignal<bool>,
    current: Option<&Version>,
    actions: VersionActions,
    opened: DialogsOfRow,
) -> AnyView {
    let hydrated = use_hydrated();
    let short: String = version.id.chars().take(13).collect();
    let key: String = version.key.0.chars().take(8).collect();
    let menu = menu(name, version, current, actions, opened);
    let Version { id, number, binary, labels, creator, created, key: (key_id, key_version), revoked } = version.clone();
    let revoked = revoked.map(|(by, at)| {
        view! { <span class="flex flex-wrap items-center gap-x-2"><Status tone=Tone::Red>"Revoked"</Status> <span class="text-sm text-ink-2"><Time at/> " by " {by}</span></span> }
    });
    view! {
        <Row selected=tick>
            <Cell>
                <fieldset disabled=move || !hydrated.get()>
                    <Checkbox id=format!("tick-{number}") name="tick" label=format!("Select v{number}") quiet_label=true bind_to=tick/>
                </fieldset>
            </Cell>
            <Cell lead=true>
                <span class="flex flex-wrap items-center gap-x-2.5">
                    <span class="font-semibold" data-numbers="">{format!("v{number}")}</span>
                    <code class="text-ink-3" title=id>{short}</code>
                </span>
            </Cell>
            <Cell label="Labels"><span class="flex flex-col items-start gap-1"><Labels labels/> {revoked}</span></Cell>
            <Cell label="By">{creator}</Cell>
            <Cell label="When"><Time at=created/></Cell>
            <Cell label="Type">{if binary { "bytes" } else { "text" }}</Cell>
            <Cell label="Encrypted with"><code title=key_id>{format!("{key} v{key_version}")}</code></Cell>
            <Cell align=strongroom_ui::Align::End>{menu}</Cell>
        </Row>
    }
    .into_any()
}

/// Confirms which version is current and offers to undo the change.
fn restore_done(actions: VersionActions, name: &str, versions: &[Version]) {
    let (reload, toasts) = (Reload::here(), use_toasts());
    let current = versions.iter().find(|version| version.is_current()).map(|version| version.id.clone());
    let name = name.to_owned();
    on_success(actions.restore, move |saved: Saved| {
        let toast = Toast::new(format!("v{} is now the current version", saved.number));
        toasts.push(match current.clone() {
            Some(current) => {
                let back = MoveLabel {
                    name: name.clone(),
                    revision: actions.revision + 1,
                    label: labels::stage(&Stage::Current).to_owned(),
                    new_label: String::new(),
                    to: current,
                    from: String::new(),
                };
                undo_with(toast, vec![back], reload)
            }
            None => toast,
        });
        reload.now();
    });
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::secrets::frame::tests::{assert_escaped, hostile};

    fn version(number: u64, labels: &[Stage]) -> Version {
        Version {
            id: format!("\"><script>{number}"),
            number,
            binary: number.is_multiple_of(2),
            labels: labels.to_vec(),
            creator: "<b>m".to_owned(),
            created: 0,
            key: ("<i>".to_owned(), 2),
            revoked: (number == 39).then(|| ("<u>m".to_owned(), 0)),
        }
    }

    fn table(deleting: Option<i64>) -> String {
        Owner::new().with(|| {
            leptos_meta::provide_meta_context();
            let facts = crate::secrets::dto::SecretDetails { delete_at: deleting, ..hostile() };
            let blue = labels::parse_stage("blue").unwrap();
            let versions =
                vec![version(41, &[Stage::Current]), version(40, &[Stage::Previous, blue]), version(39, &[])];
            view! { <VersionTable data=VersionHistory { facts, versions }/> }.to_html()
        })
    }

    #[test]
    fn hostile_versions_are_escaped() {
        let html = table(None);
        assert_escaped(&html);
        assert!(html.contains("ACSCurrent") && html.contains("no label") && html.contains("Remove label"));
    }

    #[test]
    fn current_version_and_deleted_secrets_cannot_be_restored() {
        let html = table(None);
        assert_eq!(html.matches("This is the current version").count(), 1, "{html}");
        assert!(!table(Some(1)).contains("Restore as new version"));
    }
}
