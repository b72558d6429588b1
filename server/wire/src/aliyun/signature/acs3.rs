//! Version 3, ACS3-HMAC-SHA256: a canonical request of method, query, chosen headers and the hash of the body.

use super::{AliyunError, Claims, RequestParts};
use crate::http::{Params, encode, parse_hex32, push_hex};
use ::http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AUTHORIZATION, HOST},
};

/// The one algorithm that is supported.
pub(super) const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Headers every client signs. Every other `x-acs-` header that is present must be signed too.
const MUST_SIGN: [&str; 6] =
    ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"];

/// The signature and what it covers, as sent.
pub(super) struct Acs3Signature<'a> {
    pub signed_headers: &'a str,
    pub signature: [u8; 32],
    pub body_hash: [u8; 32],
}

/// The Authorization header, if it is one of the vendor's.
pub(super) fn authorization(headers: &HeaderMap) -> Option<&[u8]> {
    let vendors = |value: &&[u8]| value.starts_with(b"ACS3-") || value.starts_with(b"ACS4-");
    headers.get_all(AUTHORIZATION).iter().map(HeaderValue::as_bytes).find(vendors)
}

/// Reads the claims and the signature.
pub(super) fn read<'a>(
    request: RequestParts<'a>,
    authorization: &'a [u8],
) -> Result<(Claims<'a>, Acs3Signature<'a>), AliyunError> {
    let headers = request.headers;
    if headers.get_all(AUTHORIZATION).iter().count() > 1 {
        return Err(AliyunError::incomplete_signature("The header authorization is given twice."));
    }
    let (credential, signed_headers, signature) = parts(authorization)?;
    check_signed_headers(headers, signed_headers)?;
    let required = |name| header(headers, name)?.ok_or_else(|| absent(name));
    let claims = Claims {
        access_key_id: credential,
        action: required("x-acs-action")?,
        version: required("x-acs-version")?,
        nonce: required("x-acs-signature-nonce")?,
        timestamp: header(headers, "x-acs-date")?.ok_or_else(AliyunError::illegal_timestamp)?,
        security_token: header(headers, "x-acs-security-token")?,
    };
    let body_hash = required("x-acs-content-sha256")?;
    let signature = Acs3Signature {
        signed_headers,
        signature: parse_hex32(signature)
            .ok_or_else(|| malformed("Its Signature must be 64 lower-case hex digits."))?,
        body_hash: parse_hex32(body_hash).ok_or_else(|| {
            AliyunError::incomplete_signature("The header x-acs-content-sha256 must be 64 lower-case hex digits.")
        })?,
    };
    Ok((claims, signature))
}

/// Credential, SignedHeaders and Signature of `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`.
fn parts(authorization: &[u8]) -> Result<(&str, &str, &str), AliyunError> {
    let text = std::str::from_utf8(authorization).map_err(|_| malformed("It is not ASCII text."))?;
    let (algorithm, rest) = text.split_once(' ').unwrap_or((text, ""));
    if algorithm != ALGORITHM {
        let rule = "must begin with ACS3-HMAC-SHA256; other signatures are not supported";
        return Err(AliyunError::invalid_parameter("Authorization", rule));
    }
    let (mut credential, mut signed_headers, mut signature) = (None, None, None);
    for part in rest.split(',') {
        let (name, value) = part.trim_ascii().split_once('=').unwrap_or_default();
        let slot = match name {
            "Credential" => &mut credential,
            "SignedHeaders" => &mut signed_headers,
            "Signature" => &mut signature,
            _ => return Err(malformed("It has an unknown part.")),
        };
        if slot.replace(value).is_some() {
            return Err(malformed("It has a part twice."));
        }
    }
    match (credential, signed_headers, signature) {
        (Some(credential), Some(signed_headers), Some(signature)) => Ok((credential, signed_headers, signature)),
        _ => Err(malformed("Credential, SignedHeaders and Signature are required.")),
    }
}

/// Checks in one pass that the list is sorted, that each named header is present, and that none is missing.
fn check_signed_headers(headers: &HeaderMap, signed: &str) -> Result<(), AliyunError> {
    let (mut previous, mut required, mut vendors) = ("", 0, 0);
    for name in signed.split(';') {
        if name <= previous || !name.bytes().all(is_name_byte) {
            return Err(malformed("Its SignedHeaders must be lower-case names, sorted, separated by semicolons."));
        }
        previous = name;
        let vendor = name.starts_with("x-acs-");
        required += usize::from(MUST_SIGN.contains(&name));
        vendors += usize::from(vendor);
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) if name != HOST.as_str() => return Err(absent(name)), // HTTP/2 has it in the request target
            // A header that is acted on must not be ambiguous.
            (_, Some(_)) if vendor || matches!(name, "host" | "content-type") => {
                return Err(AliyunError::incomplete_signature(format!("The header {name} is given twice.")));
            }
            _ => {}
        }
    }
    let all_vendors = || headers.keys().map(HeaderName::as_str).filter(|name| name.starts_with("x-acs-"));
    if required == MUST_SIGN.len() && vendors == all_vendors().count() {
        return Ok(());
    }
    let unsigned = |name: &&str| !signed.split(';').any(|other| other == *name);
    let name = MUST_SIGN.into_iter().chain(all_vendors()).find(unsigned).unwrap_or("every x-acs- header");
    Err(malformed(&format!("Its SignedHeaders must include {name}.")))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.')
}

/// The only value of a header.
fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, AliyunError> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let text = value.to_str().map_err(|_| {
        AliyunError::incomplete_signature(format!("The header {name} must be visible ASCII characters."))
    })?;
    Ok(Some(text.trim_ascii()))
}

fn absent(name: &str) -> AliyunError {
    AliyunError::incomplete_signature(format!("The header {name} is required."))
}

fn malformed(why: &str) -> AliyunError {
    AliyunError::incomplete_signature(format!("The header authorization is malformed. {why}"))
}

/// Method, path, query, headers, their names and the hash of the body, each on a line.
pub(super) fn canonical_request(
    request: RequestParts<'_>,
    params: &Params<'_>,
    signed_headers: &str,
    body_hash: &[u8; 32],
) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024 + params.raw_bytes() * 3 / 2);
    out.extend_from_slice(request.method.as_bytes());
    out.extend_from_slice(b"\n/\n");
    let mut separator: &[u8] = b"";
    for param in params.all().iter().filter(|param| param.in_query) {
        out.extend_from_slice(separator);
        encode(&mut out, &param.name);
        out.push(b'=');
        encode(&mut out, &param.value);
        separator = b"&";
    }
    out.push(b'\n');
    for name in signed_headers.split(';') {
        out.extend_from_slice(name.as_bytes());
        out.push(b':');
        push_values(&mut out, request, name);
        out.push(b'\n');
    }
    out.push(b'\n');
    out.extend_from_slice(signed_headers.as_bytes());
    out.push(b'\n');
    push_hex(&mut out, body_hash);
    out
}

/// The trimmed value of a header; several values sorted and joined by commas.
fn push_values(out: &mut Vec<u8>, request: RequestParts<'_>, name: &str) {
    let mut values = request.headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii());
    match (values.next(), values.next()) {
        (None, _) if name == HOST.as_str() => out.extend_from_slice(request.authority.unwrap_or_default().as_bytes()),
        (None, _) => {}
        (Some(only), None) => out.extend_from_slice(only),
        (Some(first), Some(second)) => {
            let mut all: Vec<&[u8]> = [first, second].into_iter().chain(values).collect();
            all.sort_unstable();
            out.extend_from_slice(&all.join(&b','));
        }
    }
}
