//! Base64, the text that binary values are.

use crate::{Field, FieldError, Form, Problem};

/// Checks that a value is Base64 in the standard alphabet with padding (RFC 4648, section 4), without line breaks.
///
/// # Errors
/// It is not. The error never repeats it.
pub fn check_base64(text: &str) -> Result<(), FieldError> {
    let data = text.trim_end_matches('=');
    let letters = data.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/');
    if text.is_empty() || !text.len().is_multiple_of(4) || text.len() - data.len() > 2 || !letters {
        return Err(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Base64)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_base64;

    #[test]
    fn only_padded_base64_of_the_standard_alphabet_passes() {
        for good in ["AA==", "AAE=", "AAEC", "AAEC/w==", "+/+/"] {
            assert!(check_base64(good).is_ok(), "{good}");
        }
        let bad = [
            "",
            "A",
            "AAE",
            "A===",
            "====",
            "AA=A",
            "AAE-",
            "AA_A",
            "ääää",
            "AAEC\n",
            " AAEC",
            "AAEC\nAAEC",
            "{}",
            "AA\0\0",
        ];
        for bad in bad {
            assert!(check_base64(bad).is_err(), "{bad:?}");
        }
    }
}
