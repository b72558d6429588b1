//! The page of a sealed server, with the form that unseals it.

use super::{
    calls::{SealState, Unseal},
    dto::SealStatus,
};
use crate::{
    client::{ErrorView, FormAction, SubmitForm, load_page, resource},
    paths,
    session::Centred,
};
use leptos::prelude::*;
use strongroom_ui::{Banner, Button, ButtonKind, ButtonSize, PageTitle, PasswordField, Skeleton, Tone};

/// Shows whether the server is sealed, and unseals it with a passphrase.
#[component]
pub fn SealedPage() -> impl IntoView {
    let state = resource(|| SealState {});
    view! {
        <PageTitle text="Sealed"/>
        <Suspense fallback=|| view! { <Skeleton lines=4/> }>
            {move || Suspend::new(async move {
                match state.await {
                    Ok(status) => content(status),
                    Err(error) => view! { <Centred title="Server status" detail="Whether the server is sealed could not be determined."><ErrorView error/></Centred> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn content(status: SealStatus) -> AnyView {
    const SEALED: &str = "This server is sealed";
    match status {
        SealStatus { sealed: false, .. } => view! {
            <Centred title="This server is unsealed" detail="Its root key is in memory. You can sign in.">
                <div class="flex flex-col"><Button kind=ButtonKind::Primary size=ButtonSize::Large href=paths::SIGN_IN>"Sign in"</Button></div>
            </Centred>
        }
        .into_any(),
        SealStatus { by_passphrase: false, .. } => view! {
            <Centred title=SEALED detail="Its root key is not in memory.">
                <p class="text-ink-2">"This server does not use a passphrase. See the server's log for why its root key could not be loaded."</p>
            </Centred>
        }
        .into_any(),
        SealStatus { by_passphrase: true, .. } => view! {
            <Centred title=SEALED detail="Its root key is protected by a passphrase and is not in memory."><UnsealForm/></Centred>
        }
        .into_any(),
    }
}

/// The passphrase form. The passphrase is sent once and stored nowhere.
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
        <SubmitForm action disposable=true>
            <div class="flex flex-col gap-4">
                <p class="text-ink-2">
                    "Until it is unsealed, the API responds with 503 and no secret can be read or changed. Stored secrets stay encrypted."
                </p>
                {failed}
                <PasswordField
                    id="passphrase"
                    name="passphrase"
                    label="Passphrase"
                    hint="Chosen when this installation was created. It cannot be recovered."
                    autocomplete="current-password"
                    required=true
                    autofocus=true
                />
                <Button id="unseal" kind=ButtonKind::Primary size=ButtonSize::Large submit=true pending=action.pending()>
                    {move || if action.pending().get() { "Unsealing…" } else { "Unseal" }}
                </Button>
                <p role="status" class="text-center text-sm text-ink-3">
                    {move || if action.pending().get() { "Deriving the key takes a few seconds by design." } else { "Each attempt is recorded in the audit trail." }}
                </p>
            </div>
        </SubmitForm>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn shown(sealed: bool, by_passphrase: bool) -> String {
        Owner::new().with(|| content(SealStatus { sealed, by_passphrase }).to_html())
    }

    #[test]
    fn every_seal_status_offers_a_next_step() {
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
