//! The error of a form that was sent without scripts, which Leptos writes into the address of the next page: JSON as Base64 for
//! URLs (RFC 4648, section 5).

use super::exchange::read;
use crate::error::UiError;
use strongroom_domain::json_text::Unreadable;

/// Reads such an error; one that cannot be read is one, too.
pub(super) fn sent_error(text: &str) -> UiError {
    let json = decode(text).and_then(|bytes| String::from_utf8(bytes).ok());
    json.ok_or(Unreadable.into()).and_then(|json| read(&json)).unwrap_or_else(|unreadable| unreadable)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len()), 0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use leptos::server_fn::error::ServerFnUrlError;

    #[test]
    fn an_error_in_an_address_is_read() {
        for message in ["", "a", "ab", "abc", "Grüße ~?>", "𐀀\"\\"] {
            let error = UiError::new(ErrorKind::Conflict, message);
            let address = ServerFnUrlError::new("/api/x", error.clone()).to_url("https://vault.example/").unwrap();
            let (_, text) = address.query_pairs().find(|(name, _)| name == "__err").unwrap();
            assert_eq!(sent_error(&text), error);
        }
    }

    #[test]
    fn anything_else_is_an_error_of_its_own() {
        for text in ["", "e30=", "e30", "!", "ä", "_w==", "bnVsbA=="] {
            assert_eq!(sent_error(text), Unreadable.into(), "{text}");
        }
    }
}
