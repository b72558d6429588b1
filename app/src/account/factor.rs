//! The second factor: none, being set up, or there.

use super::{
    calls::RemoveFactor,
    dto::{Factor, NewFactor, Qr},
    setup::Setup,
};
use crate::system::{Deed, DeedForm, Failure, failure};
use leptos::prelude::*;
use strongroom_ui::{
    Banner, Button, ButtonKind, ButtonSize, Card, CopyButton, DescriptionList, Dialog, Fact, PasswordField, Status,
    TextField, Time, TimeMode, Tone, use_hydrated,
};

/// Recovery codes at which the card says that they run out.
const FEW: usize = 3;

/// The card.
#[component]
pub fn FactorCard(
    /// The factor, if there is one.
    factor: Option<Factor>,
    /// What is under way.
    setup: Setup,
    /// Removes it.
    remove: Deed<RemoveFactor>,
) -> impl IntoView {
    view! {
        <Card title="Second factor" id="second-factor">
            {move || match (setup.new.get(), factor) {
                (Some(new), _) => confirm(new, setup),
                (None, Some(factor)) => there(factor, setup, remove),
                (None, None) => none(setup),
            }}
        </Card>
    }
}

/// A form of one field that needs scripts, because its answer is shown only once.
fn once(
    setup: Setup,
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    send: fn(Setup, String),
    field: AnyView,
) -> AnyView {
    let hydrated = use_hydrated();
    let reason = Signal::derive(move || {
        (!hydrated.get()).then(|| "Needs scripts, because the answer is shown only once".to_owned())
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        send(setup, value.get_untracked());
        value.set(String::new());
    };
    view! {
        <form method="post" on:submit=submit>
            <div class="flex max-w-96 flex-col gap-4">
                <Failure errors=vec![setup.error.into()]/>
                {field}
                <div><Button id kind=ButtonKind::Primary submit=true disabled_reason=reason pending=setup.pending>{label}</Button></div>
            </div>
        </form>
    }
    .into_any()
}

fn none(setup: Setup) -> AnyView {
    let password = RwSignal::new(String::new());
    let field = view! {
        <PasswordField id="factor-password" name="password" label="Your password" bind_to=password autocomplete="current-password" required=true/>
    };
    let form = once(setup, "set-up-factor", "Set up", password, Setup::begin, field.into_any());
    view! {
        <div class="flex flex-col gap-4">
            <p class="text-ink-2">
                "None. Whoever knows your password can sign in as you. An authenticator app on your phone gives a code that is asked for besides."
            </p>
            {form}
        </div>
    }
    .into_any()
}

fn confirm(new: NewFactor, setup: Setup) -> AnyView {
    let code = RwSignal::new(String::new());
    let field = view! { <CodeField id="first-code" code/> }.into_any();
    let form = once(setup, "confirm-factor", "Confirm", code, Setup::confirm, field);
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
            {form}
            <div><Button size=ButtonSize::Small kind=ButtonKind::Quiet on_press=move |()| setup.cancel()>"Do not set it up"</Button></div>
        </div>
    }
    .into_any()
}

fn there(factor: Factor, setup: Setup, remove: Deed<RemoveFactor>) -> AnyView {
    let Factor { since, recovery_left } = factor;
    let code = RwSignal::new(String::new());
    let reset = view! { <CodeField id="reset-code" code/> }.into_any();
    let reset = once(setup, "reset-codes", "Make new codes", code, Setup::reset, reset);
    let few = (recovery_left <= FEW).then(|| {
        view! { <Banner tone=Tone::Amber title="Few recovery codes are left">"Make new ones before you need them."</Banner> }.into_any()
    });
    view! {
        <div class="flex flex-col gap-4">
            {few}
            <DescriptionList>
                <Fact term="Authenticator app"><Status tone=Tone::Accent>"Set up"</Status></Fact>
                <Fact term="Since"><Time at=since mode=TimeMode::Absolute/></Fact>
                <Fact term="Recovery codes left"><span data-numbers="">{recovery_left}</span></Fact>
            </DescriptionList>
            <div class="flex flex-wrap gap-2">
                <Button size=ButtonSize::Small opens="new-recovery-codes">"New recovery codes"</Button>
                <Button size=ButtonSize::Small tone=Tone::Red opens="remove-factor">"Remove"</Button>
            </div>
            <Dialog id="new-recovery-codes" title="New recovery codes">
                <p class="text-ink-2">"The codes you have now stop working."</p>
                {reset}
            </Dialog>
            <Dialog id="remove-factor" title="Remove the second factor?">
                <DeedForm action=remove>
                    <div class="flex flex-col gap-4">
                        <p class="text-ink-2">"After that your password alone signs you in. Your other sessions end."</p>
                        <Failure errors=vec![failure(remove)]/>
                        <CodeField id="removal-code" code=RwSignal::new(String::new())/>
                        <div class="flex justify-end"><Button id="remove-factor-now" kind=ButtonKind::Danger submit=true pending=remove.pending()>"Remove"</Button></div>
                    </div>
                </DeedForm>
            </Dialog>
        </div>
    }
    .into_any()
}

/// A fresh code.
#[component]
fn CodeField(
    /// The input's id.
    id: &'static str,
    /// Follows what is typed.
    code: RwSignal<String>,
) -> impl IntoView {
    view! { <TextField id name="code" label="Code" bind_to=code autocomplete="one-time-code" required=true mono=true max_length=64u32/> }
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

    fn card(factor: Option<Factor>) -> String {
        Owner::new().with(|| {
            let setup = Setup::new(RwSignal::new(0));
            view! { <FactorCard factor setup remove=Deed::new()/> }.to_html()
        })
    }

    #[test]
    fn without_scripts_nothing_is_begun_that_could_not_be_shown() {
        let html = card(None);
        assert!(html.contains("Needs scripts") && html.contains("aria-disabled"));
        assert!(!html.contains("QR code"));
    }

    #[test]
    fn codes_that_run_out_are_told() {
        let card = |recovery_left| card(Some(Factor { since: 0, recovery_left }));
        assert!(card(3).contains("Few recovery codes are left"));
        assert!(!card(4).contains("Few recovery codes are left"));
        assert!(card(4).contains("Remove the second factor?"));
    }
}
