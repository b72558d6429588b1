//! What a provider may say and what not, at times of the test's own.

#![allow(clippy::unwrap_used)]

use super::{
    fake::{Fake, Key, message, token_of_secret},
    problem::Problem,
    provider::{Person, Provider},
};
use crate::{config::SingleSignOn, console::Origin};
use openidconnect::{Nonce, PkceCodeVerifier};
use serde_json::{Value, json};
use strongroom_core::Plaintext;
use strongroom_domain::{GroupName, Issuer, Timestamp};

const NOW: Timestamp = Timestamp(1_795_000_000_000);
const MINUTE: i64 = 60_000;
const SECRET: &str = "the client's secret";

fn settings(issuer: &str) -> SingleSignOn {
    SingleSignOn {
        issuer: Issuer::new(issuer).unwrap(),
        client_id: "console".to_owned(),
        client_secret: Some(Plaintext::new(SECRET.as_bytes().to_vec())),
        name: "Id".to_owned(),
        groups_claim: "groups".to_owned(),
        groups: vec![("team".to_owned(), GroupName::new("Readers").unwrap())],
        ca_file: None,
    }
}

fn provider(issuer: &str) -> Provider {
    Provider::new(&settings(issuer), &Origin::parse("https://secrets.example").unwrap()).unwrap()
}

fn claims(fake: &Fake) -> Value {
    let now = NOW.0 / 1000;
    json!({ "iss": fake.issuer, "aud": "console", "sub": "s-1", "nonce": "n", "iat": now, "exp": now + 300,
        "preferred_username": "ann", "groups": ["team"], "amr": ["pwd", "otp"] })
}

fn header() -> Value {
    json!({ "alg": "EdDSA", "kid": "k1" })
}

async fn identify(provider: &Provider, now: Timestamp) -> Result<Person, Problem> {
    let verifier = PkceCodeVerifier::new("v".repeat(43));
    provider.identify("the code".to_owned(), &Nonce::new("n".to_owned()), verifier, now).await
}

async fn refused(provider: &Provider, now: Timestamp) -> Problem {
    match identify(provider, now).await {
        Ok(_) => panic!("believed"),
        Err(problem) => problem,
    }
}

#[tokio::test]
async fn a_sign_in_begins_with_everything_that_binds_it() {
    let fake = Fake::start(&[]).await;
    let provider = provider(&fake.issuer);
    let (one, two) = (provider.begin(NOW).await.unwrap(), provider.begin(NOW).await.unwrap());
    assert_eq!(fake.asked("/keys"), 1, "what it said is kept");
    for part in [
        format!("{}/auth?response_type=code&client_id=console&state=", fake.issuer),
        "&code_challenge_method=S256".to_owned(),
        "&redirect_uri=https%3A%2F%2Fsecrets.example%2Fsign-in%2Foidc%2Fcallback".to_owned(),
        "&scope=openid+email+groups".to_owned(),
        format!("&nonce={}", one.nonce.secret()),
    ] {
        assert!(one.address.contains(&part), "{part}: {}", one.address);
    }
    assert!(!one.address.contains(one.verifier.secret()) && !one.address.contains("secret="));
    assert_ne!(one.state.secret(), two.state.secret());
    assert_ne!(one.nonce.secret(), two.nonce.secret());
    assert_ne!(one.verifier.secret(), two.verifier.secret());
}

#[tokio::test]
async fn a_true_token_is_believed() {
    let key = Key::new("k1");
    let fake = Fake::start(&[&key]).await;
    fake.give(&key.token(&header(), &claims(&fake)));
    let provider = provider(&fake.issuer);
    let person = identify(&provider, NOW).await.unwrap();
    assert_eq!((person.identity.federated.subject.as_str(), person.mfa), ("s-1", true));
    assert_eq!((person.identity.names, person.identity.groups.len()), (vec!["ann".to_owned()], 1));
    let asked = fake.last();
    for part in ["POST /token ", "code=the+code", &format!("code_verifier={}", "v".repeat(43)), "Basic "] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    assert!(!asked.contains("client_secret"), "in the header alone");
    assert_eq!(fake.asked("/me"), 0, "the token says everything");
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let (key, foreign) = (Key::new("k1"), Key::new("k1"));
    let fake = Fake::start(&[&key]).await;
    let provider = provider(&fake.issuer);
    let with = |changes: Value| {
        let mut claims = claims(&fake);
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        key.token(&header(), &claims)
    };
    let without = |claim: &str| {
        let mut claims = claims(&fake);
        claims.as_object_mut().unwrap().remove(claim);
        key.token(&header(), &claims)
    };
    let now = NOW.0 / 1000;
    let true_one = with(json!({}));
    let parts: Vec<&str> = true_one.split('.').collect();
    let none = json!({ "alg": "none" });
    let shared = json!({ "alg": "HS256" });
    for (what, token, problem) in [
        ("another key", foreign.token(&header(), &claims(&fake)), Problem::Signature),
        ("an unknown key", key.token(&json!({ "alg": "EdDSA", "kid": "k2" }), &claims(&fake)), Problem::UnknownKey),
        ("no signature", format!("{}.", message(&none, &claims(&fake))), Problem::Signature),
        ("a shared secret", token_of_secret(SECRET, &shared, &claims(&fake)), Problem::Signature),
        (
            "other claims under the signature",
            format!("{}.{}", message(&header(), &json!({ "sub": "admin" })), parts[2]),
            Problem::NoToken,
        ),
        ("altered claims", format!("{}.{}", message(&header(), &with_sub(&fake, "s-2")), parts[2]), Problem::Signature),
        ("a cut signature", true_one[..true_one.len() - 2].to_owned(), Problem::Signature),
        (
            "an encrypted header",
            key.token(&json!({ "alg": "RSA-OAEP", "enc": "A128GCM" }), &claims(&fake)),
            Problem::NoToken,
        ),
        (
            "critical headers",
            key.token(&json!({ "alg": "EdDSA", "kid": "k1", "crit": ["x"] }), &claims(&fake)),
            Problem::Token,
        ),
        ("another issuer", with(json!({ "iss": "https://evil.example" })), Problem::TokenIssuer),
        ("an issuer with a slash more", with(json!({ "iss": format!("{}/", fake.issuer) })), Problem::TokenIssuer),
        ("another audience", with(json!({ "aud": "other" })), Problem::Audience),
        ("no audience", without("aud"), Problem::Audience),
        ("an audience more", with(json!({ "aud": ["console", "other"] })), Problem::Audience),
        ("another party", with(json!({ "azp": "other" })), Problem::Audience),
        ("another nonce", with(json!({ "nonce": "m" })), Problem::Nonce),
        ("no nonce", without("nonce"), Problem::Nonce),
        ("its end", with(json!({ "exp": now })), Problem::Expired),
        ("no end", without("exp"), Problem::NoToken),
        ("no subject", without("sub"), Problem::NoToken),
        ("an empty subject", with(json!({ "sub": "" })), Problem::Subject),
        ("a long subject", with(json!({ "sub": "s".repeat(256) })), Problem::Subject),
        ("a subject with controls", with(json!({ "sub": "a\u{0}\u{202e}" })), Problem::Subject),
        ("no token", "x".to_owned(), Problem::NoToken),
    ] {
        fake.give(&token);
        assert_eq!(refused(&provider, NOW).await, problem, "{what}");
    }
    fake.give(&true_one);
    assert!(identify(&provider, NOW).await.is_ok());
}

fn with_sub(fake: &Fake, subject: &str) -> Value {
    let mut claims = claims(fake);
    claims["sub"] = subject.into();
    claims
}

#[tokio::test]
async fn answers_that_are_none() {
    let key = Key::new("k1");
    let fake = Fake::start(&[&key]).await;
    let provider = provider(&fake.issuer);
    for (status, body, problem) in [
        (
            "400 Bad Request",
            r#"{"error": "invalid_grant", "error_description": "<b>\u0007"}"#.to_owned(),
            Problem::CodeRefused,
        ),
        ("302 Found\r\nLocation: /keys", String::new(), Problem::NoToken),
        ("200 OK", String::new(), Problem::NoToken),
        ("200 OK", "[]".to_owned(), Problem::NoToken),
        ("200 OK", "{".repeat(100_000), Problem::NoToken),
        ("200 OK", format!("\"{}\"", "x".repeat(600_000)), Problem::Unreachable),
        ("500 Internal Server Error", "<html>".to_owned(), Problem::NoToken),
    ] {
        fake.answer("/token", status, &body);
        assert_eq!(refused(&provider, NOW).await, problem, "{status} {}", body.len());
    }
    let asked = fake.asked("/keys");
    assert_eq!(asked, 1, "a redirect is not followed");
    fake.answer("/token", "200 OK", json!({ "access_token": "at", "token_type": "Bearer" }));
    assert_eq!(refused(&provider, NOW).await, Problem::NoToken);
}

#[tokio::test]
async fn what_the_token_leaves_out_is_asked_for_of_the_same_person() {
    let key = Key::new("k1");
    let fake = Fake::start(&[&key]).await;
    let provider = provider(&fake.issuer);
    let now = NOW.0 / 1000;
    let bare =
        json!({ "iss": fake.issuer, "aud": "console", "sub": "s-1", "nonce": "n", "iat": now, "exp": now + 300 });
    fake.give(&key.token(&header(), &bare));
    assert_eq!(refused(&provider, NOW).await, Problem::UserInfo);
    fake.answer("/me", "200 OK", json!({ "sub": "s-2", "groups": ["team"] }));
    assert_eq!(refused(&provider, NOW).await, Problem::UserInfo, "of another person");
    for (groups, granted) in [
        (json!(["team", 7, null]), 1),
        (json!("team"), 1),
        (json!(["Team", "team "]), 0),
        (json!({ "team": true }), 0),
        (json!(null), 0),
    ] {
        fake.answer(
            "/me",
            "200 OK",
            json!({ "sub": "s-1", "groups": groups, "email": "ann@id.example", "name": "Ann" }),
        );
        let person = identify(&provider, NOW).await.unwrap();
        assert_eq!((person.identity.groups.len(), person.mfa), (granted, false), "{groups}");
        assert_eq!(person.identity.names, ["ann@id.example", "Ann"]);
        assert!(fake.last().contains("Bearer at"));
    }
}

#[tokio::test]
async fn new_keys_are_read_once_a_minute_and_old_ones_are_forgotten() {
    let (old, new) = (Key::new("k1"), Key::new("k2"));
    let fake = Fake::start(&[&old]).await;
    let provider = provider(&fake.issuer);
    fake.give(&old.token(&header(), &claims(&fake)));
    identify(&provider, NOW).await.unwrap();
    fake.publish(&[&new]);
    fake.give(&new.token(&json!({ "alg": "EdDSA", "kid": "k2" }), &claims(&fake)));
    for _ in 0..5 {
        assert_eq!(refused(&provider, NOW.plus_ms(MINUTE - 1)).await, Problem::UnknownKey);
    }
    assert_eq!(fake.asked("/keys"), 1, "not at every stranger's wish");
    identify(&provider, NOW.plus_ms(MINUTE)).await.unwrap();
    assert_eq!(fake.asked("/keys"), 2);
    fake.give(&old.token(&header(), &claims(&fake)));
    assert_eq!(refused(&provider, NOW.plus_ms(MINUTE + 1)).await, Problem::UnknownKey);
    provider.begin(NOW.plus_ms(62 * MINUTE)).await.unwrap();
    assert_eq!(fake.asked("/keys"), 3, "after an hour in any case");
}

#[tokio::test]
async fn a_provider_that_is_away_is_left_alone_for_a_while() {
    let fake = Fake::start(&[]).await;
    let provider = provider(&fake.issuer);
    const DESCRIPTION: &str = "/.well-known/openid-configuration";
    fake.answer(DESCRIPTION, "503 Service Unavailable", "");
    for _ in 0..9 {
        assert_eq!(provider.begin(NOW).await.err(), Some(Problem::Unreachable));
    }
    assert_eq!(fake.asked(DESCRIPTION), 1);
    fake.describe(json!({}));
    assert_eq!(provider.begin(NOW.plus_ms(4_999)).await.err(), Some(Problem::Unreachable));
    assert!(provider.begin(NOW.plus_ms(5_000)).await.is_ok());
}

#[tokio::test]
async fn only_the_configured_provider_is_believed() {
    let fake = Fake::start(&[]).await;
    for (other, problem) in [
        (json!({ "issuer": "https://evil.example" }), Problem::Unreachable),
        (json!({ "issuer": format!("{}/", fake.issuer) }), Problem::Unreachable),
        (json!({ "jwks_uri": "http://192.0.2.1/keys" }), Problem::Unreachable),
        (json!({ "jwks_uri": "https://169.254.169.254/keys" }), Problem::Unreachable),
        (json!({ "jwks_uri": "file:///etc/passwd" }), Problem::Unreachable),
        (json!({ "authorization_endpoint": "javascript:alert(1)" }), Problem::UnsafeAddress),
        (json!({ "authorization_endpoint": 7 }), Problem::Unreachable),
    ] {
        fake.describe(other.clone());
        assert_eq!(provider(&fake.issuer).begin(NOW).await.err(), Some(problem), "{other}");
    }
    fake.describe(json!({}));
    let silent = provider(&fake.issuer);
    assert_eq!(silent.check_issuer(None, NOW).await, Ok(()));
    assert_eq!(silent.check_issuer(Some("https://evil.example"), NOW).await, Err(Problem::OtherIssuer));
    fake.describe(json!({ "authorization_response_iss_parameter_supported": true }));
    let promising = provider(&fake.issuer);
    assert_eq!(promising.check_issuer(Some(&fake.issuer), NOW).await, Ok(()));
    for other in [None, Some(""), Some("https://evil.example")] {
        assert_eq!(promising.check_issuer(other, NOW).await, Err(Problem::OtherIssuer), "{other:?}");
    }
}
