//! The HTML document and the routes.

mod chunks;
mod crumbs;
mod signed_in;
mod visits;

#[cfg(feature = "ssr")]
use crate::{
    account::ConfirmFirst,
    audit::{ExportEvents, SearchEvents},
    door::carried::CarriedForm,
    session::{TooOften, single_sign_on},
    theme::theme,
};
use crate::{
    session::{CodePage, SignInPage},
    system,
};
use chunks::ConsolePage;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos::server_fn::ServerFn;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use signed_in::SignedIn;

/// The HTML document, for server rendering.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let scripts = view! { <AutoReload options=options.clone()/> <HydrationScripts options=options.clone()/> };
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme().attribute()>
            {head(options, scripts)}
            <body><App/></body>
        </html>
    }
}

/// The document for a client that started too many sign-ins. It has no scripts, because no route has its address.
#[cfg(feature = "ssr")]
pub fn too_often(options: LeptosOptions, seconds: u32, next: String) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme().attribute()>
            {head(options, ())}
            <body><TooOften seconds next/></body>
        </html>
    }
}

/// The document that asks for a proof of identity before a form is sent on. It has no scripts, because no route has its address.
#[cfg(feature = "ssr")]
pub fn confirm_first(options: LeptosOptions, form: CarriedForm, refused: Option<String>) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme().attribute()>
            {head(options, ())}
            <body><ConfirmFirst form refused/></body>
        </html>
    }
}

/// Whether the server function at this path accepts JSON. All others accept a form.
#[cfg(feature = "ssr")]
pub fn takes_json(path: &str) -> bool {
    [SearchEvents::PATH, ExportEvents::PATH].contains(&path)
}

/// The server's time, by which pages show how long ago something was.
#[cfg(feature = "ssr")]
fn server_time() -> Option<String> {
    crate::door::console().ok().map(|console| console.engine.now().0.to_string())
}

#[cfg(feature = "ssr")]
fn head(options: LeptosOptions, scripts: impl IntoView) -> impl IntoView {
    use leptos_meta::{HashedStylesheet, MetaTags};
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta name="server-time" content=server_time()/>
            {single_sign_on().map(|name| view! { <meta name="single-sign-on" content=name/> })}
            <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
            <link rel="preload" href="/fonts/inter-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
            <link rel="preload" href="/fonts/jetbrains-mono-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
            <HashedStylesheet options/>
            {scripts}
            <MetaTags/>
        </head>
    }
}

/// The application. Every page is rendered completely before its first byte is sent, so that status and redirects are correct.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    if cfg!(not(feature = "ssr")) {
        visits::listen_to_history();
    }
    view! {
        <Router>
            <Routes fallback=|| view! { <system::NotFoundPage/> }>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/code") view=CodePage ssr=SsrMode::Async/>
                <Route path=path!("/sealed") view=system::SealedPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=SignedIn ssr=SsrMode::Async>
                    <Route path=path!("/") view=ConsolePage::Home ssr=SsrMode::Async/>
                    <Route path=path!("/secrets") view=ConsolePage::Secrets ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/new") view=ConsolePage::NewSecret ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/new/managed") view=ConsolePage::NewManaged ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/overview/*name") view=ConsolePage::Overview ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/edit/*name") view=ConsolePage::EditSecret ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/versions/*name") view=ConsolePage::Versions ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/compare/*name") view=ConsolePage::Compare ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/audit/*name") view=ConsolePage::SecretAudit ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/rotation/*name") view=ConsolePage::SecretRotation ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/plan/*name") view=ConsolePage::SecretPlan ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/leaked/*name") view=ConsolePage::SecretLeaked ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/connect/*name") view=ConsolePage::Connect ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/access/*name") view=ConsolePage::SecretAccess ssr=SsrMode::Async/>
                    <Route path=path!("/audit") view=ConsolePage::Audit ssr=SsrMode::Async/>
                    <Route path=path!("/users") view=ConsolePage::Users ssr=SsrMode::Async/>
                    <Route path=path!("/users/:name") view=ConsolePage::User ssr=SsrMode::Async/>
                    <Route path=path!("/groups") view=ConsolePage::Groups ssr=SsrMode::Async/>
                    <Route path=path!("/groups/:name") view=ConsolePage::Group ssr=SsrMode::Async/>
                    <Route path=path!("/roles") view=ConsolePage::Roles ssr=SsrMode::Async/>
                    <Route path=path!("/roles/new") view=ConsolePage::NewRole ssr=SsrMode::Async/>
                    <Route path=path!("/roles/:name") view=ConsolePage::Role ssr=SsrMode::Async/>
                    <Route path=path!("/policies") view=ConsolePage::Policies ssr=SsrMode::Async/>
                    <Route path=path!("/policies/new") view=ConsolePage::NewPolicy ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:kind/:name") view=ConsolePage::Policy ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:kind/:name/edit") view=ConsolePage::EditPolicy ssr=SsrMode::Async/>
                    <Route path=path!("/explain") view=ConsolePage::Explain ssr=SsrMode::Async/>
                    <Route path=path!("/keys") view=ConsolePage::Keys ssr=SsrMode::Async/>
                    <Route path=path!("/keys/:id") view=ConsolePage::Key ssr=SsrMode::Async/>
                    <Route path=path!("/targets") view=ConsolePage::Targets ssr=SsrMode::Async/>
                    <Route path=path!("/targets/new") view=ConsolePage::NewTarget ssr=SsrMode::Async/>
                    <Route path=path!("/targets/:name") view=ConsolePage::Target ssr=SsrMode::Async/>
                    <Route path=path!("/targets/:name/edit") view=ConsolePage::EditTarget ssr=SsrMode::Async/>
                    <Route path=path!("/rotations") view=ConsolePage::Rotations ssr=SsrMode::Async/>
                    <Route path=path!("/rotations/calendar") view=ConsolePage::Calendar ssr=SsrMode::Async/>
                    <Route path=path!("/rotations/:id/*name") view=ConsolePage::Rotation ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=ConsolePage::Account ssr=SsrMode::Async/>
                    <Route path=path!("/account/confirm") view=ConsolePage::Confirm ssr=SsrMode::Async/>
                    <Route path=path!("/settings/notifications") view=ConsolePage::Notifications ssr=SsrMode::Async/>
                    <Route path=path!("/settings/notifications/new") view=ConsolePage::NewChannel ssr=SsrMode::Async/>
                    <Route path=path!("/settings/notifications/:name") view=ConsolePage::Channel ssr=SsrMode::Async/>
                    <Route path=path!("/settings/notifications/:name/edit") view=ConsolePage::EditChannel ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=ConsolePage::Settings ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
