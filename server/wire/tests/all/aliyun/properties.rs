//! Properties of every input.

use super::captured::{Capture, CapturedRequest};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::{collection::vec, prelude::*};
use strongroom_wire::http::{Format, Params, decode, document, encode, encode_twice};

/// Text that looks like the parts of a request, to get past the first checks.
fn fragments() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "Action=",
        "Version=2016-01-20",
        "AccessKeyId=",
        "Signature",
        "SignatureNonce=",
        "Timestamp=",
        "Tag.1.Key=",
        "p.",
        "p=",
        "[{\"TagKey\":",
        "\"a\"",
        "]",
        "}",
        "%",
        "%25",
        "%C3",
        "+",
        "&",
        "=",
        ".",
        ",",
        ";",
        "Credential=",
        "Signature=",
        "SignedHeaders=host;x-acs-action",
        "ACS3-HMAC-SHA256 ",
        "é",
        "\u{0}",
        "99999999999999999999",
    ]);
    let piece = prop_oneof![3 => known.prop_map(|s: &str| s.as_bytes().to_vec()), 1 => vec(any::<u8>(), 0..6)];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn encoding_and_decoding_are_inverse(text in any::<String>()) {
        let (mut once, mut twice) = (Vec::new(), Vec::new());
        encode(&mut once, &text);
        encode_twice(&mut twice, &text);
        prop_assert!(once.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.~%".contains(b)));
        prop_assert_eq!(&decode(&once).unwrap(), &text);
        let back = decode(&twice).unwrap();
        prop_assert_eq!(back.as_bytes(), &once);
    }

    #[test]
    fn parameters_round_trip(pairs in prop::collection::btree_map(".{1,20}", any::<String>(), 0..12), cut in 0usize..12) {
        let mut raw = [Vec::new(), Vec::new()];
        for (at, (name, value)) in pairs.iter().enumerate() {
            let out = &mut raw[usize::from(at >= cut)];
            encode(out, name);
            out.push(b'=');
            encode(out, value);
            out.push(b'&');
        }
        let params = Params::parse(&raw[0], &raw[1]).unwrap();
        for (name, value) in &pairs {
            prop_assert_eq!(params.get(name), Some(&**value));
        }
    }

    #[test]
    fn no_parser_panics(query in fragments(), form in fragments()) {
        let _ = decode(&query);
        if let Ok(params) = Params::parse(&query, &form) {
            let _ = (params.flag("p"), params.integer("p", 0..=9), params.stages("p"), params.tags("p"), params.tag_keys("p"));
            let _ = (params.filters("p"), params.batch("p", 20), params.indexed("p", 9));
            let _ = params.indexed_tags("Tag", 20);
        }
    }

    #[test]
    fn forged_claims_neither_panic_nor_verify(
        query in fragments(), body in fragments(), authorization in fragments(), method in "GET|POST|[A-Z]{0,6}",
        headers in vec(("host|content-type|x-acs-(action|version|date|signature-nonce|content-sha256|x)", fragments()), 0..8),
    ) {
        let mut map = HeaderMap::new();
        for (name, value) in headers.into_iter().chain([("authorization".to_owned(), authorization)]) {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                map.append(name.parse::<HeaderName>().unwrap(), value);
            }
        }
        let sent = CapturedRequest { method, authority: None, headers: map, query, body };
        prop_assert!(!sent.accepted("secret"));
    }

    #[test]
    fn changed_authorization_is_refused(at in 0usize..400, byte in 0x20u8..0x7f) {
        let captures = Capture::of("ACS3-HMAC-SHA256");
        let mut sent = captures[0].sent();
        let mut header = sent.header("authorization").into_bytes();
        let at = at % header.len();
        let same = header[at] == byte;
        header[at] = byte;
        sent.set("authorization", std::str::from_utf8(&header).unwrap());
        // The name of the key is not under the signature: who answers to it decides whose secret is used.
        let credential = "ACS3-HMAC-SHA256 Credential=".len()..header.iter().position(|&b| b == b',').unwrap_or(0);
        prop_assume!(!credential.contains(&at));
        prop_assert_eq!(sent.accepted(captures[0].secret()), same);
    }

    #[test]
    fn json_carries_any_text(text in any::<String>()) {
        let (body, exact) = document(Format::Json, "A", 0, |fields| fields.text("SecretData", &text));
        let value: serde_json::Value = serde_json::from_str(&body).unwrap();
        prop_assert!(exact && value["SecretData"] == text);
    }
}
