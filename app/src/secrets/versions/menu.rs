//! The menu of a version.

use super::{
    actions::{DialogsOfRow, VersionActions},
    restore::dialog_id,
};
use crate::{
    client::SubmitForm,
    current_user::CurrentUser,
    labels, paths,
    secrets::{dto::Version, frame::allowed},
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{CopyButton, Glyph, Menu, MenuDivider, MenuItem, MenuLook};

/// The menu.
pub fn menu(
    name: &str,
    version: &Version,
    current: Option<&Version>,
    actions: VersionActions,
    opened: DialogsOfRow,
) -> AnyView {
    let is_current = version.is_current();
    let restore = match (is_current, actions.restores) {
        (true, _) => Some("This is the current version".to_owned()),
        _ if version.revoked.is_some() => Some("This version was revoked".to_owned()),
        (false, false) => Some("Your policies do not allow storing values of this secret".to_owned()),
        (false, true) => None,
    };
    let moving = match (version.revoked.is_some(), actions.moves) {
        (true, _) => Some("This version was revoked".to_owned()),
        (false, false) => Some("Your policies do not allow moving labels of this secret".to_owned()),
        (false, true) => None,
    };
    let compare = current.filter(|_| !is_current && allowed(Action::CompareSecretVersions)).map(|current| {
        let (older, newer) = if version.number < current.number { (version, current) } else { (current, version) };
        let href = paths::compare(name, &older.id, &newer.id);
        view! { <MenuItem label="Compare with current" glyph=Glyph::ArrowUpDown href/> }
    });
    let own = version.labels.iter().filter(|label| actions.moves && !label.is_service());
    let removals = own
        .map(|label| {
            let (name, label, from) = (name.to_owned(), labels::stage(label).to_owned(), version.id.clone());
            let words = format!("Remove label {label}");
            view! {
                <SubmitForm action=actions.label>
                    <input type="hidden" name="name" value=name/>
                    <input type="hidden" name="revision" value=actions.revision.to_string()/>
                    <input type="hidden" name="label" value=label/>
                    <input type="hidden" name="from" value=from/>
                    <MenuItem label=words glyph=Glyph::Close submit=true/>
                </SubmitForm>
            }
        })
        .collect_view();
    let revoke = actions.revokes.then(|| revoke_item(name, version, is_current, actions, opened));
    let (number, copied) = (version.number, version.id.clone());
    view! {
        <Menu label=format!("Actions for v{number}") look=MenuLook::Icon align_end=true>
            {actions.live.then(|| view! {
                <MenuItem label="Restore as new version…" glyph=Glyph::Restore opens=dialog_id(number) disabled_reason=restore on_press=move |()| opened.restore.set(true)/>
                <MenuItem label="Move a label here…" glyph=Glyph::Tag opens=format!("label-{number}") disabled_reason=moving on_press=move |()| opened.label.set(true)/>
            })}
            {revoke}
            {removals}
            {compare}
            <MenuDivider/>
            <CopyButton label="Copy version id" text=copied words=true/>
        </Menu>
    }
    .into_any()
}

/// Revoking asks first; it is taken back at once.
fn revoke_item(
    name: &str,
    version: &Version,
    is_current: bool,
    actions: VersionActions,
    opened: DialogsOfRow,
) -> AnyView {
    if version.revoked.is_none() {
        let reason = is_current.then(|| "Applications read this version. Store a new one first.".to_owned());
        let dialog = format!("revoke-{}", version.number);
        return view! { <MenuItem label="Revoke…" glyph=Glyph::Lock opens=dialog disabled_reason=reason on_press=move |()| opened.revoke.set(true)/> }
            .into_any();
    }
    let own =
        version.revoked.as_ref().zip(use_context::<CurrentUser>()).is_some_and(|((by, _), user)| *by == user.name);
    let reason = (!own && !allowed(Action::ReadRevokedVersion))
        .then(|| "Another user revoked it. Your policies do not allow reading revoked versions.".to_owned());
    let (name, id) = (name.to_owned(), version.id.clone());
    view! {
        <SubmitForm action=actions.revoke>
            <input type="hidden" name="name" value=name/>
            <input type="hidden" name="version" value=id/>
            <input type="hidden" name="revoked" value="false"/>
            <MenuItem label="Allow reading again" glyph=Glyph::Eye submit=true disabled_reason=reason/>
        </SubmitForm>
    }
    .into_any()
}
