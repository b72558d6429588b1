//! Changing some keys of a value, which is reading it and writing it.

use crate::world::*;
use strongroom_core::{
    Call, CoreError,
    ops::{
        keys::CreateKey,
        secrets::{CreateSecret, PutSecretValue, PutVersion},
    },
};
use strongroom_domain::*;
use strongroom_trail::{Detail, Outcome};

const VALUE: &str = r#"{"host":"db","password":"old"}"#;

fn patch(secret: &str) -> PutSecretValue {
    crate::world::patch(secret, "v1", vec![set_key(0, r#""elsewhere""#)])
}

/// A user who may do these to everything.
async fn user(w: &World, who: &str, actions: &[&str]) -> Principal {
    let actions = serde_json::to_string(actions).unwrap();
    let text =
        format!(r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}]}}"#);
    w.run(new_policy(who, &text)).await.unwrap();
    w.user(who, &[custom(who)]).await
}

/// Why the last call was refused.
async fn reason(w: &World) -> String {
    let event = w.last_event().await;
    assert_eq!(event.action, Action::PutSecretValue);
    match event.outcome {
        Outcome::Failed { reason, .. } => reason,
        Outcome::Ok => "it was not".to_owned(),
    }
}

#[tokio::test]
async fn patch_without_the_right_to_read_is_denied() {
    let w = World::new().await;
    w.create("a", VALUE).await;
    let writer = user(&w, "writer", &["kms:PutSecretValue"]).await;
    assert_eq!(w.run_as(&writer, patch("a")).await.err(), Some(CoreError::Denied));
    assert!(reason(&w).await.contains("kms:GetSecretValue"));
    let reader = user(&w, "reader", &["kms:GetSecretValue"]).await;
    assert_eq!(w.run_as(&reader, patch("a")).await.err(), Some(CoreError::Denied));
    assert_eq!(w.read("a", None, None).await.unwrap(), format!("v1={VALUE}"), "nothing has changed");
    assert!(w.run_as(&writer, put("a", "v2", "whole", &["ACSCurrent"])).await.is_ok(), "a whole value reads nothing");
}

#[tokio::test]
async fn patch_says_in_its_event_which_version_was_read() {
    let w = World::new().await;
    w.create("a", VALUE).await;
    let both = user(&w, "both", &["kms:PutSecretValue", "kms:GetSecretValue"]).await;
    let PutVersion { version: made, .. } = w.run_as(&both, patch("a")).await.unwrap();
    let event = w.last_event().await;
    assert_eq!(event.target.unwrap().version, Some(made.to_string()));
    assert!(event.details.contains(&(Detail::ReadVersion, "v1".to_owned())), "{:?}", event.details);
    assert!(w.read("a", None, None).await.unwrap().ends_with(r#"{"host":"elsewhere","password":"old"}"#));
    w.run_as(&both, put("a", "v9", "whole", &["ACSCurrent"])).await.unwrap();
    assert!(w.last_event().await.details.iter().all(|(detail, _)| *detail != Detail::ReadVersion));
}

#[tokio::test]
async fn patch_under_a_customers_key_needs_decrypt_on_it() {
    let w = World::new().await;
    let cmk = w.run(CreateKey { description: Description::new("k").unwrap(), policy: None }).await.unwrap().id;
    w.run(CreateSecret { cmk: Some(cmk), ..create("a", VALUE) }).await.unwrap();
    let on_secrets = ["kms:PutSecretValue", "kms:GetSecretValue", "kms:GenerateDataKey"];
    let encrypts = user(&w, "encrypts", &on_secrets).await;
    assert_eq!(w.run_as(&encrypts, patch("a")).await.err(), Some(CoreError::Denied));
    assert!(reason(&w).await.contains("kms:Decrypt"));
    let decrypts = user(&w, "decrypts", &["kms:PutSecretValue", "kms:GetSecretValue", "kms:Decrypt"]).await;
    assert_eq!(w.run_as(&decrypts, patch("a")).await.err(), Some(CoreError::Denied));
    let both = user(&w, "both", &[on_secrets.as_slice(), &["kms:Decrypt"]].concat()).await;
    assert!(w.run_as(&both, patch("a")).await.is_ok());
}

#[tokio::test]
async fn patch_requires_a_fresh_proof_at_the_console_and_not_on_the_api() {
    let w = World::new().await;
    w.create("a", VALUE).await;
    let old = Some(w.engine.now().plus_ms(-20 * 60_000));
    let at = |surface| Call { surface, verified_at: old, ..w.call_of(&w.admin) };
    assert_eq!(w.engine.call(&at(Surface::Console), &patch("a")).await.err(), Some(CoreError::StepUp));
    assert!(w.engine.call(&at(Surface::Aliyun), &patch("a")).await.is_ok());
}
