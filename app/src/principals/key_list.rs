//! The AccessKeys of one user.

use super::{
    calls::{DeactivateAccessKey, DeleteAccessKey, RestrictAccessKey, SwitchAccessKey},
    deactivation::Deactivation,
    dto::{AccessKeyLine, KeyUsed},
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure},
    current_user::may,
    paths,
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{
    Button, ButtonKind, ButtonSize, CopyButton, Dialog, Status, TextArea, TextLink, Time, TimeMode, Tone,
};

/// The AccessKeys with their states and actions.
#[component]
pub fn KeyList(
    /// Name of the user.
    user: String,
    /// The keys.
    keys: Vec<AccessKeyLine>,
    /// Whether to offer changes.
    editable: bool,
    /// Activates or deactivates a key.
    switch: FormAction<SwitchAccessKey>,
    /// Deactivates a key, for those who may do no more.
    deactivate: FormAction<DeactivateAccessKey>,
    /// Sets the networks that may use a key.
    restrict: FormAction<RestrictAccessKey>,
    /// Deletes a key.
    delete: FormAction<DeleteAccessKey>,
) -> impl IntoView {
    if keys.is_empty() {
        return view! { <p class="text-ink-3">"None. The API requires an AccessKey."</p> }.into_any();
    }
    let items = keys.into_iter().enumerate().map(|(at, key)| {
        let held = (!key.networks.is_empty()).then(|| {
            let words = format!("allowed networks: {}", key.networks);
            view! { <span class="break-all">{words}</span> }.into_any()
        });
        let trail = may(Action::LookupEvents).then(|| {
            let href = format!("{}?key={}&range=30d", paths::AUDIT, paths::escape(&key.id));
            view! { <TextLink href>"Audit events"</TextLink> }.into_any()
        });
        view! {
            <li class="flex flex-col gap-2 py-3 first:pt-0 last:pb-0">
                <div class="flex min-w-0 items-center gap-1.5">
                    <code class="min-w-0 break-all">{key.id.clone()}</code>
                    <CopyButton label="Copy AccessKey id" text=key.id.clone()/>
                </div>
                <div class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
                    <KeyState active=key.active/>
                    <span>"created " <Time at=key.created mode=TimeMode::Date/></span>
                    {last_use(&key)}
                    {held}
                    {trail}
                </div>
                {editable.then(|| changes(&user, &key, at, switch, delete))}
                {(!editable && key.active && may(Action::DeactivateAccessKey)).then(|| view! {
                    <div><Deactivation user=user.clone() id=key.id.clone() at action=deactivate/></div>
                }.into_any())}
                {editable.then(|| networks(&user, &key, at, restrict))}
            </li>
        }
    });
    view! { <ul class="flex flex-col divide-y divide-line">{items.collect_view()}</ul> }.into_any()
}

fn changes(
    user: &str,
    key: &AccessKeyLine,
    at: usize,
    switch: FormAction<SwitchAccessKey>,
    delete: FormAction<DeleteAccessKey>,
) -> AnyView {
    let dialog = format!("delete-key-{at}");
    let ids = || {
        view! {
            <input type="hidden" name="user" value=user.to_owned()/>
            <input type="hidden" name="id" value=key.id.clone()/>
        }
    };
    let (ids, same_ids, id) = (ids(), ids(), key.id.clone());
    let (word, next) = if key.active { ("Deactivate", "false") } else { ("Activate", "true") };
    let warning = if key.active {
        "This AccessKey is active. Requests signed with it will fail immediately, and deletion cannot be undone. Deactivate it first if you may need it again."
    } else {
        "This AccessKey is inactive. Deletion cannot be undone."
    };
    view! {
        <div class="flex flex-wrap gap-2">
            <SubmitForm action=switch>
                {ids}
                <input type="hidden" name="active" value=next/>
                <Button size=ButtonSize::Small submit=true pending=switch.pending()>{word}</Button>
            </SubmitForm>
            <Button size=ButtonSize::Small opens=networks_id(at)>"Networks"</Button>
            <Button size=ButtonSize::Small tone=Tone::Red opens=dialog.clone()>"Delete"</Button>
        </div>
        <Dialog id=dialog title="Delete this AccessKey?">
            <SubmitForm action=delete>
                <div class="flex flex-col gap-4">
                    <p><code class="break-all">{id}</code></p>
                    <p class="text-ink-2">{warning}</p>
                    <Failure errors=vec![failure(delete)]/>
                    {same_ids}
                    <div class="flex justify-end"><Button kind=ButtonKind::Danger submit=true pending=delete.pending()>"Delete AccessKey"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn last_use(key: &AccessKeyLine) -> AnyView {
    let Some(KeyUsed { at, address, action }) = key.used.clone() else {
        return view! { <span>"never used"</span> }.into_any();
    };
    let rest = address.map_or_else(|| format!(": {action}"), |address| format!(" from {address}: {action}"));
    view! { <span>"used " <Time at/> {rest}</span> }.into_any()
}

fn networks_id(at: usize) -> String {
    format!("networks-of-key-{at}")
}

/// The dialog for the networks that may use a key.
fn networks(user: &str, key: &AccessKeyLine, at: usize, action: FormAction<RestrictAccessKey>) -> AnyView {
    let (user, id, value) = (user.to_owned(), key.id.clone(), key.networks.replace(", ", "\n"));
    view! {
        <Dialog id=networks_id(at) title="Networks of this AccessKey">
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p class="text-ink-2">"Requests from other addresses are denied, even with the correct secret. Takes effect with the next request."</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="user" value=user/>
                    <input type="hidden" name="id" value=id/>
                    <TextArea id=format!("networks-{at}") name="networks" label="Addresses and networks" value rows=4 hint="One per line, such as 10.8.0.7 or 10.0.0.0/8. Leave empty to allow all. Behind a proxy, use the proxy's address."/>
                    <div class="flex justify-end"><Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Save networks"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

/// Active or inactive.
#[component]
fn KeyState(active: bool) -> impl IntoView {
    let (tone, word) = if active { (Tone::Accent, "Active") } else { (Tone::Neutral, "Inactive") };
    view! { <Status tone>{word}</Status> }
}
