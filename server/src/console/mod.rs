//! The console's listener: pages, server functions, files, and what guards them.
//!
//! From outside to inside: headers every answer carries, the origin check, limits of size and time, the form check, the sealed gate,
//! sessions, pages.

mod answer;
mod files;
mod forms;
mod headers;
mod limits;
mod origin;
mod refused;
mod sealed;
mod session;

pub use origin::Origin;
pub(crate) use refused::TooOften;
pub use session::EngineCodec;

use crate::healthz;
use axum::{
    Router,
    extract::Request,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, Uri};
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use session::ConsoleSessions;
use std::sync::Arc;
use strongroom_app::{
    App,
    door::{Console, with_error_status},
    session::Sessions,
    shell,
};
use strongroom_store::SessionRows;

/// Everything the console serves; `more` stands beside its pages, behind the same guards.
pub fn router(
    console: Console,
    sessions: SessionRows,
    site: LeptosOptions,
    origins: Vec<Origin>,
    more: Router,
) -> Router {
    let engine = console.engine.clone();
    let https = origins.first().is_some_and(Origin::is_https);
    let files = files::router(&site);
    let listed: Arc<dyn Sessions> = Arc::new(ConsoleSessions(sessions.clone()));
    let context = move || {
        provide_context(console.clone());
        provide_context(listed.clone());
        headers::provide_policy();
    };
    let document = {
        let site = site.clone();
        move || shell(site.clone())
    };
    let more = {
        let (site, context) = (site.clone(), context.clone());
        more.layer(middleware::from_fn(move |request, next| {
            refused::draw(request, next, site.clone(), context.clone())
        }))
    };
    let pages = Router::new()
        .leptos_routes_with_context(&site, generate_route_list(App), context.clone(), document.clone())
        .fallback(move |request: Request| {
            let render = render_app_async_with_context(context.clone(), document.clone());
            async move { if names_a_file(request.uri()) { no_such_file() } else { no_such_page(render(request).await) } }
        })
        .with_state(site)
        .layer(middleware::map_response(with_error_status))
        .merge(more)
        .layer(session::layer(sessions, https))
        .layer(middleware::from_fn_with_state(engine.clone(), sealed::gate))
        .layer(middleware::from_fn(forms::check))
        .layer(middleware::from_fn(limits::bounded))
        .layer(middleware::from_fn_with_state(Arc::<[Origin]>::from(origins), origin::check));
    Router::new()
        .route("/healthz", get(move || async move { healthz(&engine).await }))
        .merge(files)
        .fallback_service(pages)
        .layer(middleware::map_response(move |response| headers::secure(response, https)))
}

/// Whether the last part of a path looks like a file: nobody who asks for one wants a page.
fn names_a_file(uri: &Uri) -> bool {
    uri.path().rsplit('/').next().is_some_and(|last| last.contains('.'))
}

fn no_such_file() -> Response {
    (StatusCode::NOT_FOUND, "File not found.\n").into_response()
}

/// The application's own page for unknown addresses, with the status that belongs to it.
fn no_such_page(mut page: Response) -> Response {
    if page.status() == StatusCode::OK {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    page
}
