//! 147 requests of Alibaba's own clients: what they signed verifies, and nothing that was changed does.

use super::captured::{Capture, CapturedRequest, TestKey};
use std::collections::BTreeSet;
use strongroom_wire::{aliyun::SignatureKind, http::Format};

/// How many captures refuse every change that `changes` makes of them; the captures it makes none of do not count.
fn refused(captures: Vec<Capture>, changes: impl Fn(&Capture) -> Vec<CapturedRequest>) -> usize {
    let refused = |capture: &Capture| {
        let changed = changes(capture);
        for sent in &changed {
            assert!(!sent.accepted(capture.secret()), "a changed request was accepted: {}", capture.label());
        }
        !changed.is_empty()
    };
    captures.iter().filter(|capture| refused(capture)).count()
}

#[test]
fn every_captured_request_verifies() {
    let captures = Capture::verifiable();
    let verified = captures.iter().filter(|capture| capture.sent().accepted(capture.secret())).count();
    assert_eq!((verified, captures.len()), (136, 136));
}

#[test]
fn string_to_sign_equals_the_clients() {
    for capture in Capture::verifiable() {
        let text = capture.sent().read(|signed| signed.string_to_sign(&TestKey(capture.secret()))).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), capture.string_to_sign, "{}", capture.label());
    }
}

#[test]
fn claims_equal_the_captured_ones() {
    for capture in Capture::verifiable() {
        let sent = capture.sent();
        let token = sent.headers.contains_key("x-acs-security-token") && !capture.is_rpc()
            || String::from_utf8_lossy(&sent.query).contains("SecurityToken=");
        sent.read(|signed| {
            assert_eq!(signed.kind == SignatureKind::RpcHmacSha1, capture.is_rpc());
            assert_eq!(signed.access_key_id, capture.access_key_id);
            assert_eq!(signed.action, capture.operation);
            assert_eq!(signed.nonce.len(), 32);
            assert!(signed.timestamp.rfc3339_seconds().starts_with("2026-11-22T04:1"));
            assert_eq!(signed.security_token, token.then_some("TestSecurityToken+/=0001"));
            assert!(signed.format == Format::Json);
        })
        .unwrap();
    }
}

#[test]
fn wrong_secret_is_refused() {
    for capture in Capture::verifiable() {
        for wrong in ["", "TestAccessKeySecret000000000002", "TestAccessKeySecret000000000001&"] {
            assert!(!capture.sent().accepted(wrong), "{}", capture.label());
        }
    }
}

/// One copy for each parameter, with that one changed, and one with a parameter more.
fn changed_parameters(capture: &Capture) -> Vec<CapturedRequest> {
    let sent = capture.sent();
    let change = |raw: &[u8]| -> Vec<Vec<u8>> {
        let segments: Vec<&[u8]> = raw.split(|&b| b == b'&').filter(|s| !s.is_empty()).collect();
        let changed = |at: usize| -> Vec<u8> {
            let mut copy: Vec<Vec<u8>> = segments.iter().map(|s| s.to_vec()).collect();
            copy[at].push(b'x');
            copy.join(&b'&')
        };
        let mut all: Vec<Vec<u8>> = (0..segments.len()).map(changed).collect();
        all.push([raw, &b"&Extra=1"[..]].concat());
        all
    };
    let queries = change(&sent.query).into_iter().map(|query| CapturedRequest { query, ..sent.clone() });
    let bodies = change(&sent.body).into_iter().map(|body| CapturedRequest { body, ..sent.clone() });
    let form = sent.headers.get("content-type").is_some_and(|v| v == "application/x-www-form-urlencoded");
    queries.chain(bodies.filter(|_| form)).collect()
}

#[test]
fn one_changed_parameter_is_refused() {
    assert_eq!(refused(Capture::verifiable(), changed_parameters), 136);
}

#[test]
fn a_changed_method_is_refused() {
    let other = |method: &str| if method == "GET" { "POST" } else { "GET" };
    let changed = |capture: &Capture| {
        let sent = capture.sent();
        vec![CapturedRequest { method: other(&sent.method).to_owned(), ..sent }]
    };
    assert_eq!(refused(Capture::verifiable(), changed), 136);
}

#[test]
fn a_changed_body_is_refused() {
    let changed = |capture: &Capture| {
        let sent = capture.sent();
        let copies = [[&sent.body[..], b"x"].concat(), [b" ", &sent.body[..]].concat()];
        copies.into_iter().map(|body| CapturedRequest { body, ..sent.clone() }).collect()
    };
    assert_eq!(refused(Capture::of("ACS3-HMAC-SHA256"), changed), 66);
}

#[test]
fn a_truncated_signature_is_refused() {
    let changed = |capture: &Capture| {
        let sent = capture.sent();
        if capture.is_rpc() {
            return cut_parameter(&sent);
        }
        let header = sent.header("authorization");
        let cut = |bytes| {
            let mut copy = sent.clone();
            copy.set("authorization", &header[..header.len() - bytes]);
            copy
        };
        [1, 2, 32, 63, 64].into_iter().map(cut).collect()
    };
    assert_eq!(refused(Capture::verifiable(), changed), 136);
}

/// Copies in which the parameter Signature has fewer characters, down to none.
fn cut_parameter(sent: &CapturedRequest) -> Vec<CapturedRequest> {
    let text = String::from_utf8([&sent.query[..], b"&", &sent.body[..]].concat()).unwrap();
    let whole = text.split('&').find(|segment| segment.starts_with("Signature=")).unwrap();
    let cut = |length: usize| {
        let swap = |raw: &[u8]| String::from_utf8(raw.to_vec()).unwrap().replace(whole, &whole[..length]).into_bytes();
        CapturedRequest { query: swap(&sent.query), body: swap(&sent.body), ..sent.clone() }
    };
    ("Signature=".len()..whole.len()).map(cut).collect()
}

#[test]
fn a_changed_or_dropped_signed_header_is_refused() {
    let changed = |capture: &Capture| {
        let sent = capture.sent();
        let names = sent.signed_headers();
        assert!(names.len() >= 6, "{}", capture.label());
        let mut all = Vec::new();
        for name in &names {
            let mut other_value = sent.clone();
            let value = format!("{}x", sent.header(name));
            other_value.headers.insert(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
            let mut without = sent.clone();
            without.headers.remove(name);
            let mut doubled = sent.clone();
            doubled.headers.append(name.parse::<http::HeaderName>().unwrap(), sent.headers[name].clone());
            let mut unlisted = sent.clone();
            let left: Vec<&str> = names.iter().filter(|other| *other != name).map(String::as_str).collect();
            unlisted.edit_authorization(&names.join(";"), &left.join(";"));
            all.extend([other_value, without, doubled, unlisted]);
        }
        all
    };
    assert_eq!(refused(Capture::of("ACS3-HMAC-SHA256"), changed), 66);
}

/// One request of each client and signature, every byte of query and body changed in turn.
#[test]
fn any_changed_byte_is_refused() {
    let mut seen = BTreeSet::new();
    let mut captures = Capture::verifiable();
    captures.retain(|c| seen.insert((c.client.clone(), c.signature_kind.clone())));
    let changed = |capture: &Capture| {
        let sent = capture.sent();
        let mut all = Vec::new();
        for at in 0..sent.query.len() {
            let mut copy = sent.clone();
            copy.query[at] ^= 1;
            all.push(copy);
        }
        for at in 0..sent.body.len() {
            let mut copy = sent.clone();
            copy.body[at] ^= 1;
            all.push(copy);
        }
        all
    };
    let clients = captures.len();
    assert!(clients >= 8, "{clients}");
    assert_eq!(refused(captures, changed), clients);
}

#[test]
fn unsupported_signatures_get_a_clear_error() {
    let mut others = Capture::all();
    others.retain(|c| !matches!(&*c.signature_kind, "RPC-HMAC-SHA1" | "ACS3-HMAC-SHA256"));
    assert_eq!(others.len(), 11);
    for capture in others {
        let error = capture.sent().error();
        assert_eq!((error.status, error.code), (400, "InvalidParameter"), "{}", capture.label());
        let wanted = if capture.is_rpc() { "SignatureMethod must be HMAC-SHA1" } else { "begin with ACS3-HMAC-SHA256" };
        assert!(error.message.contains(wanted), "{}", error.message);
    }
}
