//! Fields of the forms about targets: the managing account.

use super::{dto::TargetDetail, private_key::PrivateKeyField, words};
use crate::signing_key::SigningKeyField;
use leptos::prelude::*;
use strongroom_domain::{TargetKind, limits};
use strongroom_ui::{Card, PasswordField, TextField, use_hydrated};

/// The account that changes the others.
pub fn manager_card(kind: RwSignal<String>, before: Option<&TargetDetail>) -> AnyView {
    let hydrated = use_hydrated();
    let manager = before.and_then(|target| target.manager.clone());
    let needs = move || TargetKind::from_word(&kind.read()).filter(|_| hydrated.get()).map(words::manager_needs);
    let hint = match (&manager, before.is_some()) {
        (Some(_), _) => {
            "Never shown. Leave it empty to keep the present one. Enter it again if host, port, connection or account change."
        }
        (None, true) => "Never shown again.",
        (None, false) => "Encrypted when stored, and never shown again.",
    };
    let chosen = move || TargetKind::from_word(&kind.read()).filter(|_| hydrated.get());
    let key_id_field = move || {
        let hint = "RAM only. Its secret goes into the next field.";
        chosen().is_none_or(|kind| kind == TargetKind::Ram).then(|| {
            view! { <TextField id="target-key-id" name="manager[key_id]" label="AccessKey id" mono=true max_length=limits::ACCESS_KEY_ID hint/> }
        })
    };
    let private_key = RwSignal::new(String::new());
    let key_field = move || {
        let hint =
            "In the OpenSSH format, or RSA in PEM, without a passphrase. SSH hosts only, in place of a password.";
        chosen().is_none_or(|kind| kind == TargetKind::Ssh).then(|| {
            view! { <PrivateKeyField id="target-private-key" name="manager[private_key]" bind_to=private_key hint/> }
        })
    };
    let is_function = move || chosen() == Some(TargetKind::Function);
    let lead = move || match is_function() {
        true => None,
        false => Some(
            "Changes the credentials of the other accounts. Without one, each account changes its own, and a rotation cannot repair what someone else changed. ",
        ),
    };
    let name = StoredValue::new(manager.clone().unwrap_or_default());
    let name_field = move || {
        let label = if is_function() { "Name of the signing key" } else { "Account" };
        let value = name
            .with_value(|name| if name.is_empty() && is_function() { "strongroom".to_owned() } else { name.clone() });
        view! { <TextField id="target-account" name="manager[account]" label value mono=true max_length=limits::ACCOUNT_NAME/> }
    };
    let password_field = move || {
        let (id, name) = ("target-password", "manager[password]");
        let label = match chosen() {
            Some(TargetKind::Function) => {
                return view! { <SigningKeyField id name hint checked_by="the function"/> }.into_any();
            }
            Some(TargetKind::Ram) => "AccessKey secret",
            _ => "Password",
        };
        view! { <PasswordField id name label autocomplete="new-password" hint/> }.into_any()
    };
    let was =
        before.map(|_| view! { <input type="hidden" name="manager[was]" value=manager.clone().unwrap_or_default()/> });
    view! {
        <Card title="Managing account">
            <div class="flex flex-col gap-4">
                <p class="text-ink-2">{lead} {needs}</p>
                {was}
                <div class="grid gap-4 lg:grid-cols-2">
                    {name_field}
                    {key_id_field}
                    {password_field}
                </div>
                {key_field}
            </div>
        </Card>
    }
    .into_any()
}
