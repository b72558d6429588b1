//! What clients without any proof can make the server do: clients that hang up, floods of sign-ins, large heads.

use crate::support::{Answer, Bed, Process, connect, exchange, form_request, short};
use std::{fs, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// What a password takes: 19 MiB, twice at once, and the pages of the threads that do the work.
const PASSWORDS_KIB: u64 = 2 * 19 * 1024 + 16 * 1024;
/// What a passphrase takes: 64 MiB, once.
const PASSPHRASE_KIB: u64 = 64 * 1024 + 16 * 1024;

/// Sends requests at once and hangs up on each; returns when the server has read them all.
async fn abandon(console: SocketAddr, requests: impl IntoIterator<Item = String>) {
    let clients: JoinSet<()> = requests
        .into_iter()
        .map(|request| async move {
            let mut stream = TcpStream::connect(console).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
        })
        .collect();
    clients.join_all().await;
    while !read_all(console.port()) {
        tokio::task::yield_now().await;
    }
}

/// Whether a server has accepted every connection to its port and read what they sent: then no socket of that port has anything in
/// its receive queue (`tcp(5)` of procfs: addresses and queues are hexadecimal; the queue of a listening socket counts connections).
fn read_all(port: u16) -> bool {
    let local = format!(":{port:04X}");
    let sockets = fs::read_to_string("/proc/net/tcp").unwrap();
    let mut lines = sockets.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    lines.all(|fields| !fields[1].ends_with(&local) || fields[4].ends_with(":00000000"))
}

async fn console(console: SocketAddr, request: String) -> Answer {
    exchange(TcpStream::connect(console).await.unwrap(), request.as_bytes()).await
}

/// Ends the server and counts the events of its trail.
fn events(bed: &Bed, mut server: Process, options: &[&str]) -> usize {
    assert!(server.end_with("TERM").success());
    count(bed, options)
}

fn count(bed: &Bed, options: &[&str]) -> usize {
    let verified = String::from_utf8(bed.program("audit verify", options).stdout).unwrap();
    verified.split(' ').find_map(|word| word.parse().ok()).unwrap_or_else(|| panic!("{verified}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundred_abandoned_sign_ins_take_little_memory_and_are_all_recorded() {
    let (bed, printed) = Bed::initialised(&[]);
    let before = count(&bed, &[]);
    let mut server = bed.spawn(&[]);
    let (address, _) = server.addresses();
    let password = printed["admin_password"].as_str().unwrap();
    let right = || form_request("sign_in", &format!("user=admin&password={password}&next="), "");
    assert_eq!(console(address, right()).await.status, 200);
    let rest = server.memory("VmRSS");
    abandon(address, (0..20).map(|_| form_request("sign_in", "user=admin&password=wrong+password&next=", ""))).await;
    // Counted, although nobody waited for an answer.
    let waited = console(address, right()).await;
    assert_eq!((waited.status, waited.header("retry-after").is_empty()), (429, false), "{waited:?}");
    let wrong = |n| form_request("sign_in", &format!("user=user{n}&password=wrong+password&next="), "");
    abandon(address, (0..100).map(wrong)).await;
    let health = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assert_eq!(console(address, health.into()).await.status, 200);
    let peak = server.memory("VmHWM");
    assert!(peak < rest + PASSWORDS_KIB, "{rest} KiB at rest, {peak} KiB at most");
    // One right sign-in, the abandoned ones, one throttled; the start and each verification add one or two.
    let recorded = events(&bed, server, &[]) - before;
    assert!((122..=127).contains(&recorded), "{recorded} events");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn abandoned_passphrases_take_the_memory_of_one() {
    let bed = Bed::empty();
    let file = bed.folder.path().join("passphrase");
    fs::write(&file, "correct horse battery staple").unwrap();
    let options = ["--passphrase-file", file.to_str().unwrap()];
    assert!(bed.program("init", &[&["--json", "--root-key", "passphrase"], &options[..]].concat()).status.success());
    let before = count(&bed, &options);
    let mut server = bed.spawn(&[]);
    let (address, _) = server.addresses();
    assert_eq!(
        console(address, "GET /sealed HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".into()).await.status,
        200
    );
    let rest = server.memory("VmRSS");
    abandon(address, (0..40).map(|_| form_request("unseal", "passphrase=wrong", ""))).await;
    let throttled = console(address, form_request("unseal", "passphrase=correct+horse+battery+staple", "")).await;
    assert_eq!((throttled.status, throttled.header("retry-after").is_empty()), (429, false), "{throttled:?}");
    let recorded = events(&bed, server, &options) - before;
    assert!((5..=9).contains(&recorded), "the five that were tried are recorded: {recorded}");

    let mut server = bed.spawn(&[]);
    let (address, _) = server.addresses();
    abandon(address, (0..4).map(|_| form_request("unseal", "passphrase=wrong", ""))).await;
    let right = console(address, form_request("unseal", "passphrase=correct+horse+battery+staple", "")).await;
    assert_eq!(right.status, 200, "{right:?}");
    let peak = server.memory("VmHWM");
    assert!(peak < rest + PASSPHRASE_KIB, "{rest} KiB at rest, {peak} KiB at most");
}

#[tokio::test]
async fn new_password_ends_other_sessions_also_when_the_client_hangs_up() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let password = printed["admin_password"].as_str().unwrap();
    let sign_in = async |password: &str| {
        let answer = server.call("sign_in", &format!("user=admin&password={password}&next="), "").await;
        let cookie = answer.session_cookie().split(';').next().unwrap_or_default().to_owned();
        (answer.status, format!("Cookie: {cookie}\r\n"))
    };
    let (here, elsewhere) = (sign_in(password).await.1, sign_in(password).await.1);
    let change = format!("old={password}&new=kT4mQ9wZpX2v&repeat=kT4mQ9wZpX2v");
    abandon(server.console, [form_request("change_password", &change, &here)]).await;
    // From the moment the new password works the other session is gone.
    while sign_in("kT4mQ9wZpX2v").await.0 != 200 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.call("load_current_user", "", &elsewhere).await.status, 401);
    assert_eq!(server.call("load_current_user", "", &here).await.status, 200);
    server.stop().await;
}

/// One frame of HTTP/2 (RFC 9113, section 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// Heads of POST requests whose bodies never come: as many fields as fit 96 KB, each one byte long on the wire.
fn heads(streams: u32) -> Vec<u8> {
    const FIELDS: usize = 2_700;
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend(frame(4, 0, 0, &[]));
    for n in 0..streams {
        // POST, https, /, and an authority.
        let mut block = vec![0x83, 0x87, 0x84, 0x01, 1, b'a'];
        if n == 0 {
            // `x` without a value enters the table of the connection as number 62.
            block.extend([0x40, 1, b'x', 0]);
        }
        block.extend([0x80 | 62; FIELDS]);
        bytes.extend(frame(1, 4, 2 * n + 1, &block));
    }
    bytes
}

#[tokio::test]
async fn heads_of_unproven_requests_are_held_up_to_a_limit() {
    let (bed, _) = Bed::initialised(&[]);
    let mut server = bed.spawn(&[]);
    let (_, api) = server.addresses();
    let ca = bed.data().join("tls/ca.pem");
    let health = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assert_eq!(exchange(connect(api, &ca, &["http/1.1"]).await.unwrap(), health).await.status, 200);
    let rest = server.memory("VmHWM");
    let mut stream = connect(api, &ca, &["h2"]).await.unwrap();
    stream.write_all(&heads(100)).await.unwrap();
    // All but the few that are held are answered at once.
    let (mut received, mut answered) = (Vec::new(), 0);
    while answered < 95 {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        received.resize(length, 0);
        stream.read_exact(&mut received).await.unwrap();
        answered += u32::from(head[3] == 1);
    }
    let peak = server.memory("VmHWM");
    assert!(peak < rest + 24 * 1024, "{rest} KiB at rest, {peak} KiB at most");
    // Others are served meanwhile.
    assert_eq!(exchange(connect(api, &ca, &["http/1.1"]).await.unwrap(), health).await.status, 200);
    drop(stream);
}

#[test]
fn process_leaves_no_core_dump() {
    let (bed, _) = Bed::initialised(&[]);
    let mut server = bed.spawn(&[]);
    server.addresses();
    let limit: Vec<String> = server.core_limit().split_whitespace().map(str::to_owned).collect();
    assert_eq!(limit[4..6], ["0", "0"]);
    strongroom::forbid_memory_dumps().unwrap();
    assert_eq!(
        rustix::process::dumpable_behavior().unwrap(),
        rustix::process::DumpableBehavior::NotDumpable,
        "nor may other processes of the user attach"
    );
}
