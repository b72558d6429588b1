//! The account page.

use super::{
    calls::{EndOtherSessions, EndSession, LoadAccount, RemoveFactor, RemovePasskey, RenamePasskey},
    codes::CodesPanel,
    dto::{AccountDetails, Factors},
    factor::{FactorCard, RecoveryCard},
    keyboard::KeyboardCard,
    passkeys::PasskeysCard,
    password::PasswordCard,
    sessions::SessionsCard,
    setup::FactorSetup,
};
use crate::client::{ErrorView, FormAction, on_success, resource};
use leptos::prelude::*;
use strongroom_ui::{Card, PageHeader, PageTitle, Skeleton, use_toasts};

/// Password, second factors, sessions.
#[component]
pub fn AccountPage() -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    // Created by the page, so that they survive a reload of the data.
    let setup = FactorSetup::new(changes);
    let (remove, remove_passkey) = (FormAction::<RemoveFactor>::new(), FormAction::<RemovePasskey>::new());
    let rename_passkey = FormAction::<RenamePasskey>::new();
    let (end, end_others) = (FormAction::<EndSession>::new(), FormAction::<EndOtherSessions>::new());
    let toasts = use_toasts();
    on_success(remove, move |()| {
        changed();
        toasts.say("Authenticator app removed");
    });
    on_success(remove_passkey, move |()| {
        changed();
        toasts.say("Passkey removed");
    });
    on_success(rename_passkey, move |()| {
        changed();
        toasts.say("Passkey renamed");
    });
    on_success(end, move |()| {
        changed();
        toasts.say("Session ended");
    });
    on_success(end_others, move |()| {
        changed();
        toasts.say("All other sessions ended");
    });
    let account = resource(move || {
        changes.track();
        LoadAccount {}
    });
    view! {
        <PageTitle text="My account"/>
        <PageHeader title="My account" state=|| "How you sign in, and where you are signed in."/>
        <CodesPanel setup/>
        <div class="grid items-start gap-4 lg:grid-cols-2">
            <Transition fallback=|| view! { <Skeleton lines=6/> }>
                {move || Suspend::new(async move {
                    match account.await {
                        Ok(AccountDetails { identity_provider, factors, sessions }) => {
                            // A factor set up before the user was linked to a provider is still checked, so it can be removed.
                            let own = (identity_provider.is_none() || factors.is_some())
                                .then(|| own_factors(factors, setup, remove, (rename_passkey, remove_passkey)));
                            let provider = identity_provider.map(provider_card);
                            view! {
                                <div class="flex min-w-0 flex-col gap-4">{provider} {own} <SessionsCard sessions end end_others/></div>
                            }
                            .into_any()
                        }
                        Err(error) => view! { <ErrorView error/> }.into_any(),
                    }
                })}
            </Transition>
            <div class="flex min-w-0 flex-col gap-4">
                <Transition>
                    {move || Suspend::new(async move {
                        let has_password = account.await.is_ok_and(|account| account.identity_provider.is_none());
                        has_password.then(|| view! { <PasswordCard/> }.into_any())
                    })}
                </Transition>
                <KeyboardCard/>
            </div>
        </div>
    }
}

fn own_factors(
    factors: Option<Factors>,
    setup: FactorSetup,
    remove: FormAction<RemoveFactor>,
    (rename_passkey, remove_passkey): (FormAction<RenamePasskey>, FormAction<RemovePasskey>),
) -> AnyView {
    let passkeys = factors.as_ref().map(|factors| factors.passkeys.clone()).unwrap_or_default();
    let left = factors.as_ref().map(|factors| factors.recovery_left);
    view! {
        <PasskeysCard passkeys setup rename=rename_passkey remove=remove_passkey/>
        <FactorCard factors setup remove/>
        {left.map(|left| view! { <RecoveryCard left setup/> }.into_any())}
    }
    .into_any()
}

/// Shown to users who sign in through an identity provider.
fn provider_card(provider: String) -> AnyView {
    let words = format!("You sign in through {provider}. Change your password and second factors there.");
    view! { <Card title="How you sign in"><p class="text-ink-2">{words}</p></Card> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn provider_card_names_the_provider_and_offers_no_controls() {
        let html = Owner::new().with(|| provider_card("<b>Id".to_owned()).to_html());
        assert!(html.contains("sign in through &lt;b>Id") || html.contains("sign in through &lt;b&gt;Id"), "{html}");
        assert!(!html.contains("<form") && !html.contains("<button") && !html.contains("<b>"), "{html}");
    }

    #[test]
    fn user_with_a_password_can_set_up_factors() {
        let html = Owner::new().with(|| {
            let setup = FactorSetup::new(RwSignal::new(0));
            own_factors(None, setup, FormAction::new(), (FormAction::new(), FormAction::new())).to_html()
        });
        assert!(
            html.contains("Authenticator app") && html.contains("Passkeys") && !html.contains("sign in through"),
            "{html}"
        );
    }
}
