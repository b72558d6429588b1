//! A mail server: ESMTP (RFC 5321) with STARTTLS (RFC 3207), TLS from the first byte, and AUTH PLAIN and LOGIN (RFC 4954).

use crate::authority::{Identity, identity};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

/// How it behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manners {
    /// TLS from the first byte.
    pub implicit: bool,
    /// Offers STARTTLS.
    pub starttls: bool,
    /// Asks for user name and password, once encrypted or if there is no encryption.
    pub log_in: bool,
    /// Sends a line behind its answer to STARTTLS, as somebody in between would.
    pub injects: bool,
    /// Refuses recipients whose address begins with `nobody`.
    pub picky: bool,
    /// Greets with lines that never end.
    pub endless: bool,
    /// Says nothing.
    pub silent: bool,
}

/// A mail that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenMail {
    pub encrypted: bool,
    pub user: Option<String>,
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
}

impl TakenMail {
    /// The headers, unfolded (RFC 5322, section 2.2.3).
    pub fn headers(&self) -> Vec<(String, String)> {
        let head = self.data.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
        head.split("\r\n")
            .map(|line| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap())
            .collect()
    }

    pub fn header(&self, name: &str) -> String {
        let all = self.headers();
        let found: Vec<_> = all.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name)).collect();
        assert_eq!(found.len(), 1, "{name}: {all:?}");
        found[0].1.clone()
    }
}

pub struct MailServer {
    pub port: u16,
    pub ca: String,
    mails: Arc<Mutex<Vec<TakenMail>>>,
    /// Every line that clients sent in plain text.
    plain: Arc<Mutex<Vec<String>>>,
}

pub const USER: &str = "strongroom";
pub const PASSWORD: &str = "p\u{e4}ssword for mail";

impl MailServer {
    pub async fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let Identity { acceptor, ca } = identity("localhost");
        let (mails, plain) = (Arc::<Mutex<Vec<_>>>::default(), Arc::<Mutex<Vec<_>>>::default());
        let shared = (mails.clone(), plain.clone());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (acceptor, (mails, plain)) = (acceptor.clone(), shared.clone());
                tokio::spawn(async move {
                    // A client that hangs up ends its session.
                    let _ = session(stream, acceptor, manners, &mails, &plain).await;
                });
            }
        });
        Self { port, ca, mails, plain }
    }

    pub fn mails(&self) -> Vec<TakenMail> {
        self.mails.lock().unwrap().clone()
    }

    pub fn plain(&self) -> String {
        self.plain.lock().unwrap().join("\n")
    }
}

async fn session(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    manners: Manners,
    mails: &Mutex<Vec<TakenMail>>,
    plain: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    if manners.silent {
        std::future::pending::<()>().await;
    }
    if manners.implicit {
        let mut stream = BufReader::new(acceptor.accept(stream).await?);
        return talk(&mut stream, manners, true, mails, plain).await.map(|_| ());
    }
    let mut stream = BufReader::new(stream);
    if talk(&mut stream, manners, false, mails, plain).await? {
        let stream = acceptor.accept(stream.into_inner()).await?;
        let mut stream = BufReader::new(stream);
        converse(&mut stream, manners, true, mails, plain).await?;
    }
    Ok(())
}

/// Greets, and converses. Whether the client wants TLS.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    manners: Manners,
    encrypted: bool,
    mails: &Mutex<Vec<TakenMail>>,
    plain: &Mutex<Vec<String>>,
) -> std::io::Result<bool> {
    if manners.endless {
        loop {
            stream.write_all(b"220-mail.example and more\r\n").await?;
        }
    }
    stream.write_all(b"220 mail.example ESMTP\r\n").await?;
    converse(stream, manners, encrypted, mails, plain).await
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    manners: Manners,
    encrypted: bool,
    mails: &Mutex<Vec<TakenMail>>,
    plain: &Mutex<Vec<String>>,
) -> std::io::Result<bool> {
    let mut user = None;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let Some(line) = line(stream, encrypted, plain).await? else { return Ok(false) };
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let answer = match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                let mut answer = "250-mail.example\r\n250-8BITMIME\r\n".to_owned();
                if manners.starttls && !encrypted {
                    answer.push_str("250-STARTTLS\r\n");
                }
                if manners.log_in && (encrypted || !manners.starttls) {
                    answer.push_str("250-AUTH PLAIN LOGIN\r\n");
                }
                format!("{answer}250 SIZE 1000000\r\n")
            }
            "STARTTLS" if manners.starttls && !encrypted => {
                let injected = if manners.injects { "250-mail.example\r\n250 AUTH PLAIN\r\n" } else { "" };
                stream.write_all(format!("220 go ahead\r\n{injected}").as_bytes()).await?;
                return Ok(true);
            }
            "AUTH" => {
                let token = rest.strip_prefix("PLAIN ").unwrap_or_default();
                let given = decoded(token);
                if given == format!("\0{USER}\0{PASSWORD}") {
                    user = Some(USER.to_owned());
                    "235 welcome\r\n".to_owned()
                } else {
                    "535 5.7.8 no\r\n".to_owned()
                }
            }
            "MAIL" if manners.log_in && user.is_none() => "530 5.7.0 log in first\r\n".to_owned(),
            "MAIL" => {
                from = address(rest);
                to.clear();
                "250 ok\r\n".to_owned()
            }
            "RCPT" if manners.picky && address(rest).starts_with("nobody") => {
                "550 5.1.1 no such mailbox\r\n".to_owned()
            }
            "RCPT" => {
                to.push(address(rest));
                "250 ok\r\n".to_owned()
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mut data = String::new();
                loop {
                    let Some(line) = self::line(stream, encrypted, plain).await? else { return Ok(false) };
                    match line.as_str() {
                        "." => break,
                        line => {
                            data.push_str(line.strip_prefix('.').unwrap_or(line));
                            data.push_str("\r\n");
                        }
                    }
                }
                let (user, from, to) = (user.clone(), from.clone(), to.clone());
                mails.lock().unwrap().push(TakenMail { encrypted, user, from, to, data });
                "250 taken\r\n".to_owned()
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(false);
            }
            _ => "500 what\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

async fn line<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    encrypted: bool,
    plain: &Mutex<Vec<String>>,
) -> std::io::Result<Option<String>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    assert!(line.ends_with("\r\n"), "a line of SMTP: {line:?}");
    line.truncate(line.len() - 2);
    if !encrypted {
        plain.lock().unwrap().push(line.clone());
    }
    Ok(Some(line))
}

/// What stands in angle brackets.
fn address(text: &str) -> String {
    text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).unwrap().0.to_owned()
}

/// Base64 (RFC 4648, section 4).
pub fn decoded(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut number, mut out) = (0_u32, 0, Vec::new());
    for byte in text.bytes().filter(|byte| *byte != b'=') {
        let value = ALPHABET.iter().position(|one| *one == byte).expect("Base64");
        bits = bits << 6 | u32::try_from(value).unwrap();
        number += 6;
        if number >= 8 {
            number -= 8;
            out.push((bits >> number & 0xff) as u8);
        }
    }
    String::from_utf8(out).unwrap()
}
