//! Sources of settings, and error messages for invalid ones.

use std::{ffi::OsString, fs, path::Path};
use strongroom::config::{Config, RootKind, Settings, Source};
use tempfile::TempDir;

fn environment(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
}

fn gather(file: Option<&Path>, env: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Result<Settings, String> {
    let flags = flags.iter().map(|(name, value)| (*name, (*value).to_owned()));
    Settings::gather(file, flags, &environment(env)).map_err(|failure| failure.to_string())
}

fn with_file(content: &str) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("some.toml");
    fs::write(&file, content).unwrap();
    (folder, file)
}

/// The error message of an invalid configuration.
fn refused(file: &str, env: &[(&str, &str)], flags: &[(&'static str, &str)]) -> String {
    let (_folder, file) = with_file(file);
    let settings = match gather(Some(&file), &[env, &[("HOME", "/h")]].concat(), flags) {
        Ok(settings) => settings,
        Err(message) => return message,
    };
    match Config::new(&settings) {
        Ok(_) => panic!("accepted"),
        Err(failure) => failure.to_string(),
    }
}

#[test]
fn later_sources_win() {
    let (_folder, file) = with_file("region = 'file'\nadmin_name = 'file'\nlog = 'error'\ndata_dir = '/from/file'");
    let settings =
        gather(Some(&file), &[("STRONGROOM_REGION", "environment"), ("STRONGROOM_LOG", "warn")], &[("region", "flag")])
            .unwrap();
    assert_eq!(
        (settings.get("region"), settings.source("region")),
        (Some("flag"), Source::Flag("--region".to_owned()))
    );
    assert_eq!(
        (settings.get("log"), settings.source("log")),
        (Some("warn"), Source::Environment("STRONGROOM_LOG".to_owned()))
    );
    assert_eq!((settings.get("admin_name"), settings.source("admin_name")), (Some("file"), Source::File(file)));
    assert_eq!((settings.get("console"), settings.source("console")), (Some("127.0.0.1:3000"), Source::Default));
    assert_eq!(settings.data_dir(), Path::new("/from/file"));
}

#[test]
fn file_in_the_data_folder_is_read_by_default() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    assert_eq!(gather(None, &[("STRONGROOM_DATA_DIR", dir)], &[]).unwrap().get("region"), Some("local"));
    fs::write(folder.path().join("strongroom.toml"), "region = 'here'\napi_names = ['a', 'b']\nconnections = 7")
        .unwrap();
    let settings = gather(None, &[("STRONGROOM_DATA_DIR", dir)], &[]).unwrap();
    assert_eq!(settings.get("region"), Some("here"));
    let config = Config::new(&settings).unwrap();
    assert_eq!(
        (config.api_names, config.connections),
        (vec!["a".to_owned(), "b".to_owned(), "127.0.0.1".to_owned()], 7)
    );
    let named = gather(None, &[("STRONGROOM_DATA_DIR", dir), ("STRONGROOM_CONFIG", "/nowhere.toml")], &[]);
    assert!(named.err().unwrap().contains("cannot read the configuration file /nowhere.toml"));
}

#[test]
fn data_folder_defaults_to_the_users_data_home() {
    let of = |env: &[(&str, &str)]| gather(None, env, &[]).map(|settings| settings.data_dir().to_owned());
    assert_eq!(of(&[("HOME", "/h")]).unwrap(), Path::new("/h/.local/share/strongroom"));
    assert_eq!(of(&[("HOME", "/h"), ("XDG_DATA_HOME", "/x")]).unwrap(), Path::new("/x/strongroom"));
    assert!(of(&[]).unwrap_err().contains("--data-dir"));
}

#[test]
fn unknown_setting_is_rejected_with_the_nearest_known_name() {
    for (file, env, wanted) in [
        ("consol = 'x'", &[][..], "did you mean console?"),
        ("database-url = 'x'", &[], "did you mean database_url?"),
        ("[server]\nconsole = 'x'", &[], "server is not a setting"),
        ("", &[("STRONGROOM_DATADIR", "x")], "did you mean STRONGROOM_DATA_DIR?"),
        ("", &[("STRONGROOM_log", "x")], "did you mean STRONGROOM_LOG?"),
        ("", &[("STRONGROOM_", "x")], "is not a setting"),
        ("", &[("STRONGROOM_CALLABLE_NETWORKS", "10.0.0.0/33")], "callable_networks"),
        ("", &[("STRONGROOM_CONFIGS", "x")], "did you mean STRONGROOM_CONFIG?"),
    ] {
        let message = refused(file, env, &[]);
        assert!(message.contains(wanted), "{message}");
    }
}

#[test]
fn variables_of_a_kubernetes_service_are_ignored() {
    let links = [
        ("STRONGROOM_SERVICE_HOST", "10.96.0.7"),
        ("STRONGROOM_SERVICE_PORT", "3443"),
        ("STRONGROOM_SERVICE_PORT_HTTPS", "3443"),
        ("STRONGROOM_PORT", "tcp://10.96.0.7:3443"),
        ("STRONGROOM_PORT_3443_TCP", "tcp://10.96.0.7:3443"),
        ("STRONGROOM_PORT_3443_TCP_PROTO", "tcp"),
        ("STRONGROOM_PORT_3443_TCP_PORT", "3443"),
        ("STRONGROOM_PORT_3443_TCP_ADDR", "10.96.0.7"),
        ("STRONGROOM_API_SERVICE_HOST", "10.96.0.8"),
        ("STRONGROOM_API_PORT", "tcp://10.96.0.8:3443"),
    ];
    let settings = gather(None, &[&links[..], &[("HOME", "/h"), ("STRONGROOM_REGION", "here")]].concat(), &[]).unwrap();
    assert_eq!((settings.get("api"), settings.get("region")), (Some("127.0.0.1:3443"), Some("here")));
    for (misspelt, wanted) in [("STRONGROOM_API_PORT", "STRONGROOM_API"), ("STRONGROOM_PORT", "is not a setting")] {
        assert!(refused("", &[(misspelt, "3443")], &[]).contains(wanted), "{misspelt}");
    }
}

#[test]
fn paths_of_a_file_are_relative_to_it() {
    let (folder, file) = with_file(
        "data_dir = 'data'\nroot_key_file = '../keys/root.key'\ntls_cert_file = 'tls/api.pem'\ntls_key_file = '/abs/api.key'",
    );
    let at = |name: &str| folder.path().join(name);
    fs::write(at("words"), "correct horse battery").unwrap();
    let config = Config::new(&gather(Some(&file), &[], &[]).unwrap()).unwrap();
    assert_eq!(config.data_dir, at("data"));
    assert_eq!(config.root_key_file, at("../keys/root.key"));
    assert_eq!(config.certificate, Some((at("tls/api.pem"), "/abs/api.key".into())));
    fs::write(&file, "data_dir = '.'\npassphrase_file = 'words'").unwrap();
    let config = Config::new(&gather(Some(&file), &[], &[]).unwrap()).unwrap();
    assert_eq!(config.passphrase.unwrap().expose(), b"correct horse battery");
    // Those of flags and variables are relative to the working folder, as with every program.
    let settings = gather(Some(&file), &[("STRONGROOM_ROOT_KEY_FILE", "elsewhere")], &[]).unwrap();
    assert_eq!(Config::new(&settings).unwrap().root_key_file, Path::new("elsewhere"));
}

#[test]
fn database_password_comes_from_the_environment_or_a_file_and_is_never_shown() {
    let (folder, file) = with_file("data_dir = '/d'\ndatabase_url = 'postgres://u@db.example/x?sslmode=verify-full'");
    let password = folder.path().join("password");
    fs::write(&password, "hunter2@/:\n").unwrap();
    let read = |env: &[(&str, &str)], flags: &[(&'static str, &str)]| {
        Config::new(&gather(Some(&file), env, flags)?).map_err(|failure| failure.to_string())
    };
    for env in [
        ("STRONGROOM_DATABASE_PASSWORD", "hunter2@/:"),
        ("STRONGROOM_DATABASE_PASSWORD_FILE", password.to_str().unwrap()),
    ] {
        let config = read(&[env], &[]).unwrap();
        let url = config.database.unwrap();
        assert!(url.has_password() && !format!("{url} {url:?}").contains("hunter2"));
        assert_eq!(config.warnings, Vec::<String>::new());
    }
    let twice = read(&[("STRONGROOM_DATABASE_PASSWORD", "x")], &[("database_url", "postgres://u:hunter2@h/x")]);
    let twice = twice.err().unwrap();
    assert!(twice.contains("set only one") && !twice.contains("hunter2"), "{twice}");
    let warnings =
        read(&[], &[("database_url", "postgres://u:hunter2@db.example/x?sslmode=require")]).unwrap().warnings;
    assert!(
        warnings[0].contains("STRONGROOM_DATABASE_PASSWORD") && warnings[1].contains("verify-full"),
        "{warnings:?}"
    );
    assert!(!format!("{warnings:?}").contains("hunter2"));
    for here in ["postgres://u@127.0.0.1/x", "postgres://u@[::1]:5432/x", "postgres://u@/x?host=/run/postgresql"] {
        assert_eq!(read(&[], &[("database_url", here)]).unwrap().warnings, Vec::<String>::new(), "{here}");
    }
    let alone = refused("", &[("STRONGROOM_DATABASE_PASSWORD", "hunter2")], &[]);
    assert!(alone.contains("without database_url") && !alone.contains("hunter2"), "{alone}");
}

#[test]
fn mapped_addresses_are_the_same_as_the_others() {
    let settings = gather(None, &[("HOME", "/h")], &[("console", "[::ffff:127.0.0.1]:3000"), ("api", "[::1]:3443")]);
    let config = Config::new(&settings.unwrap()).unwrap();
    assert_eq!(config.console.socket.to_string(), "127.0.0.1:3000");
    assert_eq!(config.api.socket.to_string(), "[::1]:3443");
    let flags = [("api", "[::ffff:127.0.0.1]:3443"), ("api_names", "a.example,::FFFF:10.0.0.1,10.0.0.2")];
    let config = Config::new(&gather(None, &[("HOME", "/h")], &flags).unwrap()).unwrap();
    assert_eq!(config.api_names, ["a.example", "10.0.0.1", "10.0.0.2", "127.0.0.1"], "in the certificate too");
}

#[test]
fn invalid_value_is_rejected_with_setting_and_source() {
    for (file, flags, wanted) in [
        ("", &[("console", "3000")][..], "console (flag --console) must be HOST:PORT"),
        ("", &[("api", "127.0.0.1:99999")], "api (flag --api) must be HOST:PORT"),
        ("", &[("console", "no.such.host.invalid:1")], "must be HOST:PORT"),
        ("root_key = 'hsm'", &[], "must be file or passphrase"),
        ("log_format = 'xml'", &[], "must be text or json"),
        ("console_origin = 'secrets.example.org'", &[], "console_origin"),
        ("console_origin = 'https://a/b'", &[], "without a path"),
        ("api_names = 'a b'", &[], "api_names"),
        ("api_names = ['-ok-', 'a..b']", &[], "api_names"),
        ("api_names = [1]", &[], "must be a string"),
        ("oidc_groups = ['CN=Admins,OU=IT=Ops']", &[], "an entry of oidc_groups must not contain a comma"),
        ("admin_name = ''", &[], "admin_name"),
        ("connections = 0", &[], "a number greater than 0"),
        ("connections = -1", &[], "a number greater than 0"),
        ("connections = true", &[], "connections must be a number"),
        ("region = 'not a region'", &[], "must be 1 to 32 letters, digits or dashes"),
        ("", &[("region", "")], "region (flag --region) must be 1 to 32"),
        ("tls_cert_file = 'a'", &[], "must be set together"),
        ("database_url = 'mysql://a:hunter2@b/c'", &[], "postgres://user:password@host/database"),
        ("database_url = 'postgres://u:hunter2@h/c?sslmod=verify-full'", &[], "did you mean sslmode?"),
        ("database_url = 'postgres://u:hunter2@x@h/c'", &[], "write @ as %40"),
        ("database_url = 'postgres://u :hunter2@h/c'", &[], "write a blank as %20"),
        ("", &[("log", "foo")], "log (flag --log) must be error, warn, info, debug or trace"),
        ("log = 'off'", &[], "must be error, warn"),
        ("passphrase_file = '/nowhere'", &[], "cannot read /nowhere"),
        ("region = ", &[], "not valid TOML near line 1"),
    ] {
        let message = refused(file, &[], flags);
        assert!(message.contains(wanted), "{file}: {message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn invalid_file_is_reported_without_its_content() {
    let message = refused("region = 'x'\npassphrase = 'hunter2", &[], &[]);
    assert!(message.contains("near line 2") && !message.contains("hunter2"), "{message}");
}

#[test]
fn secret_is_read_inline_or_from_a_file_but_not_both() {
    let (folder, _) = with_file("");
    let secret = folder.path().join("secret");
    fs::write(&secret, "correct horse battery\r\n").unwrap();
    let secret = secret.to_str().unwrap();
    let read = |env: &[(&str, &str)]| {
        let settings = gather(None, &[env, &[("HOME", "/h")]].concat(), &[])?;
        let secret = settings.secret("passphrase").map_err(|failure| failure.to_string())?;
        Ok::<_, String>(secret.map(|s| String::from_utf8(s.expose().to_vec()).unwrap()))
    };
    assert_eq!(read(&[]).unwrap(), None);
    assert_eq!(read(&[("STRONGROOM_PASSPHRASE", " as it is\n")]).unwrap().unwrap(), " as it is\n");
    assert_eq!(read(&[("STRONGROOM_PASSPHRASE_FILE", secret)]).unwrap().unwrap(), "correct horse battery");
    let both = read(&[("STRONGROOM_PASSPHRASE_FILE", secret), ("STRONGROOM_PASSPHRASE", "hunter2")]).unwrap_err();
    assert!(both.contains("both set") && !both.contains("hunter2"), "{both}");
    let across = refused("database_url_file = '/a'", &[("STRONGROOM_DATABASE_URL", "postgres://hunter2")], &[]);
    assert!(across.contains("environment STRONGROOM_DATABASE_URL") && !across.contains("hunter2"), "{across}");
    for bad in [&b""[..], b"\n", b"\xff\xfe"] {
        fs::write(secret, bad).unwrap();
        assert!(read(&[("STRONGROOM_PASSPHRASE_FILE", secret)]).unwrap_err().contains("is empty or is not text"));
    }
}

#[test]
fn root_key_kind_is_detected_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("root.key");
    let kind = |root_key: Option<&str>| {
        let flags =
            [("data_dir", folder.path().to_str().unwrap())].into_iter().chain(root_key.map(|kind| ("root_key", kind)));
        Config::new(&gather(None, &[], &flags.collect::<Vec<_>>()).unwrap()).unwrap().root_kind()
    };
    assert_eq!(kind(None), RootKind::File);
    fs::write(&file, [b'{'; 32]).unwrap();
    assert_eq!(kind(None), RootKind::File);
    fs::write(&file, [b'{'; 300]).unwrap();
    assert_eq!(kind(None), RootKind::Passphrase);
    assert_eq!(kind(Some("file")), RootKind::File);
}

const PROVIDER: &str = "oidc_issuer = 'https://id.example/realms/staff'\noidc_client_id = 'console'\noidc_groups = ['a team=Readers', 'cn=x=Ops']\n";

#[test]
fn incomplete_single_sign_on_settings_are_rejected() {
    let read = |file: &str| {
        let (_folder, path) = with_file(&format!("data_dir = '/d'\n{file}"));
        Config::new(&gather(Some(&path), &[], &[]).unwrap()).map_err(|failure| failure.to_string())
    };
    assert!(read("").unwrap().single_sign_on.is_none());
    let provider = read(PROVIDER).unwrap().single_sign_on.unwrap();
    assert_eq!((provider.name.as_str(), provider.groups_claim.as_str()), ("single sign-on", "groups"));
    let groups: Vec<_> = provider.groups.iter().map(|(provider, local)| (provider.as_str(), local.as_str())).collect();
    assert_eq!(groups, [("a team", "Readers"), ("cn=x", "Ops")]);
    for good in ["http://127.0.0.1:9000", "http://localhost:9000/a", "http://[::1]:9000", "https://id.example/"] {
        assert!(read(&PROVIDER.replace("https://id.example/realms/staff", good)).is_ok(), "{good}");
    }
    for bad in [
        "",
        "id.example",
        "http://id.example",
        "http://127.0.0.1.id.example",
        "https://u@id.example",
        "https://id.example/?a",
        "https://id.example/#a",
        "ftp://id.example",
        "https://",
    ] {
        let message = read(&PROVIDER.replace("https://id.example/realms/staff", bad)).err().unwrap();
        assert!(message.contains("oidc_issuer") && message.contains("https"), "{bad}: {message}");
    }
    for bad in ["", "team", "team=", "=Ops", "team=<b>", "a=Ops,,b=Ops", "team=two words"] {
        let message = read(&PROVIDER.replace("['a team=Readers', 'cn=x=Ops']", &format!("'{bad}'"))).err().unwrap();
        assert!(message.contains("oidc_groups"), "{bad}: {message}");
    }
    for (missing, named) in [
        ("oidc_client_id = 'console'", "oidc_client_id"),
        ("oidc_issuer = 'https://id.example/realms/staff'", "oidc_issuer"),
    ] {
        let message = read(&PROVIDER.replace(missing, "")).err().unwrap();
        assert!(message.contains(named), "{message}");
    }
    for (more, named) in [
        ("oidc_name = ''", "oidc_name"),
        ("console = '0.0.0.0:3000'", "console_origin"),
        ("oidc_client_secret_file = '/nowhere'", "oidc_client_secret_file"),
    ] {
        let message = read(&format!("{PROVIDER}{more}")).err().unwrap();
        assert!(message.contains(named), "{more}: {message}");
    }
    let alone = read("oidc_client_secret = 'hunter2'").err().unwrap();
    assert!(alone.contains("oidc_client_secret") && !alone.contains("hunter2"), "{alone}");
}
