//! A server, the program with its variables, and the test targets.

use crate::support::{Bed, Process};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use std::{
    fs,
    io::Write,
    net::SocketAddr,
    path::PathBuf,
    process::{Command, Output, Stdio},
};
use strongroom_client::{ApiCall, ApiClient, ApiReply, ApiVersion, authorities_of};
use strongroom_core::Plaintext;

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ran {
    /// What it printed, if it succeeded.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// What it said, if it failed with this code.
    #[track_caller]
    pub fn failed(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        // The last line, behind those that tell how far it came.
        let said = self.err.lines().last().unwrap().to_owned();
        assert!(said.starts_with("strongroom: ") && !self.err.contains("panicked"), "{}", self.err);
        said
    }
}

/// A running server and what its administrator needs to call it.
pub struct Bench {
    pub bed: Bed,
    _server: Process,
    pub api: SocketAddr,
    pub variables: Vec<(&'static str, String)>,
}

impl Bench {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// A server with these options.
    pub fn start_with(options: &[&str]) -> Self {
        let (bed, made) = Bed::initialised(&[]);
        let mut server = bed.spawn(options);
        let (_, api) = server.addresses();
        let made = |field: &str| made[field].as_str().unwrap().to_owned();
        let variables = vec![
            ("STRONGROOM_ENDPOINT", format!("https://{api}")),
            ("STRONGROOM_CA", made("ca_file")),
            ("STRONGROOM_ACCESS_KEY_ID", made("access_key_id")),
            ("STRONGROOM_ACCESS_KEY_SECRET", made("access_key_secret")),
        ];
        Self { bed, _server: server, api, variables }
    }

    /// The program with one variable changed, or without it.
    pub fn with(&self, name: &str, value: Option<&str>, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
        command.output().unwrap().into()
    }

    /// The program without a terminal, so that it cannot ask there.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("setsid");
        command.args(["--wait", env!("CARGO_BIN_EXE_strongroom")]).args(arguments).env_clear().stdin(Stdio::null());
        command.current_dir(self.bed.folder.path()).envs(self.variables.iter().map(|(name, value)| (*name, value)));
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs it with something on standard input.
    pub fn feed(&self, input: &[u8], arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // It may have read enough and ended.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// A file in the folder of the bed. Its path.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.bed.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn variable(&self, name: &str) -> &str {
        self.variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value).unwrap()
    }

    /// The client crate itself, for what the command line has no command for.
    pub fn client(&self) -> ApiClient {
        let roots = authorities_of(&fs::read(self.variable("STRONGROOM_CA")).unwrap()).unwrap();
        let secret = Plaintext::new(self.variable("STRONGROOM_ACCESS_KEY_SECRET").as_bytes().to_vec());
        let endpoint = self.variable("STRONGROOM_ENDPOINT").parse().unwrap();
        ApiClient::new(endpoint, roots, self.variable("STRONGROOM_ACCESS_KEY_ID").to_owned(), &secret).unwrap()
    }

    pub async fn call(&self, version: ApiVersion, action: &'static str, parameters: &[(&str, &str)]) -> ApiReply {
        let call = ApiCall::new(version, action);
        let call = parameters.iter().fold(call, |call, (name, value)| call.with(name, value));
        self.client().once(&call).await.unwrap_or_else(|error| panic!("{action}: {error}"))
    }

    /// A secret that does not rotate.
    pub async fn secret(&self, name: &str, value: &str) {
        let parameters = [("SecretName", name), ("VersionId", "v1"), ("SecretData", value)];
        self.call(ApiVersion::Kms, "CreateSecret", &parameters).await;
    }

    /// A secret of an account at a target.
    pub async fn rds(&self, name: &str, target: &str, account: &str, password: &str, sub_type: &str) {
        let data = serde_json::json!({"Accounts": [{"AccountName": account, "AccountPassword": password}]});
        let config = serde_json::json!({"SecretSubType": sub_type, "DBInstanceId": target, "CustomData": {}});
        let (data, config) = (data.to_string(), config.to_string());
        let parameters = [
            ("SecretName", name),
            ("VersionId", "v1"),
            ("SecretType", "Rds"),
            ("SecretData", &data),
            ("ExtendedConfig", &config),
        ];
        self.call(ApiVersion::Kms, "CreateSecret", &parameters).await;
    }

    /// `target create` for the test PostgreSQL, with more options.
    pub fn create_target(&self, name: &str, password: &str, more: &[&str]) -> Ran {
        let (port, file) = (port(), self.file("manager.txt", &format!("{password}\n")));
        let mut arguments = vec!["target", "create", "--name", name, "--type", "postgresql", "--host", "localhost"];
        arguments.extend(["--port", &port, "--user", "admin", "--password-file", &file]);
        arguments.extend(more);
        self.run(&arguments)
    }
}

/// A file of the folder that `.ci/targets` made.
pub fn target_file(name: &str) -> PathBuf {
    let folder = std::env::var_os("TEST_TARGETS").expect("TEST_TARGETS is not set; run eval \"$(.ci/targets start)\"");
    PathBuf::from(folder).join(name)
}

/// The path of one, as an option takes it.
pub fn target_path(name: &str) -> String {
    target_file(name).to_str().unwrap().to_owned()
}

/// The port of the test PostgreSQL.
pub fn port() -> String {
    fs::read_to_string(target_file("postgresql.port")).unwrap().trim().to_owned()
}

/// The password of the account that may do everything there.
pub fn admin_password() -> String {
    fs::read_to_string(target_file("admin.password")).unwrap().trim().to_owned()
}

/// Logs in to the test PostgreSQL.
pub async fn log_in(account: &str, password: &str) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let (port, ca) = (port(), target_path("ca.pem"));
    let url = format!("postgres://{account}:{password}@localhost:{port}/postgres?sslmode=verify-full&sslrootcert={ca}");
    Database::connect(sea_orm::ConnectOptions::new(url).max_connections(1).to_owned()).await
}

/// A new account of the test PostgreSQL, with a password.
pub async fn new_account(stem: &str) -> (String, String) {
    let mut random = [0; 6];
    strongroom_crypto::fill_random(&mut random).unwrap();
    let name = random.iter().fold(format!("{stem}_"), |name, byte| format!("{name}{byte:02x}"));
    let connection = log_in("admin", &admin_password()).await.unwrap();
    let statement = format!("CREATE ROLE {name} LOGIN PASSWORD 'first-word'");
    connection.execute_unprepared(&statement).await.unwrap();
    connection.close().await.unwrap();
    (name, "first-word".to_owned())
}
