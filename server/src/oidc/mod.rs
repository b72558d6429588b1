//! Single sign-on with OpenID Connect: authorization code flow with PKCE, bound to the browser that started it.

mod callback;
mod claims;
mod error;
#[cfg(test)]
mod fake_provider;
mod http;
mod provider;
mod rate_limit;
mod routes;
#[cfg(test)]
mod tests;

pub(crate) use routes::router;
