//! Passkeys: the two ceremonies of WebAuthn. The only file that names `webauthn-rs`.
//!
//! A ceremony has two steps: what the browser is asked, and what its answer is held against. Between them [`Ceremony::state`]
//! is kept by the caller, sealed. A credential is a public key with its counter, as JSON text.

use crate::{CryptoError, Plaintext};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url,
    Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// The name browsers show beside the host.
const NAME: &str = "Strongroom";
/// Longest answer of a browser that is read, in bytes.
const ANSWER: usize = 32_768;

/// Where passkeys are valid: a host, and the origins there whose pages may use them.
pub struct RelyingParty {
    webauthn: Webauthn,
    origin: String,
}

/// A ceremony that has begun.
pub struct Ceremony {
    /// What the browser is asked: the JSON that `PublicKeyCredential.parse…OptionsFromJSON` reads.
    pub options: String,
    /// What the answer is held against. Whoever can alter it can forge the answer.
    pub state: Plaintext,
}

/// Why an answer is refused, for the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub &'static str);

/// A credential that has answered.
#[derive(Debug)]
pub struct Answered {
    /// Its place among those that were allowed.
    pub place: usize,
    /// The credential as it is afterwards: its counter has moved on.
    pub credential: String,
}

impl RelyingParty {
    /// The relying party of a console at these origins, such as `https://secrets.example.org`: the host of the first that has
    /// a name. None when all are bare addresses, where browsers know no passkeys.
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

    /// The origin whose pages may use passkeys; the first, where there are several.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Begins to register a passkey that the browser finds by itself and that verifies its user. Devices that hold one of
    /// `known` are left out.
    ///
    /// # Errors
    /// A known credential cannot be read, or the library failed.
    pub fn begin_registration(&self, user: [u8; 16], name: &str, known: &[&str]) -> Result<Ceremony, CryptoError> {
        let known = known.iter().map(|text| Ok(read(text)?.cred_id().clone())).collect::<Result<Vec<_>, _>>()?;
        let (ask, state) = self
            .webauthn
            .start_passkey_registration(Uuid::from_bytes(user), name, name, Some(known))
            .map_err(|_| CryptoError::Unavailable)?;
        let mut options = serde_json::to_value(ask.public_key).map_err(|_| CryptoError::Unavailable)?;
        // The library leaves it to the device; a sign-in without a name needs it.
        if let Some(selection) = options.get_mut("authenticatorSelection").and_then(|value| value.as_object_mut()) {
            selection.insert("residentKey".to_owned(), "required".into());
            selection.insert("requireResidentKey".to_owned(), true.into());
        }
        Ceremony::new(&options, &state)
    }

    /// The credential a browser has made.
    ///
    /// # Errors
    /// It is not an answer to this question, or was given on another origin.
    pub fn finish_registration(&self, state: &Plaintext, answer: &str) -> Result<String, Refused> {
        const ODD: Refused = Refused("not an answer of a device");
        let state: PasskeyRegistration = serde_json::from_slice(state.expose()).map_err(|_| ODD)?;
        let answer: RegisterPublicKeyCredential = parse(answer).ok_or(ODD)?;
        let made = self.webauthn.finish_passkey_registration(&answer, &state).map_err(reason)?;
        serde_json::to_string(&made).map_err(|_| ODD)
    }

    /// Asks for any passkey of this relying party.
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

    /// Holds an answer against the credentials of one user: challenge, origin, user verification, signature, counter.
    ///
    /// # Errors
    /// None of them has given this answer, or not to this question.
    pub fn finish(&self, state: &Plaintext, answer: &str, credentials: &[&str]) -> Result<Answered, Refused> {
        const ODD: Refused = Refused("not an answer of a device");
        let state: DiscoverableAuthentication = serde_json::from_slice(state.expose()).map_err(|_| ODD)?;
        let answer: PublicKeyCredential = parse(answer).ok_or(ODD)?;
        let mut known = credentials.iter().enumerate().filter_map(|(place, text)| Some((place, read(text).ok()?)));
        let found = known.find(|(_, passkey)| passkey.cred_id().as_slice() == answer.get_credential_id());
        let (place, mut passkey) = found.ok_or(Refused("no passkey of this user"))?;
        let result = self.webauthn.finish_discoverable_authentication_v2(&answer, state, &passkey).map_err(reason)?;
        passkey.update_credential(&result);
        Ok(Answered { place, credential: serde_json::to_string(&passkey).map_err(|_| ODD)? })
    }

    /// The user an answer says it is of. Nothing is proven yet.
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
    (answer.len() <= ANSWER).then(|| serde_json::from_str(answer).ok()).flatten()
}

fn read(credential: &str) -> Result<Passkey, CryptoError> {
    serde_json::from_str(credential).map_err(|_| CryptoError::Malformed)
}

fn reason(error: WebauthnError) -> Refused {
    Refused(match error {
        WebauthnError::MismatchedChallenge => "an answer to another challenge",
        WebauthnError::InvalidRPOrigin | WebauthnError::CredentialCrossOrigin => "given on a page of another origin",
        WebauthnError::InvalidRPIDHash => "given for another host",
        WebauthnError::UserNotPresent | WebauthnError::UserNotVerified => "the device did not verify its user",
        WebauthnError::CredentialPossibleCompromise => "the counter went back: the passkey may have been copied",
        WebauthnError::CredentialNotFound => "no passkey of this user",
        WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => "wrong signature",
        _ => "not an answer to this question",
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
    fn the_first_origin_with_a_name_is_the_relying_party() {
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
    fn the_browser_is_asked_for_a_passkey_it_finds_by_itself_and_that_verifies_its_user() {
        let party = RelyingParty::new(&["https://secrets.example.org".to_owned()]).unwrap();
        let made = party.begin_registration([7; 16], "ann", &[]).unwrap();
        let options: serde_json::Value = serde_json::from_str(&made.options).unwrap();
        let selection = &options["authenticatorSelection"];
        assert_eq!(
            (&selection["residentKey"], &selection["userVerification"]),
            (&"required".into(), &"required".into())
        );
        assert_eq!((&options["rp"]["id"], &options["user"]["name"]), (&"secrets.example.org".into(), &"ann".into()));
        let asked: serde_json::Value = serde_json::from_str(&party.begin().unwrap().options).unwrap();
        assert_eq!(asked["userVerification"], "required");
        assert!(asked["challenge"].as_str().unwrap().len() >= 43, "32 random bytes");
        assert_eq!(asked["allowCredentials"].as_array().unwrap().len(), 0);
    }

    #[test]
    fn nonsense_is_refused() {
        let party = RelyingParty::new(&["https://secrets.example.org".to_owned()]).unwrap();
        let (asked, made) = (party.begin().unwrap(), party.begin_registration([7; 16], "ann", &[]).unwrap());
        for answer in ["", "{}", "[]", "null", "{\"id\":1}", &"x".repeat(ANSWER + 1)] {
            assert!(party.finish(&asked.state, answer, &[]).is_err());
            assert!(party.finish_registration(&made.state, answer).is_err());
            assert_eq!(RelyingParty::user_of(answer), None);
        }
        assert_eq!(party.begin_registration([7; 16], "ann", &["{}"]).err(), Some(CryptoError::Malformed));
    }
}
