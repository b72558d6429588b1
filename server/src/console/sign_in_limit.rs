//! The page for a client that has begun too many sign-ins.

use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use leptos::config::LeptosOptions;
use leptos_axum::render_app_async_with_context;
use strongroom_app::too_often;

/// Extension of a response without a body: the client has begun too many sign-ins. The console renders the page.
#[derive(Clone, Debug)]
pub(crate) struct TooManySignIns {
    /// Seconds to wait.
    pub seconds: u32,
    /// The path to open after the sign-in.
    pub next: String,
}

/// Renders the page for a response with [`TooManySignIns`]; keeps the response's status and headers.
pub(super) async fn render(
    request: Request,
    next: Next,
    site: LeptosOptions,
    context: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let (parts, body) = request.into_parts();
    let page_request = Request::from_parts(parts.clone(), Body::empty());
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(refused) = response.extensions().get::<TooManySignIns>().cloned() else { return response };
    let document = move || too_often(site.clone(), refused.seconds, refused.next.clone());
    let mut page = render_app_async_with_context(context, document)(page_request).await;
    *page.status_mut() = response.status();
    page.headers_mut().extend(response.headers().clone());
    page
}
