//! Passkeys: which there are, adding, renaming and removing.

use super::{
    calls::{RemovePasskey, RenamePasskey},
    dto::Passkey,
    setup::Setup,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure},
    passkeys::PasskeyButton,
};
use leptos::prelude::*;
use strongroom_domain::limits;
use strongroom_ui::{Button, ButtonKind, ButtonSize, Card, Dialog, TextField, Time, TimeMode, Tone};

/// The card.
#[component]
pub fn PasskeysCard(
    /// Those there are, oldest first.
    passkeys: Vec<Passkey>,
    /// What is under way.
    setup: Setup,
    /// Calls one by another name.
    rename: FormAction<RenamePasskey>,
    /// Removes one.
    remove: FormAction<RemovePasskey>,
) -> impl IntoView {
    let full = passkeys.len() >= limits::PASSKEYS;
    let body = if passkeys.is_empty() {
        view! {
            <p class="text-ink-2">
                "None. A passkey signs you in with your fingerprint, face or PIN, without a password, and only on this console's own pages: nobody can talk you out of it."
            </p>
        }
        .into_any()
    } else {
        let last = passkeys.len() == 1;
        let lines = passkeys.into_iter().map(|passkey| line(passkey, last, rename, remove)).collect_view();
        view! { <ul aria-label="Passkeys">{lines}</ul> }.into_any()
    };
    let add = if full {
        view! { <p class="text-sm text-ink-3">"That is as many as there may be."</p> }.into_any()
    } else {
        adding(setup)
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
    let renaming = renaming(&id, &name, rename);
    let consequence = match last {
        true => {
            "If it is your last second factor, your password alone signs you in after that, and your recovery codes stop working. Your other sessions end."
        }
        false => {
            "It signs you in no longer. Your other sessions end. The device may still offer it; remove it there, too."
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
                {renaming}
                <Button size=ButtonSize::Small tone=Tone::Red opens=dialog.clone()>"Remove" <span class="sr-only">" " {whose}</span></Button>
            </span>
            <Dialog id=dialog title>
                <SubmitForm action=remove>
                    <div class="flex flex-col gap-4">
                        <p class="text-ink-2">{consequence}</p>
                        <Failure errors=vec![failure(remove)]/>
                        <input type="hidden" name="id" value=id/>
                        <div class="flex justify-end"><Button kind=ButtonKind::Danger submit=true pending=remove.pending()>"Remove it"</Button></div>
                    </div>
                </SubmitForm>
            </Dialog>
        </li>
    }
    .into_any()
}

/// The button and the dialog for another name.
fn renaming(id: &str, name: &str, rename: FormAction<RenamePasskey>) -> AnyView {
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

fn adding(setup: Setup) -> AnyView {
    let name = RwSignal::new(String::new());
    let press = move |()| setup.add_passkey(name);
    view! {
        <div class="flex max-w-96 flex-col gap-4">
            <Failure errors=vec![setup.passkey.error()]/>
            <TextField id="passkey-name" name="name" label="Name of the new one" bind_to=name hint="Such as the device that holds it." max_length=limits::PASSKEY_NAME/>
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
            let setup = Setup::new(RwSignal::new(0));
            view! { <PasskeysCard passkeys setup rename=FormAction::new() remove=FormAction::new()/> }.to_html()
        })
    }

    fn passkey(number: usize, name: &str) -> Passkey {
        Passkey { id: number.to_string(), name: name.to_owned(), created: 0, used: None }
    }

    #[test]
    fn the_card_says_what_they_are_for_and_waits_for_scripts() {
        let html = card(Vec::new());
        assert!(html.contains("without a password") && html.contains("Needs scripts"));
    }

    #[test]
    fn names_are_text_and_eight_are_enough() {
        let html = card((0..8).map(|number| passkey(number, "<b>phone</b>")).collect());
        assert!(
            !html.contains("<b>phone") && html.contains("as many as there may be") && !html.contains("add-passkey")
        );
        assert!(html.contains("not used yet") && html.contains("Rename the passkey &lt;b&gt;phone"), "{html}");
    }
}
