//! Rotation functions: the documented example against a server, and `strongroom rotation-function dev` against it and against worse ones.

use super::bench::{Bench, Ran, target_path};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};
use strongroom_client::ApiVersion;
use tempfile::TempDir;

const KEY: &str = "the signing key of this test";

/// The example, with a line of Python that changes it.
struct Example {
    folder: TempDir,
    process: Child,
    url: String,
}

impl Example {
    fn start(change: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples");
        let script = format!(
            "import sys\nsys.dont_write_bytecode = True\nsys.path.insert(0, {:?})\nimport rotation_function as f\n{change}\nf.main()\n",
            examples.to_str().unwrap()
        );
        fs::write(folder.path().join("changed.py"), script).unwrap();
        fs::write(folder.path().join("signing.key"), format!("{KEY}\n")).unwrap();
        let mut command = Command::new("python3");
        command.current_dir(folder.path()).args(["changed.py", "--port", "0", "--tokens", "tokens.json"]);
        command.args(["--key-file", "signing.key", "--certificate", &target_path("server.pem")]);
        command.args(["--private-key", &target_path("server.key")]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { folder, process, url: url.trim().to_owned() }
    }

    fn dev(&self, more: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
        command.current_dir(self.folder.path()).env_clear().args(["rotation-function", "dev", "--url", &self.url]);
        command.args(["--ca", &target_path("ca.pem"), "--key-file", "signing.key"]).args(more).output().unwrap().into()
    }

    /// The hashes of the valid tokens.
    fn valid(&self) -> Vec<String> {
        let file = fs::read_to_string(self.folder.path().join("tokens.json")).unwrap_or_else(|_| "[]".to_owned());
        serde_json::from_str(&file).unwrap()
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn hash(text: &str) -> String {
    strongroom_core::sha256(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn example_passes_every_check_and_no_value_is_shown() {
    let example = Example::start("");
    let said = example.dev(&[]).ok();
    assert!(said.ends_with("All checks passed.\n"), "{said}");
    for wanted in
        ["create: the value to come", "step: \"set\"", "\"pending\": (32 characters)", "outcome: accepted", "<- 401"]
    {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert_eq!(example.valid().len(), 0, "a rehearsal changes nothing real");
    fs::write(example.folder.path().join("value"), "the token in use\n").unwrap();
    fs::write(example.folder.path().join("tokens.json"), format!("[\"{}\"]", hash("the token in use"))).unwrap();
    let said = example.dev(&["--for-real", "--value-file", "value"]).ok();
    assert!(!said.contains("the token in use") && !said.contains(KEY), "{said}");
    let valid = example.valid();
    assert!(valid.len() == 1 && valid[0] != hash("the token in use"), "{valid:?}");
    assert!(example.dev(&["--for-real"]).code == 2, "it takes a value");
}

#[test]
fn what_is_wrong_with_a_function_is_said() {
    for (change, wanted) in [
        ("f.is_signed = lambda *_: True", "it answers 200 to a call that is signed with another key"),
        ("f.is_signed = lambda *_: False", "create: the target refuses the managing account"),
        ("f.OLDEST_SECONDS = 1e9", "a call that was signed an hour ago"),
        (
            "import os; s = f.step; f.step = lambda c, t: {'outcome': 'value', 'value': os.urandom(9).hex()} if c['step'] == 'create' else s(c, t)",
            "create: the same token gets another answer",
        ),
        (
            "s = f.step; f.step = lambda c, t: {'outcome': 'value', 'value': 'always the same'} if c['step'] == 'create' else s(c, t)",
            "create: the value to come is the one in use",
        ),
        (
            "f.Tokens.accepts = lambda *_: True",
            "test: it answers accepted, not refused, for a value that it has never seen",
        ),
        ("f.Tokens.refuse = lambda *_: None", "for the value that was just revoked"),
        (
            "f.Tokens.accept = lambda *_: None",
            "test: it answers refused, not accepted, for the value that was just set",
        ),
        ("s = f.step; f.step = lambda c, t: {'outcome': 'hunter2'}", "create: the target answers something unexpected"),
        (
            "s = f.step; f.step = lambda c, t: {'outcome': 'refused'} if c['step'] == 'set' else s(c, t)",
            "set: it answers refused, not done",
        ),
        ("def s(c, t): raise f.Failed('no-rights')\nf.step = s", "create: it answers failed, not value or generate"),
    ] {
        let ran = Example::start(change).dev(&[]);
        assert_eq!(ran.code, 1, "{change}: {}{}", ran.out, ran.err);
        assert!(
            ran.out.lines().any(|line| line.starts_with("WRONG: ") && line.contains(wanted)),
            "{change}: {}",
            ran.out
        );
        assert!(!ran.out.contains("hunter2"), "{}", ran.out);
    }
}

#[test]
fn options_of_dev_are_checked() {
    let example = Example::start("");
    fs::write(example.folder.path().join("short"), "fifteen bytes..").unwrap();
    for (more, code, wanted) in [
        (&["--key-file", "absent"][..], 2, "--key-file"),
        (&["--value-file", "absent"], 1, "--value-file: cannot read absent"),
    ] {
        let ran = example.dev(more);
        assert_eq!(ran.code, code, "{}", ran.err);
        assert!(ran.err.contains(wanted), "{}", ran.err);
    }
    for (url, key, wanted) in [
        ("http://localhost/x", "signing.key", "--url must be https://"),
        ("https://localhost/x", "short", "a signing key has at least 16 bytes"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
        command.current_dir(example.folder.path()).args(["rotation-function", "dev", "--url", url, "--key-file", key]);
        let ran = Ran::from(command.output().unwrap());
        assert!(ran.failed(1).contains(wanted));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secret_rotates_by_the_example_and_what_is_read_is_valid_there() {
    let example = Example::start("");
    let bench = Bench::start_with(&["--callable-networks", "127.0.0.0/8, ::1"]);
    let key = bench.file("signing.key", KEY);
    let (ca, url) = (target_path("ca.pem"), example.url.as_str());
    let create = ["target", "create", "--name", "billing", "--type", "function", "--host", url, "--ca", &ca];
    let said = bench.run(&[&create[..], &["--user", "strongroom", "--password-file", &key]].concat()).ok();
    assert!(
        said.starts_with(&format!("Created the target billing at {url}")) && !said.contains("Signing key"),
        "{said}"
    );
    assert_eq!(bench.run(&["target", "test", "billing"]).ok(), "billing accepts the managing account.\n");
    bench.secret("app/token", "the first token").await;
    let plan = [("SecretName", "app/token"), ("TargetName", "billing"), ("Strategy", "function")];
    bench.call(ApiVersion::Strongroom, "SetRotationPlan", &plan).await;
    for _ in 0..2 {
        let old = bench.run(&["get", "app/token"]).ok();
        let said = bench.run(&["rotate", "app/token", "--wait"]).ok();
        assert!(said.contains("is current. Done"), "{said}");
        let new = bench.run(&["get", "app/token"]).ok();
        assert_eq!(example.valid(), [hash(&new)], "the old one is not valid any more");
        assert_eq!(bench.run(&["get", "app/token", "--stage", "ACSPrevious"]).ok(), old);
    }
    let given = [("SecretName", "app/token"), ("SecretData", "a token that a person chose"), ("VersionId", "given")];
    bench.call(ApiVersion::Strongroom, "StartRotation", &given).await;
    while bench.run(&["get", "app/token"]).ok() != "a token that a person chose" {}
    assert!(example.valid().contains(&hash("a token that a person chose")));
    let shown = bench.run(&["rotation", "show", "app/token"]).ok();
    assert!(shown.contains("Strategy   function") && shown.contains("Target     billing"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_key_is_shown_once_and_private_functions_are_not_called_unless_allowed() {
    let example = Example::start("");
    let bench = Bench::start();
    let (ca, url) = (target_path("ca.pem"), example.url.as_str());
    let create = ["target", "create", "--name", "billing", "--type", "function", "--host", url, "--ca", &ca];
    let said = bench.run(&create).ok();
    let key = said.lines().last().unwrap().to_owned();
    assert!(said.contains("Signing key, shown only now") && key.len() == 64, "{said}");
    let shown = bench.run(&["target", "show", "billing", "--json"]).ok();
    assert!(!shown.contains(&key) && !shown.contains("SigningKey"), "{shown}");
    let said = bench.run(&["target", "test", "billing"]).failed(1);
    assert!(said.contains("does not connect to private addresses"), "{said}");
    let new = [("TargetName", "billing"), ("NewSigningKey", "true")];
    let reply = bench.call(ApiVersion::Strongroom, "UpdateTarget", &new).await.read::<Value>().unwrap();
    assert!(reply["SigningKey"].as_str().is_some_and(|new| new.len() == 64 && new != key), "it has another one");
}

#[tokio::test(flavor = "multi_thread")]
async fn generated_password_takes_the_place_of_one_key() {
    let bench = Bench::start();
    bench.secret("app/login", r#"{"user": "u", "password": "old"}"#).await;
    let plan = [
        ("SecretName", "app/login"),
        ("Strategy", "generated"),
        ("ValueKey", "password"),
        ("PasswordLength", "40"),
        ("ExcludePunctuation", "true"),
    ];
    bench.call(ApiVersion::Strongroom, "SetRotationPlan", &plan).await;
    let said = bench.run(&["rotate", "app/login", "--wait"]).ok();
    assert!(said.contains("is current. Done"), "{said}");
    let value = bench.run(&["get", "app/login"]).ok();
    let password =
        value.strip_prefix(r#"{"user": "u", "password": ""#).unwrap().strip_suffix("\"}").unwrap().to_owned();
    assert!(password.len() == 40 && password.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{value}");
    let shown = bench.run(&["rotation", "show", "app/login"]).ok();
    assert!(shown.contains("Strategy   generated"), "{shown}");
    assert!(bench.run(&["rotation", "list"]).ok().contains("app/login"));
}
