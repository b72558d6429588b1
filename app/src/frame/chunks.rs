//! Which pages the browser loads together.
//!
//! What every page needs is in the bundle itself; each chunk below is a file of its own, loaded when one of its pages is
//! first shown. Nothing outside this file may name one of these pages, or its code moves into the bundle.

use crate::{account, audit, explain, home, keys, policies, principals, roles, secrets, system};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::ChooseView;

/// Declares [`ConsolePage`] and its chunks: the chunk's name, which its file has too, what loads it, and its pages.
macro_rules! chunks {
    ($($chunk:ident by $load:ident { $($page:ident => $view:path),+ $(,)? })+) => {
        /// A page behind the sign-in.
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
    start by load_start { Home => home::HomePage, Secrets => secrets::ListPage }
    secret by load_secret {
        Overview => secrets::OverviewPage,
        Versions => secrets::VersionsPage,
        Connect => secrets::ConnectPage,
    }
    compare by load_compare { Compare => secrets::ComparePage }
    change by load_change {
        NewSecret => secrets::NewPage,
        EditSecret => secrets::EditPage,
    }
    trail by load_trail { Audit => audit::AuditPage, SecretAudit => secrets::AuditTab }
    access by load_access {
        Users => principals::UsersPage,
        User => principals::UserPage,
        Groups => principals::GroupsPage,
        Group => principals::GroupPage,
        Roles => roles::RolesPage,
        Policies => policies::PoliciesPage,
        Policy => policies::PolicyPage,
        Explain => explain::ExplainPage,
    }
    editor by load_editor {
        NewPolicy => policies::NewPolicyPage,
        EditPolicy => policies::EditPolicyPage,
        Role => roles::RolePage,
        NewRole => roles::NewRolePage,
        SecretAccess => secrets::AccessPage,
        Key => keys::KeyPage,
    }
    confirm by load_confirm { Confirm => account::ConfirmPage, ConfirmForm => account::ConfirmForm }
    rest by load_rest {
        Account => account::AccountPage,
        Keys => keys::KeysPage,
        Settings => system::SettingsPage,
    }
}

/// The form of the dialog in which one confirms who one is.
pub(super) fn confirm_form() -> AnyView {
    let missing = |_| view! { <p>"This page is older than the server. Reload it."</p> }.into_any();
    Suspend::new(async move { ConsolePage::ConfirmForm.view().await.unwrap_or_else(missing) }).into_any()
}

impl ChooseView for ConsolePage {
    async fn choose(self) -> AnyView {
        // The page names the file, so that the browser fetches it beside the bundle.
        #[cfg(feature = "ssr")]
        leptos::prefetch_lazy_fn_on_server(self.chunk());
        // `preload` has come before, so there is no error left.
        self.view().await.unwrap_or_else(|_| ().into_any())
    }

    async fn preload(&self) {
        #[cfg(not(feature = "ssr"))]
        {
            keep_in_bundle();
            if self.load().await.is_err() {
                give_up().await
            }
        }
    }
}

/// Names the components that most chunks use, so that they are in the bundle: what chunks share becomes a file for each
/// combination of chunks, and such files compress worse than they save.
#[cfg(not(feature = "ssr"))]
fn keep_in_bundle() {
    use strongroom_ui::*;
    let forms = (Checkbox as fn(_) -> _, NumberField as fn(_) -> _, Select as fn(_) -> _, TextArea as fn(_) -> _);
    let tables = (
        Table as fn(_) -> _,
        TableHead as fn(_) -> _,
        Column as fn(_) -> _,
        TableBody as fn(_) -> _,
        Row as fn(_) -> _,
        Cell as fn(_) -> _,
        Menu as fn(_) -> _,
    );
    let facts = (DescriptionList as fn(_) -> _, Fact as fn(_) -> _, CopyButton as fn(_) -> _, Time as fn(_) -> _);
    let pages = (PageHeader as fn(_) -> _, Card as fn(_) -> _);
    std::hint::black_box((forms, tables, facts, pages));
}

/// Leaves every page from here on to the server, when a chunk cannot be loaded: the server may be of a newer release than
/// the bundle. A page that came from the server just now stays: it can be read, and its forms work without scripts.
#[cfg(not(feature = "ssr"))]
async fn give_up() {
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
