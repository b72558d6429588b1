//! Browsers that a user has signed in with. Each keeps a mark, under a keyed fingerprint, that names the user and the device. It gives
//! no access; it has a counter of failed tries of its own, so that strangers who guess a user's password cannot keep that user out.

use super::{Attempt, Call, Context, Counters, Engine, Place, Share, Vault, Waiter};
use crate::{CoreError, keyed};
use strongroom_crypto::fill_random;
use strongroom_domain::{PrincipalKind, Timestamp, UserId};

/// Purpose bound into marks.
const MARK: &str = "known-device";
/// How long a mark is believed, in seconds: 180 days.
const LIFE_S: i64 = 180 * 86_400;

/// The mark of a device, for its browser to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceMark {
    /// Letters, digits, `-` and `_`.
    pub text: String,
    /// How long it is believed, in seconds.
    pub life_s: i64,
}

impl Engine {
    /// A new mark for the browser that a user has just signed in with.
    ///
    /// # Errors
    /// Sealed, or the machine gives no randomness.
    pub fn mark_device(&self, user: UserId) -> Result<DeviceMark, CoreError> {
        let mut device = [0; 16];
        fill_random(&mut device)?;
        let bytes = [device.as_slice(), &user.0, &self.clock.now().0.to_be_bytes()].concat();
        Ok(DeviceMark { text: keyed::encode(&self.vault()?.keyring, MARK, &bytes), life_s: LIFE_S })
    }
}

/// The device that a mark names, if this user has signed in with it.
fn device_of(vault: &Vault, mark: &str, user: UserId, now: Timestamp) -> Option<[u8; 16]> {
    let bytes = keyed::decode(&vault.keyring, MARK, mark).ok()?;
    let (device, rest) = bytes.split_first_chunk()?;
    let (of, made) = rest.split_first_chunk()?;
    // It lies ahead after a clock was set back, or on a node whose clock is behind: it is still ours.
    let age = now.0.saturating_sub(i64::from_be_bytes(made.try_into().ok()?));
    (*of == user.0 && age < LIFE_S * 1000).then_some(*device)
}

/// Where the tries of a call for this user come from.
fn place(vault: &Vault, call: &Call, user: Option<UserId>, now: Timestamp) -> Place {
    let session = call.browser.session.filter(|_| call.principal.kind == PrincipalKind::User);
    let device = || device_of(vault, call.browser.device.as_deref()?, user?, now).map(Place::Device);
    session.map(Place::Session).or_else(device).unwrap_or_else(|| Place::of(call.address))
}

/// One try of a password, code or passkey, counted before it is made.
pub(crate) struct CountedTry {
    counters: Counters,
    waiter: Waiter,
}

impl CountedTry {
    /// Counts a try for a name as typed, which may be that of a user.
    ///
    /// # Errors
    /// [`CoreError::Throttled`]: it may not be made now.
    pub fn begin(cx: &mut Context<'_>, attempt: Attempt, name: &str, user: Option<UserId>) -> Result<Self, CoreError> {
        let place = place(&cx.vault, cx.call, user, cx.now);
        let counters = cx.engine.attempts.counters(attempt, name, place);
        let wait = cx.engine.attempts.begin(&counters, cx.uptime);
        if wait > 0 {
            cx.because("too many failures before");
            return Err(CoreError::Throttled { retry_after_s: wait });
        }
        let waiter = match place {
            Place::Session(_) | Place::Device(_) => Waiter::Known,
            Place::Network(_) => waiter(cx.call),
        };
        Ok(Self { counters, waiter })
    }

    /// Does the work of the try behind the gate. If there is no room for it, it does not count.
    ///
    /// # Errors
    /// [`CoreError::Throttled`]: it was not made.
    pub async fn make<T: Send + 'static>(
        &self,
        cx: &Context<'_>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, CoreError> {
        let made = cx.engine.gate.run(self.waiter, Share::One, work).await;
        if let Err(CoreError::Throttled { .. }) = made {
            cx.engine.attempts.not_made(&self.counters);
        }
        made
    }

    /// It was right: the tries of this place are forgotten.
    pub fn succeeded(&self, cx: &Context<'_>) {
        cx.engine.attempts.succeeded(&self.counters);
    }
}

/// How a call waits for the gate.
pub(crate) fn waiter(call: &Call) -> Waiter {
    match call.principal.kind {
        PrincipalKind::User | PrincipalKind::Role | PrincipalKind::System => Waiter::Known,
        PrincipalKind::Anonymous => Waiter::Stranger(call.address),
    }
}
