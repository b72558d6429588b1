//! The authenticator app: none, being set up, or there; and the recovery codes.

use super::{
    calls::RemoveFactor,
    dto::{Factors, NewFactor, Qr},
    setup::Setup,
};
use crate::client::{Failure, FormAction, SubmitForm, failure};
use leptos::prelude::*;
use strongroom_domain::limits;
use strongroom_ui::{
    Banner, Button, ButtonKind, ButtonSize, Card, CopyButton, DescriptionList, Dialog, Fact, Status, TextField, Time,
    TimeMode, Tone, use_hydrated,
};

/// Recovery codes at which the card says that they run out.
const FEW: usize = 3;

/// The card.
#[component]
pub fn FactorCard(
    /// The second factors, if there are any.
    factors: Option<Factors>,
    /// What is under way.
    setup: Setup,
    /// Removes it.
    remove: FormAction<RemoveFactor>,
) -> impl IntoView {
    view! {
        <Card title="Authenticator app" id="second-factor">
            {move || match (setup.new.get(), &factors) {
                (Some(new), _) => confirm(new, setup),
                (None, Some(factors)) if factors.app => there(factors, remove),
                (None, _) => none(setup),
            }}
        </Card>
    }
}

/// Why a button waits for scripts.
fn waits() -> Signal<Option<String>> {
    let hydrated = use_hydrated();
    Signal::derive(move || (!hydrated.get()).then(|| "Needs scripts, because the answer is shown only once".to_owned()))
}

fn none(setup: Setup) -> AnyView {
    let reason = waits();
    view! {
        <div class="flex flex-col gap-4">
            <p class="text-ink-2">
                "None. An authenticator app on your phone gives a code that is asked for besides your password."
            </p>
            <Failure errors=vec![setup.error.into()]/>
            <div><Button id="set-up-factor" kind=ButtonKind::Primary disabled_reason=reason pending=setup.pending on_press=move |()| setup.begin()>"Set up"</Button></div>
        </div>
    }
    .into_any()
}

fn confirm(new: NewFactor, setup: Setup) -> AnyView {
    let code = RwSignal::new(String::new());
    let reason = waits();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        setup.confirm(code.get_untracked());
        code.set(String::new());
    };
    let NewFactor { secret, qr, .. } = new;
    let groups = secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    view! {
        <div class="flex flex-col gap-4">
            <p class="text-ink-2">"Scan this with your authenticator app, or type the secret. Then enter the code that the app shows."</p>
            <Picture qr/>
            <DescriptionList>
                <Fact term="Secret">
                    <span class="flex min-w-0 items-center gap-1.5">
                        <code id="factor-secret" class="min-w-0 break-all">{groups}</code>
                        <CopyButton label="Copy the secret" text=secret/>
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
            <div><Button size=ButtonSize::Small kind=ButtonKind::Quiet on_press=move |()| setup.cancel()>"Do not set it up"</Button></div>
        </div>
    }
    .into_any()
}

fn there(factors: &Factors, remove: FormAction<RemoveFactor>) -> AnyView {
    let since = factors.since;
    let since = factors
        .passkeys
        .is_empty()
        .then(|| view! { <Fact term="Since"><Time at=since mode=TimeMode::Absolute/></Fact> }.into_any());
    let consequence = if factors.passkeys.is_empty() {
        "After that your password alone signs you in, and your recovery codes stop working. Your other sessions end."
    } else {
        "After that your passkeys and recovery codes still work. Your other sessions end."
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

/// The recovery codes that are left, for who has any second factor.
#[component]
pub fn RecoveryCard(
    /// How many.
    left: usize,
    /// What is under way.
    setup: Setup,
) -> impl IntoView {
    let few = (left <= FEW).then(|| {
        view! { <Banner tone=Tone::Amber title="Few recovery codes are left">"Make new ones before you need them."</Banner> }.into_any()
    });
    let reason = waits();
    view! {
        <Card title="Recovery codes" id="recovery">
            <div class="flex flex-col gap-4">
                {few}
                <DescriptionList>
                    <Fact term="Recovery codes left"><span data-numbers="">{left}</span></Fact>
                </DescriptionList>
                <div><Button size=ButtonSize::Small opens="new-recovery-codes">"New recovery codes"</Button></div>
                <Dialog id="new-recovery-codes" title="New recovery codes">
                    <p class="text-ink-2">"The codes you have now stop working."</p>
                    <Failure errors=vec![setup.error.into()]/>
                    <div class="flex justify-end"><Button id="reset-codes" kind=ButtonKind::Primary disabled_reason=reason pending=setup.pending on_press=move |()| setup.reset()>"Make new codes"</Button></div>
                </Dialog>
            </div>
        </Card>
    }
}

/// A QR code. White whatever the colours of the page: cameras expect it.
#[component]
fn Picture(qr: Qr) -> impl IntoView {
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
            let setup = Setup::new(RwSignal::new(0));
            view! { <FactorCard factors setup remove=FormAction::new()/> }.to_html()
        })
    }

    #[test]
    fn without_scripts_nothing_is_begun_that_could_not_be_shown() {
        let html = card(None);
        assert!(html.contains("Needs scripts") && html.contains("aria-disabled"));
        assert!(!html.contains("QR code"));
        let keys_only = Factors { since: 0, app: false, passkeys: Vec::new(), recovery_left: 10 };
        assert!(card(Some(keys_only)).contains("Set up"));
    }

    #[test]
    fn codes_that_run_out_are_told() {
        let card =
            |left| Owner::new().with(|| view! { <RecoveryCard left setup=Setup::new(RwSignal::new(0))/> }.to_html());
        assert!(card(3).contains("Few recovery codes are left"));
        assert!(!card(4).contains("Few recovery codes are left"));
    }

    #[test]
    fn removing_says_what_follows() {
        let passkeys = vec![Passkey { id: String::new(), name: "phone".to_owned(), created: 0, used: None }];
        let alone = Factors { since: 0, app: true, passkeys: Vec::new(), recovery_left: 10 };
        assert!(card(Some(alone.clone())).contains("your password alone signs you in"));
        assert!(card(Some(Factors { passkeys, ..alone })).contains("your passkeys and recovery codes still work"));
    }
}
