//! The connection phase of a session: greeting, TLS, authentication. Source: "Connection Phase" of MySQL's protocol documentation.
//!
//! Two authentication methods are supported, the defaults of all versions: `mysql_native_password` (MariaDB, MySQL before 8) and
//! `caching_sha2_password` (MySQL from 8). Neither shows the server the password. `caching_sha2_password` may ask for it, and gets it
//! over TLS only.

use super::{
    error::MysqlFailure,
    packets::{Fields, Packets, refusal},
};
use crate::{
    dial::{Bounded, MOST_BYTES},
    tls::encrypt,
    wire::Wire,
};
use rustls::RootCertStore;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use strongroom_core::ports::Trouble;
use tokio::io::{AsyncRead, AsyncWrite};
use zeroize::Zeroizing;

/// Bytes of the random challenge of the server.
const NONCE_BYTES: usize = 20;

// Capabilities. Those for several statements at once and for local files are never set.
const LONG_PASSWORD: u32 = 1;
const PROTOCOL_41: u32 = 1 << 9;
const SSL: u32 = 1 << 11;
const SECURE_CONNECTION: u32 = 1 << 15;
const PLUGIN_AUTH: u32 = 1 << 19;

/// Logs in, by this host name over TLS if there are authorities.
pub(super) async fn log_in(
    stream: Bounded,
    tls: Option<(&str, RootCertStore)>,
    user: &str,
    password: &str,
) -> Result<Packets<Wire>, MysqlFailure> {
    let mut packets = Packets::new(stream);
    let greeting = Greeting::parse(&packets.read().await?)?;
    let encrypted = tls.is_some();
    let mut packets = match tls {
        None => packets.moved(async |stream| Ok(Wire::Plain(stream))).await?,
        Some(_) if greeting.can & SSL == 0 => {
            return Err(MysqlFailure::Known(Trouble::NoTls));
        }
        Some((host, authorities)) => {
            packets.write(&client(SSL)).await?;
            let encrypt = async |stream| encrypt(stream, host, authorities).await.map_err(MysqlFailure::Known);
            packets.moved(async |stream| Ok(Wire::Encrypted(Box::new(encrypt(stream).await?)))).await?
        }
    };
    let method = Method::named(&greeting.method).unwrap_or(Method::Native);
    let proof = method.proof(password, &greeting.nonce);
    let mut response = client(if encrypted { SSL } else { 0 });
    response.extend(user.as_bytes());
    response.push(0);
    response.push(u8::try_from(proof.len()).map_err(|_| MysqlFailure::Odd)?);
    response.extend(&*proof);
    response.extend(method.name().as_bytes());
    response.push(0);
    packets.write(&response).await?;
    prove(&mut packets, method, password, encrypted).await?;
    Ok(packets)
}

/// The client's capabilities, its longest packet and its character set (`utf8mb4_general_ci`).
fn client(also: u32) -> Vec<u8> {
    const UTF8MB4: u8 = 45;
    let can = LONG_PASSWORD | PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH | also;
    let longest = u32::try_from(MOST_BYTES).unwrap_or(u32::MAX);
    let mut packet = [can.to_le_bytes(), longest.to_le_bytes()].concat();
    packet.push(UTF8MB4);
    packet.extend([0; 23]);
    packet
}

/// Answers the server until it accepts or refuses the log-in.
async fn prove<S: AsyncRead + AsyncWrite + Unpin>(
    packets: &mut Packets<S>,
    mut method: Method,
    password: &str,
    encrypted: bool,
) -> Result<(), MysqlFailure> {
    const ENOUGH: &[u8] = &[1, 3];
    const PASSWORD_ITSELF: &[u8] = &[1, 4];
    let mut switched = false;
    loop {
        let packet = packets.read().await?;
        match packet.first() {
            Some(0) => return Ok(()),
            Some(0xff) => return Err(refusal(&packet)),
            Some(0xfe) if !switched => {
                switched = true;
                let mut fields = Fields(packet.get(1..).unwrap_or_default());
                let name = fields.until_zero().unwrap_or(fields.0);
                method = Method::named(name)
                    .ok_or_else(|| unsupported("the account does not log in with a password that can be proven"))?;
                let nonce = fields.take(NONCE_BYTES).ok_or(MysqlFailure::Odd)?;
                packets.write(&method.proof(password, nonce)).await?;
            }
            _ if method == Method::CachingSha2 && packet == ENOUGH => {}
            _ if method == Method::CachingSha2 && packet == PASSWORD_ITSELF => {
                // MySQL's own client refuses this too: without TLS, anyone who answers would learn the password.
                if !encrypted {
                    return Err(unsupported("the server asks for the password itself, which is sent over TLS only"));
                }
                packets.write(&Zeroizing::new([password.as_bytes(), &[0]].concat())).await?;
            }
            _ => return Err(MysqlFailure::Odd),
        }
    }
}

fn unsupported(why: &str) -> MysqlFailure {
    MysqlFailure::Known(Trouble::Unsupported(why.into()))
}

/// The first packet of a server.
struct Greeting {
    can: u32,
    nonce: [u8; NONCE_BYTES],
    method: Vec<u8>,
}

impl Greeting {
    fn parse(packet: &[u8]) -> Result<Self, MysqlFailure> {
        match packet.first() {
            Some(0xff) => Err(refusal(packet)),
            Some(10) => Self::version_10(packet).ok_or(MysqlFailure::Odd),
            _ => Err(MysqlFailure::Odd),
        }
    }

    fn version_10(packet: &[u8]) -> Option<Self> {
        let mut fields = Fields(packet.get(1..)?);
        // Version of the server, number of the connection.
        fields.until_zero()?;
        fields.take(4)?;
        let first = fields.take(8)?;
        fields.take(1)?;
        let low = fields.integer(2)?;
        // Collation, status.
        fields.take(3)?;
        let can = u32::try_from(low | fields.integer(2)? << 16).ok()?;
        // Length of the nonce, which is always the same, and reserved bytes.
        fields.take(11)?;
        let second = fields.take(NONCE_BYTES - 8)?;
        fields.take(1)?;
        let nonce = [first, second].concat().try_into().ok()?;
        let method = fields.until_zero().unwrap_or(fields.0).to_vec();
        (can & PROTOCOL_41 != 0 && can & SECURE_CONNECTION != 0).then_some(Self { can, nonce, method })
    }
}

/// An authentication method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Native,
    CachingSha2,
}

impl Method {
    fn named(name: &[u8]) -> Option<Self> {
        [Self::Native, Self::CachingSha2].into_iter().find(|method| method.name().as_bytes() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Native => "mysql_native_password",
            Self::CachingSha2 => "caching_sha2_password",
        }
    }

    /// The response to a nonce; empty for an empty password.
    fn proof(self, password: &str, nonce: &[u8]) -> Zeroizing<Vec<u8>> {
        if password.is_empty() {
            return Zeroizing::default();
        }
        match self {
            Self::Native => {
                let once = Sha1::digest(password);
                let mask = Sha1::new().chain_update(nonce).chain_update(Sha1::digest(once)).finalize();
                xor(&once, &mask)
            }
            Self::CachingSha2 => {
                let once = Sha256::digest(password);
                let mask = Sha256::new().chain_update(Sha256::digest(once)).chain_update(nonce).finalize();
                xor(&once, &mask)
            }
        }
    }
}

fn xor(left: &[u8], right: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(left.iter().zip(right).map(|(left, right)| left ^ right).collect())
}

#[cfg(test)]
mod tests {
    use super::Method;

    /// The values are those of the tests of `mysql_common` 0.37.
    #[test]
    fn proof_is_the_one_that_servers_expect() {
        let nonce = b"NR3HP:qIYa_9=db?Sd{`";
        let hex = |method: Method| {
            let proof = method.proof("G!ider27", nonce);
            proof.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
        };
        assert_eq!(hex(Method::Native), "09cff8855e9e705340ff2270d8fb9fadba906b70");
        assert_eq!(hex(Method::CachingSha2), "4f97bbfd202401c42a69deaae53bda077ed7578563c1a80eb816c82119b68d2e");
        assert!(Method::Native.proof("", nonce).is_empty());
    }
}
