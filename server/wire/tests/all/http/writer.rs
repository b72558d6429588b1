use serde_json::json;
use strongroom_wire::aliyun::{Fields, Format, success};

/// The answer of a read with everything in it.
fn secret_value(fields: &mut Fields<'_>, data: &str) {
    fields.text("SecretName", "app/db");
    fields.text("SecretData", data);
    fields.maybe_text("NextRotationDate", None);
    fields.maybe_text("RotationInterval", Some("604800s"));
    fields.texts("VersionStages", "VersionStage", ["ACSCurrent", "x&y"]);
    fields.number("TotalCount", 7);
    fields.flag("Enabled", true);
    fields.objects("Tags", "Tag", [("k1", "v1"), ("k2", "v2")], |tag, (key, value)| {
        tag.text("TagKey", key);
        tag.text("TagValue", value);
    });
    fields.texts("Nothing", "None", [""; 0]);
    fields.object("KeyMetadata", |key| key.text("KeyId", "1"));
    fields.bare_objects("Errors", ["a", "b"], |error, name| error.text("SecretName", name));
}

#[test]
fn json_has_the_vendors_wrappers() {
    let answer = success(Format::Json, "GetSecretValue", "r-1", 64, |fields| secret_value(fields, "{\"a\":\"b\"}"));
    assert!(answer.format == Format::Json);
    let value: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(
        value,
        json!({
            "RequestId": "r-1", "SecretName": "app/db", "SecretData": "{\"a\":\"b\"}", "RotationInterval": "604800s",
            "VersionStages": {"VersionStage": ["ACSCurrent", "x&y"]}, "TotalCount": 7, "Enabled": true,
            "Tags": {"Tag": [{"TagKey": "k1", "TagValue": "v1"}, {"TagKey": "k2", "TagValue": "v2"}]},
            "Nothing": {"None": []}, "KeyMetadata": {"KeyId": "1"},
            "Errors": [{"SecretName": "a"}, {"SecretName": "b"}],
        })
    );
}

#[test]
fn xml_repeats_the_child() {
    let answer =
        success(Format::Xml, "GetSecretValue", "r-1", 64, |fields| secret_value(fields, "<a href='x'>\r\n\t\"&</a>"));
    assert!(answer.format == Format::Xml);
    assert_eq!(
        answer.body,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><GetSecretValueResponse><RequestId>r-1</RequestId>\
         <SecretName>app/db</SecretName>\
         <SecretData>&lt;a href=&apos;x&apos;&gt;&#13;\n\t&quot;&amp;&lt;/a&gt;</SecretData>\
         <RotationInterval>604800s</RotationInterval>\
         <VersionStages><VersionStage>ACSCurrent</VersionStage><VersionStage>x&amp;y</VersionStage></VersionStages>\
         <TotalCount>7</TotalCount><Enabled>true</Enabled>\
         <Tags><Tag><TagKey>k1</TagKey><TagValue>v1</TagValue></Tag><Tag><TagKey>k2</TagKey><TagValue>v2</TagValue></Tag></Tags>\
         <Nothing></Nothing><KeyMetadata><KeyId>1</KeyId></KeyMetadata>\
         <Errors><SecretName>a</SecretName></Errors><Errors><SecretName>b</SecretName></Errors></GetSecretValueResponse>"
    );
}

#[test]
fn characters_outside_ascii_stand_as_themselves() {
    for format in [Format::Json, Format::Xml] {
        let answer =
            success(format, "GetSecretValue", "r", 64, |fields| fields.text("SecretData", "pässwörd 密码 🔑 \u{2028}"));
        assert!(answer.body.contains("pässwörd 密码 🔑 \u{2028}"));
        assert!(answer.format == format);
    }
}

#[test]
fn json_escapes_what_it_must() {
    let all: String = (0..0x80u8).map(char::from).collect();
    let answer = success(Format::Json, "A", "r", 0, |fields| fields.text("SecretData", &all));
    let value: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(value["SecretData"], *all);
}

#[test]
fn a_value_that_xml_cannot_carry_comes_as_json() {
    for control in ["\0", "\u{1}", "\u{8}", "\u{b}", "\u{c}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
        let data = format!("a{control}b");
        let answer = success(Format::Xml, "GetSecretValue", "r", 64, |fields| fields.text("SecretData", &data));
        assert!(answer.format == Format::Json, "{control:?}");
        let value: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(value["SecretData"], *data);
    }
}

#[test]
fn content_types_name_the_charset() {
    assert_eq!(Format::Json.content_type(), "application/json;charset=utf-8");
    assert_eq!(Format::Xml.content_type(), "text/xml;charset=utf-8");
}
