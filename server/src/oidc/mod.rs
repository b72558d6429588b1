//! Single sign-on with OpenID Connect: authorisation code with PKCE, bound to the browser that began it.

mod claims;
#[cfg(test)]
mod fake;
mod http;
mod pending;
mod problem;
mod provider;
mod routes;
mod starts;
#[cfg(test)]
mod tests;

pub(crate) use routes::router;
