//! Which tokens and responses of a provider are accepted. The tests set the clock.

#![allow(clippy::unwrap_used)]

mod oauth2;

use super::{
    error::{ClaimFault, SsoError, TokenClaim},
    fake_provider::{FakeProvider, ProviderKey, message, token_of_secret},
    provider::{Provider, ProviderUser},
    token::Nonce,
};
use crate::{
    config::{Protocol, SingleSignOn},
    console::Origin,
};
use ::oauth2::PkceCodeVerifier;
use serde_json::{Value, json};
use strongroom_core::{
    Plaintext,
    ports::{Moment, Uptime},
};
use strongroom_domain::{GroupName, Issuer, Timestamp};

const NOW: Moment = Moment { now: Timestamp(1_795_000_000_000), uptime: Uptime(0) };
const MINUTE: i64 = 60_000;
const SECRET: &str = "the client's secret";

fn settings(issuer: &str) -> SingleSignOn {
    SingleSignOn {
        issuer: Issuer::new(issuer).unwrap(),
        protocol: Protocol::OpenIdConnect,
        scopes: None,
        subject_claim: "sub".to_owned(),
        name_claim: "preferred_username".to_owned(),
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

fn later(ms: i64) -> Moment {
    Moment { now: NOW.now.plus_ms(ms), uptime: NOW.uptime.plus_ms(ms) }
}

fn claims(fake: &FakeProvider) -> Value {
    let now = NOW.now.0 / 1000;
    json!({ "iss": fake.issuer, "aud": "console", "sub": "s-1", "nonce": "n", "iat": now, "exp": now + 300,
        "preferred_username": "ann", "groups": ["team"], "amr": ["pwd", "otp"] })
}

fn header() -> Value {
    json!({ "alg": "EdDSA", "kid": "k1" })
}

async fn identify(provider: &Provider, at: Moment) -> Result<ProviderUser, SsoError> {
    let verifier = PkceCodeVerifier::new("v".repeat(43));
    provider.identify("the code".to_owned(), &Nonce::of_test("n"), verifier, at).await
}

async fn refused(provider: &Provider, at: Moment) -> SsoError {
    match identify(provider, at).await {
        Ok(_) => panic!("accepted"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn authorization_request_carries_state_nonce_and_pkce() {
    let fake = FakeProvider::start(&[]).await;
    let provider = provider(&fake.issuer);
    let (one, two) = (provider.begin(NOW).await.unwrap(), provider.begin(NOW).await.unwrap());
    assert_eq!(fake.requests_to("/keys"), 1, "the metadata is cached");
    for part in [
        format!("{}/auth?response_type=code&client_id=console&state=", fake.issuer),
        "&code_challenge_method=S256".to_owned(),
        "&redirect_uri=https%3A%2F%2Fsecrets.example%2Fsign-in%2Foidc%2Fcallback".to_owned(),
        "&scope=openid+email+groups".to_owned(),
        format!("&nonce={}", one.nonce.as_str()),
    ] {
        assert!(one.address.contains(&part), "{part}: {}", one.address);
    }
    assert!(!one.address.contains(one.verifier.secret()) && !one.address.contains("secret="));
    assert_ne!(one.state.secret(), two.state.secret());
    assert_ne!(one.nonce.as_str(), two.nonce.as_str());
    assert_ne!(one.verifier.secret(), two.verifier.secret());
}

#[tokio::test]
async fn valid_token_identifies_the_user() {
    let key = ProviderKey::new("k1");
    let fake = FakeProvider::start(&[&key]).await;
    fake.give(&key.token(&header(), &claims(&fake)));
    let provider = provider(&fake.issuer);
    let user = identify(&provider, NOW).await.unwrap();
    assert_eq!((user.identity.federated.subject.as_str(), user.mfa), ("s-1", true));
    assert_eq!((user.identity.names, user.identity.groups.len()), (vec!["ann".to_owned()], 1));
    let asked = fake.last();
    for part in ["POST /token ", "code=the+code", &format!("code_verifier={}", "v".repeat(43)), "Basic "] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    assert!(!asked.contains("client_secret"), "in the header only");
    assert_eq!(fake.requests_to("/me"), 0, "the token has all claims");
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let (key, foreign) = (ProviderKey::new("k1"), ProviderKey::new("k1"));
    let fake = FakeProvider::start(&[&key]).await;
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
    let now = NOW.now.0 / 1000;
    let valid = with(json!({}));
    let parts: Vec<&str> = valid.split('.').collect();
    let other = |claim| SsoError::Claim(claim, ClaimFault::Other);
    let missing = |claim| SsoError::Claim(claim, ClaimFault::Missing);
    let none = json!({ "alg": "none" });
    let shared = json!({ "alg": "HS256" });
    for (what, token, error) in [
        ("another key", foreign.token(&header(), &claims(&fake)), SsoError::Signature),
        ("an unknown key", key.token(&json!({ "alg": "EdDSA", "kid": "k2" }), &claims(&fake)), SsoError::Signature),
        ("no signature", format!("{}.", message(&none, &claims(&fake))), SsoError::Signature),
        ("a shared secret", token_of_secret(SECRET, &shared, &claims(&fake)), SsoError::Signature),
        (
            "other claims under the signature",
            format!("{}.{}", message(&header(), &json!({ "sub": "admin" })), parts[2]),
            SsoError::Signature,
        ),
        (
            "altered claims",
            format!("{}.{}", message(&header(), &with_subject(&fake, "s-2")), parts[2]),
            SsoError::Signature,
        ),
        ("a cut signature", valid[..valid.len() - 2].to_owned(), SsoError::Signature),
        (
            "an encrypted header",
            key.token(&json!({ "alg": "RSA-OAEP", "enc": "A128GCM" }), &claims(&fake)),
            SsoError::Signature,
        ),
        (
            "critical headers",
            key.token(&json!({ "alg": "EdDSA", "kid": "k1", "crit": ["x"] }), &claims(&fake)),
            SsoError::CriticalHeader,
        ),
        ("another issuer", with(json!({ "iss": "https://evil.example" })), other(TokenClaim::Issuer)),
        ("an issuer with a slash more", with(json!({ "iss": format!("{}/", fake.issuer) })), other(TokenClaim::Issuer)),
        ("another audience", with(json!({ "aud": "other" })), other(TokenClaim::Audience)),
        ("no audience", without("aud"), missing(TokenClaim::Audience)),
        (
            "an audience more, for whom nobody stands",
            with(json!({ "aud": ["console", "other"] })),
            missing(TokenClaim::AuthorizedParty),
        ),
        ("another party", with(json!({ "azp": "other" })), other(TokenClaim::AuthorizedParty)),
        (
            "an audience more, issued to it",
            with(json!({ "aud": ["console", "other"], "azp": "other" })),
            other(TokenClaim::AuthorizedParty),
        ),
        ("another nonce", with(json!({ "nonce": "m" })), other(TokenClaim::Nonce)),
        ("no nonce", without("nonce"), missing(TokenClaim::Nonce)),
        ("expired", with(json!({ "exp": now - 60 })), SsoError::Claim(TokenClaim::Expiry, ClaimFault::Past)),
        ("an expiry in words", with(json!({ "exp": "tomorrow" })), missing(TokenClaim::Expiry)),
        ("issued later", with(json!({ "iat": now + 61 })), SsoError::Claim(TokenClaim::IssuedAt, ClaimFault::Future)),
        ("no expiry", without("exp"), missing(TokenClaim::Expiry)),
        ("no subject", without("sub"), SsoError::Subject),
        ("an empty subject", with(json!({ "sub": "" })), SsoError::Subject),
        ("a long subject", with(json!({ "sub": "s".repeat(256) })), SsoError::Subject),
        ("a subject with controls", with(json!({ "sub": "a\u{0}\u{202e}" })), SsoError::Subject),
        ("no token", "x".to_owned(), SsoError::NoToken),
    ] {
        fake.give(&token);
        assert_eq!(refused(&provider, NOW).await, error, "{what}");
    }
    fake.give(&valid);
    assert!(identify(&provider, NOW).await.is_ok());
}

fn with_subject(fake: &FakeProvider, subject: &str) -> Value {
    let mut claims = claims(fake);
    claims["sub"] = subject.into();
    claims
}

#[tokio::test]
async fn malformed_token_responses_are_rejected() {
    let key = ProviderKey::new("k1");
    let fake = FakeProvider::start(&[&key]).await;
    let provider = provider(&fake.issuer);
    for (status, body, error) in [
        (
            "400 Bad Request",
            r#"{"error": "invalid_grant", "error_description": "<b>\u0007"}"#.to_owned(),
            SsoError::CodeRefused,
        ),
        ("302 Found\r\nLocation: /keys", String::new(), SsoError::NoToken),
        ("200 OK", String::new(), SsoError::NoToken),
        ("200 OK", "[]".to_owned(), SsoError::NoToken),
        ("200 OK", "{".repeat(100_000), SsoError::NoToken),
        ("200 OK", format!("\"{}\"", "x".repeat(600_000)), SsoError::Unreachable),
        ("500 Internal Server Error", "<html>".to_owned(), SsoError::NoToken),
    ] {
        fake.respond("/token", status, &body);
        assert_eq!(refused(&provider, NOW).await, error, "{status} {}", body.len());
    }
    let asked = fake.requests_to("/keys");
    assert_eq!(asked, 1, "a redirect is not followed");
    fake.respond("/token", "200 OK", json!({ "access_token": "at", "token_type": "Bearer" }));
    assert_eq!(refused(&provider, NOW).await, SsoError::NoToken);
}

#[tokio::test]
async fn missing_claims_are_fetched_from_user_info_of_the_same_subject() {
    let key = ProviderKey::new("k1");
    let fake = FakeProvider::start(&[&key]).await;
    let provider = provider(&fake.issuer);
    let now = NOW.now.0 / 1000;
    let bare =
        json!({ "iss": fake.issuer, "aud": "console", "sub": "s-1", "nonce": "n", "iat": now, "exp": now + 300 });
    fake.give(&key.token(&header(), &bare));
    assert_eq!(refused(&provider, NOW).await, SsoError::UserInfo);
    fake.respond("/me", "200 OK", json!({ "sub": "s-2", "groups": ["team"] }));
    assert_eq!(refused(&provider, NOW).await, SsoError::OtherUser, "another subject");
    for (groups, granted) in [
        (json!(["team", 7, null]), 1),
        (json!("team"), 1),
        (json!(["Team", "team "]), 0),
        (json!({ "team": true }), 0),
        (json!(null), 0),
    ] {
        fake.respond(
            "/me",
            "200 OK",
            json!({ "sub": "s-1", "groups": groups, "email": "ann@id.example", "name": "Ann" }),
        );
        let user = identify(&provider, NOW).await.unwrap();
        assert_eq!((user.identity.groups.len(), user.mfa), (granted, false), "{groups}");
        assert_eq!(user.identity.names, ["ann@id.example", "Ann"]);
        assert!(fake.last().contains("Bearer at"));
    }
}

#[tokio::test]
async fn invalid_signature_refreshes_the_key_set_at_most_once_a_minute() {
    let (old, new) = (ProviderKey::new("k1"), ProviderKey::new("k2"));
    let fake = FakeProvider::start(&[&old]).await;
    let provider = provider(&fake.issuer);
    fake.give(&old.token(&header(), &claims(&fake)));
    identify(&provider, NOW).await.unwrap();
    fake.publish(&[&new]);
    fake.give(&new.token(&json!({ "alg": "EdDSA", "kid": "k2" }), &claims(&fake)));
    for _ in 0..5 {
        assert_eq!(refused(&provider, later(MINUTE - 1)).await, SsoError::Signature);
    }
    assert_eq!(fake.requests_to("/keys"), 1, "not for every unknown key");
    identify(&provider, later(MINUTE)).await.unwrap();
    assert_eq!(fake.requests_to("/keys"), 2);
    fake.give(&old.token(&header(), &claims(&fake)));
    assert_eq!(refused(&provider, later(MINUTE + 1)).await, SsoError::Signature);
    provider.begin(later(62 * MINUTE)).await.unwrap();
    assert_eq!(fake.requests_to("/keys"), 3, "after an hour in any case");
}

#[tokio::test]
async fn unreachable_provider_is_retried_after_a_pause() {
    let fake = FakeProvider::start(&[]).await;
    let provider = provider(&fake.issuer);
    const DESCRIPTION: &str = "/.well-known/openid-configuration";
    fake.respond(DESCRIPTION, "503 Service Unavailable", "");
    for _ in 0..9 {
        assert_eq!(provider.begin(NOW).await.err(), Some(SsoError::Unreachable));
    }
    assert_eq!(fake.requests_to(DESCRIPTION), 1);
    fake.describe(json!({}));
    assert_eq!(provider.begin(later(4_999)).await.err(), Some(SsoError::Unreachable));
    assert!(provider.begin(later(5_000)).await.is_ok());
}

#[tokio::test]
async fn only_the_configured_issuer_is_accepted() {
    let fake = FakeProvider::start(&[]).await;
    for (other, error) in [
        (json!({ "issuer": "https://evil.example" }), SsoError::Metadata("issuer")),
        (json!({ "issuer": format!("{}/", fake.issuer) }), SsoError::Metadata("issuer")),
        (json!({ "jwks_uri": "http://192.0.2.1/keys" }), SsoError::Unreachable),
        (json!({ "jwks_uri": "https://169.254.169.254/keys" }), SsoError::Unreachable),
        (json!({ "jwks_uri": "file:///etc/passwd" }), SsoError::Unreachable),
        (json!({ "authorization_endpoint": "javascript:alert(1)" }), SsoError::UnsafeAddress),
        (json!({ "authorization_endpoint": 7 }), SsoError::Metadata("authorization_endpoint")),
        (json!({ "jwks_uri": null }), SsoError::Metadata("jwks_uri")),
    ] {
        fake.describe(other.clone());
        assert_eq!(provider(&fake.issuer).begin(NOW).await.err(), Some(error), "{other}");
    }
    fake.describe(json!({}));
    let silent = provider(&fake.issuer);
    assert_eq!(silent.check_issuer(None, NOW).await, Ok(()));
    assert_eq!(silent.check_issuer(Some("https://evil.example"), NOW).await, Err(SsoError::OtherIssuer));
    fake.describe(json!({ "authorization_response_iss_parameter_supported": true }));
    let promising = provider(&fake.issuer);
    assert_eq!(promising.check_issuer(Some(&fake.issuer), NOW).await, Ok(()));
    for other in [None, Some(""), Some("https://evil.example")] {
        assert_eq!(promising.check_issuer(other, NOW).await, Err(SsoError::OtherIssuer), "{other:?}");
    }
}

#[tokio::test]
async fn what_is_not_read_may_be_malformed_or_missing() {
    let key = ProviderKey::new("k1");
    let fake = FakeProvider::start(&[&key]).await;
    fake.describe(json!({
        "subject_types_supported": null, "op_policy_uri": "", "op_tos_uri": 7, "scopes_supported": "openid",
        "response_types_supported": [7], "id_token_signing_alg_values_supported": {}, "claims_parameter_supported": "yes",
        "token_endpoint_auth_methods_supported": "none", "userinfo_endpoint": "",
    }));
    let provider = provider(&fake.issuer);
    let now = NOW.now.0 / 1000;
    for odd in [
        json!({ "updated_at": "2025-12-23T10:59:07.841Z" }),
        json!({ "email_verified": "true", "email": 7, "phone_number_verified": "no" }),
        json!({ "acr": 1, "auth_time": "yesterday", "nbf": "never", "amr": "otp" }),
        json!({ "address": "street", "locale": ["de"], "name": {}, "zoneinfo": 3, "at_hash": false }),
        json!({ "exp": 1e0 * (now + 300) as f64, "iat": now as f64 + 0.5 }),
        json!({ "aud": ["other", "console"], "azp": "console" }),
        json!({ "azp": null, "amr": null, "groups": ["team", null] }),
        json!({ "exp": now - 59 }),
        json!({ "iat": now + 60 }),
    ] {
        let mut claims = claims(&fake);
        claims.as_object_mut().unwrap().extend(odd.as_object().unwrap().clone());
        let token = key.token(&header(), &claims);
        for answer in [
            json!({ "access_token": "at", "token_type": "Bearer", "id_token": token, "expires_in": "300" }),
            json!({ "access_token": "at", "id_token": token, "scope": ["openid"], "refresh_token": 7 }),
        ] {
            fake.respond("/token", "200 OK\r\nContent-Type: text/plain", answer);
            let user = identify(&provider, NOW).await;
            assert_eq!(user.map(|user| user.identity.names), Ok(vec!["ann".to_owned()]), "{odd}");
        }
    }
}

#[tokio::test]
async fn name_missing_in_the_token_is_taken_from_user_info() {
    let key = ProviderKey::new("k1");
    let fake = FakeProvider::start(&[&key]).await;
    let provider = provider(&fake.issuer);
    let mut said = claims(&fake);
    said.as_object_mut().unwrap().remove("preferred_username");
    fake.give(&key.token(&header(), &said));
    assert_eq!(refused(&provider, NOW).await, SsoError::UserInfo, "there is no other name");
    fake.respond("/me", "200 OK", json!({ "sub": "s-1", "preferred_username": "ann" }));
    assert_eq!(identify(&provider, NOW).await.unwrap().identity.names, ["ann"]);
    said["email"] = "bea@id.example".into();
    fake.give(&key.token(&header(), &said));
    assert_eq!(identify(&provider, NOW).await.unwrap().identity.names, ["ann", "bea@id.example"]);
    fake.respond("/me", "500 Internal Server Error", "");
    assert_eq!(identify(&provider, NOW).await.unwrap().identity.names, ["bea@id.example"], "a name is enough");
    fake.respond("/me", "200 OK", json!({ "sub": "s-2", "preferred_username": "ann" }));
    assert_eq!(refused(&provider, NOW).await, SsoError::OtherUser);
}

#[tokio::test]
async fn user_info_of_another_subject_is_refused_in_every_form() {
    let key = ProviderKey::new("k1");
    let fake = FakeProvider::start(&[&key]).await;
    let provider = provider(&fake.issuer);
    let mut said = claims(&fake);
    said.as_object_mut().unwrap().remove("preferred_username");
    for (token, user_info, same) in [
        (json!("7"), json!("7"), true),
        (json!(7), json!(7), true),
        (json!(7), json!("7"), true),
        (json!(7), json!(8), false),
        (json!("7"), json!(8), false),
        (json!(7), json!(null), false),
        (json!("7"), json!(["7"]), false),
    ] {
        said["sub"] = token.clone();
        fake.give(&key.token(&header(), &said));
        fake.respond("/me", "200 OK", json!({ "sub": user_info, "preferred_username": "ann" }));
        let told = identify(&provider, NOW).await.map(|user| user.identity.names);
        let expected = if same { Ok(vec!["ann".to_owned()]) } else { Err(SsoError::OtherUser) };
        assert_eq!(told, expected, "{token} {user_info}");
    }
}

#[tokio::test]
async fn what_is_not_read_of_a_key_may_be_malformed() {
    let key = ProviderKey::new("k1");
    let fake = FakeProvider::start(&[&key]).await;
    fake.give(&key.token(&header(), &claims(&fake)));
    for odd in [
        json!({ "alg": "ML-DSA-44", "key_ops": ["verify", 7], "x5c": "MII", "x5t": 7, "x5u": [], "exp": "never" }),
        json!({ "alg": 7, "key_ops": "verify", "use": null, "x5t#S256": {}, "ext": "yes" }),
        json!({ "kid": 7 }),
    ] {
        let mut set = key.published();
        set.as_object_mut().unwrap().extend(odd.as_object().unwrap().clone());
        fake.respond("/keys", "200 OK", json!({ "keys": [7, null, { "kty": "oct", "k": "AAAA" }, set], "more": [] }));
        let told = identify(&provider(&fake.issuer), NOW).await.map(|user| user.identity.names);
        assert_eq!(told, Ok(vec!["ann".to_owned()]), "{odd}");
    }
}

#[test]
fn refusals_name_the_claim() {
    let expired = SsoError::Claim(TokenClaim::Expiry, ClaimFault::Past);
    assert_eq!(expired.reason(), "the claim exp of the ID token lies in the past");
    assert_eq!(SsoError::Metadata("jwks_uri").reason(), "jwks_uri in the provider's metadata is missing or malformed");
}
