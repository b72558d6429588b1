//! Forms that were sent without scripts and need a fresh proof of identity: asks for the proof on a page that carries the form
//! along, and sends the form on after it.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, Method, Uri, header, request::Parts};
use leptos::config::LeptosOptions;
use leptos_axum::render_app_async_with_context;
use strongroom_app::{
    confirm_first,
    door::carried::{CarriedForm, Continuation, Next as Then},
    paths,
};

/// Path of the page inside the server. It is of no use from outside, because the form comes with the request itself.
pub(super) const PAGE: &str = "/account/confirm/first";

/// Extension of a request for the page.
#[derive(Clone)]
struct WaitingForm {
    form: CarriedForm,
    refused: Option<String>,
}

/// The middleware.
pub(super) async fn carry(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    if !is_plain_form(&parts) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    // It is in memory already.
    let Ok(body) = to_bytes(body, usize::MAX).await else { return Response::default() };
    let continuation = Continuation::default();
    parts.extensions.insert(continuation.clone());
    let response = next.clone().run(request_of(&parts, body.clone())).await;
    let before = response.headers().clone();
    match continuation.take() {
        Then::Proof if response.status().is_redirection() => match form(&parts, &body) {
            Some(form) => ask(parts, &before, WaitingForm { form, refused: None }, next).await,
            None => response,
        },
        Then::Again(form, refused) => ask(parts, &before, WaitingForm { form, refused: Some(refused) }, next).await,
        Then::Send(form) => send(parts, &before, form, next).await,
        Then::Done | Then::Proof => response,
    }
}

fn request_of(parts: &Parts, body: Bytes) -> Request {
    Request::from_parts(parts.clone(), Body::from(body))
}

fn is_plain_form(parts: &Parts) -> bool {
    let accepts = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    parts.method == Method::POST
        && parts.uri.path().starts_with("/api/")
        && accepts.is_some_and(|accept| accept.contains("text/html"))
}

fn form(parts: &Parts, body: &Bytes) -> Option<CarriedForm> {
    let body = std::str::from_utf8(body).ok()?.to_owned();
    let page = parts.headers.get(header::REFERER).and_then(|page| page.to_str().ok()).unwrap_or(paths::HOME).to_owned();
    // With what the page showed, which the address of a form names.
    let path = parts.uri.path_and_query().map_or(parts.uri.path(), |path| path.as_str()).to_owned();
    Some(CarriedForm { path, body, page })
}

/// Shows the page that asks for the proof.
async fn ask(mut parts: Parts, before: &HeaderMap, waiting: WaitingForm, next: Next) -> Response {
    parts.method = Method::GET;
    parts.uri = Uri::from_static(PAGE);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    take_cookies(&mut parts.headers, before);
    parts.extensions.insert(waiting);
    with_cookies(next.run(request_of(&parts, Bytes::new())).await, before)
}

/// Sends the form on.
async fn send(mut parts: Parts, before: &HeaderMap, form: CarriedForm, next: Next) -> Response {
    let (Ok(uri), Ok(page)) = (form.path.parse(), HeaderValue::from_str(&form.page)) else {
        return Redirect::to(paths::HOME).into_response();
    };
    parts.uri = uri;
    parts.headers.insert(header::REFERER, page);
    parts.headers.remove(header::CONTENT_LENGTH);
    take_cookies(&mut parts.headers, before);
    with_cookies(next.run(request_of(&parts, Bytes::from(form.body.clone()))).await, before)
}

/// Gives the next request the cookies that the last response set: the proof gives the session another id.
fn take_cookies(headers: &mut HeaderMap, before: &HeaderMap) {
    for set in before.get_all(header::SET_COOKIE) {
        let Some((name, cookie)) = set.to_str().ok().and_then(|set| {
            let cookie = set.split(';').next()?.trim();
            Some((cookie.split('=').next()?, cookie))
        }) else {
            continue;
        };
        let kept = headers.get(header::COOKIE).and_then(|all| all.to_str().ok()).unwrap_or_default();
        let others =
            kept.split(';').map(str::trim).filter(|one| !one.is_empty() && one.split('=').next() != Some(name));
        let all = others.chain([cookie]).collect::<Vec<_>>().join("; ");
        if let Ok(all) = all.parse() {
            headers.insert(header::COOKIE, all);
        }
    }
}

/// The browser gets the cookies of both responses, the later ones last.
fn with_cookies(mut response: Response, before: &HeaderMap) -> Response {
    let later: Vec<HeaderValue> = response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
    response.headers_mut().remove(header::SET_COOKIE);
    for cookie in before.get_all(header::SET_COOKIE).iter().chain(&later) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response
}

/// Renders the page for a request with a form; anybody else is sent to the usual page.
pub(super) async fn page(
    request: Request,
    site: LeptosOptions,
    context: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let Some(WaitingForm { form, refused }) = request.extensions().get::<WaitingForm>().cloned() else {
        return Redirect::to(paths::CONFIRM).into_response();
    };
    let document = move || confirm_first(site.clone(), form.clone(), refused.clone());
    render_app_async_with_context(context, document)(request).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::{
        Extension, Router, middleware,
        routing::{get, post},
    };
    use tower::{Layer, ServiceExt};

    /// A form that needs a proof unless the session was renewed, the proof itself, and the page that asks for it.
    fn console() -> Router {
        let form = async |Extension(then): Extension<Continuation>, headers: HeaderMap, body: String| {
            let cookie = headers.get(header::COOKIE).map_or("", |cookie| cookie.to_str().unwrap());
            if !cookie.contains("id=new") {
                then.set(Then::Proof);
                return Redirect::to("/page?__err=x").into_response();
            }
            let page = headers.get(header::REFERER).unwrap().to_str().unwrap().to_owned();
            assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), "application/x-www-form-urlencoded");
            format!("saved {body} for {page} with {cookie}").into_response()
        };
        let proof = async |Extension(then): Extension<Continuation>, body: String| {
            let carried = CarriedForm { path: "/api/form1".into(), body: "value=typed".into(), page: "/page".into() };
            if body == "password=wrong" {
                then.set(Then::Again(carried, "The password is wrong.".to_owned()));
                return Redirect::to("/page?__err=x").into_response();
            }
            then.set(Then::Send(carried));
            ([(header::SET_COOKIE, "id=new; HttpOnly")], Redirect::to("/")).into_response()
        };
        let page = async |request: Request| {
            let Some(WaitingForm { form, refused }) = request.extensions().get::<WaitingForm>().cloned() else {
                return "nothing waits".to_owned();
            };
            format!("{} {} {} {refused:?}", form.path, form.body, form.page)
        };
        let routes =
            Router::new().route("/api/form1", post(form)).route("/api/confirm2", post(proof)).route(PAGE, get(page));
        Router::new().fallback_service(middleware::from_fn(carry).layer(routes))
    }

    async fn send(path: &str, accept: &str, body: &'static str) -> (Response<()>, String) {
        let request = Request::post(path)
            .header(header::ACCEPT, accept)
            .header(header::REFERER, "/page")
            .header(header::COOKIE, "id=old; theme=dark")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let (parts, body) = console().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (Response::from_parts(parts, ()), String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn form_waits_for_the_proof_and_is_sent_on_after_it() {
        let (response, page) = send("/api/form1", "text/html", "value=typed").await;
        assert!(!response.headers().contains_key(header::LOCATION));
        assert_eq!(page, "/api/form1 value=typed /page None");
        let (response, saved) = send("/api/confirm2", "text/html", "password=right").await;
        assert_eq!(saved, "saved value=typed for /page with theme=dark; id=new");
        assert_eq!(response.headers().get(header::SET_COOKIE).unwrap(), "id=new; HttpOnly");
    }

    #[tokio::test]
    async fn refused_proof_keeps_the_form() {
        let (_, page) = send("/api/confirm2", "text/html", "password=wrong").await;
        assert_eq!(page, "/api/form1 value=typed /page Some(\"The password is wrong.\")");
    }

    #[tokio::test]
    async fn page_is_of_no_use_without_a_form() {
        let request = Request::get(PAGE).body(Body::empty()).unwrap();
        let response = console().oneshot(request).await.unwrap();
        assert_eq!(to_bytes(response.into_body(), usize::MAX).await.unwrap(), "nothing waits");
    }
}
