//! Compact encoding of an event: one version byte, then fields in fixed order.
//!
//! Numbers are LEB128, texts are a length and UTF-8, absent fields are a zero. A read of a secret takes about 110 bytes.
//! Decoding is strict: unknown codes, trailing bytes and invalid UTF-8 are errors, so that an event is never misread. Unknown versions and
//! codes are told from damage, so that a node of an earlier program can leave to others what a newer node wrote.

use crate::event::{Actor, Detail, Event, Outcome, Target};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use strongroom_domain::{AccessKeyId, Action, PrincipalKind, RequestId, ResourceKind, Surface, Timestamp, UserId};

const VERSION: u8 = 1;
/// Longest text of a field, in bytes; longer ones are truncated at a character boundary when encoding.
const TEXT: usize = 1024;

/// Why bytes are not an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No program wrote it like this.
    #[error("the bytes are not an audit event")]
    Malformed,
    /// A newer program wrote it: its version, or a code in it, is unknown here.
    #[error("a newer program wrote the audit event")]
    Newer,
}

/// Appends the encoding of `event` to `out`.
pub fn encode(event: &Event, out: &mut Vec<u8>) {
    out.push(VERSION);
    number(out, event.time.0 as u64);
    out.extend_from_slice(&event.request.0);
    number(out, u64::from(event.action.code()));
    out.push(event.surface.code());
    out.push(event.actor.kind.code());
    if event.actor.kind == PrincipalKind::User {
        out.extend_from_slice(&event.actor.id.0);
    }
    text(out, &event.actor.name);
    text(out, event.actor.access_key.as_ref().map_or("", |k| k.as_str()));
    match event.address {
        None => out.push(0),
        Some(IpAddr::V4(a)) => {
            out.push(4);
            out.extend_from_slice(&a.octets());
        }
        Some(IpAddr::V6(a)) => {
            out.push(6);
            out.extend_from_slice(&a.octets());
        }
    }
    text(out, &event.agent);
    match &event.target {
        None => out.push(0),
        Some(target) => {
            out.push(target.kind.code());
            text(out, &target.name);
            text(out, target.version.as_deref().unwrap_or(""));
        }
    }
    match &event.outcome {
        Outcome::Ok => out.push(0),
        Outcome::Failed { code, reason } => {
            out.push(1);
            text(out, code);
            text(out, reason);
        }
    }
    number(out, event.details.len() as u64);
    for (detail, value) in &event.details {
        out.push(*detail as u8);
        text(out, value);
    }
}

/// Decodes one event that fills `bytes`.
///
/// # Errors
/// [`DecodeError::Newer`] for an unknown version or code, otherwise [`DecodeError::Malformed`].
pub fn decode(bytes: &[u8]) -> Result<Event, DecodeError> {
    let mut r = ByteReader(bytes);
    if r.byte()? != VERSION {
        return Err(DecodeError::Newer);
    }
    let time = Timestamp(r.number()? as i64);
    let request = RequestId(r.array()?);
    let action = u16::try_from(r.number()?).ok().and_then(Action::from_code).ok_or(DecodeError::Newer)?;
    let code = r.byte()?;
    let surface = Surface::ALL.into_iter().find(|s| s.code() == code).ok_or(DecodeError::Newer)?;
    let code = r.byte()?;
    let kind = PrincipalKind::ALL.into_iter().find(|k| k.code() == code).ok_or(DecodeError::Newer)?;
    let id = UserId(if kind == PrincipalKind::User { r.array()? } else { [0; 16] });
    let name = r.text()?;
    let access_key = match r.text()? {
        t if t.is_empty() => None,
        t => Some(AccessKeyId::new(&t).map_err(|_| DecodeError::Malformed)?),
    };
    let address = match r.byte()? {
        0 => None,
        4 => Some(Ipv4Addr::from(r.array::<4>()?).into()),
        6 => Some(Ipv6Addr::from(r.array::<16>()?).into()),
        _ => return Err(DecodeError::Malformed),
    };
    let agent = r.text()?;
    let target = match r.byte()? {
        0 => None,
        code => Some(Target {
            kind: ResourceKind::from_code(code).ok_or(DecodeError::Newer)?,
            name: r.text()?,
            version: Some(r.text()?).filter(|v| !v.is_empty()),
        }),
    };
    let outcome = match r.byte()? {
        0 => Outcome::Ok,
        1 => Outcome::Failed { code: r.text()?, reason: r.text()? },
        _ => return Err(DecodeError::Malformed),
    };
    let mut details = Vec::new();
    for _ in 0..r.number()? {
        let code = r.byte()?;
        let detail = Detail::ALL.into_iter().find(|d| *d as u8 == code).ok_or(DecodeError::Newer)?;
        details.push((detail, r.text()?));
    }
    if !r.0.is_empty() {
        return Err(DecodeError::Malformed);
    }
    let actor = Actor { kind, id, name, access_key };
    Ok(Event { time, request, action, surface, actor, address, agent, target, outcome, details })
}

pub(crate) fn number(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn text(out: &mut Vec<u8>, text: &str) {
    let cut = text.floor_char_boundary(TEXT);
    number(out, cut as u64);
    out.extend_from_slice(text.as_bytes().get(..cut).unwrap_or_default());
}

pub(crate) struct ByteReader<'a>(pub &'a [u8]);

impl<'a> ByteReader<'a> {
    pub fn take(&mut self, n: usize) -> Result<&'a [u8], DecodeError> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(DecodeError::Malformed)?;
        self.0 = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.take(N)?.try_into().map_err(|_| DecodeError::Malformed)
    }

    fn byte(&mut self) -> Result<u8, DecodeError> {
        Ok(self.array::<1>()?[0])
    }

    pub fn number(&mut self) -> Result<u64, DecodeError> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if part << shift >> shift != part {
                return Err(DecodeError::Malformed);
            }
            n |= part << shift;
            if byte < 0x80 {
                // Reject padded numbers: each event has exactly one encoding.
                return if byte == 0 && shift > 0 { Err(DecodeError::Malformed) } else { Ok(n) };
            }
        }
        Err(DecodeError::Malformed)
    }

    fn text(&mut self) -> Result<String, DecodeError> {
        let length = usize::try_from(self.number()?).ok().filter(|&n| n <= TEXT).ok_or(DecodeError::Malformed)?;
        String::from_utf8(self.take(length)?.to_vec()).map_err(|_| DecodeError::Malformed)
    }
}
