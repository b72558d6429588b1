//! The authenticator app (not set up, being set up, or set up) and the recovery codes.

use super::{
    calls::RemoveFactor,
    dto::{Factors, NewFactor, Qr},
    setup::FactorSetup,
};
use crate::client::{Failure, FormAction, SubmitForm, failure};
use leptos::prelude::*;
use strongroom_domain::limits;
use strongroom_ui::{
    Banner, Button, ButtonKind, ButtonSize, Card, CopyButton, DescriptionList, Dialog, Fact, Status, TextField, Time,
    TimeMode, Tone, use_hydrated,
};

/// The card warns when this many recovery codes or fewer are left.
const FEW: usize = 3;

/// The authenticator app's card.
#[component]
pub fn FactorCard(
    /// The second factors, if there are any.
    factors: Option<Factors>,
    /// State of the setup.
    setup: FactorSetup,
    /// Removes the app.
    remove: FormAction<RemoveFactor>,
) -> impl IntoView {
    view! {
        <Card title="Authenticator app" id="second-factor">
            {move || match (setup.new.get(), &factors) {
                (Some(new), _) => enrolment(new, setup),
                (None, Some(factors)) if factors.app => enrolled(factors, remove),
                (None, _) => not_enrolled(setup),
            }}
        </Card>
    }
}

/// Why a button is disabled until scripts run.
fn requires_javascript() -> Signal<Option<String>> {
    let hydrated = use_hydrated();
    Signal::derive(move || {
        (!hydrated.get()).then(|| "Requires JavaScript, because the secret is shown only once".to_owned())
    })
}

fn not_enrolled(setup: FactorSetup) -> AnyView {
    let reason = requires_javascript();
    view! {
        <div class="flex flex-col gap-4">
            <p class="text-ink-2">
                "Not set up. With an authenticator app, signing in requires your password and a code from your phone."
            </p>
            <Failure errors=vec![setup.error.into()]/>
            <div><Button id="set-up-factor" kind=ButtonKind::Primary disabled_reason=reason pending=setup.pending on_press=move |()| setup.begin()>"Set up"</Button></div>
        </div>
    }
    .into_any()
}

fn enrolment(new: NewFactor, setup: FactorSetup) -> AnyView {
    let code = RwSignal::new(String::new());
    let reason = requires_javascript();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        setup.confirm(code.get_untracked());
        code.set(String::new());
    };
    let NewFactor { secret, qr, .. } = new;
    let groups = secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    view! {
        <div class="flex flex-col gap-4">
            <p class="text-ink-2">"Scan the QR code with your authenticator app, or enter the secret in the app. Then enter the code that the app shows."</p>
            <QrCode qr/>
            <DescriptionList>
                <Fact term="Secret">
                    <span class="flex min-w-0 items-center gap-1.5">
                        <code id="factor-secret" class="min-w-0 break-all">{groups}</code>
                        <CopyButton label="Copy the secret" text=secret secret=true/>
                    </span>
                </Fact>
            </DescriptionList>
            <form method="post" on:submit=submit>
                <div class="flex max-w-96 flex-col gap-4">
                    <Failure errors=vec![setup.error.into()]/>
                    <TextField id="first-code" name="code" label="Code" bind_to=code autocomplete="one-time-code" required=true mono=true max_length=limits::CODE/>
                    <div><Button id="confirm-factor" kind=ButtonKind::Primary submit=true disabled_reason=reason pending=setup.pending>"Confirm"</Button></div>
                </div>
            </form>
            <div><Button size=ButtonSize::Small kind=ButtonKind::Quiet on_press=move |()| setup.cancel()>"Cancel"</Button></div>
        </div>
    }
    .into_any()
}

fn enrolled(factors: &Factors, remove: FormAction<RemoveFactor>) -> AnyView {
    let since = factors.since;
    let since = factors
        .passkeys
        .is_empty()
        .then(|| view! { <Fact term="Added"><Time at=since mode=TimeMode::Absolute/></Fact> }.into_any());
    let consequence = if factors.passkeys.is_empty() {
        "You will sign in with only your password, and your recovery codes will stop working. Your other sessions will end."
    } else {
        "Your passkeys and recovery codes will still work. Your other sessions will end."
    };
    view! {
        <div class="flex flex-col gap-4">
            <DescriptionList>
                <Fact term="Authenticator app"><Status tone=Tone::Accent>"Set up"</Status></Fact>
                {since}
            </DescriptionList>
            <div><Button size=ButtonSize::Small tone=Tone::Red opens="remove-factor">"Remove"</Button></div>
            <Dialog id="remove-factor" title="Remove the authenticator app?">
                <SubmitForm action=remove>
                    <div class="flex flex-col gap-4">
                        <p class="text-ink-2">{consequence}</p>
                        <Failure errors=vec![failure(remove)]/>
                        <div class="flex justify-end"><Button id="remove-factor-now" kind=ButtonKind::Danger submit=true pending=remove.pending()>"Remove"</Button></div>
                    </div>
                </SubmitForm>
            </Dialog>
        </div>
    }
    .into_any()
}

/// The number of unused recovery codes, shown when a second factor is set up.
#[component]
pub fn RecoveryCard(
    /// Number of unused codes.
    left: usize,
    /// State of the setup.
    setup: FactorSetup,
) -> impl IntoView {
    let few = (left <= FEW).then(|| {
        view! { <Banner tone=Tone::Amber title="Few recovery codes are left">"Create new codes before you run out."</Banner> }.into_any()
    });
    let reason = requires_javascript();
    view! {
        <Card title="Recovery codes" id="recovery">
            <div class="flex flex-col gap-4">
                {few}
                <DescriptionList>
                    <Fact term="Recovery codes left"><span data-numbers="">{left}</span></Fact>
                </DescriptionList>
                <div><Button size=ButtonSize::Small opens="new-recovery-codes">"New recovery codes"</Button></div>
                <Dialog id="new-recovery-codes" title="New recovery codes">
                    <p class="text-ink-2">"Your current codes will stop working."</p>
                    <Failure errors=vec![setup.error.into()]/>
                    <div class="flex justify-end"><Button id="reset-codes" kind=ButtonKind::Primary disabled_reason=reason pending=setup.pending on_press=move |()| setup.reset()>"Create new codes"</Button></div>
                </Dialog>
            </div>
        </Card>
    }
}

/// A QR code. Always black on white, in dark mode too: cameras expect it.
#[component]
fn QrCode(qr: Qr) -> impl IntoView {
    let Qr { size, path } = qr;
    view! {
        <svg class="rounded-lg" width="200" height="200" viewBox=format!("0 0 {size} {size}") shape-rendering="crispEdges" role="img" aria-label="QR code of the secret">
            <rect width=size height=size fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::account::dto::Passkey;

    fn card(factors: Option<Factors>) -> String {
        Owner::new().with(|| {
            let setup = FactorSetup::new(RwSignal::new(0));
            view! { <FactorCard factors setup remove=FormAction::new()/> }.to_html()
        })
    }

    #[test]
    fn setup_is_disabled_without_scripts() {
        let html = card(None);
        assert!(html.contains("Requires JavaScript") && html.contains("aria-disabled"));
        assert!(!html.contains("QR code"));
        let keys_only = Factors { since: 0, app: false, passkeys: Vec::new(), recovery_left: 10 };
        assert!(card(Some(keys_only)).contains("Set up"));
    }

    #[test]
    fn low_number_of_recovery_codes_shows_a_warning() {
        let card = |left| {
            Owner::new().with(|| view! { <RecoveryCard left setup=FactorSetup::new(RwSignal::new(0))/> }.to_html())
        };
        assert!(card(3).contains("Few recovery codes are left"));
        assert!(!card(4).contains("Few recovery codes are left"));
    }

    #[test]
    fn removal_dialog_states_consequences() {
        let passkeys = vec![Passkey { id: String::new(), name: "phone".to_owned(), created: 0, used: None }];
        let alone = Factors { since: 0, app: true, passkeys: Vec::new(), recovery_left: 10 };
        assert!(card(Some(alone.clone())).contains("sign in with only your password"));
        assert!(card(Some(Factors { passkeys, ..alone })).contains("Your passkeys and recovery codes will still work"));
    }
}
