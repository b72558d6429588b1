//! Variables, help, and a server that cannot be reached or is another one.

use super::bench::{Bench, target_path};
use crate::support::Bed;
use std::{
    io::{Read, Write},
    net::TcpListener,
    process::{Command, Stdio},
};

#[test]
fn missing_variables_are_named_together() {
    let program = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
        command.args(["target", "list"]).env_clear().envs(variables.iter().copied()).output().unwrap()
    };
    let none = program(&[("STRONGROOM_ACCESS_KEY_ID", "")]);
    let said = String::from_utf8(none.stderr).unwrap();
    assert_eq!(none.status.code(), Some(1));
    let wanted = "STRONGROOM_ENDPOINT, STRONGROOM_ACCESS_KEY_ID, STRONGROOM_ACCESS_KEY_SECRET are not set";
    assert!(said.contains(wanted), "{said}");
    let whole = [("STRONGROOM_ACCESS_KEY_ID", "SRa"), ("STRONGROOM_ACCESS_KEY_SECRET", "hunter2")];
    for (endpoint, ca, wanted) in [
        ("http://a.example", "", "STRONGROOM_ENDPOINT must be https://HOST"),
        ("https://a.example/x", "", "STRONGROOM_ENDPOINT must be https://HOST"),
        ("https://a.example", "/absent.pem", "STRONGROOM_CA: cannot use /absent.pem"),
        ("https://a.example", "/proc/version", "STRONGROOM_CA: cannot use /proc/version (it contains no certificate)"),
    ] {
        let given = [&whole[..], &[("STRONGROOM_ENDPOINT", endpoint), ("STRONGROOM_CA", ca)]].concat();
        let output = program(&given);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && said.contains(wanted) && !said.contains("hunter2"), "{said}");
    }
}

#[test]
fn each_command_explains_itself_with_an_example() {
    for command in [
        "target create",
        "target test",
        "target list",
        "target show",
        "target delete",
        "rotate",
        "rotation show",
        "rotation list",
        "rotation resume",
        "rotation rollback",
        "get",
        "put",
    ] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_strongroom"));
        let output = program.args(command.split(' ')).arg("--help").env_clear().output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success());
        let example = format!("strongroom {command}");
        assert!(said.split("Example:").nth(1).is_some_and(|example_of| example_of.contains(&example)), "{said}");
        for wanted in ["STRONGROOM_ENDPOINT", "Exit codes:"] {
            assert!(said.contains(wanted), "{command}: {said}");
        }
    }
}

#[test]
fn variables_of_the_client_are_no_settings_of_a_server() {
    let bed = Bed::empty();
    let mut command = bed.command("config", &[]);
    let output = command.env("STRONGROOM_ENDPOINT", "https://a.example").env("STRONGROOM_CA", "x").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = bed.command("config", &[]).env("STRONGROOM_ENDPIONT", "https://a.example").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "a misspelt one is still an error");
}

#[test]
fn wrong_keys_and_certificates_are_named() {
    let bench = Bench::start();
    let list = ["target", "list"];
    let port = bench.api.port();
    for (name, value, wanted) in [
        (
            "STRONGROOM_CA",
            target_path("stranger.pem"),
            "an authority that is not trusted; STRONGROOM_CA must be the file",
        ),
        (
            "STRONGROOM_ACCESS_KEY_ID",
            "SRabsent".to_owned(),
            "Check STRONGROOM_ACCESS_KEY_ID. (InvalidAccessKeyId.NotFound",
        ),
        (
            "STRONGROOM_ACCESS_KEY_SECRET",
            "wrong".to_owned(),
            "Check STRONGROOM_ACCESS_KEY_SECRET. (SignatureDoesNotMatch",
        ),
        ("STRONGROOM_ENDPOINT", format!("https://127.0.0.2:{port}"), "cannot be reached"),
        ("STRONGROOM_ENDPOINT", "https://nowhere.invalid".to_owned(), "check STRONGROOM_ENDPOINT"),
    ] {
        let said = bench.with(name, Some(&value), &list).failed(1);
        assert!(said.contains(wanted), "{said}");
        assert!(!said.contains("SignatureDoesNotMatch") || said.contains("request id "), "{said}");
    }
    let said = bench.with("STRONGROOM_CA", None, &list).failed(1);
    assert!(said.contains("an authority that is not trusted"), "the system's do not know it: {said}");
}

#[test]
fn port_that_speaks_plain_http_is_named_and_no_certificate_is_blamed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").unwrap();
            let _ = stream.read(&mut [0; 4096]);
        }
    });
    let bench = Bench::start();
    let said = bench.with("STRONGROOM_ENDPOINT", Some(&endpoint), &["target", "list"]).failed(1);
    assert!(said.contains("it does not answer in TLS") && said.contains("the port of the API"), "{said}");
    assert!(!said.contains("certificate") && !said.contains("STRONGROOM_CA"), "{said}");
}

#[test]
fn server_that_hangs_up_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let bench = Bench::start();
    let connections = std::thread::spawn(move || {
        // The hello of TLS, and then nothing.
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 16]);
    });
    let mut command = bench.command(&["target", "delete", "a", "--yes"]);
    let child = command.env("STRONGROOM_ENDPOINT", format!("https://{address}"));
    let child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    connections.join().unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("cannot be reached"), "{said}");
}
