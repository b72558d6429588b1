//! Refusals of what stands beside the pages, drawn as pages.

use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use leptos::config::LeptosOptions;
use leptos_axum::render_app_async_with_context;
use strongroom_app::too_often;

/// In an answer without a body: that sign-ins are begun too often. The console draws the page.
#[derive(Clone, Debug)]
pub(crate) struct TooOften {
    /// How many seconds there are to wait.
    pub seconds: u32,
    /// Where the sign-in was to lead.
    pub next: String,
}

/// Puts the page into an answer that says it needs one; status and headers stay the answer's.
pub(super) async fn draw(
    request: Request,
    next: Next,
    site: LeptosOptions,
    context: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let (parts, body) = request.into_parts();
    let asked = Request::from_parts(parts.clone(), Body::empty());
    let answer = next.run(Request::from_parts(parts, body)).await;
    let Some(refused) = answer.extensions().get::<TooOften>().cloned() else { return answer };
    let document = move || too_often(site.clone(), refused.seconds, refused.next.clone());
    let mut page = render_app_async_with_context(context, document)(asked).await;
    *page.status_mut() = answer.status();
    page.headers_mut().extend(answer.headers().clone());
    page
}
