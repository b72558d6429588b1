//! Packets of the protocol of MySQL and MariaDB, and their fields.

use super::error::MysqlFailure;
use crate::dial::MOST_BYTES;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use zeroize::Zeroizing;

/// A stream of packets. Once a read was given up, it must not be used again: the rest of that answer would be read as the next one.
pub(super) struct Packets<S> {
    stream: S,
    /// Number of the next packet, in either direction.
    sequence: u8,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Packets<S> {
    /// The packets of a connection that was just opened.
    pub fn new(stream: S) -> Self {
        Self { stream, sequence: 0 }
    }

    /// Replaces the stream, as by an encrypted one.
    pub async fn moved<T>(
        self,
        to: impl AsyncFnOnce(S) -> Result<T, MysqlFailure>,
    ) -> Result<Packets<T>, MysqlFailure> {
        Ok(Packets { stream: to(self.stream).await?, sequence: self.sequence })
    }

    /// The next packet.
    pub async fn read(&mut self) -> Result<Vec<u8>, MysqlFailure> {
        let [a, b, c, sequence] = {
            let mut header = [0; 4];
            self.stream.read_exact(&mut header).await?;
            header
        };
        let length = usize::from(a) | usize::from(b) << 8 | usize::from(c) << 16;
        if sequence != self.sequence {
            return Err(MysqlFailure::Odd);
        }
        if length > MOST_BYTES {
            return Err(MysqlFailure::TooLong);
        }
        self.sequence = self.sequence.wrapping_add(1);
        let mut packet = vec![0; length];
        self.stream.read_exact(&mut packet).await?;
        Ok(packet)
    }

    /// Sends a packet, which may carry a password.
    pub async fn write(&mut self, payload: &[u8]) -> Result<(), MysqlFailure> {
        let length =
            u32::try_from(payload.len()).ok().filter(|length| *length < 0xff_ffff).ok_or(MysqlFailure::TooLong)?;
        let [a, b, c, _] = length.to_le_bytes();
        let mut packet = Zeroizing::new(Vec::with_capacity(payload.len() + 4));
        packet.extend([a, b, c, self.sequence]);
        packet.extend(payload);
        self.sequence = self.sequence.wrapping_add(1);
        self.stream.write_all(&packet).await?;
        Ok(self.stream.flush().await?)
    }

    /// Sends a command. Packet numbers start again at zero.
    pub async fn command(&mut self, number: u8, text: &str) -> Result<(), MysqlFailure> {
        self.sequence = 0;
        let mut payload = Zeroizing::new(Vec::with_capacity(text.len() + 1));
        payload.push(number);
        payload.extend(text.as_bytes());
        self.write(&payload).await
    }
}

/// The rest of a packet.
pub(super) struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// The next bytes; `None` if there are fewer.
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next integer of this many bytes, at most eight.
    pub fn integer(&mut self, length: usize) -> Option<u64> {
        Some(self.take(length)?.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    /// The bytes before the next zero, which is skipped.
    pub fn until_zero(&mut self) -> Option<&'a [u8]> {
        let length = self.0.iter().position(|byte| *byte == 0)?;
        let taken = self.take(length)?;
        self.take(1)?;
        Some(taken)
    }

    /// A value of a row; it is empty for `NULL`.
    pub fn value(&mut self) -> Option<&'a [u8]> {
        let length = match self.integer(1)? {
            0xfb => return Some(&[]),
            0xfc => self.integer(2)?,
            0xfd => self.integer(3)?,
            0xfe => self.integer(8)?,
            length => length,
        };
        self.take(usize::try_from(length).ok()?)
    }
}

/// The number of the error in a packet that begins with `0xff`.
pub(super) fn refusal(packet: &[u8]) -> MysqlFailure {
    let number = Fields(packet.get(1..).unwrap_or_default()).integer(2);
    number.and_then(|number| u16::try_from(number).ok()).map_or(MysqlFailure::Odd, MysqlFailure::Refused)
}
