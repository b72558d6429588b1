//! Recovery codes, and ResetRecoveryCodes: new ones, with a code of the factor. The old ones are void.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Change, Expect},
    rows::{MfaDeviceRow, Sealed},
};
use strongroom_crypto::{Keyring, Plaintext};
use strongroom_domain::{Action, MfaDeviceId, limits};

/// Letters and digits that cannot be taken for one another.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Characters of a code: 79 bits.
const LENGTH: usize = 16;

/// Fresh recovery codes, in groups of four. Each works once in place of a one-time code.
pub struct RecoveryCodes(pub Vec<Plaintext>);

/// Fresh codes, and what is stored of them.
pub(super) fn fresh(keyring: &Keyring, device: MfaDeviceId) -> Result<(RecoveryCodes, Vec<[u8; 16]>), CoreError> {
    let (mut shown, mut stored) = (Vec::new(), Vec::new());
    for _ in 0..limits::RECOVERY_CODES {
        let code = crate::random::text(LENGTH, ALPHABET)?;
        stored.push(keyring.token_fingerprint(PURPOSE, &[&device.0, code.expose()].concat()));
        shown.push(Plaintext::new(code.expose().chunks(4).collect::<Vec<_>>().join(&b'-')));
    }
    Ok((RecoveryCodes(shown), stored))
}

/// What is stored of a code: keyed, so that a stolen database gives no code.
pub(super) fn fingerprint(keyring: &Keyring, device: MfaDeviceId, bare: &str) -> [u8; 16] {
    keyring.token_fingerprint(PURPOSE, &[&device.0, bare.as_bytes()].concat())
}

const PURPOSE: &str = "recovery-code";

/// The next revision of a changed factor.
pub(crate) fn put(cx: &Context<'_>, device: MfaDeviceRow) -> Change {
    let expect = Expect::Revision(device.revision);
    let row = MfaDeviceRow { revision: device.revision + 1, ..device };
    Change::PutMfaDevice(row.seal(&cx.vault.keyring), expect)
}

/// Request.
pub struct ResetRecoveryCodes {
    /// A one-time code or one of the old recovery codes.
    pub code: Plaintext,
}

impl Run for ResetRecoveryCodes {
    type Output = RecoveryCodes;

    fn action(&self) -> Action {
        Action::ResetRecoveryCodes
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RecoveryCodes>, CoreError> {
        let (_, mut device) = super::proven(cx, &self.code).await?;
        let (shown, stored) = fresh(&cx.vault.keyring, device.id)?;
        device.recovery = stored;
        Ok(Done::changed(shown, vec![put(cx, device)]))
    }
}
