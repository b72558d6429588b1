//! Where a target is and how it is entered, as callers give it.

use crate::{
    CoreError,
    engine::{Context, TARGET_MANAGER},
    ports::Secret,
    rotation::encode_manager,
    rows::{Ciphertext, ManagerRow},
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{
    AccessKeyId, AccountName, DatabaseName, Field, FieldError, Form, HttpsAddress, Problem, TargetHost, TargetId,
    TargetKind, Trust, Unit, limits,
};

/// Random bytes of a signing key: as many as HMAC-SHA256 can use the strength of.
const SIGNING_KEY_BYTES: usize = 32;

/// Where a target is, and how it proves itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetConnection {
    /// Name or IP address; for [`TargetKind::Ram`] and [`TargetKind::Function`] the whole `https:` address.
    pub host: TargetHost,
    /// Port; the usual one of the kind if absent. A function's is part of its address.
    pub port: Option<u16>,
    /// Database to connect to; the target's own default if absent. Of [`TargetKind::Ram`] the `https:` address of its STS; the one of
    /// the target if absent.
    pub database: Option<DatabaseName>,
    /// How it proves itself.
    pub trust: Trust,
}

/// An account that may change the others.
pub struct NewManager {
    /// Name of the account.
    pub account: AccountName,
    /// What proves it: 1 to [`limits::VALUE_BYTES`] bytes of UTF-8.
    pub secret: Secret,
}

impl TargetConnection {
    /// The port, as it is stored.
    pub(super) fn port_of(&self, kind: TargetKind) -> u16 {
        let in_address = HttpsAddress::parse(self.host.as_str()).filter(|_| kind == TargetKind::Function);
        in_address.map(|address| address.port).or(self.port).unwrap_or(kind.usual_port())
    }

    /// Checks that a target of this kind can be like this.
    pub(super) fn check(&self, kind: TargetKind) -> Result<(), FieldError> {
        let host = self.host.as_str();
        let by_address = matches!(kind, TargetKind::Ram | TargetKind::Function);
        let (is_possible, form) = match by_address {
            true => (HttpsAddress::parse(host).is_some(), Form::HttpsAddress),
            false => (!host.contains(['/', '@', ' ', '?', '#']), Form::HostName),
        };
        if !is_possible {
            return Err(FieldError::new(Field::TargetHost, Problem::Malformed(form)));
        }
        // Their addresses are those of an API: host and port alone.
        let is_api = |address: &str| address.strip_prefix("https://").is_some_and(is_authority);
        if kind == TargetKind::Ram && !is_api(host) {
            return Err(FieldError::new(Field::TargetHost, Problem::Malformed(Form::HttpsAddress)));
        }
        let sts = self.database.as_ref().filter(|_| kind == TargetKind::Ram);
        if sts.is_some_and(|address| !is_api(address.as_str())) {
            return Err(FieldError::new(Field::TargetSts, Problem::Malformed(Form::HttpsAddress)));
        }
        if self.port == Some(0) {
            return Err(FieldError::new(Field::TargetPort, Problem::Zero));
        }
        let is_function = kind == TargetKind::Function;
        if is_function && self.port.is_some_and(|port| port != self.port_of(kind)) {
            return Err(FieldError::new(Field::TargetPort, Problem::Different));
        }
        if is_function && self.database.is_some() {
            return Err(FieldError::new(Field::DatabaseName, Problem::Malformed(Form::Empty)));
        }
        let (length, fits) = match &self.trust {
            Trust::SystemAuthorities => (0, kind != TargetKind::Ssh),
            Trust::Authorities(pem) => (pem.len(), kind != TargetKind::Ssh),
            Trust::HostKey(key) => (key.len(), kind == TargetKind::Ssh),
            Trust::Plain => (0, !by_address && kind != TargetKind::Ssh),
        };
        if !fits {
            return Err(FieldError::new(Field::TargetTrust, Problem::Malformed(Form::Choice)));
        }
        if length > limits::VALUE_BYTES {
            let problem = Problem::Length { min: 1, max: limits::VALUE_BYTES, unit: Unit::Bytes };
            return Err(FieldError::new(Field::TargetTrust, problem));
        }
        self.trust.check().map_err(|form| FieldError::new(Field::TargetTrust, Problem::Malformed(form)))
    }
}

/// Whether this is a host, and perhaps a port, behind `https://`.
fn is_authority(text: &str) -> bool {
    !text.is_empty() && !text.contains(['/', '@', '?', '#', ' '])
}

impl NewManager {
    /// An account with a password.
    pub fn with_password(account: AccountName, password: Plaintext) -> Self {
        Self { account, secret: Secret::Password(password) }
    }

    /// A new signing key for a function, and the same to be shown once: 32 random bytes in hexadecimal. The account is the key's name,
    /// which the function is told.
    ///
    /// # Errors
    /// The machine gives no randomness.
    pub fn with_new_signing_key(name: AccountName) -> Result<(Self, Plaintext), CoreError> {
        let key = crate::random::text(2 * SIGNING_KEY_BYTES, b"0123456789abcdef")?;
        let shown = Plaintext::new(key.expose().to_vec());
        Ok((Self::with_password(name, key), shown))
    }

    /// An account of a host with a private SSH key in the OpenSSH format, or RSA in PEM, without a passphrase.
    pub fn with_private_key(account: AccountName, key: Plaintext) -> Self {
        Self { account, secret: Secret::PrivateKey(key) }
    }

    /// A user with an AccessKey.
    pub fn with_access_key(account: AccountName, id: &AccessKeyId, secret: Plaintext) -> Self {
        Self { account, secret: Secret::AccessKey { id: id.to_string(), secret } }
    }

    /// The row, encrypted for this target of this kind.
    pub(super) fn encrypt(
        &self,
        cx: &Context<'_>,
        target: TargetId,
        kind: TargetKind,
    ) -> Result<ManagerRow, CoreError> {
        let fits = match self.secret {
            Secret::Password(_) => kind != TargetKind::Ram,
            Secret::PrivateKey(_) => kind == TargetKind::Ssh,
            Secret::AccessKey { .. } => kind == TargetKind::Ram,
            Secret::Value(_) | Secret::ToIssue { .. } => false,
        };
        if !fits {
            return Err(FieldError::new(Field::ManagerSecret, Problem::Malformed(Form::Choice)).into());
        }
        let length = match &self.secret {
            Secret::Password(secret) | Secret::PrivateKey(secret) | Secret::AccessKey { secret, .. } => secret.len(),
            Secret::Value(_) | Secret::ToIssue { .. } => 0,
        };
        let min = if kind == TargetKind::Function { limits::SIGNING_KEY_MIN } else { 1 };
        if !(min..=limits::VALUE_BYTES).contains(&length) {
            let problem = Problem::Length { min, max: limits::VALUE_BYTES, unit: Unit::Bytes };
            return Err(FieldError::new(Field::ManagerSecret, problem).into());
        }
        let not_text = |_| FieldError::new(Field::ManagerSecret, Problem::Malformed(Form::Text));
        let encoded = encode_manager(&self.secret).map_err(not_text)?;
        let secret = Ciphertext(cx.vault.keyring.encrypt_record(TARGET_MANAGER, &target.0, encoded.expose())?);
        Ok(ManagerRow { account: self.account.clone(), secret })
    }
}
