//! One session: a connection, a log-in, a few scripts, each with its deadline.

use super::{
    error::{LOST, trouble},
    host_key::PinnedHost,
    key_pair::{LogInKey, private_key},
    script::{Answers, HostScript, ScriptCall},
};
use crate::{
    Deadlines,
    credential::password,
    dial::{Bounded, Excess, dial},
    sent::Sent,
};
use russh::{
    ChannelMsg, Disconnect, MethodKind, SendError, Signer,
    client::{self, AuthResult, Config, Handle, KeyboardInteractiveAuthResponse},
    keys::{HashAlg, PrivateKeyWithHashAlg, agent::AgentIdentity},
};
use std::{
    convert::Infallible,
    io,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};
use strongroom_core::ports::{Credential, LogIn, Secret, TargetAccess, Trouble};
use strongroom_crypto::{SshRsaHash, SshRsaKey};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::oneshot,
    time::timeout,
};

/// How long a session may take to say goodbye. Whatever is left then is cut off.
const GOODBYE: Duration = Duration::from_secs(1);

/// A session. Dropped, it ends at once.
pub(super) struct SshSession {
    handle: Handle<PinnedHost>,
    _alive: oneshot::Sender<Infallible>,
    software: Arc<OnceLock<String>>,
    excess: Excess,
    deadlines: Deadlines,
    sent: Sent,
}

impl SshSession {
    /// Opens a session; `None` if the host refuses the credential. A host with another key sees nothing of it.
    ///
    /// # Errors
    /// The host could not be asked.
    pub async fn open(
        target: &TargetAccess,
        credential: &Credential,
        deadlines: Deadlines,
    ) -> Result<Option<Self>, Trouble> {
        let host = PinnedHost::of(&target.trust)?;
        let software = host.software();
        let preferred = host.preferred();
        let proof = LogInProof::of(credential)?;
        let opening = async {
            let (stream, excess) = dial(target, deadlines.connect).await?;
            let (alive, gone) = oneshot::channel();
            let config = Arc::new(Config { preferred, nodelay: true, ..Config::default() });
            let handle = client::connect_stream(config, Severable { stream, gone }, host).await;
            let handle = handle.map_err(|error| trouble(&error, Sent::Nothing, &excess))?;
            let mut session = Self { handle, _alive: alive, software, excess, deadlines, sent: Sent::Nothing };
            let log_in = session.prove(&credential.account, proof).await?;
            Ok((log_in == LogIn::Accepted).then_some(session))
        };
        deadlines.connecting(opening).await
    }

    /// Ends the session in order.
    pub async fn close(self) {
        let Self { handle, _alive, .. } = self;
        let goodbye = async {
            let _ = handle.disconnect(Disconnect::ByApplication, "", "").await;
            let _ = handle.await;
        };
        let _ = timeout(GOODBYE, goodbye).await;
    }

    /// The host's software, as it names itself.
    pub fn software(&self) -> &str {
        self.software.get().map_or("", String::as_str)
    }

    /// Runs a script and waits for its end.
    ///
    /// # Errors
    /// It did not come to its end, or nobody knows.
    pub async fn run(
        &mut self,
        script: &HostScript,
        account: &str,
        as_account: bool,
        reads: &[u8],
    ) -> Result<Answers, Trouble> {
        let call = ScriptCall::new(script, account, as_account, reads)?;
        if script.changes {
            self.sent = Sent::Change;
        }
        let printed = match timeout(self.deadlines.statement, execute(&self.handle, &call)).await {
            Ok(Ok(printed)) => printed,
            Ok(Err(error)) => return Err(trouble(&error, self.sent, &self.excess)),
            Err(_) => return Err(self.sent.lost(format!("no answer within {:?}", self.deadlines.statement))),
        };
        let answers = call.answers(printed);
        match answers.word() {
            Some(_) => Ok(answers),
            None if self.excess.happened() => Err(self.sent.odd("its answers are too long")),
            None => Err(self.sent.odd("the command did not finish; the account's shell must run /bin/sh")),
        }
    }

    /// What a word other than the wanted one means.
    pub fn refusal(&self, answers: &Answers) -> Trouble {
        answers.trouble().unwrap_or_else(|| self.sent.odd("it gives an unknown answer"))
    }

    async fn prove(&mut self, account: &str, proof: LogInProof<'_>) -> Result<LogIn, Trouble> {
        let method = proof.method();
        let answer = match &proof {
            LogInProof::Key(LogInKey::Curve(key)) => {
                let key = PrivateKeyWithHashAlg::new(key.clone(), None);
                self.handle.authenticate_publickey(account, key).await
            }
            LogInProof::Key(rsa @ LogInKey::Rsa(key)) => {
                let hash = self.rsa_hash().await?;
                let mut signer = RsaSigner { key, hash };
                let answer =
                    self.handle.authenticate_publickey_with(account, rsa.public()?, Some(hash), &mut signer).await;
                answer.map_err(|NotSigned| russh::Error::Disconnect)
            }
            LogInProof::Password(password) => self.handle.authenticate_password(account, *password).await,
        };
        let answer = answer.map_err(|error| trouble(&error, Sent::Nothing, &self.excess))?;
        let AuthResult::Failure { remaining_methods: methods, partial_success } = answer else {
            return Ok(LogIn::Accepted);
        };
        if partial_success {
            return Err(Trouble::Unsupported("it asks for a second proof at log-in".into()));
        }
        if methods.contains(&method) {
            return Ok(LogIn::Refused);
        }
        match proof {
            // The library says so where the connection ended; a host that refuses names the methods it has.
            _ if methods.is_empty() && self.excess.happened() => Err(Sent::Nothing.odd("its answers are too long")),
            _ if methods.is_empty() => Err(Trouble::Unreachable(LOST.into())),
            LogInProof::Password(password) if methods.contains(&MethodKind::KeyboardInteractive) => {
                self.type_password(account, password).await
            }
            LogInProof::Password(_) => Err(Trouble::Unsupported("it takes no passwords at log-in".into())),
            LogInProof::Key(_) => Err(Trouble::Unsupported("it takes no keys at log-in".into())),
        }
    }

    /// How the host wants what an RSA key signs to be hashed. SHA-2 is tried at one that does not say.
    async fn rsa_hash(&self) -> Result<HashAlg, Trouble> {
        match self.handle.best_supported_rsa_hash().await {
            Ok(Some(Some(hash))) => Ok(hash),
            Ok(None) => Ok(HashAlg::Sha256),
            Ok(Some(None)) => Err(Trouble::Unsupported("it takes RSA keys with SHA-1 only".into())),
            Err(error) => Err(trouble(&error, Sent::Nothing, &self.excess)),
        }
    }

    /// Answers the one question of a host that asks for passwords in a dialogue.
    async fn type_password(&mut self, account: &str, password: &str) -> Result<LogIn, Trouble> {
        use KeyboardInteractiveAuthResponse::{Failure, InfoRequest, Success};
        let failed = |error, excess: &Excess| trouble(&error, Sent::Nothing, excess);
        let more = || Trouble::Unsupported("it asks for more than a password at log-in".into());
        let begun = self.handle.authenticate_keyboard_interactive_start(account, None).await;
        let mut answer = begun.map_err(|error| failed(error, &self.excess))?;
        let mut typed = false;
        loop {
            let responses = match answer {
                Success => return Ok(LogIn::Accepted),
                Failure { partial_success: false, .. } => return Ok(LogIn::Refused),
                Failure { .. } => return Err(more()),
                InfoRequest { prompts, .. } => match prompts.as_slice() {
                    [] => Vec::new(),
                    [prompt] if !prompt.echo && !typed => {
                        typed = true;
                        vec![password.to_owned()]
                    }
                    _ => return Err(more()),
                },
            };
            let next = self.handle.authenticate_keyboard_interactive_respond(responses).await;
            answer = next.map_err(|error| failed(error, &self.excess))?;
        }
    }
}

/// What a log-in shows.
enum LogInProof<'a> {
    Key(LogInKey),
    Password(&'a str),
}

impl<'a> LogInProof<'a> {
    fn of(credential: &'a Credential) -> Result<Self, Trouble> {
        Ok(match &credential.secret {
            Secret::PrivateKey(_) => Self::Key(private_key(credential)?),
            _ => Self::Password(password(credential)?),
        })
    }

    fn method(&self) -> MethodKind {
        match self {
            Self::Key(_) => MethodKind::PublicKey,
            Self::Password(_) => MethodKind::Password,
        }
    }
}

/// Signs a log-in with an RSA key.
struct RsaSigner<'a> {
    key: &'a SshRsaKey,
    hash: HashAlg,
}

/// The session ended before the log-in was signed, or the cryptographic library failed.
struct NotSigned;

impl From<SendError> for NotSigned {
    fn from(_: SendError) -> Self {
        Self
    }
}

impl Signer for RsaSigner<'_> {
    type Error = NotSigned;

    /// What is to be signed, and behind it the signature (RFC 8332, section 3): its algorithm and its bytes, as one string.
    async fn auth_sign(
        &mut self,
        _: &AgentIdentity,
        _: Option<HashAlg>,
        mut to_sign: Vec<u8>,
    ) -> Result<Vec<u8>, NotSigned> {
        let (name, hash) = match self.hash {
            HashAlg::Sha512 => ("rsa-sha2-512", SshRsaHash::Sha512),
            _ => ("rsa-sha2-256", SshRsaHash::Sha256),
        };
        let signature = self.key.sign(hash, &to_sign).map_err(|_| NotSigned)?;
        let string = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes(), bytes].concat();
        let signature = [string(name.as_bytes()), string(&signature)].concat();
        to_sign.extend(string(&signature));
        Ok(to_sign)
    }
}

/// Runs a command; what it printed, if the host said that it has ended.
async fn execute(handle: &Handle<PinnedHost>, call: &ScriptCall) -> Result<Vec<u8>, russh::Error> {
    let channel = handle.channel_open_session().await?;
    channel.exec(true, call.command.as_str()).await?;
    let (mut reading, writing) = channel.split();
    // A command that has ended takes no more input. That is no error.
    let send = async {
        let _ = writing.data(call.input.as_slice()).await;
        let _ = writing.eof().await;
    };
    let receive = async {
        let (mut printed, mut ended) = (Vec::new(), false);
        while let Some(message) = reading.wait().await {
            match message {
                ChannelMsg::Data { data } => printed.extend_from_slice(&data),
                ChannelMsg::ExitStatus { .. } | ChannelMsg::ExitSignal { .. } | ChannelMsg::Close => ended = true,
                ChannelMsg::Failure => return Err(russh::Error::RequestDenied),
                _ => {}
            }
        }
        if ended { Ok(printed) } else { Err(russh::Error::Disconnect) }
    };
    let ((), received) = tokio::join!(send, receive);
    received
}

/// A connection that ends with its session. The library moves its bytes in a task of its own, which would outlive it.
struct Severable {
    stream: Bounded,
    gone: oneshot::Receiver<Infallible>,
}

impl Severable {
    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        match Pin::new(&mut self.gone).poll(cx) {
            Poll::Pending => Ok(()),
            Poll::Ready(_) => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }
}

impl AsyncRead for Severable {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Severable {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
