//! Rejects malformed forms before a server function reads them.
//!
//! The form decoder is lenient: it replaces invalid UTF-8 and accepts a `%` without two digits, so a value would be stored that
//! nobody typed. The body is passed on unchanged; the check costs one pass over it and a short-lived copy of each field.

use super::{origin, refusal::refusal};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use strongroom_app::{
    error::{ErrorDetail, ErrorKind, UiError},
    takes_json,
};

/// Longest field name that an error repeats, in bytes.
const FIELD_NAME: usize = 64;

/// The check.
pub(super) async fn check(request: Request, next: Next) -> Response {
    if request.method().is_safe() || !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match validate(&parts, body).await {
        Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err((status, error)) => refusal(&parts, status, &error),
    }
}

/// The body of a call, if it is in the format the server function reads.
async fn validate(parts: &Parts, body: Body) -> Result<Bytes, (StatusCode, UiError)> {
    let json = takes_json(parts.uri.path());
    let wanted = if json { "application/json" } else { "application/x-www-form-urlencoded" };
    if media_type(&parts.headers).as_deref() != Some(wanted) {
        let message = format!("The Content-Type must be {wanted}.");
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, error(None, message)));
    }
    // Already collected and limited in size.
    let body = to_bytes(body, usize::MAX).await;
    let body =
        body.map_err(|_| (StatusCode::BAD_REQUEST, error(None, "The form did not arrive completely.".to_owned())))?;
    // The JSON decoder is strict.
    if !json {
        check_form(&body).map_err(|error| (StatusCode::BAD_REQUEST, error))?;
    }
    Ok(body)
}

/// The media type of a body, if there is exactly one Content-Type header.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let named = origin::single_value(headers, &header::CONTENT_TYPE).ok()??;
    Some(named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// Checks that every name and value of a form is UTF-8 with complete escapes.
fn check_form(form: &[u8]) -> Result<(), UiError> {
    for field in form.split(|byte| *byte == b'&') {
        let at = field.iter().position(|byte| *byte == b'=').unwrap_or(field.len());
        let (key, value) = (&field[..at], field.get(at + 1..).unwrap_or_default());
        let key = decode(key).map_err(|rule| error(None, format!("The name of a field {rule}.")))?;
        decode(value).map_err(|rule| {
            let key = known_form(&key);
            let name = key.as_ref().map_or_else(|| "A field".to_owned(), |key| format!("The field {key}"));
            error(key, format!("{name} {rule}."))
        })?;
    }
    Ok(())
}

/// Decodes an escaped text, or returns the rule it violates.
fn decode(escaped: &[u8]) -> Result<String, &'static str> {
    let mut parts = escaped.split(|byte| *byte == b'%');
    let mut bytes = parts.next().unwrap_or_default().to_vec();
    for part in parts {
        let pair = part.split_at_checked(2).filter(|(digits, _)| digits.iter().all(u8::is_ascii_hexdigit));
        let (digits, rest) = pair.ok_or("contains a % that is not followed by two hexadecimal digits")?;
        let digits = digits.iter().filter_map(|digit| char::from(*digit).to_digit(16));
        bytes.push(digits.fold(0, |byte, digit| (byte << 4) | digit as u8));
        bytes.extend_from_slice(rest);
    }
    String::from_utf8(bytes).map_err(|_| "is not valid UTF-8")
}

/// A field name as our forms use them. Others are not repeated, because they could be a misplaced value.
fn known_form(key: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_[]".contains(&byte);
    (key.len() <= FIELD_NAME && key.bytes().all(is_plain)).then(|| key.to_owned())
}

fn error(field: Option<String>, message: String) -> UiError {
    let error = UiError::new(ErrorKind::Invalid, format!("{message} Nothing was changed."));
    UiError { detail: field.map(ErrorDetail::Argument), ..error }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn well_formed_forms_pass() {
        for form in ["", "a", "a=", "name=a%2Fb&value%5Btext%5D=100%25+%c3%A4&x=", "a=b=c&&d=\u{e4}", "a=%00%0D%0A"] {
            assert_eq!(check_form(form.as_bytes()), Ok(()), "{form}");
        }
    }

    #[test]
    fn malformed_field_is_rejected_by_name_without_its_value() {
        for (form, field) in [
            (&b"value[text]=a%ffb"[..], Some("value[text]")),
            (b"name=a&value%5Btext%5D=%C3", Some("value[text]")),
            (b"a=100%zz%4", Some("a")),
            (b"a=%", Some("a")),
            (b"a=%4", Some("a")),
            (b"a=%+1", Some("a")),
            (b"a=% 1", Some("a")),
            (b"a=%ED%A0%80", Some("a")),
            (b"a=%C0%80", Some("a")),
            (b"a=\xff", Some("a")),
            (b"a=%F4%90%80%80", Some("a")),
            (b"a%ff=b", None),
            (b"%=b", None),
            (b"hunter2%ff", None),
            (b"s3cret!=%ff", None),
            (&[b"k".repeat(65), b"=%ff".to_vec()].concat(), None),
        ] {
            let error = check_form(form).unwrap_err();
            let detail = field.map(|field| ErrorDetail::Argument(field.to_owned()));
            assert_eq!(error.detail, detail, "{}", form.escape_ascii());
            assert!(!error.message.contains("s3cret") && !error.message.contains("hunter2"), "{}", error.message);
        }
    }

    #[test]
    fn media_type_requires_a_single_header() {
        let named = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_TYPE, value.parse().unwrap());
            }
            media_type(&headers)
        };
        assert_eq!(named(&["Application/JSON ; charset=utf-8"]).as_deref(), Some("application/json"));
        assert_eq!(named(&[]), None);
        assert_eq!(named(&["application/json", "application/json"]), None);
    }
}
