//! Passkeys: the two ceremonies of WebAuthn. The only file that names `webauthn-rs`.
//!
//! A ceremony has two steps: the options sent to the browser, and the verification of its response. In between the caller keeps
//! [`Ceremony::state`], encrypted. A credential is a public key with its counter, as JSON text.

use crate::{CryptoError, Plaintext};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url,
    Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// The name browsers show beside the host.
const NAME: &str = "Strongroom";
/// Longest response of a browser, in bytes.
const RESPONSE_BYTES: usize = 32_768;

/// Where passkeys are valid: a host, and the origins on it whose pages may use them.
pub struct RelyingParty {
    webauthn: Webauthn,
    origin: String,
}

/// A ceremony in progress.
pub struct Ceremony {
    /// The options for the browser: the JSON that `PublicKeyCredential.parse…OptionsFromJSON` reads.
    pub options: String,
    /// The state to verify the response with. Anyone who can alter it can forge the response.
    pub state: Plaintext,
}

/// Why a response is rejected, for the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub &'static str);

/// A verified response.
#[derive(Debug)]
pub struct Answered {
    /// Index of the credential among those passed in.
    pub place: usize,
    /// The credential with its updated counter.
    pub credential: String,
}

impl RelyingParty {
    /// The relying party of a console at these origins, such as `https://secrets.example.org`: the host of the first origin with a
    /// name. `None` if all are IP addresses, where browsers do not support passkeys.
    pub fn new(origins: &[String]) -> Option<Self> {
        let urls: Vec<Url> = origins.iter().filter_map(|origin| Url::parse(origin).ok()).collect();
        let first = urls.iter().find(|url| url.domain().is_some())?;
        let host = first.domain()?;
        let mut builder = WebauthnBuilder::new(host, first).ok()?.rp_name(NAME);
        for other in urls.iter().filter(|url| *url != first && url.domain() == Some(host)) {
            builder = builder.append_allowed_origin(other);
        }
        Some(Self { origin: first.origin().ascii_serialization(), webauthn: builder.build().ok()? })
    }

    /// The origin whose pages may use passkeys; the first one if there are several.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Begins the registration of a discoverable passkey with user verification. Devices that hold one of `known` are excluded.
    ///
    /// # Errors
    /// A known credential cannot be parsed, or the library failed.
    pub fn begin_registration(&self, user: [u8; 16], name: &str, known: &[&str]) -> Result<Ceremony, CryptoError> {
        let known = known.iter().map(|text| Ok(read(text)?.cred_id().clone())).collect::<Result<Vec<_>, _>>()?;
        let (ask, state) = self
            .webauthn
            .start_passkey_registration(Uuid::from_bytes(user), name, name, Some(known))
            .map_err(|_| CryptoError::Unavailable)?;
        let mut options = serde_json::to_value(ask.public_key).map_err(|_| CryptoError::Unavailable)?;
        // The library leaves this to the device; a sign-in without a user name requires it.
        if let Some(selection) = options.get_mut("authenticatorSelection").and_then(|value| value.as_object_mut()) {
            selection.insert("residentKey".to_owned(), "required".into());
            selection.insert("requireResidentKey".to_owned(), true.into());
        }
        Ceremony::new(&options, &state)
    }

    /// Verifies a registration response and returns the new credential.
    ///
    /// # Errors
    /// The response does not belong to this ceremony or comes from another origin.
    pub fn finish_registration(&self, state: &Plaintext, answer: &str) -> Result<String, Refused> {
        const MALFORMED: Refused = Refused("malformed response of the device");
        let state: PasskeyRegistration = serde_json::from_slice(state.expose()).map_err(|_| MALFORMED)?;
        let answer: RegisterPublicKeyCredential = parse(answer).ok_or(MALFORMED)?;
        let ceremony = self.webauthn.finish_passkey_registration(&answer, &state).map_err(reason)?;
        serde_json::to_string(&ceremony).map_err(|_| MALFORMED)
    }

    /// Begins an authentication with any passkey of this relying party.
    ///
    /// # Errors
    /// The library failed.
    pub fn begin(&self) -> Result<Ceremony, CryptoError> {
        let begun = self.webauthn.start_discoverable_authentication();
        let (ask, state) = begun.map_err(|_| CryptoError::Unavailable)?;
        let mut options = serde_json::to_value(ask.public_key).map_err(|_| CryptoError::Unavailable)?;
        options.as_object_mut().map(|options| options.remove("extensions"));
        Ceremony::new(&options, &state)
    }

    /// Verifies a response against the credentials of one user: challenge, origin, user verification, signature, counter.
    ///
    /// # Errors
    /// The response is from none of these credentials or does not belong to this ceremony.
    pub fn finish(&self, state: &Plaintext, answer: &str, credentials: &[&str]) -> Result<Answered, Refused> {
        const MALFORMED: Refused = Refused("malformed response of the device");
        let state: DiscoverableAuthentication = serde_json::from_slice(state.expose()).map_err(|_| MALFORMED)?;
        let answer: PublicKeyCredential = parse(answer).ok_or(MALFORMED)?;
        let mut known = credentials.iter().enumerate().filter_map(|(place, text)| Some((place, read(text).ok()?)));
        let found = known.find(|(_, passkey)| passkey.cred_id().as_slice() == answer.get_credential_id());
        let (place, mut passkey) = found.ok_or(Refused("not a passkey of this user"))?;
        let result = self.webauthn.finish_discoverable_authentication_v2(&answer, state, &passkey).map_err(reason)?;
        passkey.update_credential(&result);
        Ok(Answered { place, credential: serde_json::to_string(&passkey).map_err(|_| MALFORMED)? })
    }

    /// The user a response claims to be from. Nothing is verified yet.
    pub fn user_of(answer: &str) -> Option<[u8; 16]> {
        let answer: PublicKeyCredential = parse(answer)?;
        answer.get_user_unique_id()?.try_into().ok()
    }
}

impl Ceremony {
    fn new(options: &serde_json::Value, state: &impl serde::Serialize) -> Result<Self, CryptoError> {
        let state = serde_json::to_vec(state).map_err(|_| CryptoError::Unavailable)?;
        Ok(Self { options: options.to_string(), state: Plaintext::new(state) })
    }
}

fn parse<T: serde::de::DeserializeOwned>(answer: &str) -> Option<T> {
    (answer.len() <= RESPONSE_BYTES).then(|| serde_json::from_str(answer).ok()).flatten()
}

fn read(credential: &str) -> Result<Passkey, CryptoError> {
    serde_json::from_str(credential).map_err(|_| CryptoError::Malformed)
}

fn reason(error: WebauthnError) -> Refused {
    Refused(match error {
        WebauthnError::MismatchedChallenge => "response to another challenge",
        WebauthnError::InvalidRPOrigin | WebauthnError::CredentialCrossOrigin => "response from another origin",
        WebauthnError::InvalidRPIDHash => "response for another host",
        WebauthnError::UserNotPresent | WebauthnError::UserNotVerified => "the device did not verify its user",
        WebauthnError::CredentialPossibleCompromise => "the counter decreased: the passkey may have been copied",
        WebauthnError::CredentialNotFound => "not a passkey of this user",
        WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => "invalid signature",
        _ => "response does not belong to this ceremony",
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn origin_of(origins: &[&str]) -> Option<String> {
        let origins: Vec<_> = origins.iter().map(|origin| (*origin).to_owned()).collect();
        RelyingParty::new(&origins).map(|party| party.origin().to_owned())
    }

    #[test]
    fn first_origin_with_a_host_name_is_the_relying_party() {
        assert_eq!(
            origin_of(&["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000"]).unwrap(),
            "http://localhost:3000"
        );
        assert_eq!(origin_of(&["https://secrets.example.org"]).unwrap(), "https://secrets.example.org");
        for none in [&[][..], &["http://192.0.2.1:3000"], &["http://[::1]:3000"], &["not an origin"]] {
            assert_eq!(origin_of(none), None, "{none:?}");
        }
    }

    #[test]
    fn options_require_discoverable_passkeys_and_user_verification() {
        let party = RelyingParty::new(&["https://secrets.example.org".to_owned()]).unwrap();
        let ceremony = party.begin_registration([7; 16], "ann", &[]).unwrap();
        let options: serde_json::Value = serde_json::from_str(&ceremony.options).unwrap();
        let selection = &options["authenticatorSelection"];
        assert_eq!(
            (&selection["residentKey"], &selection["userVerification"]),
            (&"required".into(), &"required".into())
        );
        assert_eq!((&options["rp"]["id"], &options["user"]["name"]), (&"secrets.example.org".into(), &"ann".into()));
        let begun: serde_json::Value = serde_json::from_str(&party.begin().unwrap().options).unwrap();
        assert_eq!(begun["userVerification"], "required");
        assert!(begun["challenge"].as_str().unwrap().len() >= 43, "32 random bytes");
        assert_eq!(begun["allowCredentials"].as_array().unwrap().len(), 0);
    }

    #[test]
    fn malformed_responses_are_rejected() {
        let party = RelyingParty::new(&["https://secrets.example.org".to_owned()]).unwrap();
        let (begun, made) = (party.begin().unwrap(), party.begin_registration([7; 16], "ann", &[]).unwrap());
        for answer in ["", "{}", "[]", "null", "{\"id\":1}", &"x".repeat(RESPONSE_BYTES + 1)] {
            assert!(party.finish(&begun.state, answer, &[]).is_err());
            assert!(party.finish_registration(&made.state, answer).is_err());
            assert_eq!(RelyingParty::user_of(answer), None);
        }
        assert_eq!(party.begin_registration([7; 16], "ann", &["{}"]).err(), Some(CryptoError::Malformed));
    }
}
