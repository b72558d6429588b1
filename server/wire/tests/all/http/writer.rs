use serde_json::json;
use strongroom_wire::http::{FieldWriter, Format, document};

/// Fields of every kind.
fn secret_value(fields: &mut FieldWriter<'_>, data: &str) {
    fields.text("SecretName", "app/db");
    fields.text("SecretData", data);
    fields.optional_text("NextRotationDate", None);
    fields.optional_text("RotationInterval", Some("604800s"));
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
fn json_wraps_lists() {
    let (text, exact) = document(Format::Json, "GetSecretValue", 64, |fields| secret_value(fields, "{\"a\":\"b\"}"));
    assert!(exact);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value,
        json!({
            "SecretName": "app/db", "SecretData": "{\"a\":\"b\"}", "RotationInterval": "604800s",
            "VersionStages": {"VersionStage": ["ACSCurrent", "x&y"]}, "TotalCount": 7, "Enabled": true,
            "Tags": {"Tag": [{"TagKey": "k1", "TagValue": "v1"}, {"TagKey": "k2", "TagValue": "v2"}]},
            "Nothing": {"None": []}, "KeyMetadata": {"KeyId": "1"},
            "Errors": [{"SecretName": "a"}, {"SecretName": "b"}],
        })
    );
}

#[test]
fn xml_repeats_list_elements() {
    let (text, exact) =
        document(Format::Xml, "GetSecretValueResponse", 64, |fields| secret_value(fields, "<a href='x'>\r\n\t\"&</a>"));
    assert!(exact);
    assert_eq!(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><GetSecretValueResponse>\
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
fn non_ascii_characters_are_not_escaped() {
    for format in [Format::Json, Format::Xml] {
        let (text, exact) =
            document(format, "GetSecretValue", 64, |fields| fields.text("SecretData", "pässwörd 密码 🔑 \u{2028}"));
        assert!(text.contains("pässwörd 密码 🔑 \u{2028}"));
        assert!(exact);
    }
}

#[test]
fn json_escapes_control_characters_and_quotes() {
    let all: String = (0..0x80u8).map(char::from).collect();
    let (text, exact) = document(Format::Json, "A", 0, |fields| fields.text("SecretData", &all));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(exact && value["SecretData"] == *all, "{text}");
}

#[test]
fn characters_that_xml_cannot_carry_are_reported() {
    for control in ["\0", "\u{1}", "\u{8}", "\u{b}", "\u{c}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
        let data = format!("a{control}b");
        let (text, exact) = document(Format::Xml, "A", 0, |fields| fields.text("SecretData", &data));
        assert!(!exact && text.contains("a\u{fffd}b"), "{control:?}");
        let (text, exact) = document(Format::Json, "A", 0, |fields| fields.text("SecretData", &data));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(exact && value["SecretData"] == *data, "{control:?}");
    }
}
