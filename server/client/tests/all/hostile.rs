//! Refusals, silence, garbage and endless answers.

use crate::service::{Answering, FakeService, answer, client};
use rustls::RootCertStore;
use std::time::Duration;
use strongroom_client::{ApiCall, ApiVersion, ClientError, HttpsError, ServiceRefusal, TlsProblem};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const BUSY: &str = r#"{"Code":"ServiceUnavailableTemporary","Message":"Busy.","RequestId":"r-1"}"#;

fn call() -> ApiCall {
    ApiCall::new(ApiVersion::Kms, "GetSecretValue").with("SecretName", "a")
}

async fn fails(service: &FakeService) -> ClientError {
    match service.client().once(&call()).await {
        Ok(_) => panic!("it succeeded"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn reply_has_the_fields_that_were_asked_for() {
    let service = FakeService::start(vec![answer(200, r#"{"SecretData":"x","More":1}"#)]).await;
    let reply = service.client().once(&call()).await.unwrap();
    let read: serde_json::Value = reply.read().unwrap();
    assert_eq!(read["SecretData"], "x");
    let requests = service.requests();
    let request = requests[0].to_ascii_lowercase();
    for part in ["post / http/1.1", "x-acs-action: getsecretvalue", "x-acs-version: 2016-01-20", "\r\n\r\nsecretname=a"]
    {
        assert!(request.contains(part), "{part}: {request}");
    }
    assert!(!request.contains("the secret"));
}

#[tokio::test]
async fn refusal_is_data_without_control_characters() {
    let body = "{\"Code\":\"Forbidden.NoPermission\",\"Message\":\"No\\u001b[2J way.\",\"RequestId\":\"r-1\"}";
    let service = FakeService::start(vec![answer(403, body)]).await;
    let ClientError::Refused(refusal) = fails(&service).await else { panic!("no refusal") };
    let expected = ServiceRefusal {
        status: 403,
        code: "Forbidden.NoPermission".to_owned(),
        message: "No[2J way.".to_owned(),
        request_id: "r-1".to_owned(),
    };
    assert_eq!(refusal, expected);
    assert!(!refusal.is_throttled());
}

#[tokio::test]
async fn what_is_not_this_api_is_told_apart_from_a_refusal() {
    for (status, body) in [(502, "<html>Bad Gateway</html>"), (404, r#"{"error":"none"}"#), (200, "<html>")] {
        let service = FakeService::start(vec![answer(status, body)]).await;
        let outcome = service.client().once(&call()).await;
        let error = match outcome {
            Err(error) => error,
            Ok(reply) => reply.read::<serde_json::Value>().unwrap_err(),
        };
        assert!(matches!(error, ClientError::NotTheService { status: found } if found == status), "{error:?}");
    }
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let text = "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n".to_owned();
    let service = FakeService::start(vec![Answering::With(text)]).await;
    assert!(matches!(fails(&service).await, ClientError::NotTheService { status: 302 }));
}

#[tokio::test]
async fn endless_answer_is_cut_off() {
    let service = FakeService::start(vec![Answering::Endless]).await;
    let error = fails(&service).await;
    assert!(matches!(error, ClientError::Exchange(HttpsError::Response)), "{error:?}");
}

#[tokio::test]
async fn silence_ends_at_the_deadline_and_may_have_had_an_effect() {
    let service = FakeService::start(vec![Answering::Silent]).await;
    let client = service.client().with_deadline(Duration::from_millis(300));
    let Err(error) = client.change(&call()).await else { panic!("it succeeded") };
    assert!(matches!(error, ClientError::Exchange(HttpsError::Late)), "{error:?}");
    assert!(!error.had_no_effect());
    assert_eq!(service.requests().len(), 1, "what may have happened is not sent again");
}

#[tokio::test]
async fn connection_that_ends_early_may_have_had_an_effect() {
    let service = FakeService::start(vec![Answering::With(String::new())]).await;
    let error = fails(&service).await;
    assert!(matches!(error, ClientError::Exchange(HttpsError::Broken(_))), "{error:?}");
    assert!(!error.had_no_effect());
}

#[tokio::test]
async fn calls_that_may_happen_twice_are_tried_again_with_a_fresh_nonce() {
    let answers = vec![answer(503, BUSY), Answering::With(String::new()), answer(200, "{}")];
    let service = FakeService::start(answers).await;
    assert!(service.client().repeat(&call()).await.is_ok());
    let requests = service.requests();
    let nonces: std::collections::BTreeSet<_> = requests
        .iter()
        .map(|request| request.lines().find(|line| line.starts_with("x-acs-signature-nonce")).unwrap())
        .collect();
    assert_eq!((requests.len(), nonces.len()), (3, 3));
}

#[tokio::test]
async fn changes_are_tried_again_only_when_they_had_no_effect() {
    let throttled = r#"{"Code":"Rejected.Throttling","Message":"Later.","RequestId":"r-1"}"#;
    let service = FakeService::start(vec![answer(429, throttled), answer(200, "{}")]).await;
    assert!(service.client().change(&call()).await.is_ok());
    assert_eq!(service.requests().len(), 2);
    let service = FakeService::start(vec![answer(503, BUSY), answer(200, "{}")]).await;
    assert!(service.client().change(&call()).await.is_err());
    assert_eq!(service.requests().len(), 1);
}

#[tokio::test]
async fn refusals_are_not_tried_again() {
    let body = r#"{"Code":"Forbidden.NoPermission","Message":"No.","RequestId":"r-1"}"#;
    let service = FakeService::start(vec![answer(403, body), answer(200, "{}")]).await;
    assert!(service.client().repeat(&call()).await.is_err());
    assert_eq!(service.requests().len(), 1);
}

#[tokio::test]
async fn certificates_of_strangers_and_of_other_names_are_refused_before_anything_is_sent() {
    let [service, stranger] = [
        FakeService::start(vec![answer(200, "{}"), answer(200, "{}"), answer(200, "{}")]).await,
        FakeService::start(vec![]).await,
    ];
    let localhost = format!("localhost:{}", service.port);
    let by_address = format!("127.0.0.1:{}", service.port);
    for (endpoint, roots, wanted) in [
        (&localhost, stranger.roots(), "authority that is not trusted"),
        (&localhost, RootCertStore::empty(), "authority that is not trusted"),
        (&by_address, service.roots(), "another name"),
    ] {
        let Err(error) = client(endpoint, roots).repeat(&call()).await else { panic!("it succeeded") };
        assert!(matches!(error, ClientError::Exchange(HttpsError::NotTrusted(_))), "{error:?}");
        assert!(error.to_string().contains(wanted) && error.had_no_effect(), "{error}");
    }
    assert_eq!(service.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn port_without_tls_is_told_from_a_certificate_that_is_not_trusted() {
    for said in [&b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"[..], b"SSH-2.0-x\r\n", b"220 smtp\r\n"] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(said).await.unwrap();
            let _ = stream.read_to_end(&mut Vec::new()).await;
        });
        let Err(error) = client(&address, RootCertStore::empty()).once(&call()).await else { panic!("it succeeded") };
        assert!(matches!(error, ClientError::Exchange(HttpsError::NotTrusted(TlsProblem::NotTls))), "{error:?}");
        assert!(error.had_no_effect() && !error.to_string().contains("certificate"), "{error}");
    }
}

#[tokio::test]
async fn closed_port_is_unreachable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let Err(error) = client(&address, RootCertStore::empty()).once(&call()).await else { panic!("it succeeded") };
    assert!(matches!(error, ClientError::Exchange(HttpsError::Unreachable(_))) && error.had_no_effect(), "{error:?}");
}
