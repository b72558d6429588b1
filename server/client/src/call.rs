//! One call: an operation of an API and its parameters.

use zeroize::Zeroizing;

/// Which API. The version tells them apart at one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiVersion {
    /// Secrets and keys.
    Kms,
    /// Users and their AccessKeys.
    Ram,
    /// Who a key belongs to.
    Sts,
    /// Strongroom's own: targets and rotations.
    Strongroom,
}

impl ApiVersion {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Kms => "2016-01-20",
            Self::Ram => "2015-05-01",
            Self::Sts => "2015-04-01",
            Self::Strongroom => "2026-12-01",
        }
    }
}

/// An operation and its parameters. They travel in the body, where no proxy logs them, and are wiped when dropped.
pub struct ApiCall {
    pub(crate) version: ApiVersion,
    action: &'static str,
    form: Zeroizing<Vec<u8>>,
}

impl ApiCall {
    /// A call without parameters.
    pub fn new(version: ApiVersion, action: &'static str) -> Self {
        Self { version, action, form: Zeroizing::new(Vec::new()) }
    }

    /// Name of the operation.
    pub fn action(&self) -> &'static str {
        self.action
    }

    /// With one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let most = self.form.len() + 2 + 3 * (name.len() + value.len());
        // Growing in place would leave a copy of what was there.
        let mut form = Zeroizing::new(Vec::with_capacity(most));
        form.extend_from_slice(&self.form);
        if !form.is_empty() {
            form.push(b'&');
        }
        encode(&mut form, name);
        form.push(b'=');
        encode(&mut form, value);
        self.form = form;
        self
    }

    /// With one more parameter, if there is a value for it.
    #[must_use]
    pub fn with_optional(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The body, in `application/x-www-form-urlencoded`.
    pub(crate) fn form(&self) -> &[u8] {
        &self.form
    }
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
fn encode(out: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte);
        } else {
            let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
            out.extend([b'%', HEX[high], HEX[low]]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_encoded_in_their_order() {
        let call = ApiCall::new(ApiVersion::Kms, "PutSecretValue")
            .with("SecretName", "a/b c")
            .with("SecretData", "ä&=+~")
            .with_optional("VersionId", None)
            .with_optional("Empty", Some(""));
        assert_eq!(call.form(), b"SecretName=a%2Fb%20c&SecretData=%C3%A4%26%3D%2B~&Empty=");
    }
}
