//! The product's own API, from a signed request to the response.

mod channels;
mod pace;
mod rotations;
mod targets;

use super::world::{Parameters, World};
use serde_json::Value;
use strongroom_wire::aliyun::Api;

/// A call of the administrator that must succeed.
async fn own(w: &World, action: &str, given: Parameters<'_>) -> Value {
    w.succeed(&w.admin, Api::Strongroom, action, given).await
}

/// Asserts status, code and words of each refusal.
async fn refusals(w: &World, cases: &[(&str, Parameters<'_>, u16, &str, &str)]) {
    for (action, given, status, code, words) in cases {
        let (found, found_code, message) = w.error(&w.admin, Api::Strongroom, action, given).await;
        assert_eq!((found, &*found_code), (*status, *code), "{action} {given:?}: {message}");
        assert!(message.contains(words), "{action} {given:?}: {message}");
    }
}

/// The parameters with some replaced; an empty value is as good as none.
fn with<'a>(given: Parameters<'a>, other: Parameters<'a>) -> Vec<(&'a str, &'a str)> {
    let kept = given.iter().filter(|(name, _)| other.iter().all(|(replaced, _)| replaced != name));
    kept.chain(other).copied().collect()
}
