//! The fields for the credential that a new secret's account has now.

use super::{credential::CredentialInput, input::PlanInput};
use crate::{
    secrets::{edit::TextValueFields, problems::Problems},
    targets::PrivateKeyField,
};
use leptos::prelude::*;
use strongroom_domain::{Field, Strategy, limits};
use strongroom_ui::{PasswordField, TextField, use_hydrated};

/// A password, an AccessKey, a private key or a value, by how the secret rotates. Without scripts that is not known, so all are there.
#[component]
pub(super) fn CredentialFields(
    /// How it rotates.
    input: PlanInput,
    /// What is entered here.
    credential: CredentialInput,
    /// The form's problems.
    problems: Problems,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let strategy = Memo::new(move |_| input.strategy().filter(|_| hydrated.get()));
    let shows = move |own: Strategy| strategy.get().is_none_or(|strategy| strategy == own);
    let key_id = move || {
        shows(Strategy::SecondKey).then(|| {
            let hint = "Only for users of RAM.";
            view! { <TextField id="current-key-id" name="key_id" label="AccessKey id" mono=true bind_to=credential.key_id max_length=limits::ACCESS_KEY_ID hint error=problems.of(Field::AccessKeyId)/> }
        })
    };
    let password = move || {
        let (label, hint) = match strategy.get() {
            Some(Strategy::KeyPair | Strategy::Function) => return None,
            Some(Strategy::SecondKey) => {
                ("AccessKey secret", "Applications read id and secret until the first rotation. Encrypted when stored.")
            }
            _ => (
                "Current password",
                "Of the account. Applications read it until the first rotation. Encrypted when stored.",
            ),
        };
        Some(
            view! { <PasswordField id="current-password" name="password" label required=true bind_to=credential.password autocomplete="off" hint error=problems.of(Field::Password)/> },
        )
    };
    let private_key = move || {
        shows(Strategy::KeyPair).then(|| {
            let hint = "Only for key pairs of SSH hosts. In the OpenSSH format, or RSA in PEM, without a passphrase. The public key follows from it. Applications read both until the first rotation. Encrypted when stored.";
            let required = hydrated.get();
            view! { <PrivateKeyField id="current-private-key" name="private_key" bind_to=credential.private_key required hint error=problems.of(Field::PrivateKey)/> }
        })
    };
    let value = move || {
        shows(Strategy::Function).then(|| {
            view! {
                <p class="text-ink-2">"The current value, which applications read until the first rotation. It is encrypted when stored. The function is told it together with the name of the secret."</p>
                <TextValueFields prefix="value" input=credential.value problems/>
            }
        })
    };
    view! { {key_id} {password} {private_key} {value} }
}
