//! The console's router: pages, server functions, files, and the middleware around them.
//!
//! From the outside in: security headers, compression, origin check, size and time limits, form check, sealed gate, sessions, pages.

mod carried;
mod compression;
mod files;
mod forms;
mod headers;
mod limits;
mod live;
mod origin;
mod proof;
mod refusal;
mod sealed;
mod session;
mod sign_in_limit;

pub use origin::Origin;
pub use session::EngineCodec;
pub(crate) use sign_in_limit::TooManySignIns;

use crate::{health::Health, healthz};
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
    door::{Console, Sessions, with_error_status},
    shell,
};
use strongroom_core::RotationFeed;
use strongroom_store::SessionRows;
use tower::Layer;

/// Everything the console serves. The routes of `more` get the same middleware as the pages.
pub fn router(
    console: Console,
    sessions: SessionRows,
    site: LeptosOptions,
    origins: Vec<Origin>,
    health: Arc<Health>,
    feed: Arc<RotationFeed>,
    more: Router,
) -> Router {
    let engine = console.engine.clone();
    let https = origins.first().is_some_and(Origin::is_https);
    let files = files::router(&site);
    let listed: Arc<dyn Sessions> = Arc::new(ConsoleSessions(sessions.clone()));
    let live = live::router(console.clone(), listed.clone(), feed);
    let context = move || {
        provide_context(console.clone());
        provide_context(listed.clone());
        headers::provide_policy();
    };
    let document = {
        let site = site.clone();
        move || shell(site.clone())
    };
    let asking = {
        let (site, context) = (site.clone(), context.clone());
        Router::new()
            .route(carried::PAGE, get(move |request: Request| carried::page(request, site.clone(), context.clone())))
    };
    let more = {
        let (site, context) = (site.clone(), context.clone());
        more.layer(middleware::from_fn(move |request, next| {
            sign_in_limit::render(request, next, site.clone(), context.clone())
        }))
    };
    let rendered =
        Router::new()
            .leptos_routes_with_context(&site, generate_route_list(App), context.clone(), document.clone())
            .fallback(move |request: Request| {
                let render = render_app_async_with_context(context.clone(), document.clone());
                async move {
                    if names_a_file(request.uri()) { file_not_found() } else { page_not_found(render(request).await) }
                }
            })
            .with_state(site)
            .layer(middleware::map_response(with_error_status))
            .merge(more)
            .merge(asking)
            .merge(live)
            .layer(middleware::from_fn(proof::mark))
            .layer(session::layer(sessions, https));
    // Around all routes, because it sends a request on to another one.
    let pages = Router::new()
        .fallback_service(middleware::from_fn(carried::carry).layer(rendered))
        .layer(middleware::from_fn_with_state(engine, sealed::gate))
        .layer(middleware::from_fn(forms::check))
        .layer(middleware::from_fn(limits::enforce))
        .layer(middleware::from_fn_with_state(Arc::new(origin::OwnOrigins::new(origins)), origin::check))
        .layer(compression::layer());
    Router::new()
        .route("/healthz", get(move || async move { healthz(&health).await }))
        .merge(files)
        .fallback_service(pages)
        .layer(middleware::map_response(move |response| headers::secure(response, https)))
}

/// Whether the last segment of a path looks like a file name; such a request does not want a page.
fn names_a_file(uri: &Uri) -> bool {
    uri.path().rsplit('/').next().is_some_and(|last| last.contains('.'))
}

fn file_not_found() -> Response {
    (StatusCode::NOT_FOUND, "File not found.\n").into_response()
}

/// The application's page for unknown paths, with status 404.
fn page_not_found(mut page: Response) -> Response {
    if page.status() == StatusCode::OK {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    page
}
