//! A server on free ports over a temporary folder, and a client that sends exact bytes.

use leptos::config::LeptosOptions;
use rustls_pki_types::{CertificateDer, pem::PemObject};
use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, ExitStatus, Output, Stdio},
    sync::Arc,
    time::Duration,
};
use strongroom::{
    Failure,
    command::Server,
    config::{Config, Settings},
    listener::Limits,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, RootCertStore},
};

/// Deadlines short enough to wait for; everything else as in production.
pub fn short() -> Limits {
    let quick = Duration::from_millis(300);
    Limits { head: quick, body: quick, drain: Duration::from_secs(5), ..Limits::default() }
}

/// A folder with an installation, and a site with a few files.
pub struct Bed {
    pub folder: TempDir,
}

impl Bed {
    /// Only an empty place.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        let pkg = site.join("pkg/0123456789abcdef");
        fs::create_dir_all(&pkg).unwrap();
        fs::write(pkg.join("console.js"), "// the bundle").unwrap();
        fs::write(pkg.join("console.js.br"), "brotli").unwrap();
        fs::write(site.join("favicon.svg"), "<svg/>").unwrap();
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../Leptos.toml"), folder.path().join("Leptos.toml")).unwrap();
        Self { folder }
    }

    /// A new installation, made by the program itself. Returns what `init --json` printed.
    pub fn initialised(options: &[&str]) -> (Self, serde_json::Value) {
        let bed = Self::empty();
        let output = bed.program("init", &[&["--json"], options].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let printed = serde_json::from_slice(&output.stdout).unwrap();
        (bed, printed)
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The program on this folder, with an empty environment.
    pub fn command(&self, command: &str, options: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_strongroom"));
        program.args(command.split(' ')).arg("--data-dir").arg(self.data()).args(options);
        program.env_clear().current_dir(self.folder.path());
        program
    }

    /// Runs the program to its end.
    pub fn program(&self, command: &str, options: &[&str]) -> Output {
        self.command(command, options).output().unwrap()
    }

    /// Starts the server as a process, on free ports of the loopback unless the options say otherwise.
    pub fn spawn(&self, options: &[&str]) -> Process {
        self.spawn_as("serve", options)
    }

    /// Starts the server with another command than `serve`.
    pub fn spawn_as(&self, command: &str, options: &[&str]) -> Process {
        let free = ["--console", "--api"].into_iter().filter(|name| !options.contains(name));
        let ports: Vec<&str> = free.flat_map(|name| [name, "127.0.0.1:0"]).collect();
        let mut program = self.command(command, &[&ports, options].concat());
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        Process { child, log }
    }

    /// Expects that the settings are refused.
    pub fn refused_settings(&self, settings: &[(&'static str, &str)]) -> String {
        match Config::new(&self.settings(settings)) {
            Ok(_) => panic!("the settings were accepted"),
            Err(failure) => failure.to_string(),
        }
    }

    fn settings(&self, settings: &[(&'static str, &str)]) -> Settings {
        let data = self.data();
        let fixed = [("data_dir", data.to_str().unwrap()), ("console", "127.0.0.1:0"), ("api", "127.0.0.1:0")];
        let flags = fixed.iter().chain(settings).map(|(name, value)| (*name, (*value).to_owned()));
        Settings::gather(None, flags, &[]).unwrap()
    }

    /// The configuration of this folder on free ports.
    pub fn config(&self, settings: &[(&'static str, &str)]) -> Config {
        Config::new(&self.settings(settings)).unwrap()
    }

    pub fn site(&self) -> LeptosOptions {
        let root = self.folder.path().join("site");
        LeptosOptions::builder()
            .output_name("console")
            .site_root(root.to_str().unwrap())
            .site_pkg_dir("pkg/0123456789abcdef")
            .build()
    }

    pub async fn start(&self, settings: &[(&'static str, &str)], limits: Limits) -> Result<Running, Failure> {
        let config = self.config(settings);
        let server = Server::start(&config, self.site(), limits).await?;
        let (console, api) = server.addresses();
        let (stop, stopped) = watch::channel(false);
        Ok(Running { console, api, stop, task: tokio::spawn(server.run(stopped)), ca_file: config.ca_file() })
    }

    /// Starts and expects the failure.
    pub async fn refused(&self, settings: &[(&'static str, &str)]) -> String {
        match self.start(settings, short()).await {
            Ok(_) => panic!("the server started"),
            Err(failure) => failure.to_string(),
        }
    }
}

/// The address of a server function: its name and a number.
pub fn function(name: &str) -> &'static str {
    let is_it = |path: &&str| {
        path.strip_prefix("/api/").is_some_and(|rest| rest.trim_end_matches(|c: char| c.is_ascii_digit()) == name)
    };
    let mut paths = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path);
    paths.find(is_it).unwrap_or_else(|| panic!("no server function {name}"))
}

/// A server in a separate process.
pub struct Process {
    child: Child,
    log: BufReader<ChildStderr>,
}

impl Process {
    /// Reads the log up to a line that contains this. Returns what was read.
    pub fn wait_for(&mut self, wanted: &str) -> String {
        let mut read = String::new();
        while !read.contains(wanted) {
            assert_ne!(self.log.read_line(&mut read).unwrap(), 0, "the server ended: {read}");
        }
        read
    }

    /// Waits until it serves. Returns the addresses of the console and the API.
    pub fn addresses(&mut self) -> (SocketAddr, SocketAddr) {
        let log = self.wait_for("Console http://");
        let after = |start: &str| log.split(start).nth(1).unwrap().split([',', '\n']).next().unwrap().parse().unwrap();
        (after("Console http://"), after("API https://"))
    }

    /// A line of its status in `/proc`, in KiB.
    pub fn memory(&self, line: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let found = status.lines().find_map(|found| found.strip_prefix(line)?.strip_prefix(':'));
        found.unwrap().trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Its limit of the size of core dumps, as `/proc` shows it.
    pub fn core_limit(&self) -> String {
        let limits = fs::read_to_string(format!("/proc/{}/limits", self.child.id())).unwrap();
        limits.lines().find(|line| line.starts_with("Max core file size")).unwrap().to_owned()
    }

    /// Stops it and reads what it has printed.
    pub fn printed(mut self) -> String {
        assert!(self.end_with("TERM").success());
        std::io::read_to_string(self.child.stdout.take().unwrap()).unwrap()
    }

    /// Sends a signal.
    pub fn signal(&mut self, signal: &str) {
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    /// Sends a signal and waits for the end.
    pub fn end_with(&mut self, signal: &str) -> ExitStatus {
        self.signal(signal);
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// A server that runs.
pub struct Running {
    pub console: SocketAddr,
    pub api: SocketAddr,
    pub ca_file: PathBuf,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    pub async fn stop(self) {
        self.begin_stop();
        self.task.await.unwrap();
    }

    pub fn begin_stop(&self) {
        self.stop.send_replace(true);
    }

    /// One exchange with the console over a new connection.
    pub async fn console(&self, request: impl AsRef<[u8]>) -> Answer {
        exchange(TcpStream::connect(self.console).await.unwrap(), request.as_ref()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.console(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.console)).await
    }

    /// Sends a form to a server function as its own page would.
    pub async fn call(&self, function: &str, form: &str, more: &str) -> Answer {
        self.console(form_request(function, form, more)).await
    }

    /// A TLS connection to the API that trusts the installation's authority.
    pub async fn tls(&self, protocols: &[&str]) -> std::io::Result<TlsStream<TcpStream>> {
        connect(self.api, &self.ca_file, protocols).await
    }

    /// One exchange with the API.
    pub async fn api(&self, request: impl AsRef<[u8]>) -> Answer {
        exchange(self.tls(&["http/1.1"]).await.unwrap(), request.as_ref()).await
    }
}

pub async fn connect(api: SocketAddr, ca: &Path, protocols: &[&str]) -> std::io::Result<TlsStream<TcpStream>> {
    connect_over(TcpStream::connect(api).await?, ca, protocols, "127.0.0.1").await
}

/// TLS over a stream, to a server of this name.
pub async fn connect_over<T: AsyncRead + AsyncWrite + Unpin>(
    stream: T,
    ca: &Path,
    protocols: &[&str],
    name: &str,
) -> std::io::Result<TlsStream<T>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|p| p.as_bytes().to_vec()).collect();
    TlsConnector::from(Arc::new(config)).connect(name.to_owned().try_into().unwrap(), stream).await
}

/// A form for a server function, as its own page sends it. `more` are further headers.
pub fn form_request(function: &str, form: &str, more: &str) -> String {
    format!(
        "POST {} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nSec-Fetch-Site: same-origin\r\n{more}\r\n{form}",
        self::function(function),
        form.len()
    )
}

/// Sends bytes, reads to the end.
pub async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &[u8]) -> Answer {
    // A server that refuses early may close before everything was sent.
    let _ = stream.write_all(request).await;
    let mut bytes = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut bytes))
        .await
        .expect("a response or a close");
    Answer::parse(&bytes)
}

/// An answer taken apart.
#[derive(Debug)]
pub struct Answer {
    /// 0 when the connection was closed without one.
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned()))
            .collect();
        Self { status, headers, body: body.to_owned() }
    }

    /// The cookie of the session, with its attributes; empty if absent. That of the device is set beside it.
    pub fn session_cookie(&self) -> &str {
        self.cookies().find(|cookie| !cookie.contains("-device=")).unwrap_or_default()
    }

    /// Every cookie that is set, with its attributes.
    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str())
    }

    /// The only value of a header; empty if absent.
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.headers.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str());
        let value = values.next().unwrap_or_default();
        assert_eq!(values.next(), None, "{name} twice");
        value
    }
}

/// Commands that end the process's runtime are run beside the test's own.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}
