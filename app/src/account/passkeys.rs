//! Passkeys: list, add, rename, remove.

use super::{
    calls::{RemovePasskey, RenamePasskey},
    dto::Passkey,
    setup::FactorSetup,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure},
    passkeys::PasskeyButton,
};
use leptos::prelude::*;
use strongroom_domain::limits;
use strongroom_ui::{Button, ButtonKind, ButtonSize, Card, Dialog, TextField, Time, TimeMode, Tone};

/// The passkeys card.
#[component]
pub fn PasskeysCard(
    /// The user's passkeys, oldest first.
    passkeys: Vec<Passkey>,
    /// State of the setup.
    setup: FactorSetup,
    /// Renames one.
    rename: FormAction<RenamePasskey>,
    /// Removes one.
    remove: FormAction<RemovePasskey>,
) -> impl IntoView {
    let count = passkeys.len();
    let body = if passkeys.is_empty() {
        view! {
            <p class="text-ink-2">
                "You have no passkeys. A passkey signs you in with your fingerprint, face or PIN, without a password. It works only on this console, so a phishing page cannot use it."
            </p>
        }
        .into_any()
    } else {
        let last = passkeys.len() == 1;
        let lines = passkeys.into_iter().map(|passkey| line(passkey, last, rename, remove)).collect_view();
        view! { <ul aria-label="Passkeys">{lines}</ul> }.into_any()
    };
    let add = if count >= limits::PASSKEYS {
        let reached = format!("Limit reached ({count} of {} passkeys).", limits::PASSKEYS);
        view! { <p class="text-sm text-ink-3">{reached}</p> }.into_any()
    } else {
        add_form(setup)
    };
    view! {
        <Card title="Passkeys" id="passkeys">
            <div class="flex flex-col gap-4">{body} {add}</div>
        </Card>
    }
}

fn line(passkey: Passkey, last: bool, rename: FormAction<RenamePasskey>, remove: FormAction<RemovePasskey>) -> AnyView {
    let Passkey { id, name, created, used } = passkey;
    let (dialog, title) = (format!("remove-passkey-{id}"), format!("Remove the passkey {name}?"));
    let whose = name.clone();
    let rename = rename_button(&id, &name, rename);
    let consequence = match last {
        true => {
            "If this is your last second factor, you will sign in with only your password, and your recovery codes will stop working. Your other sessions will end."
        }
        false => {
            "You can no longer sign in with this passkey. Your other sessions will end. Your device may still offer it, so remove it there too."
        }
    };
    let used = match used {
        Some(at) => view! { "used " <Time at mode=TimeMode::Relative/> }.into_any(),
        None => "not used yet".into_any(),
    };
    view! {
        <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line py-2 first:pt-0 last:border-b-0">
            <span class="min-w-0">
                <span class="block break-words font-medium">{name}</span>
                <span class="text-sm text-ink-3">"Added " <Time at=created mode=TimeMode::Absolute/> ", " {used}</span>
            </span>
            <span class="flex flex-wrap gap-2">
                {rename}
                <Button size=ButtonSize::Small tone=Tone::Red opens=dialog.clone()>"Remove" <span class="sr-only">" " {whose}</span></Button>
            </span>
            <Dialog id=dialog title>
                <SubmitForm action=remove>
                    <div class="flex flex-col gap-4">
                        <p class="text-ink-2">{consequence}</p>
                        <Failure errors=vec![failure(remove)]/>
                        <input type="hidden" name="id" value=id/>
                        <div class="flex justify-end"><Button kind=ButtonKind::Danger submit=true pending=remove.pending()>"Remove passkey"</Button></div>
                    </div>
                </SubmitForm>
            </Dialog>
        </li>
    }
    .into_any()
}

/// The button that opens the rename dialog, and the dialog.
fn rename_button(id: &str, name: &str, rename: FormAction<RenamePasskey>) -> AnyView {
    let (id, name, dialog, field) =
        (id.to_owned(), name.to_owned(), format!("rename-passkey-{id}"), format!("passkey-name-{id}"));
    let (whose, title) = (name.clone(), format!("Rename the passkey {name}"));
    view! {
        <Button size=ButtonSize::Small opens=dialog.clone()>"Rename" <span class="sr-only">" " {whose}</span></Button>
        <Dialog id=dialog title>
            <SubmitForm action=rename>
                <div class="flex flex-col gap-4">
                    <Failure errors=vec![failure(rename)]/>
                    <input type="hidden" name="id" value=id/>
                    <TextField id=field name="name" label="Name" value=name required=true max_length=limits::PASSKEY_NAME/>
                    <div class="flex justify-end"><Button kind=ButtonKind::Primary submit=true pending=rename.pending()>"Save"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn add_form(setup: FactorSetup) -> AnyView {
    let name = RwSignal::new(String::new());
    let press = move |()| setup.add_passkey(name);
    view! {
        <div class="flex max-w-96 flex-col gap-4">
            <Failure errors=vec![setup.passkey.error()]/>
            <TextField id="passkey-name" name="name" label="Passkey name" bind_to=name hint="For example, the device that stores it." max_length=limits::PASSKEY_NAME/>
            <div><PasskeyButton id="add-passkey" label="Add a passkey" kind=ButtonKind::Primary prompt=setup.passkey on_press=press/></div>
        </div>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn card(passkeys: Vec<Passkey>) -> String {
        Owner::new().with(|| {
            let setup = FactorSetup::new(RwSignal::new(0));
            view! { <PasskeysCard passkeys setup rename=FormAction::new() remove=FormAction::new()/> }.to_html()
        })
    }

    fn passkey(number: usize, name: &str) -> Passkey {
        Passkey { id: number.to_string(), name: name.to_owned(), created: 0, used: None }
    }

    #[test]
    fn empty_card_explains_passkeys_and_disables_add_without_scripts() {
        let html = card(Vec::new());
        assert!(html.contains("without a password") && html.contains("Requires JavaScript"));
    }

    #[test]
    fn names_are_escaped_and_the_limit_hides_the_add_form() {
        let html = card((0..8).map(|number| passkey(number, "<b>phone</b>")).collect());
        assert!(
            !html.contains("<b>phone")
                && html.contains("Limit reached (8 of 8 passkeys)")
                && !html.contains("add-passkey")
        );
        assert!(html.contains("not used yet") && html.contains("Rename the passkey &lt;b&gt;phone"), "{html}");
    }
}
