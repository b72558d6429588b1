//! Responses in the format that was requested. The world asserts the Content-Type of each.

use super::world::World;
use strongroom_wire::aliyun::Api;

#[tokio::test]
async fn value_that_xml_cannot_carry_is_sent_as_json() {
    let w = World::new().await;
    for (name, control) in [("a", "\u{1}"), ("b", "\u{b}"), ("c", "\u{1f}"), ("d", "\u{fffe}")] {
        let data = format!("a{control}b");
        let secret = ("SecretName", name);
        w.kms("CreateSecret", &[secret, ("VersionId", "v1"), ("SecretData", &data)]).await;
        let (status, body) = w.call(&w.admin, Api::Kms, "GetSecretValue", &[secret, ("Format", "XML")]).await;
        let value: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, &value["SecretData"]), (200, &data.into()), "{control:?}");
    }
}

#[tokio::test]
async fn value_that_xml_can_carry_is_sent_as_xml() {
    let w = World::new().await;
    w.kms("CreateSecret", &[("SecretName", "a"), ("VersionId", "v1"), ("SecretData", "<é>")]).await;
    let given = [("SecretName", "a"), ("Format", "XML")];
    let (status, body) = w.call(&w.admin, Api::Kms, "GetSecretValue", &given).await;
    assert!(status == 200 && body.contains("<SecretData>&lt;é&gt;</SecretData>"), "{body}");
}
