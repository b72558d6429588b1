//! The command line, as users and scripts call it.

use crate::support::{Bed, blocking};
use std::os::unix::fs::PermissionsExt;
use strongroom::listener::Limits;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn init_json_has_the_documented_fields() {
    let (bed, printed) = Bed::initialised(&["--region", "cn-hangzhou", "--admin-name", "root"]);
    let keys: Vec<&str> = printed.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["account_id", "region", "admin_user", "admin_password", "access_key_id", "access_key_secret", "ca_file"]
    );
    assert_eq!((printed["region"].as_str(), printed["admin_user"].as_str()), (Some("cn-hangzhou"), Some("root")));
    assert!(std::path::Path::new(printed["ca_file"].as_str().unwrap()).is_file());
    for (file, mode) in [("", 0o700), ("root.key", 0o600), ("tls/ca.key", 0o600), ("tls", 0o700)] {
        let path = bed.data().join(file);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
    }
}

#[test]
fn created_files_are_private_to_their_owner() {
    let bed = Bed::empty();
    std::fs::create_dir(bed.data()).unwrap();
    std::fs::set_permissions(bed.data(), std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(bed.program("init", &[]).status.success());
    let files: Vec<_> = std::fs::read_dir(bed.data()).unwrap().map(|entry| entry.unwrap()).collect();
    assert!(files.iter().any(|file| file.file_name() == "strongroom.db"));
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", file.path().display());
    }
}

#[test]
fn init_refuses_an_initialised_folder_and_changes_nothing() {
    let (bed, _) = Bed::initialised(&[]);
    let key = std::fs::read(bed.data().join("root.key")).unwrap();
    for options in [&[][..], &["--json"]] {
        let again = bed.program("init", options);
        assert_eq!((again.status.code(), text(&again.stdout)), (Some(1), String::new()));
        assert!(text(&again.stderr).contains("already contains an installation"), "{}", text(&again.stderr));
    }
    assert_eq!(std::fs::read(bed.data().join("root.key")).unwrap(), key);
}

#[test]
fn init_prints_the_next_steps() {
    let output = Bed::empty().program("init", &[]);
    let said = text(&output.stdout);
    for wanted in ["First password", "strongroom serve", "http://127.0.0.1:3000", "curl -sS --cacert", "python3 -c"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(!said.contains('{') || !said.contains("{id}"), "a field was not filled in: {said}");
}

#[test]
fn init_with_serve_starts_the_server_and_omits_the_serve_step() {
    let bed = Bed::empty();
    let mut server = bed.spawn_as("init", &["--serve"]);
    let ready = server.wait_for("Strongroom is ready");
    assert!(ready.contains("https://127.0.0.1:"), "{ready}");
    let said = server.printed();
    assert!(said.contains("First password") && said.contains("Next:"), "{said}");
    assert!(!said.contains("strongroom serve"), "{said}");
    // The next start finds the installation; init does not create a second one.
    bed.spawn(&[]).wait_for("Strongroom is ready");
    let again = bed.program("init", &["--serve"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("already contains an installation"), "{}", text(&again.stderr));
}

#[test]
fn next_steps_repeat_the_flags_serve_needs() {
    let bed = Bed::empty();
    let key = bed.folder.path().join("root's key");
    let flags = ["--console", "127.0.0.1:3100", "--api", "0.0.0.0:3543", "--api-names", "secrets.internal,10.0.0.7"];
    let more = ["--root-key-file", key.to_str().unwrap(), "--region", "here", "--admin-name", "root"];
    let said = text(&bed.program("init", &[&flags[..], &more].concat()).stdout);
    let serve = said.lines().find_map(|line| line.strip_prefix("Start it: ")).unwrap();
    let quoted = format!("'{}'", key.display().to_string().replace('\'', r"'\''"));
    let wanted = format!(
        "strongroom serve --data-dir {} --console 127.0.0.1:3100 --api 0.0.0.0:3543 \
         --api-names secrets.internal,10.0.0.7 --root-key-file {quoted}",
        bed.data().display()
    );
    assert_eq!(serve, wanted);
    assert!(said.contains("http://127.0.0.1:3100,") && said.contains("https://secrets.internal:3543/"), "{said}");

    let file = bed.folder.path().join("some.toml");
    std::fs::write(&file, "log = 'warn'").unwrap();
    let file = file.to_str().unwrap();
    let elsewhere = Bed::empty();
    let said = text(&elsewhere.program("init", &["--config", file]).stdout);
    assert!(said.contains(&format!(" --config {file}\n")), "settings of the file are not repeated: {said}");
}

#[test]
fn output_of_config_is_a_valid_configuration_file() {
    let bed = Bed::empty();
    std::fs::create_dir(bed.data()).unwrap();
    let printed = bed.program("config", &[]).stdout;
    assert!(text(&printed).contains("# oidc_groups_claim = \"groups\" # default"), "{}", text(&printed));
    std::fs::write(bed.data().join("strongroom.toml"), &printed).unwrap();
    for command in ["config", "init"] {
        let output = bed.program(command, &[]);
        assert!(output.status.success(), "{command}: {}", text(&output.stderr));
    }
}

#[test]
fn missing_site_files_are_reported_with_the_searched_folder() {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_strongroom"));
    let mut command = std::process::Command::new(program);
    command.args(["serve", "--data-dir", "data"]).env_clear().current_dir(program.parent().unwrap());
    let output = command.output().unwrap();
    let said = text(&output.stderr);
    assert!(said.contains("Leptos.toml was not found in") && !said.contains(" or "), "{said}");
}

#[test]
fn usage_errors_exit_with_a_message() {
    let bed = Bed::empty();
    for (command, options, code, wanted) in [
        ("serve", &[][..], 1, "strongroom init --data-dir"),
        ("audit verify", &[], 1, "contains no installation yet"),
        ("serve", &["--consol", "x"], 2, "--console"),
        ("sevre", &[], 2, "serve"),
        ("config", &["--root-key", "hsm"], 1, "must be file or passphrase"),
        ("init", &["--region", "not a region"], 1, "region"),
        ("init", &["--root-key", "passphrase"], 1, "a passphrase is required"),
        ("serve", &["--log", "=,=,="], 1, "must be error, warn"),
        ("init", &["--log", "warnings"], 1, "must be error, warn"),
        ("config", &["--log", "foo"], 1, "must be error, warn"),
        ("serve", &["--region", "here"], 1, "--region applies only to `strongroom init`"),
        ("serve", &["--admin-name", "root"], 1, "--admin-name applies only to `strongroom init`"),
        ("audit verify", &["--region", "here"], 1, "--region applies only to `strongroom init`"),
    ] {
        let output = bed.program(command, options);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{command} {options:?}: {said}");
        assert!(said.contains(wanted), "{command} {options:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[test]
fn config_shows_sources_and_no_secret() {
    let bed = Bed::empty();
    std::fs::create_dir(bed.data()).unwrap();
    let file = "region = 'here'\ndatabase_url = 'postgres://u:hunter2@h/d'\npassphrase = 'hunter2hunter2'";
    std::fs::write(bed.data().join("strongroom.toml"), file).unwrap();
    let output = bed.program("config", &["--console", "127.0.0.1:1234"]);
    let said = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let parsed: toml::Table = said.parse().unwrap();
    assert_eq!(parsed["region"].as_str(), Some("here"));
    assert!(!parsed.contains_key("database_url"));
    for wanted in [
        "console = \"127.0.0.1:1234\" # flag --console",
        "region = \"here\" # ",
        "strongroom.toml",
        "api = \"127.0.0.1:3443\" # default",
        "# database_url = <redacted> # ",
        "# tls_cert_file is not set",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(!said.contains("hunter2"));
}

#[test]
fn failed_init_can_be_repeated() {
    let bed = Bed::empty();
    let refused = bed.program("init", &["--region", "not a region"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!bed.data().exists(), "nothing is created before the configuration is checked");
    assert!(bed.program("init", &[]).status.success());
}

#[tokio::test]
async fn audit_verify_succeeds_while_the_server_runs() {
    let (bed, _) = Bed::initialised(&[]);
    let server = bed.start(&[], Limits::default()).await.unwrap();
    let output = blocking(move || (bed.program("audit verify", &[]), bed)).await.0;
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Audit trail verified"));
    server.stop().await;
}

#[tokio::test]
async fn audit_verify_fails_for_an_altered_trail() {
    let (bed, _) = Bed::initialised(&[]);
    let database = bed.data().join("strongroom.db");
    // One byte in a stored block: the action of the first event is somewhere in its body.
    let file = format!("sqlite://{}", database.display());
    let connection = sea_orm::Database::connect(file).await.unwrap();
    use sea_orm::ConnectionTrait;
    connection.execute_unprepared("UPDATE trail_block SET hash = zeroblob(32)").await.unwrap();
    connection.close().await.unwrap();
    let output = blocking(move || bed.program("audit verify", &[])).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("Verification failed"), "{}", text(&output.stdout));
}

#[test]
fn passphrase_for_a_root_key_without_one_is_refused() {
    let bed = Bed::empty();
    let file = bed.folder.path().join("words");
    std::fs::write(&file, "correct horse battery").unwrap();
    let option = ["--passphrase-file", file.to_str().unwrap()];
    let output = bed.program("init", &option);
    let said = text(&output.stderr);
    assert!(!output.status.success() && said.contains("--root-key passphrase"), "{said}");
    assert!(bed.program("init", &[]).status.success(), "nothing was created before");
    for command in ["serve", "audit verify"] {
        let output =
            bed.program(command, &[&option[..], &["--console", "127.0.0.1:0", "--api", "127.0.0.1:0"]].concat());
        let said = text(&output.stderr);
        assert!(!output.status.success() && said.contains("is stored without one"), "{command}: {said}");
    }
}

#[test]
fn region_of_another_installation_is_refused() {
    let (bed, _) = Bed::initialised(&["--region", "here"]);
    let file = bed.data().join("strongroom.toml");
    std::fs::write(&file, "region = 'there'\nconsole = '127.0.0.1:0'\napi = '127.0.0.1:0'").unwrap();
    let output = bed.program("serve", &[]);
    let said = text(&output.stderr);
    assert!(!output.status.success() && said.contains("has the region here"), "{said}");
    std::fs::write(&file, "region = 'here'").unwrap();
    bed.spawn(&[]).wait_for("Strongroom is ready");
}
