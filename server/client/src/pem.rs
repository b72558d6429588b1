//! Certificates of a PEM text: all of them, or none.

use rustls_pki_types::{CertificateDer, pem::PemObject};

/// Every certificate of a PEM text, in order. A parser that skips what it does not understand would lose some: of two joined without a
/// line break it would see one.
///
/// # Errors
/// What cannot be read, to go behind the name of the file.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = String::from_utf8_lossy(pem);
    // The end of one and the begin of the next, joined by `cat` of a file without a final line break.
    let text = text.replace("----------BEGIN ", "-----\n-----BEGIN ");
    let labels: Vec<&str> =
        text.split("-----BEGIN ").skip(1).map(|rest| rest.split("-----").next().unwrap_or_default()).collect();
    if let Some(other) = labels.iter().find(|label| label.contains("CERTIFICATE") && **label != "CERTIFICATE") {
        let shown: String = other.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(40).collect();
        return Err(format!("it contains a {shown}, but only CERTIFICATE is read; convert it with openssl x509"));
    }
    let count = labels.iter().filter(|label| **label == "CERTIFICATE").count();
    let found = CertificateDer::pem_slice_iter(text.as_bytes()).collect::<Result<Vec<_>, _>>();
    let found = found.map_err(|error| error.to_string())?;
    match found.len() {
        0 if count == 0 => Err("it contains no certificate".to_owned()),
        read if read == count => Ok(found),
        read => Err(format!(
            "only {read} of its {count} certificates can be read: each BEGIN and END must be on a line of its own"
        )),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn pem(byte: u8) -> String {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----", ["MAMC", "AQI="][usize::from(byte % 2)])
    }

    #[test]
    fn every_certificate_is_read() {
        let read = |text: String| certificates(text.as_bytes()).unwrap().len();
        assert_eq!(read(pem(0)), 1);
        assert_eq!(read(pem(0) + "\n" + &pem(1) + "\n"), 2);
        assert_eq!(read(pem(0) + &pem(1) + &pem(0)), 3, "joined without line breaks");
        assert_eq!(read((pem(0) + "\n" + &pem(1)).replace('\n', "\r\n")), 2);
        let key = "-----BEGIN PRIVATE KEY-----\nMAMC\n-----END PRIVATE KEY-----";
        assert_eq!(read(key.to_owned() + &pem(0) + &pem(1)), 2, "keys are skipped");
        assert_eq!(read("subject=CN = a\n".to_owned() + &pem(0)), 1);
    }

    #[test]
    fn certificates_that_would_be_skipped_are_refused() {
        for (text, wanted) in [
            (String::new(), "no certificate"),
            ("text".to_owned(), "no certificate"),
            (pem(0) + " " + &pem(1), "only 1 of its 2"),
            (format!("\u{feff}{}", pem(0)), "only 0 of its 1"),
            (pem(0).replace('\n', ""), ""),
            (pem(0) + "\n" + &pem(1).replace("-----END CERTIFICATE-----", ""), ""),
            (pem(0) + "\n" + &pem(1).replace("CERTIFICATE", "TRUSTED CERTIFICATE"), "TRUSTED CERTIFICATE"),
            (pem(0).replace("CERTIFICATE", "X509 CERTIFICATE"), "X509 CERTIFICATE"),
            (pem(0).replace("MAMC", "????"), ""),
        ] {
            let error = certificates(text.as_bytes()).unwrap_err();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
