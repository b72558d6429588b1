//! Certificates of the API: generated, configured and invalid ones.

use crate::support::{Bed, connect, connect_over, exchange, short};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use std::{fs, path::Path, sync::Arc};
use strongroom::tls::{ApiTls, Authority, Certificate};
use strongroom_core::ports::{Clock, SystemClock};
use strongroom_domain::Timestamp;

/// Writes a certificate for 127.0.0.1 that expires on 1 January of `year`, its key, and the authority that issued it.
fn write_certificate(folder: &Path, year: i32) -> [String; 3] {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(year, 1, 1));
    let certificate = params.signed_by(&key, &Issuer::new(authority, authority_key)).unwrap();
    [("ca.pem", authority_certificate.pem()), ("api.pem", certificate.pem()), ("api.key", key.serialize_pem())].map(
        |(name, content)| {
            let path = folder.join(format!("{year}-{name}"));
            fs::write(&path, content).unwrap();
            path.to_str().unwrap().to_owned()
        },
    )
}

#[tokio::test]
async fn client_that_trusts_the_authority_reaches_the_api() {
    let (bed, _) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    for (offered, chosen) in [(&["h2", "http/1.1"][..], Some("h2")), (&["http/1.1"], Some("http/1.1")), (&[], None)] {
        let stream = server.tls(offered).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol().map(|p| std::str::from_utf8(p).unwrap()), chosen);
    }
    let health = server.api("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert_eq!((health.status, health.body.as_str()), (200, r#"{"status":"ok"}"#));
    assert!(server.tls(&["spdy"]).await.is_err(), "an unknown protocol");
    let (stranger, ..) = Bed::initialised(&[]);
    assert!(connect(server.api, &stranger.data().join("tls/ca.pem"), &[]).await.is_err(), "another authority");
    server.stop().await;
    // The authority stays the same across a restart.
    let server = bed.start(&[], short()).await.unwrap();
    assert!(server.tls(&[]).await.is_ok());
    server.stop().await;
}

#[tokio::test]
async fn plain_http_on_the_api_port_is_rejected_with_a_message() {
    let (bed, _) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let stream = tokio::net::TcpStream::connect(server.api).await.unwrap();
    let answer = exchange(stream, b"GET /?Action=GetSecretValue HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("requires HTTPS"), "{answer:?}");
    server.stop().await;
}

#[tokio::test]
async fn configured_certificate_is_served() {
    let (bed, _) = Bed::initialised(&[]);
    let [ca, certificate, key] = write_certificate(bed.folder.path(), 2100);
    let server = bed.start(&[("tls_cert_file", &certificate), ("tls_key_file", &key)], short()).await.unwrap();
    assert!(connect(server.api, Path::new(&ca), &[]).await.is_ok());
    server.stop().await;
}

#[tokio::test]
async fn invalid_certificates_are_rejected_at_start() {
    let (bed, _) = Bed::initialised(&[]);
    let folder = bed.folder.path();
    let [_, expired, expired_key] = write_certificate(folder, 2021);
    let [_, good, _] = write_certificate(folder, 2100);
    let empty = folder.join("empty");
    fs::write(&empty, "").unwrap();
    let empty = empty.to_str().unwrap();
    for (certificate, key, wanted) in [
        (expired.as_str(), expired_key.as_str(), "expired on 2021-01-01"),
        (&good, &expired_key, " as tls_key_file ("),
        (&good, empty, " as tls_key_file ("),
        (empty, &expired_key, " as tls_cert_file ("),
        ("/nowhere.pem", &expired_key, "cannot use /nowhere.pem"),
    ] {
        let message = bed.refused(&[("tls_cert_file", certificate), ("tls_key_file", key)]).await;
        assert!(message.contains(wanted), "{message}");
    }
}

#[tokio::test]
async fn damaged_authority_is_rejected_and_not_replaced() {
    let (bed, _) = Bed::initialised(&[]);
    let (certificate, key) = (bed.data().join("tls/ca.pem"), bed.data().join("tls/ca.key"));
    let (right_certificate, right_key) = (fs::read(&certificate).unwrap(), fs::read(&key).unwrap());
    fs::remove_file(&key).unwrap();
    assert!(bed.refused(&[]).await.contains("restore it from a backup"));
    fs::write(&key, "no key").unwrap();
    assert!(bed.refused(&[]).await.contains("ca.key ("));
    fs::write(&key, &right_key).unwrap();
    fs::write(&certificate, "no certificate").unwrap();
    assert!(bed.refused(&[]).await.contains("ca.pem ("));
    fs::write(&certificate, &right_certificate).unwrap();
    bed.start(&[], short()).await.unwrap().stop().await;
    assert_eq!(fs::read(&certificate).unwrap(), right_certificate);
}

#[test]
fn lost_authority_is_created_again_with_a_warning() {
    let (bed, _) = Bed::initialised(&[]);
    let said =
        |bed: &Bed| bed.spawn(&[]).wait_for("Strongroom is ready").contains("a new certificate authority was created");
    assert!(!said(&bed));
    fs::remove_dir_all(bed.data().join("tls")).unwrap();
    assert!(said(&bed), "clients need the new ca.pem");
    assert!(!said(&bed));
}

#[tokio::test]
async fn unreadable_authority_is_not_replaced() {
    let (bed, _) = Bed::initialised(&[]);
    let folder = bed.data().join("tls");
    fs::rename(&folder, bed.data().join("away")).unwrap();
    // A link to itself: reading fails, also for root.
    std::os::unix::fs::symlink(&folder, &folder).unwrap();
    let message = bed.refused(&[]).await;
    assert!(message.contains("cannot read") && !message.contains("cannot create"), "{message}");
}

#[tokio::test]
async fn configured_names_are_in_the_certificate() {
    let (bed, _) = Bed::initialised(&[]);
    let server = bed.start(&[("api_names", "secrets.example.org")], short()).await.unwrap();
    // 127.0.0.1 is added because the API listens on it.
    assert!(server.tls(&[]).await.is_ok());
    server.stop().await;
}

#[tokio::test]
async fn authority_vouches_for_the_configured_names_alone() {
    let (bed, _) = Bed::initialised(&["--api-names", "secrets.example.org,*.apps.example.org,::1"]);
    let names = ["secrets.example.org", "*.apps.example.org", "::1", "127.0.0.1"].map(str::to_owned);
    let folder = bed.data().join("tls");
    let authority = Authority::load_or_create(&folder, &names, SystemClock.now()).unwrap();
    for (name, may) in [
        ("secrets.example.org", true),
        ("SECRETS.example.org", true),
        ("*.apps.example.org", true),
        ("127.0.0.1", true),
        ("::1", true),
        ("localhost", false),
        ("example.org", false),
        ("evil-secrets.example.org", false),
        ("127.0.0.2", false),
        ("::2", false),
    ] {
        assert_eq!(authority.may_name(name), may, "{name}");
        // A thief of the key issues it anyway; clients refuse it.
        let names = [name.to_owned()];
        let issued = authority.issue(&names, SystemClock.now()).unwrap();
        let asked = name.replacen('*', "some", 1);
        assert_eq!(is_accepted(&folder.join("ca.pem"), issued, &asked).await, may, "{name}");
    }
}

#[tokio::test]
async fn authority_without_one_kind_of_names_vouches_for_none_of_it() {
    let folder = tempfile::tempdir().unwrap();
    for (own, other) in [("10.0.0.1", "a.example"), ("a.example", "10.0.0.1"), ("a.example", "::1")] {
        let folder = folder.path().join(format!("{own} {other}").replace(':', "-"));
        let authority = Authority::load_or_create(&folder, &[own.to_owned()], SystemClock.now()).unwrap();
        for (name, may) in [(own, true), (other, false)] {
            let issued = authority.issue(&[name.to_owned()], SystemClock.now()).unwrap();
            assert_eq!(
                is_accepted(&folder.join("ca.pem"), issued, name).await,
                may,
                "{name} by the authority for {own}"
            );
        }
    }
}

/// Whether a client that trusts this authority accepts a certificate for a name.
async fn is_accepted(ca: &Path, certificate: Certificate, name: &str) -> bool {
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(certificate.server_config().unwrap()));
    let (client, server) = tokio::io::duplex(1 << 16);
    let served = tokio::spawn(async move { acceptor.accept(server).await.is_ok() });
    let accepted = connect_over(client, ca, &[], name).await.is_ok();
    served.await.unwrap();
    accepted
}

#[test]
fn name_that_the_authority_may_not_vouch_for_is_left_out_with_a_warning() {
    let (bed, _) = Bed::initialised(&[]);
    let said = bed.spawn(&["--api-names", "secrets.example.org,localhost"]).wait_for("Strongroom is ready");
    assert!(said.contains("leaves out secrets.example.org") && said.contains("give clients the new ca.pem"), "{said}");
    assert!(!said.contains("leaves out localhost"), "{said}");
}

#[test]
fn generated_certificate_is_renewed_before_it_expires() {
    const DAY: i64 = 86_400_000;
    let bed = Bed::empty();
    let config = bed.config(&[]);
    let start = Timestamp(1_800_000_000_000);
    let after = |days: i64| Timestamp(start.0 + days * DAY);
    let tls = ApiTls::load(&config, start).unwrap();
    assert_eq!(tls.expires(), after(397));
    tls.refresh(after(366));
    assert_eq!(tls.expires(), after(397), "31 days remain");
    tls.refresh(after(368));
    assert_eq!(tls.expires(), after(368 + 397));
    let late = ApiTls::load(&config, after(3600)).unwrap();
    assert_eq!(late.expires(), after(3650), "never longer than the authority");
    let message = ApiTls::load(&config, after(3650)).err().unwrap().to_string();
    assert!(message.contains("expired on") && message.contains("new authority"), "{message}");
}

#[test]
fn configured_certificate_is_reloaded() {
    let bed = Bed::empty();
    let [_, certificate, key] = write_certificate(bed.folder.path(), 2100);
    let [_, later, later_key] = write_certificate(bed.folder.path(), 2101);
    let config = bed.config(&[("tls_cert_file", &certificate), ("tls_key_file", &key)]);
    let now = Timestamp(1_800_000_000_000);
    let tls = ApiTls::load(&config, now).unwrap();
    let before = tls.expires();
    fs::write(&certificate, "half a cert").unwrap();
    tls.refresh(now);
    assert_eq!(tls.expires(), before, "a broken file leaves the old one in use");
    fs::copy(later, &certificate).unwrap();
    fs::copy(later_key, &key).unwrap();
    tls.refresh(now);
    assert_eq!(tls.expires().rfc3339_seconds(), "2101-01-01T00:00:00Z");
}

/// Waits for a line of the log and returns the end of validity it shows.
fn expiry(log: &str) -> &str {
    log.lines()
        .rfind(|line| line.contains("was read again"))
        .and_then(|line| line.split("expires=").nth(1))
        .unwrap_or_default()
}

#[test]
fn changed_certificate_is_read_again_by_itself_and_on_sighup() {
    let (bed, _) = Bed::initialised(&[]);
    let folder = bed.folder.path();
    let [_, first, first_key] = write_certificate(folder, 2100);
    let [_, second, second_key] = write_certificate(folder, 2101);
    let (chain, key) = (folder.join("served.pem"), folder.join("served.key"));
    fs::copy(&first, &chain).unwrap();
    fs::copy(&first_key, &key).unwrap();
    let mut server = bed.spawn(&["--tls-cert-file", chain.to_str().unwrap(), "--tls-key-file", key.to_str().unwrap()]);
    server.wait_for("Strongroom is ready");
    // Replaced as certbot and Kubernetes do it: another file under the same name.
    fs::copy(&second_key, folder.join("new.key")).unwrap();
    fs::rename(folder.join("new.key"), &key).unwrap();
    server.wait_for("cannot be used; continuing with the old one");
    fs::copy(&second, folder.join("new.pem")).unwrap();
    fs::rename(folder.join("new.pem"), &chain).unwrap();
    let log = server.wait_for("was read again");
    assert!(expiry(&log).contains("2101-01-01"), "{log}");
    server.signal("HUP");
    server.wait_for("was read again");
    fs::write(&chain, "no certificate").unwrap();
    server.signal("HUP");
    server.wait_for("cannot be used; continuing with the old one");
    assert!(server.end_with("TERM").success(), "SIGHUP did not end it");
}

#[test]
fn sighup_does_not_end_a_server_with_a_generated_certificate() {
    let (bed, _) = Bed::initialised(&[]);
    let mut server = bed.spawn(&[]);
    server.wait_for("Strongroom is ready");
    server.signal("HUP");
    server.wait_for("no files to read again");
    assert!(server.end_with("TERM").success());
}

#[tokio::test]
async fn certificates_joined_without_a_line_break_are_all_served() {
    let (bed, _) = Bed::initialised(&[]);
    let folder = bed.folder.path();
    let [ca, certificate, key] = write_certificate(folder, 2100);
    let joined = folder.join("joined.pem");
    let read = |path: &str| fs::read_to_string(path).unwrap();
    fs::write(&joined, read(&certificate).trim_end().to_owned() + read(&ca).trim_end()).unwrap();
    let server =
        bed.start(&[("tls_cert_file", joined.to_str().unwrap()), ("tls_key_file", &key)], short()).await.unwrap();
    let stream = connect(server.api, Path::new(&ca), &[]).await.unwrap();
    assert_eq!(stream.get_ref().1.peer_certificates().map(<[_]>::len), Some(2));
    server.stop().await;
    fs::write(&joined, read(&certificate).trim_end().to_owned() + " " + &read(&ca)).unwrap();
    let message = bed.refused(&[("tls_cert_file", joined.to_str().unwrap()), ("tls_key_file", &key)]).await;
    assert!(message.contains("joined.pem as tls_cert_file (only 1 of its 2 certificates"), "{message}");
}
