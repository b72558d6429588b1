//! Which pages the browser loads together.
//!
//! Code that every page needs is in the bundle. Each chunk below is a separate file, loaded when one of its pages is first
//! shown. No other file may name one of these pages, or its code moves into the bundle.

use crate::{
    account, audit, client::ProofWanted, explain, home, keys, notifications, policies, principals, roles, rotations,
    secrets, system, targets,
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::ChooseView;

/// Declares [`ConsolePage`] and its chunks: the name of the chunk and its file, the function that loads it, and its pages.
macro_rules! chunks {
    ($($chunk:ident by $load:ident { $($page:ident => $view:path),+ $(,)? })+) => {
        /// A page that requires a session.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum ConsolePage {
            $($($page,)+)+
        }

        $(
            #[wasm_split($chunk, wasm_split_path = leptos::wasm_split, preload($load), fallible)]
            fn $chunk(page: ConsolePage) -> Result<AnyView, SplitLoaderError> {
                Ok(match page {
                    $(ConsolePage::$page => $view().into_any(),)+
                    _ => ().into_any(),
                })
            }
        )+

        impl ConsolePage {
            /// The name of its chunk.
            #[cfg(feature = "ssr")]
            fn chunk(self) -> &'static str {
                match self {
                    $($(ConsolePage::$page)|+ => stringify!($chunk),)+
                }
            }

            /// Loads its chunk, once.
            #[cfg(not(feature = "ssr"))]
            async fn load(self) -> Result<(), SplitLoaderError> {
                match self {
                    $($(ConsolePage::$page)|+ => $load().await,)+
                }
            }

            async fn view(self) -> Result<AnyView, SplitLoaderError> {
                match self {
                    $($(ConsolePage::$page)|+ => $chunk(self).await,)+
                }
            }
        }
    };
}

chunks! {
    home by load_home { Home => home::HomePage }
    list by load_list { Secrets => secrets::ListPage }
    overview by load_overview { Overview => secrets::OverviewPage }
    versions by load_versions { Versions => secrets::VersionsPage }
    rotation by load_rotation { SecretRotation => secrets::RotationPage }
    managed by load_managed { NewManaged => secrets::NewManagedPage, SecretPlan => secrets::ChangePlanPage }
    leak by load_leak { SecretLeaked => secrets::LeakedPage }
    connect by load_connect { Connect => secrets::ConnectPage }
    compare by load_compare { Compare => secrets::ComparePage }
    create by load_create { NewSecret => secrets::NewPage }
    edit by load_edit { EditSecret => secrets::EditPage }
    trail by load_trail { Audit => audit::AuditPage, SecretAudit => secrets::AuditTab }
    people by load_people {
        Users => principals::UsersPage,
        User => principals::UserPage,
        Groups => principals::GroupsPage,
        Group => principals::GroupPage,
        Roles => roles::RolesPage,
    }
    policies by load_policies { Policies => policies::PoliciesPage, Policy => policies::PolicyPage }
    explain by load_explain { Explain => explain::ExplainPage }
    policy by load_policy { NewPolicy => policies::NewPolicyPage, EditPolicy => policies::EditPolicyPage }
    role by load_role { Role => roles::RolePage, NewRole => roles::NewRolePage }
    access by load_access { SecretAccess => secrets::AccessPage }
    key by load_key { Key => keys::KeyPage }
    targets by load_targets {
        Targets => targets::TargetsPage,
        Target => targets::TargetPage,
        NewTarget => targets::NewTargetPage,
        EditTarget => targets::EditTargetPage,
    }
    rotations by load_rotations {
        Rotations => rotations::RotationsPage,
        Rotation => rotations::RotationPage,
    }
    notifications by load_notifications {
        Notifications => notifications::NotificationsPage,
        Channel => notifications::ChannelPage,
        NewChannel => notifications::NewChannelPage,
        EditChannel => notifications::EditChannelPage,
    }
    calendar by load_calendar_part { Calendar => rotations::CalendarPage }
    confirm by load_confirm {
        Confirm => account::ConfirmPage,
        ConfirmForm => account::ConfirmForm,
        SignInAgain => account::SignInAgainForm,
    }
    rest by load_rest {
        Account => account::AccountPage,
        Keys => keys::KeysPage,
        Settings => system::SettingsPage,
    }
}

/// The form of the re-authentication dialog.
pub(super) fn confirm_form(proof: ProofWanted) -> AnyView {
    let form = match proof {
        ProofWanted::StepUp => ConsolePage::ConfirmForm,
        ProofWanted::SignIn => ConsolePage::SignInAgain,
    };
    let missing = |_| view! { <p>"The server was updated. Reload the page."</p> }.into_any();
    Suspend::new(async move { form.view().await.unwrap_or_else(missing) }).into_any()
}

impl ChooseView for ConsolePage {
    async fn choose(self) -> AnyView {
        // The page links to the file, so that the browser fetches it in parallel with the bundle.
        #[cfg(feature = "ssr")]
        leptos::prefetch_lazy_fn_on_server(self.chunk());
        // `preload` ran before and handled loading errors.
        self.view().await.unwrap_or_else(|_| ().into_any())
    }

    async fn preload(&self) {
        #[cfg(not(feature = "ssr"))]
        {
            if self.load().await.is_err() {
                use_server_navigation().await
            }
        }
    }
}

/// Loads every further page from the server when a chunk cannot be loaded, for example because the server was updated. A page
/// that was just rendered by the server stays: its forms work without scripts.
#[cfg(not(feature = "ssr"))]
async fn use_server_navigation() {
    let hydrating = Owner::current_shared_context().is_some_and(|shared| shared.during_hydration());
    let location = leptos_router::hooks::use_location();
    Effect::new(move |before: Option<()>| {
        let to = crate::paths::address(&location.pathname.read(), &location.search.read());
        if before.is_some() || !hydrating {
            crate::client::load_page(&to);
        }
    });
    std::future::pending().await
}
