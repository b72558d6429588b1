//! A provider without ID tokens.

use super::*;
use crate::config::Endpoints;

/// A provider without metadata and ID tokens, as GitHub is one.
fn oauth2(fake: &FakeProvider, groups: Option<&str>) -> Provider {
    let at = |path: &str| format!("{}{path}", fake.issuer);
    let endpoints =
        Endpoints { authorization: at("/auth"), token: at("/token"), user_info: at("/user"), groups: groups.map(at) };
    let settings = SingleSignOn {
        protocol: Protocol::OAuth2(endpoints),
        scopes: Some(vec!["read:user".to_owned(), "read:org".to_owned()]),
        subject_claim: "id".to_owned(),
        name_claim: "login".to_owned(),
        ..settings(&fake.issuer)
    };
    Provider::new(&settings, &Origin::parse("https://secrets.example").unwrap()).unwrap()
}

#[tokio::test]
async fn provider_without_id_tokens_identifies_users_by_its_user_info() {
    let fake = FakeProvider::start(&[]).await;
    let provider = oauth2(&fake, Some("/user/orgs"));
    let begun = provider.begin(NOW).await.unwrap();
    assert!(begun.address.contains("&scope=read%3Auser+read%3Aorg") && !begun.address.contains("nonce"));
    assert!(begun.address.contains("code_challenge_method=S256"), "{}", begun.address);
    assert_eq!(fake.requests_to("/.well-known/openid-configuration"), 0);
    assert_eq!(provider.check_issuer(None, NOW).await, Ok(()));

    fake.respond("/token", "200 OK", json!({ "access_token": "at", "scope": "read:org", "token_type": "bearer" }));
    assert_eq!(refused(&provider, NOW).await, SsoError::UserInfo);
    fake.respond(
        "/user",
        "200 OK",
        json!({ "id": 583_231, "login": "octo", "name": null, "email": null, "groups": ["team"] }),
    );
    assert_eq!(refused(&provider, NOW).await, SsoError::UserInfo, "the list of groups cannot be read");
    for (orgs, granted) in
        [(json!([{ "login": "team", "id": 1 }]), 1), (json!([{ "login": "acme", "name": "team" }]), 0), (json!([]), 0)]
    {
        fake.respond("/user/orgs", "200 OK", orgs);
        let user = identify(&provider, NOW).await.unwrap();
        assert_eq!((user.identity.groups.len(), user.mfa), (granted, false));
        assert_eq!(
            (user.identity.federated.subject.as_str(), user.identity.names),
            ("583231", vec!["octo".to_owned()])
        );
    }
    assert!(fake.last().contains("Bearer at") && fake.last().contains("user-agent: strongroom"), "{}", fake.last());
    for user in
        [json!({ "login": "octo" }), json!({ "id": 1.5 }), json!({ "id": "" }), json!({ "id": null }), json!([])]
    {
        fake.respond("/user", "200 OK", &user);
        let error = refused(&provider, NOW).await;
        assert!(matches!(error, SsoError::Subject | SsoError::UserInfo), "{user}");
    }
    fake.respond("/token", "200 OK", json!({ "error": "bad_verification_code", "error_description": "<b>" }));
    assert_eq!(refused(&provider, NOW).await, SsoError::NoToken);

    fake.respond("/token", "200 OK", json!({ "access_token": "at" }));
    fake.respond("/user", "200 OK", json!({ "id": "u1", "login": "octo", "groups": [{ "name": "team" }] }));
    assert_eq!(identify(&oauth2(&fake, None), NOW).await.unwrap().identity.groups.len(), 1);
}
