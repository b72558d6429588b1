//! What a sealed server shows, and how it is opened.

use super::{
    calls::{SealState, Unseal},
    dto::Seal,
};
use crate::{
    client::{ErrorView, FormAction, SubmitForm, load_page, resource},
    paths,
    session::Centred,
};
use leptos::prelude::*;
use strongroom_ui::{Banner, Button, ButtonKind, ButtonSize, PageTitle, PasswordField, Skeleton, Tone};

/// Explains the seal and takes the passphrase.
#[component]
pub fn SealedPage() -> impl IntoView {
    let state = resource(|| SealState {});
    view! {
        <PageTitle text="Sealed"/>
        <Suspense fallback=|| view! { <Skeleton lines=4/> }>
            {move || Suspend::new(async move {
                match state.await {
                    Ok(seal) => content(seal),
                    Err(error) => view! { <Centred title="The seal" detail="Its state is not known."><ErrorView error/></Centred> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn content(seal: Seal) -> AnyView {
    const SEALED: &str = "This server is sealed";
    match seal {
        Seal { sealed: false, .. } => view! {
            <Centred title="This server is open" detail="Its root key is in memory, and it serves.">
                <div class="flex flex-col"><Button kind=ButtonKind::Primary size=ButtonSize::Large href=paths::SIGN_IN>"Sign in"</Button></div>
            </Centred>
        }
        .into_any(),
        Seal { by_passphrase: false, .. } => view! {
            <Centred title=SEALED detail="Its root key is not in memory.">
                <p class="text-ink-2">"No passphrase can be entered here. See the server's log for what keeps it from opening its keys."</p>
            </Centred>
        }
        .into_any(),
        Seal { by_passphrase: true, .. } => view! {
            <Centred title=SEALED detail="Its root key is protected by a passphrase and is not in memory."><UnsealForm/></Centred>
        }
        .into_any(),
    }
}

/// The passphrase. It is sent once and kept nowhere.
#[component]
fn UnsealForm() -> impl IntoView {
    let action = FormAction::<Unseal>::new();
    Effect::new(move || {
        if matches!(action.outcome(), Some(Ok(()))) {
            load_page(paths::SIGN_IN);
        }
    });
    let failed = move || match action.outcome() {
        Some(Err(error)) if !action.pending().get() => {
            Some(view! { <Banner tone=Tone::Red title="Still sealed">{error.message}</Banner> })
        }
        _ => None,
    };
    view! {
        <SubmitForm action>
            <div class="flex flex-col gap-4">
                <p class="text-ink-2">
                    "Until it is unsealed the API answers 503 and nothing can be read or changed. Secrets are safe where they are."
                </p>
                {failed}
                <PasswordField
                    id="passphrase"
                    name="passphrase"
                    label="Passphrase"
                    hint="Set when this installation was made. It cannot be recovered."
                    autocomplete="current-password"
                    required=true
                    autofocus=true
                />
                <Button id="unseal" kind=ButtonKind::Primary size=ButtonSize::Large submit=true pending=action.pending()>
                    {move || if action.pending().get() { "Opening the keys…" } else { "Unseal" }}
                </Button>
                <p role="status" class="text-center text-sm text-ink-3">
                    {move || if action.pending().get() { "Deriving the key takes some seconds on purpose." } else { "The attempt is recorded in the audit trail." }}
                </p>
            </div>
        </SubmitForm>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn shown(sealed: bool, by_passphrase: bool) -> String {
        Owner::new().with(|| content(Seal { sealed, by_passphrase }).to_html())
    }

    #[test]
    fn each_state_has_its_way_on() {
        assert!(shown(false, true).contains("href=\"/sign-in\""));
        assert!(shown(true, false).contains("server's log") || shown(true, false).contains("server&#x27;s log"));
        let form = shown(true, true);
        assert!(
            form.contains("method=\"post\"")
                && form.contains("type=\"password\"")
                && form.contains("name=\"passphrase\"")
        );
    }
}
