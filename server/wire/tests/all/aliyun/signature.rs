//! Claims that are missing, malformed or ambiguous, one error at a time.

use super::captured::{Capture, CapturedRequest};
use strongroom_domain::Timestamp;
use strongroom_wire::{
    aliyun::{AliyunError, response_format},
    http::{Format, Params},
};

fn rpc() -> (CapturedRequest, String) {
    let capture = Capture::of("RPC-HMAC-SHA1").into_iter().find(|c| c.operation == "GetSecretValue").unwrap();
    (capture.sent(), capture.secret().to_owned())
}

fn acs3() -> (CapturedRequest, String) {
    let capture = Capture::of("ACS3-HMAC-SHA256").into_iter().find(|c| c.operation == "GetSecretValue").unwrap();
    (capture.sent(), capture.secret().to_owned())
}

fn code(error: AliyunError) -> (u16, &'static str) {
    (error.status, error.code)
}

/// The encoded value of a parameter in the query.
fn raw(sent: &CapturedRequest, name: &str) -> String {
    let query = String::from_utf8(sent.query.clone()).unwrap();
    let found = query.split('&').find_map(|s| s.strip_prefix(name)?.strip_prefix('=').map(str::to_owned));
    found.unwrap()
}

#[test]
fn invalid_rpc_parameters_are_refused() {
    let cases = [
        ("AccessKeyId", "", 400, "MissingParameter"),
        ("AccessKeyId", "has%20space", 404, "InvalidAccessKeyId.NotFound"),
        ("AccessKeyId", "caf%C3%A9", 404, "InvalidAccessKeyId.NotFound"),
        ("AccessKeyId", &"k".repeat(129), 404, "InvalidAccessKeyId.NotFound"),
        ("Action", "", 400, "MissingParameter"),
        ("Action", "Get-Secret", 404, "InvalidAction.NotFound"),
        ("Action", "..%2Fadmin", 404, "InvalidAction.NotFound"),
        ("Action", &"A".repeat(65), 404, "InvalidAction.NotFound"),
        ("Version", "", 400, "MissingParameter"),
        ("Version", "2014-05-26", 404, "InvalidVersion"),
        ("SignatureMethod", "", 400, "IncompleteSignature"),
        ("SignatureMethod", "HMAC-SHA256", 400, "InvalidParameter"),
        ("SignatureMethod", "hmac-sha1", 400, "InvalidParameter"),
        ("SignatureVersion", "", 400, "IncompleteSignature"),
        ("SignatureVersion", "2.0", 400, "InvalidParameter"),
        ("SignatureNonce", "", 400, "IncompleteSignature"),
        ("SignatureNonce", "a%0Ab", 400, "IncompleteSignature"),
        ("SignatureNonce", &"n".repeat(129), 400, "IncompleteSignature"),
        ("Signature", "", 400, "IncompleteSignature"),
        ("Signature", "AAAA", 400, "IncompleteSignature"),
        ("Signature", "not*base64*not*base64*notbas", 400, "IncompleteSignature"),
        ("Signature", &"A".repeat(28), 400, "IncompleteSignature"),
        ("Signature", &"A".repeat(4000), 400, "IncompleteSignature"),
        ("Signature", "A7LrQmK6l nimnrzPXD06X5RUz8%3D", 400, "IncompleteSignature"),
        ("Timestamp", "", 400, "IllegalTimestamp"),
    ];
    for (name, value, status, expected) in cases {
        let (mut sent, _) = rpc();
        let old = raw(&sent, name);
        sent.edit_query(&format!("{name}={old}"), &format!("{name}={value}"));
        assert_eq!(code(sent.error()), (status, expected), "{name}={value}");
        if value.is_empty() {
            let (mut sent, _) = rpc();
            sent.edit_query(&format!("{name}={old}"), "Unrelated=1");
            assert_eq!(code(sent.error()), (status, expected), "{name} absent");
        }
    }
    let (mut sent, _) = rpc();
    sent.query.extend_from_slice(b"&SignatureType=BEARERTOKEN");
    sent.edit_query("SignatureType=&", "");
    assert_eq!(code(sent.error()), (400, "InvalidParameter"));
}

#[test]
fn only_one_time_format_is_accepted() {
    let bad = [
        "2026-11-22",
        "2026-11-22 04:10:45Z",
        "2026-11-22T04:10:45",
        "2026-11-22T04:10:45.000Z",
        "2026-11-22t04:10:45z",
        "2026-11-22T04:10:45+00:00",
        "2026-13-22T04:10:45Z",
        "2026-02-30T04:10:45Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T04:10:60Z",
        "20261122T041045Z",
        "1763784645",
        "+002026-11-22T04:10:45Z",
        "Sun, 22 Nov 2026 04:10:45 GMT",
    ];
    for text in bad {
        let (mut sent, _) = acs3();
        sent.set("x-acs-date", text);
        assert_eq!(code(sent.error()), (400, "IllegalTimestamp"), "{text}");
    }
    let (mut sent, _) = acs3();
    sent.headers.remove("x-acs-date");
    assert_eq!(code(sent.error()).1, "IncompleteSignature", "signed but absent");
}

#[test]
fn clock_skew_over_fifteen_minutes_is_refused() {
    let (sent, _) = rpc();
    let accepts = |ms: i64| sent.read(|signed| signed.check_time(signed.timestamp.plus_ms(ms))).unwrap();
    for fine in [0, 1, -1, 900_000, -900_000] {
        assert_eq!(accepts(fine), Ok(()), "{fine}");
    }
    for off in [900_001, -900_001, 1 << 60, -(1 << 60)] {
        assert_eq!(accepts(off).map_err(code), Err((400, "InvalidTimeStamp.Expired")), "{off}");
    }
    let extreme = sent.read(|signed| signed.check_time(Timestamp(i64::MIN))).unwrap();
    assert!(extreme.is_err());
}

#[test]
fn malformed_authorization_is_refused() {
    let cases = [
        ("ACS3-HMAC-SHA256 Credential=", "ACS3-HMAC-SHA256  Xredential="),
        ("Credential=", "credential="),
        (",SignedHeaders=", ",Credential=b,SignedHeaders="),
        (",SignedHeaders=", ",signedheaders="),
        (",Signature=", ",Signature=ab,Signature="),
        (",Signature=", ",Sig="),
        (",Signature=", ";Signature="),
        ("accept;", "Accept;"),
        ("accept;", ";accept;"),
        ("accept;", "accept;accept;"),
        ("accept;", "x-never-sent;accept;"),
        (";x-acs-version", ";x-acs-version;"),
        (";x-acs-version", ""),
        (";x-acs-credentials-provider", ""),
        (";host", ""),
        ("SignedHeaders=accept;content-type;", "SignedHeaders=content-type;accept;"),
        (";x-acs-version,", ";x-acs-version;zzz,"),
        ("Signature=", "Signature=0"),
    ];
    for (from, to) in cases {
        let (mut sent, _) = acs3();
        sent.edit_authorization(from, to);
        assert_eq!(code(sent.error()), (400, "IncompleteSignature"), "{from} -> {to}");
    }
    for name in ["host", "x-acs-version", "x-acs-action", "x-acs-date", "x-acs-credentials-provider"] {
        let (mut sent, _) = acs3();
        sent.edit_authorization(&format!(";{name}"), "");
        let error = sent.error();
        assert_eq!(error.code, "IncompleteSignature");
        assert!(error.message.ends_with(&format!("SignedHeaders must include {name}.")), "{}", error.message);
    }
    for text in
        ["ACS3-", "ACS3-HMAC-SHA256", "ACS3-HMAC-SHA256 ", "ACS3-HMAC-SHA256 ,,,", "ACS3-HMAC-SHA256 Signature=ab"]
    {
        let (mut sent, _) = acs3();
        sent.set("authorization", text);
        assert_eq!(sent.error().status, 400, "{text}");
    }
    let (mut upper, _) = acs3();
    let signature = upper.header("authorization").rsplit('=').next().unwrap().to_owned();
    upper.edit_authorization(&signature, &signature.to_uppercase());
    assert_eq!(code(upper.error()), (400, "IncompleteSignature"));
    let (mut bytes, _) = acs3();
    bytes.headers.insert("authorization", http::HeaderValue::from_bytes(b"ACS3-HMAC-SHA256 \xff").unwrap());
    assert_eq!(code(bytes.error()), (400, "IncompleteSignature"));
    let (mut twice, _) = acs3();
    twice.headers.append("authorization", "Bearer x".parse().unwrap());
    assert_eq!(code(twice.error()), (400, "IncompleteSignature"));
}

#[test]
fn invalid_version_3_headers_are_refused() {
    for (name, value, status, expected) in [
        ("x-acs-action", "Get Secret", 404, "InvalidAction.NotFound"),
        ("x-acs-action", "", 404, "InvalidAction.NotFound"),
        ("x-acs-version", "2016-01-21", 404, "InvalidVersion"),
        ("x-acs-signature-nonce", "", 400, "IncompleteSignature"),
        ("x-acs-content-sha256", "UNSIGNED-PAYLOAD", 400, "IncompleteSignature"),
        (
            "x-acs-content-sha256",
            "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
            400,
            "IncompleteSignature",
        ),
    ] {
        let (mut sent, _) = acs3();
        sent.set(name, value);
        assert_eq!(code(sent.error()), (status, expected), "{name}: {value}");
    }
    let (mut extra, secret) = acs3();
    assert!(extra.accepted(&secret));
    extra.set("x-acs-retry-attempts", "1");
    assert_eq!(code(extra.error()), (400, "IncompleteSignature"), "an unsigned x-acs- header");
    let (mut opaque, _) = acs3();
    opaque.headers.insert("x-acs-action", http::HeaderValue::from_bytes(b"caf\xc3\xa9").unwrap());
    assert_eq!(code(opaque.error()), (400, "IncompleteSignature"));
}

#[test]
fn body_hash_is_verified_against_the_body() {
    let (mut sent, secret) = acs3();
    assert!(sent.signed_again(&secret).accepted(&secret));
    sent.set("x-acs-content-sha256", &"0".repeat(64));
    assert!(!sent.signed_again(&secret).accepted(&secret), "signed, but not the hash of this body");
}

#[test]
fn duplicated_significant_headers_are_refused() {
    for name in ["host", "content-type", "x-acs-action", "x-acs-credentials-provider"] {
        let (mut sent, _) = acs3();
        let value = sent.headers[name].clone();
        sent.headers.append(name, value);
        assert_eq!(code(sent.error()), (400, "IncompleteSignature"), "{name}");
    }
    let (mut sent, secret) = acs3();
    sent.set("accept", "b/b");
    sent.headers.append("accept", "a/a".parse().unwrap());
    let first = sent.signed_again(&secret);
    assert!(first.accepted(&secret));
    let mut joined = first;
    joined.set("accept", "a/a,b/b");
    assert!(joined.accepted(&secret), "several values are sorted and joined by commas");
}

#[test]
fn spaces_after_commas_and_around_values_are_tolerated() {
    let (mut sent, secret) = acs3();
    sent.edit_authorization(",SignedHeaders", ", SignedHeaders");
    sent.edit_authorization(",Signature", ", Signature");
    sent.set("accept", "  application/json ");
    assert!(sent.accepted(&secret));
}

#[test]
fn http2_authority_replaces_the_host_header() {
    let (mut sent, secret) = acs3();
    let host = sent.header("host");
    sent.headers.remove("host");
    assert!(!sent.accepted(&secret));
    sent.authority = Some("other.example:443".to_owned());
    assert!(!sent.accepted(&secret));
    sent.authority = Some(host);
    assert!(sent.accepted(&secret));
}

#[test]
fn methods_other_than_get_and_post_are_refused() {
    for method in ["PUT", "DELETE", "HEAD", "OPTIONS", "post", "Get", ""] {
        let (mut sent, _) = rpc();
        sent.method = method.to_owned();
        assert_eq!(code(sent.error()), (403, "UnsupportedHTTPMethod"), "{method}");
    }
}

#[test]
fn foreign_authorization_header_does_not_hide_rpc_parameters() {
    let (mut sent, secret) = rpc();
    sent.set("authorization", "Bearer something");
    assert!(sent.accepted(&secret));
    sent.set("authorization", "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=00");
    assert!(!sent.accepted(&secret), "the header decides");
}

#[test]
fn version_3_calls_never_get_xml() {
    let (sent, _) = acs3();
    let (rpc, _) = rpc();
    let xml = Params::parse(b"Format=xMl", b"").unwrap();
    assert_eq!(response_format(&sent.headers, &xml), Format::Json);
    assert_eq!(response_format(&rpc.headers, &xml), Format::Xml);
    for other in [&b"Format=None"[..], b"Format=", b"Format=json", b""] {
        assert_eq!(response_format(&rpc.headers, &Params::parse(other, b"").unwrap()), Format::Json);
    }
}
