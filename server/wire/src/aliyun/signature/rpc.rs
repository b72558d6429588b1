//! The RPC style: HMAC-SHA1 over all parameters, of query and form alike.

use super::{AliyunError, Claims};
use crate::http::{Params, encode_twice};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Reads the claims and the signature.
pub(super) fn read<'a>(params: &'a Params<'_>) -> Result<(Claims<'a>, [u8; 20]), AliyunError> {
    let claims = Claims {
        access_key_id: params.required("AccessKeyId")?,
        action: params.required("Action")?,
        version: params.required("Version")?,
        nonce: present(params, "SignatureNonce")?,
        timestamp: params.optional("Timestamp").ok_or_else(AliyunError::illegal_timestamp)?,
        security_token: params.optional("SecurityToken"),
    };
    expect("SignatureMethod", present(params, "SignatureMethod")?, "HMAC-SHA1")?;
    expect("SignatureVersion", present(params, "SignatureVersion")?, "1.0")?;
    if params.optional("SignatureType").is_some() {
        return Err(AliyunError::invalid_parameter("SignatureType", "must be absent or empty"));
    }
    Ok((claims, signature(present(params, "Signature")?)?))
}

fn present<'a>(params: &'a Params<'_>, name: &'static str) -> Result<&'a str, AliyunError> {
    params.optional(name).ok_or_else(|| AliyunError::incomplete_signature(format!("The parameter {name} is required.")))
}

fn expect(name: &'static str, found: &str, supported: &str) -> Result<(), AliyunError> {
    if found == supported {
        return Ok(());
    }
    Err(AliyunError::invalid_parameter(name, format!("must be {supported}; other signatures are not supported")))
}

fn signature(text: &str) -> Result<[u8; 20], AliyunError> {
    let mut decoded = [0; 21]; // the decoder needs this much for 28 characters
    let length = STANDARD.decode_slice(text, &mut decoded).ok();
    match (length, decoded.first_chunk()) {
        (Some(20), Some(signature)) => Ok(*signature),
        _ => Err(AliyunError::incomplete_signature("The parameter Signature must be 20 bytes in Base64.")),
    }
}

/// `METHOD&%2F&` and the canonical query encoded once more, all parameters but the signature itself.
pub(super) fn string_to_sign(method: &str, params: &Params<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + params.raw_bytes() * 3 / 2);
    out.extend_from_slice(method.as_bytes());
    out.extend_from_slice(b"&%2F");
    let mut separator: &[u8] = b"&";
    for param in params.all().iter().filter(|param| param.name != "Signature") {
        out.extend_from_slice(separator);
        encode_twice(&mut out, &param.name);
        out.extend_from_slice(b"%3D");
        encode_twice(&mut out, &param.value);
        separator = b"%26";
    }
    out
}
