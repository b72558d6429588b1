//! The account page.

use super::{
    calls::{EndOtherSessions, EndSession, RemoveFactor, RemovePasskey, load_account},
    codes::CodesPanel,
    dto::Account,
    factor::{FactorCard, RecoveryCard},
    passkeys::PasskeysCard,
    password::PasswordCard,
    sessions::SessionsCard,
    setup::Setup,
};
use crate::system::{Deed, ErrorView, on_success, resource};
use leptos::prelude::*;
use strongroom_ui::{PageHeader, PageTitle, Skeleton, use_toasts};

/// Password, second factors, sessions.
#[component]
pub fn AccountPage() -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    // Made by the page, so that they outlive reloaded data.
    let setup = Setup::new(changes);
    let (remove, remove_passkey) = (Deed::<RemoveFactor>::new(), Deed::<RemovePasskey>::new());
    let (end, end_others) = (Deed::<EndSession>::new(), Deed::<EndOtherSessions>::new());
    let toasts = use_toasts();
    on_success(remove, move |()| {
        changed();
        toasts.say("Authenticator app removed");
    });
    on_success(remove_passkey, move |()| {
        changed();
        toasts.say("Passkey removed");
    });
    on_success(end, move |()| {
        changed();
        toasts.say("Session ended");
    });
    on_success(end_others, move |()| {
        changed();
        toasts.say("All other sessions ended");
    });
    let account = resource(move || changes.get(), |_| load_account());
    view! {
        <PageTitle text="My account"/>
        <PageHeader title="My account" state=|| "How you sign in, and where you are signed in."/>
        <CodesPanel setup/>
        <div class="grid items-start gap-4 lg:grid-cols-2">
            <Transition fallback=|| view! { <Skeleton lines=6/> }>
                {move || Suspend::new(async move {
                    match account.await {
                        Ok(Account { factors, sessions }) => {
                            let passkeys = factors.as_ref().map(|factors| factors.passkeys.clone()).unwrap_or_default();
                            let left = factors.as_ref().map(|factors| factors.recovery_left);
                            view! {
                                <div class="flex min-w-0 flex-col gap-4">
                                    <PasskeysCard passkeys setup remove=remove_passkey/>
                                    <FactorCard factors setup remove/>
                                    {left.map(|left| view! { <RecoveryCard left setup/> }.into_any())}
                                    <SessionsCard sessions end end_others/>
                                </div>
                            }
                            .into_any()
                        }
                        Err(error) => view! { <ErrorView error/> }.into_any(),
                    }
                })}
            </Transition>
            <PasswordCard/>
        </div>
    }
}
