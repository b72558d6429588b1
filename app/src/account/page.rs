//! The account page.

use super::{
    calls::{EndOtherSessions, EndSession, LoadAccount, RemoveFactor, RemovePasskey, RenamePasskey},
    codes::CodesPanel,
    dto::{AccountDetails, Factors},
    factor::{FactorCard, RecoveryCard},
    passkeys::PasskeysCard,
    password::PasswordCard,
    sessions::SessionsCard,
    setup::Setup,
};
use crate::client::{ErrorView, FormAction, on_success, resource};
use leptos::prelude::*;
use strongroom_ui::{Card, PageHeader, PageTitle, Skeleton, use_toasts};

/// Password, second factors, sessions.
#[component]
pub fn AccountPage() -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    // Made by the page, so that they outlive reloaded data.
    let setup = Setup::new(changes);
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
                        Ok(AccountDetails { vouched_by, factors, sessions }) => {
                            // A factor from the days of a password is still asked for, so it can still be removed.
                            let own = (vouched_by.is_none() || factors.is_some())
                                .then(|| own_factors(factors, setup, remove, (rename_passkey, remove_passkey)));
                            let vouched = vouched_by.map(vouched);
                            view! {
                                <div class="flex min-w-0 flex-col gap-4">{vouched} {own} <SessionsCard sessions end end_others/></div>
                            }
                            .into_any()
                        }
                        Err(error) => view! { <ErrorView error/> }.into_any(),
                    }
                })}
            </Transition>
            <Transition>
                {move || Suspend::new(async move {
                    let has_password = account.await.is_ok_and(|account| account.vouched_by.is_none());
                    has_password.then(|| view! { <PasswordCard/> }.into_any())
                })}
            </Transition>
        </div>
    }
}

fn own_factors(
    factors: Option<Factors>,
    setup: Setup,
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

/// For who has nothing to prove themselves with here.
fn vouched(provider: String) -> AnyView {
    let words = format!("{provider} vouches for you. Your password and second factors are kept and changed there.");
    view! { <Card title="How you sign in"><p class="text-ink-2">{words}</p></Card> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn who_is_vouched_for_is_told_by_whom_and_offered_nothing_that_would_be_refused() {
        let html = Owner::new().with(|| vouched("<b>Id".to_owned()).to_html());
        assert!(html.contains("&lt;b>Id vouches for you") || html.contains("&lt;b&gt;Id vouches for you"), "{html}");
        assert!(!html.contains("<form") && !html.contains("<button") && !html.contains("<b>"), "{html}");
    }

    #[test]
    fn who_has_a_password_sets_up_factors_here() {
        let html = Owner::new().with(|| {
            let setup = Setup::new(RwSignal::new(0));
            own_factors(None, setup, FormAction::new(), (FormAction::new(), FormAction::new())).to_html()
        });
        assert!(html.contains("Authenticator app") && html.contains("Passkeys") && !html.contains("vouches"), "{html}");
    }
}
