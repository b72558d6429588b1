//! Single sign-on with OpenID Connect or OAuth 2.0: authorization code flow with PKCE, bound to the browser that started it.

mod callback;
mod claims;
mod error;
#[cfg(test)]
mod fake_provider;
mod http;
mod metadata;
mod provider;
mod rate_limit;
mod redemption;
mod routes;
#[cfg(test)]
mod tests;
mod token;
mod user;

pub(crate) use routes::router;
