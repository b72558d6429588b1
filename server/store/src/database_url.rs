//! The address of a PostgreSQL database, read once. Nothing of it is guessed: what the driver would ignore is refused.

use sea_orm::sqlx::{self, postgres::PgConnectOptions};
use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr};
use strongroom_domain::canonical_address;

/// PostgreSQL's port.
const PORT: u16 = 5432;
/// Parameters of a URL, as libpq names them.
const PARAMETERS: [&str; 6] = ["host", "statement-cache-capacity", "sslrootcert", "sslcert", "sslkey", "sslmode"];

/// How the connection is encrypted, and what is verified (libpq, section 32.19.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsMode {
    /// Never encrypted.
    Disable,
    /// Encrypted only if the server insists.
    Allow,
    /// Encrypted if the server can; a third party can prevent it.
    #[default]
    Prefer,
    /// Encrypted, with whoever answers.
    Require,
    /// The server has a certificate of a trusted authority.
    VerifyCa,
    /// The server has a certificate of a trusted authority for its name.
    VerifyFull,
}

impl TlsMode {
    const ALL: [Self; 6] = [Self::Disable, Self::Allow, Self::Prefer, Self::Require, Self::VerifyCa, Self::VerifyFull];

    fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

impl fmt::Display for TlsMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where the server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ServerPlace {
    /// The default of this machine.
    Local,
    /// A socket in this folder.
    Socket(PathBuf),
    /// A host name or an address.
    Host(String),
}

/// The address of a database. It may contain a password, which neither `Debug` nor `Display` shows.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    user: Option<String>,
    password: Option<String>,
    server: ServerPlace,
    port: u16,
    database: Option<String>,
    tls: TlsMode,
    /// Parameters passed on as they are.
    more: Vec<(&'static str, String)>,
}

/// Why a text is not the address of a database. Never contains a part of it that could be a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlError {
    /// Another scheme, or none.
    #[error("must have the form postgres://user:password@host/database")]
    Scheme,
    /// A blank or control character.
    #[error("contains a blank or a control character; write a blank as %20")]
    Blank,
    /// An incomplete escape.
    #[error(
        "contains a % that two hexadecimal digits do not follow, or that do not make up UTF-8; write % itself as %25"
    )]
    Escape,
    /// More than one @ before the host.
    #[error("contains more than one @: in a user name or password, write @ as %40")]
    At,
    /// A number was expected after the last colon.
    #[error(
        "has an invalid port: it must be a number from 1 to 65535; in a password write : as %3A, / as %2F, ? as %3F, # as %23 and @ as %40"
    )]
    Port,
    /// An IPv6 address without brackets, or several hosts.
    #[error("has an invalid host; write an IPv6 address in brackets, such as [::1], and give one host only")]
    Host,
    /// A # somewhere.
    #[error("contains a #; in a password or name write it as %23")]
    Fragment,
    /// A parameter that has no effect here.
    #[error("has an unknown parameter {found}; did you mean {nearest}?")]
    Parameter {
        /// Its name.
        found: String,
        /// The most similar known one.
        nearest: &'static str,
    },
    /// A parameter that is there twice.
    #[error("has the parameter {0} twice")]
    Twice(&'static str),
    /// A value that the parameter cannot have.
    #[error("has an invalid value of {parameter}; it must be {rule}")]
    Value {
        /// The parameter.
        parameter: &'static str,
        /// What it can be.
        rule: &'static str,
    },
    /// The password twice.
    #[error("contains a password, but there is another one beside it; set only one of them")]
    TwoPasswords,
}

impl DatabaseUrl {
    /// Reads `postgres://user:password@host:port/database?parameter=value`. Everything but the scheme may be missing.
    ///
    /// # Errors
    /// The rule that is broken, and how to write it.
    pub fn parse(text: &str) -> Result<Self, DatabaseUrlError> {
        let rest = ["postgres://", "postgresql://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        let rest = rest.ok_or(DatabaseUrlError::Scheme)?;
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(DatabaseUrlError::Blank);
        }
        let (rest, query) = rest.split_once('?').map_or((rest, ""), |(rest, query)| (rest, query));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        // Behind an unescaped slash or question mark of a password is the rest of it.
        match (authority.matches('@').count(), database.contains('@') || query.contains('@')) {
            (0 | 1, false) => {}
            (0, true) => return Err(DatabaseUrlError::Port),
            _ => return Err(DatabaseUrlError::At),
        }
        if rest.contains('#') || query.contains('#') {
            return Err(DatabaseUrlError::Fragment);
        }
        let (account, place) = authority.split_once('@').map_or((None, authority), |(a, p)| (Some(a), p));
        let (user, password) = match account.map(|account| account.split_once(':').unwrap_or((account, ""))) {
            Some((user, password)) => (given(user)?, given(password)?),
            None => (None, None),
        };
        let (host, port) = host_and_port(place)?;
        let mut url = Self {
            user,
            password,
            server: server(host)?,
            port,
            database: given(database)?,
            tls: TlsMode::default(),
            more: Vec::new(),
        };
        url.parameters(query)?;
        Ok(url)
    }

    /// With this password.
    ///
    /// # Errors
    /// It has one.
    pub fn with_password(self, password: &str) -> Result<Self, DatabaseUrlError> {
        match self.password {
            Some(_) => Err(DatabaseUrlError::TwoPasswords),
            None => Ok(Self { password: Some(password.to_owned()), ..self }),
        }
    }

    /// Whether it contains a password.
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// How the connection is encrypted and verified.
    pub fn tls(&self) -> TlsMode {
        self.tls
    }

    /// The host, if others could listen on the way to it: not this machine.
    pub fn remote_host(&self) -> Option<&str> {
        let ServerPlace::Host(host) = &self.server else { return None };
        let here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| canonical_address(ip).is_loopback());
        (!here).then_some(host)
    }

    fn parameters(&mut self, query: &str) -> Result<(), DatabaseUrlError> {
        let mut seen = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let Some(&known) = PARAMETERS.iter().find(|known| **known == name) else {
                let shown = name.chars().filter(char::is_ascii_graphic).take(40).collect();
                return Err(DatabaseUrlError::Parameter { found: shown, nearest: nearest(name) });
            };
            if seen.contains(&known) {
                return Err(DatabaseUrlError::Twice(known));
            }
            seen.push(known);
            let value = decoded(value)?;
            let invalid = |rule| DatabaseUrlError::Value { parameter: known, rule };
            match known {
                "sslmode" => {
                    self.tls = TlsMode::ALL
                        .into_iter()
                        .find(|mode| mode.name() == value)
                        .ok_or_else(|| invalid("disable, allow, prefer, require, verify-ca or verify-full"))?;
                }
                "host" if self.server != ServerPlace::Local => return Err(DatabaseUrlError::Twice(known)),
                "host" => self.server = server(value)?,
                "statement-cache-capacity" if value.parse::<u16>().is_err() => {
                    return Err(invalid("a number from 0 to 65535"));
                }
                _ if value.is_empty() => return Err(invalid("a file")),
                _ => self.more.push((known, value)),
            }
        }
        Ok(())
    }

    /// The options of the driver: what it reads from a URL in which every part is escaped.
    pub(crate) fn options(&self) -> Result<PgConnectOptions, sqlx::Error> {
        let mut url = "postgres://".to_owned();
        if let Some(user) = &self.user {
            url.push_str(&escaped(user));
            if let Some(password) = &self.password {
                url.push_str(&format!(":{}", escaped(password)));
            }
            url.push('@');
        } else if let Some(password) = &self.password {
            url.push_str(&format!(":{}@", escaped(password)));
        }
        // The driver takes an IPv6 address in brackets for a name, but not that of the parameter.
        url.push_str(&format!("localhost:{}/{}", self.port, escaped(self.database.as_deref().unwrap_or_default())));
        url.push_str(&format!("?sslmode={}", self.tls.name()));
        match &self.server {
            ServerPlace::Local => {}
            ServerPlace::Socket(folder) => url.push_str(&format!("&host={}", escaped(&folder.to_string_lossy()))),
            ServerPlace::Host(host) => url.push_str(&format!("&host={}", escaped(host))),
        }
        for (name, value) in &self.more {
            url.push_str(&format!("&{name}={}", escaped(value)));
        }
        PgConnectOptions::from_str(&url)
    }
}

/// The address without the password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = &self.user {
            write!(f, "{}@", escaped(user))?;
        }
        match &self.server {
            ServerPlace::Host(host) if host.contains(':') => write!(f, "[{host}]:{}", self.port)?,
            ServerPlace::Host(host) => write!(f, "{host}:{}", self.port)?,
            ServerPlace::Local | ServerPlace::Socket(_) => {}
        }
        write!(f, "/{}?sslmode={}", escaped(self.database.as_deref().unwrap_or_default()), self.tls.name())?;
        if let ServerPlace::Socket(folder) = &self.server {
            write!(f, "&host={}", escaped(&folder.to_string_lossy()))?;
        }
        self.more.iter().try_for_each(|(name, value)| write!(f, "&{name}={}", escaped(value)))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Host and port of `host:port`, `[::1]:port`, or one of the two alone.
fn host_and_port(place: &str) -> Result<(String, u16), DatabaseUrlError> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']').ok_or(DatabaseUrlError::Host)?;
            let ip = host.split_once('%').map_or(host, |(ip, _)| ip);
            ip.parse::<std::net::Ipv6Addr>().map_err(|_| DatabaseUrlError::Host)?;
            (
                host,
                rest.strip_prefix(':').map_or(Ok(""), Ok).and_then(|port| {
                    match rest.is_empty() || rest.starts_with(':') {
                        true => Ok(port),
                        false => Err(DatabaseUrlError::Port),
                    }
                })?,
            )
        }
        None => match place.split_once(':') {
            // Colons of an IPv6 address, or of a password whose @ is missing.
            Some((_, port)) if port.contains(':') => return Err(DatabaseUrlError::Host),
            Some((host, port)) => (host, port),
            None => (place, ""),
        },
    };
    let port = match (port, place.ends_with(':')) {
        ("", false) => PORT,
        (port, _) => port.parse().ok().filter(|port| *port > 0).ok_or(DatabaseUrlError::Port)?,
    };
    Ok((decoded(host)?, port))
}

fn server(host: String) -> Result<ServerPlace, DatabaseUrlError> {
    match host {
        host if host.is_empty() => Ok(ServerPlace::Local),
        host if host.starts_with('/') => Ok(ServerPlace::Socket(host.into())),
        host if host.parse::<IpAddr>().is_ok() => Ok(ServerPlace::Host(host)),
        host if host.contains([',', '@', '[', ']', '\\']) => Err(DatabaseUrlError::Host),
        host => Ok(ServerPlace::Host(host)),
    }
}

/// A decoded part, unless it is empty.
fn given(part: &str) -> Result<Option<String>, DatabaseUrlError> {
    decoded(part).map(|part| Some(part).filter(|part| !part.is_empty()))
}

fn decoded(part: &str) -> Result<String, DatabaseUrlError> {
    let mut pieces = part.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let digits = piece.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or(DatabaseUrlError::Escape)?;
        bytes.push(byte);
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    let text = String::from_utf8(bytes).map_err(|_| DatabaseUrlError::Escape)?;
    if text.contains('\0') { Err(DatabaseUrlError::Blank) } else { Ok(text) }
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The known parameter that has the longest beginning in common.
fn nearest(name: &str) -> &'static str {
    let common = |known: &&&str| known.bytes().zip(name.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    PARAMETERS.iter().max_by_key(common).copied().unwrap_or("sslmode")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(url: &str) -> DatabaseUrl {
        DatabaseUrl::parse(url).unwrap()
    }

    #[test]
    fn parts_are_kept_exactly() {
        for (url, user, host, port, database) in [
            ("postgres://strongroom@127.0.0.1:31843/postgres", "strongroom", "127.0.0.1", 31843, "postgres"),
            ("postgresql://u:p%40ss@db.example.org/name", "u", "db.example.org", 5432, "name"),
            ("postgres://u:p@[::1]:5433/x", "u", "::1", 5433, "x"),
            ("postgres://u@[2001:db8::7]/x", "u", "2001:db8::7", 5432, "x"),
            ("postgres://blank%20:p@h/x", "blank ", "h", 5432, "x"),
            ("postgres://a%3Ab%2F%C3%A4@h:1/x%3Fy", "a:b/ä", "h", 1, "x?y"),
        ] {
            let options = read(url).options().unwrap();
            assert_eq!(options.get_username(), user, "{url}");
            assert_eq!((options.get_host(), options.get_port()), (host, port), "{url}");
            assert_eq!(options.get_database(), Some(database), "{url}");
        }
        let socket = read("postgres://u@/x?host=/run/postgresql");
        assert_eq!(socket.options().unwrap().get_socket(), Some(&PathBuf::from("/run/postgresql")));
        assert_eq!(read("postgres://u@%2Frun%2Fpostgresql/x").server, socket.server);
        assert_eq!(read("postgres://u:p%40%25@h/x").password.as_deref(), Some("p@%"));
    }

    #[test]
    fn what_would_be_ignored_or_misread_is_refused_with_a_hint() {
        for (url, hint) in [
            ("", "postgres://user"),
            ("mysql://a:hunter2@b/c", "postgres://user"),
            (" postgres://u@h/x", "postgres://user"),
            ("postgres://u:hunter2@h/x ", "%20"),
            ("postgres://u :hunter2@h/x", "%20"),
            ("postgres://u:hunter2\t@h/x", "%20"),
            ("postgres://u:hunter2@x@h/x", "%40"),
            ("postgres://u:hunter2@@h/x", "%40"),
            ("postgres://u:hunter2/x@h/x", "%2F"),
            ("postgres://u:hunter2?x@h/x", "%3F"),
            ("postgres://u:hunter2#x@h/x", "%23"),
            ("postgres://u:hunter2%@h/x", "%25"),
            ("postgres://u:hunter2%zz@h/x", "%25"),
            ("postgres://u:%ff@h/x", "%25"),
            ("postgres://u@h:port/x", "number"),
            ("postgres://u@h:0/x", "number"),
            ("postgres://u@h:99999/x", "number"),
            ("postgres://u@h:/x", "number"),
            ("postgres://u@::1:5432/x", "[::1]"),
            ("postgres://u@[::1/x", "[::1]"),
            ("postgres://u@[h]/x", "[::1]"),
            ("postgres://u@[::1]5432/x", "number"),
            ("postgres://u@a,b/x", "one host"),
            ("postgres://u@h/x?sslmod=verify-full", "did you mean sslmode?"),
            ("postgres://u@h/x?SSLMODE=verify-full", "did you mean sslmode?"),
            ("postgres://u@h/x?ssl=true", "did you mean sslmode?"),
            ("postgres://u@h/x?hots=a", "did you mean host?"),
            ("postgres://u@h/x?sslmode=full", "verify-full"),
            ("postgres://u@h/x?sslmode=", "verify-full"),
            ("postgres://u@h/x?sslmode", "verify-full"),
            ("postgres://u@h/x?sslmode=verify-full&sslmode=disable", "twice"),
            ("postgres://u@h/x?host=other", "twice"),
            ("postgres://u@h/x?sslrootcert=", "a file"),
        ] {
            let error = DatabaseUrl::parse(url).unwrap_err().to_string();
            assert!(error.contains(hint), "{url}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn password_is_set_once_and_never_shown() {
        let url = read("postgres://u:hunter2@h/x?sslmode=require&sslrootcert=/ca.pem");
        assert_eq!(format!("{url} {url:?}").matches("hunter2").count(), 0);
        assert_eq!(url.to_string(), "postgres://u@h:5432/x?sslmode=require&sslrootcert=%2Fca.pem");
        assert_eq!(url.with_password("other"), Err(DatabaseUrlError::TwoPasswords));
        let url = read("postgres://u@[::1]/x").with_password("a b@/:%").unwrap();
        assert_eq!(url.to_string(), "postgres://u@[::1]:5432/x?sslmode=prefer");
        assert!(url.has_password() && !format!("{url:?}").contains("a b"));
        assert!(url.options().is_ok());
    }

    #[test]
    fn hosts_of_this_machine_are_told_from_others() {
        for (url, remote) in [
            ("postgres://u@localhost/x", None),
            ("postgres://u@127.0.0.5/x", None),
            ("postgres://u@[::1]/x", None),
            ("postgres://u@[::ffff:127.0.0.1]/x", None),
            ("postgres://u@/x?host=/run", None),
            ("postgres://u@db/x", Some("db")),
            ("postgres://u@10.0.0.1/x", Some("10.0.0.1")),
        ] {
            assert_eq!(read(url).remote_host(), remote, "{url}");
        }
        assert_eq!(read("postgres://u@db/x?sslmode=verify-full").tls(), TlsMode::VerifyFull);
    }
}
