//! The document and the routes.

mod crumbs;
mod part;
mod signed_in;

pub use signed_in::{SecretsCount, lasting};

#[cfg(feature = "ssr")]
use crate::session::{TooOften, single_sign_on};
use crate::{
    session::{CodePage, SignInPage},
    system,
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use part::Page;
use signed_in::SignedIn;
use strongroom_ui::Theme;

/// The whole document, for the server.
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

/// What is said to whoever has begun too many sign-ins: a whole document without scripts, because its address is no page's.
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

#[cfg(feature = "ssr")]
fn head(options: LeptosOptions, scripts: impl IntoView) -> impl IntoView {
    use leptos_meta::{HashedStylesheet, MetaTags};
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
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

/// The application. Every page is rendered whole before its first byte, so that its status and its redirects are right.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=|| view! { <system::NotFoundPage/> }>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/code") view=CodePage ssr=SsrMode::Async/>
                <Route path=path!("/sealed") view=system::SealedPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=SignedIn ssr=SsrMode::Async>
                    <Route path=path!("/") view=Page::Home ssr=SsrMode::Async/>
                    <Route path=path!("/secrets") view=Page::Secrets ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/new") view=Page::NewSecret ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/overview/*name") view=Page::Overview ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/edit/*name") view=Page::EditSecret ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/versions/*name") view=Page::Versions ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/compare/*name") view=Page::Compare ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/audit/*name") view=Page::SecretAudit ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/connect/*name") view=Page::Connect ssr=SsrMode::Async/>
                    <Route path=path!("/secrets/access/*name") view=Page::SecretAccess ssr=SsrMode::Async/>
                    <Route path=path!("/audit") view=Page::Audit ssr=SsrMode::Async/>
                    <Route path=path!("/users") view=Page::Users ssr=SsrMode::Async/>
                    <Route path=path!("/users/:name") view=Page::User ssr=SsrMode::Async/>
                    <Route path=path!("/groups") view=Page::Groups ssr=SsrMode::Async/>
                    <Route path=path!("/groups/:name") view=Page::Group ssr=SsrMode::Async/>
                    <Route path=path!("/roles") view=Page::Roles ssr=SsrMode::Async/>
                    <Route path=path!("/roles/new") view=Page::NewRole ssr=SsrMode::Async/>
                    <Route path=path!("/roles/:name") view=Page::Role ssr=SsrMode::Async/>
                    <Route path=path!("/policies") view=Page::Policies ssr=SsrMode::Async/>
                    <Route path=path!("/policies/new") view=Page::NewPolicy ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:kind/:name") view=Page::Policy ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:kind/:name/edit") view=Page::EditPolicy ssr=SsrMode::Async/>
                    <Route path=path!("/explain") view=Page::Explain ssr=SsrMode::Async/>
                    <Route path=path!("/keys") view=Page::Keys ssr=SsrMode::Async/>
                    <Route path=path!("/keys/:id") view=Page::Key ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=Page::Account ssr=SsrMode::Async/>
                    <Route path=path!("/account/confirm") view=Page::Confirm ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=Page::Settings ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The colours of this page: on the server what the cookie asks for, in the browser what the page has.
#[cfg(feature = "ssr")]
pub(crate) fn theme() -> Theme {
    let cookies = use_context::<http::request::Parts>()
        .and_then(|parts| Some(parts.headers.get(http::header::COOKIE)?.to_str().ok()?.to_owned()));
    cookies.map(|cookies| Theme::from_cookies(&cookies)).unwrap_or_default()
}

/// The colours of this page: on the server what the cookie asks for, in the browser what the page has.
#[cfg(not(feature = "ssr"))]
pub(crate) fn theme() -> Theme {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("data-theme")).map(|name| Theme::from_name(&name)).unwrap_or_default()
}
