//! The service unit and the container file in `docs/deploy/`, and readiness as a service manager sees it.

use crate::support::Bed;
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

fn deploy(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/deploy").join(file)
}

#[cfg(target_os = "linux")]
#[test]
fn unit_is_valid_and_well_confined() {
    let folder = tempfile::tempdir().unwrap();
    let unit = fs::read_to_string(deploy("strongroom.service")).unwrap();
    // The program is not installed where the unit says.
    let here = unit.replace("/usr/local/bin/strongroom", env!("CARGO_BIN_EXE_strongroom"));
    let file = folder.path().join("strongroom.service");
    fs::write(&file, here).unwrap();
    let analyze = |command: &[&str]| {
        let output = Command::new("systemd-analyze").args(command).arg(&file).output();
        let output = output.expect("systemd-analyze is missing: install the package systemd");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    };
    let (valid, said) = analyze(&["verify", "--man=no"]);
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("strongroom.service")).collect();
    assert!(valid && ours.is_empty(), "{said}");
    // Fails above 2.0 of 10: most services are at 9.6.
    let (confined, said) = analyze(&["security", "--offline=yes", "--threshold=20"]);
    assert!(confined, "{said}");
    for line in ["Type=notify", "LoadCredential=root.key:", "ExecReload=", "NoNewPrivileges=yes"] {
        assert!(unit.contains(line), "{line}");
    }
}

#[test]
fn container_runs_as_nobody_special_and_without_a_shell() {
    let file = fs::read_to_string(deploy("Containerfile")).unwrap();
    let last = file.rsplit("\nFROM ").next().unwrap();
    assert!(last.lines().any(|line| line.starts_with("USER ") && !line.contains("root") && line != "USER 0"), "{last}");
    assert!(!last.lines().any(|line| line.starts_with("RUN ")), "the image has no shell");
    for instruction in ["VOLUME", "HEALTHCHECK", "ENTRYPOINT [", "EXPOSE"] {
        assert!(last.contains(&format!("\n{instruction}")), "{instruction}");
    }
}

/// A server as systemd starts it, and the socket it reports to.
fn notified(bed: &Bed, options: &[&str]) -> (std::process::Child, UnixDatagram) {
    let path = bed.folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    let mut program = bed.command("serve", options);
    program.env("NOTIFY_SOCKET", &path).stderr(std::process::Stdio::null());
    (program.spawn().unwrap(), socket)
}

fn next(socket: &UnixDatagram, within: Duration) -> Option<String> {
    socket.set_read_timeout(Some(within)).unwrap();
    let mut bytes = [0; 256];
    let length = socket.recv(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes[..length]).into_owned())
}

fn free() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[test]
fn ready_is_reported_once_both_listeners_serve_and_stopping_on_the_signal() {
    let (bed, _) = Bed::initialised(&[]);
    let (console, api) = (free(), free());
    let (mut server, socket) = notified(&bed, &["--console", &console, "--api", &api]);
    assert_eq!(next(&socket, Duration::from_secs(30)).as_deref(), Some("READY=1"));
    let mut answer = String::new();
    let mut stream = TcpStream::connect(&console).unwrap();
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: {console}\r\nConnection: close\r\n\r\n").unwrap();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(r#"{"status":"ok"}"#), "{answer}");
    TcpStream::connect(&api).unwrap();
    let health = bed.program("health", &["--console", &console]);
    assert_eq!((health.status.code(), health.stdout.as_slice()), (Some(0), b"{\"status\":\"ok\"}\n".as_slice()));
    let sent = Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(sent.success());
    assert_eq!(next(&socket, Duration::from_secs(10)).as_deref(), Some("STOPPING=1"));
    assert!(server.wait().unwrap().success());
    let health = bed.program("health", &["--console", &console]);
    assert_eq!(health.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&health.stderr).contains("does not respond"));
}

#[test]
fn server_that_cannot_start_is_never_ready() {
    let (bed, _) = Bed::initialised(&[]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for options in [["--console", "127.0.0.1:0", "--api", &taken], ["--console", &taken, "--api", "127.0.0.1:0"]] {
        let (mut server, socket) = notified(&bed, &options);
        assert!(!server.wait().unwrap().success());
        assert_eq!(next(&socket, Duration::from_millis(50)), None);
        drop(socket);
        fs::remove_file(bed.folder.path().join("notify")).unwrap();
    }
}
