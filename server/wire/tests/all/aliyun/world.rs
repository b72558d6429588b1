//! A fresh installation behind the dialect's routes, and callers that sign.

use super::captured::TestKey;
use axum::{Router, body::Body};
use base64::Engine as _;
use http::{Request, header::CONTENT_TYPE};
use http_body_util::BodyExt;
use serde_json::Value;
use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU32, Ordering},
};
use strongroom_core::{
    Call, Engine, NewInstallation,
    ops::trail::LookupEvents,
    ports::{Clock, Uptime},
};
use strongroom_crypto::RootKey;
use strongroom_domain::{EventField, EventFilter, Period, Principal, Surface, Timestamp, UserName};
use strongroom_store::{SqlStore, StoreOptions};
use strongroom_trail::Event;
use strongroom_wire::{
    aliyun::{Api, Hmac},
    http::encode,
};
use tower::ServiceExt;

const NOW: Timestamp = Timestamp(1_795_000_000_000);

/// Changes only when [`World::pass`] is called.
struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
    fn uptime(&self) -> Uptime {
        Uptime(self.0.load(Ordering::Relaxed))
    }
}

/// An AccessKey.
#[derive(Clone)]
pub struct Credentials {
    pub id: String,
    pub secret: String,
    /// Comes with temporary AccessKeys.
    pub token: Option<String>,
}

/// Parameters of a call.
pub type Parameters<'a> = &'a [(&'a str, &'a str)];

pub struct World {
    _folder: tempfile::TempDir,
    pub engine: Arc<Engine>,
    router: Router,
    nonce: AtomicU32,
    clock: Arc<TestClock>,
    pub account: String,
    pub admin: Credentials,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqlStore::open(StoreOptions::Sqlite { path: folder.path().join("db") }).await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(NOW.0)));
        let engine = Arc::new(Engine::new(store, clock.clone()));
        let root = RootKey::generate().unwrap();
        let new = NewInstallation { region: "local".into(), admin: UserName::new("admin").unwrap() };
        let first = engine.initialize(&root, &new).await.unwrap();
        engine.unseal(&root).await.unwrap();
        let secret = String::from_utf8(first.access_key_secret.expose().to_vec()).unwrap();
        Self {
            _folder: folder,
            router: strongroom_wire::router(engine.clone(), strongroom_rotators::all()),
            engine,
            nonce: AtomicU32::new(0),
            clock,
            account: first.account,
            admin: Credentials { id: first.access_key.to_string(), secret, token: None },
        }
    }

    pub fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::Relaxed);
    }

    /// A RAM call of the administrator that must succeed.
    pub async fn ram(&self, action: &str, given: Parameters<'_>) -> Value {
        self.succeed(&self.admin, Api::Ram, action, given).await
    }

    /// A KMS call of the administrator that must succeed.
    pub async fn kms(&self, action: &str, given: Parameters<'_>) -> Value {
        self.succeed(&self.admin, Api::Kms, action, given).await
    }

    /// A RAM call of the administrator that must be refused; status, code and message.
    pub async fn refused(&self, action: &str, given: Parameters<'_>) -> (u16, String, String) {
        self.error(&self.admin, Api::Ram, action, given).await
    }

    /// Asserts with which code each of these is refused. Every message names no value and ends as a sentence.
    pub async fn refusals(&self, cases: &[(&str, Parameters<'_>, u16, &str)]) {
        for (action, given, status, code) in cases {
            let refused = self.refused(action, given).await;
            assert_eq!((refused.0, &*refused.1), (*status, *code), "{action} {given:?}: {}", refused.2);
            assert!(refused.2.ends_with('.') && !refused.2.ends_with(".."), "{}", refused.2);
        }
    }

    pub async fn succeed(&self, caller: &Credentials, api: Api, action: &str, given: Parameters<'_>) -> Value {
        let (status, body) = self.call(caller, api, action, given).await;
        let response: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(status, 200, "{action}: {response}");
        assert!(response["RequestId"].is_string() && response.get("Code").is_none());
        response
    }

    pub async fn error(
        &self,
        caller: &Credentials,
        api: Api,
        action: &str,
        given: Parameters<'_>,
    ) -> (u16, String, String) {
        let (status, body) = self.call(caller, api, action, given).await;
        let response: Value = serde_json::from_str(&body).unwrap();
        assert_ne!(status, 200, "{action} must be refused: {response}");
        assert_eq!(response["HttpStatus"], status);
        let text = |name: &str| response[name].as_str().unwrap().to_owned();
        (status, text("Code"), text("Message"))
    }

    /// One call with the RPC signature: status and body.
    pub async fn call(&self, caller: &Credentials, api: Api, action: &str, given: Parameters<'_>) -> (u16, String) {
        let nonce = self.nonce.fetch_add(1, Ordering::Relaxed).to_string();
        let time = self.clock.now().rfc3339_seconds();
        let mut pairs = vec![
            ("Action", action),
            ("Version", api.version()),
            ("AccessKeyId", &caller.id),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", &nonce),
            ("Timestamp", &time),
        ];
        pairs.extend(caller.token.as_deref().map(|token| ("SecurityToken", token)));
        pairs.extend_from_slice(given);
        pairs.sort_unstable();
        let query = query(&pairs);
        let mut text = b"POST&%2F&".to_vec();
        encode(&mut text, &query);
        let signature = base64::engine::general_purpose::STANDARD.encode(TestKey(&caller.secret).hmac_sha1_amp(&text));
        let body = format!("{query}&{}", self::query(&[("Signature", &signature)]));
        let request = Request::post("/").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// One call with signature version 3, parameters in the query.
    pub async fn call_acs3(
        &self,
        caller: &Credentials,
        version: &str,
        action: &str,
        given: Parameters<'_>,
    ) -> (u16, String) {
        let mut pairs = given.to_vec();
        pairs.sort_unstable();
        let (query, nonce) = (query(&pairs), self.nonce.fetch_add(1, Ordering::Relaxed).to_string());
        let (time, nothing) = (self.clock.now().rfc3339_seconds(), hex(&TestKey("").sha256(b"")));
        let mut headers = vec![
            ("host", "ram.example:8443"),
            ("x-acs-action", action),
            ("x-acs-content-sha256", &nothing),
            ("x-acs-date", &time),
            ("x-acs-signature-nonce", &nonce),
            ("x-acs-version", version),
        ];
        headers.extend(caller.token.as_deref().map(|token| ("x-acs-security-token", token)));
        headers.sort_unstable();
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let canonical = format!("POST\n/\n{query}\n{lines}\n{names}\n{nothing}");
        let key = TestKey(&caller.secret);
        let text = format!("ACS3-HMAC-SHA256\n{}", hex(&key.sha256(canonical.as_bytes())));
        let signature = hex(&key.hmac_sha256(text.as_bytes()));
        let authorization =
            format!("ACS3-HMAC-SHA256 Credential={},SignedHeaders={names},Signature={signature}", caller.id);
        let mut request = Request::post(format!("/?{query}")).header("authorization", authorization);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Events with these values, newest first.
    pub async fn events(&self, terms: &[(EventField, &str)]) -> Vec<Event> {
        let user = self.ram("GetUser", &[("UserName", "admin")]).await;
        let id = user["User"]["UserId"].as_str().unwrap().parse().unwrap();
        let admin = Principal::user(id, &UserName::new("admin").unwrap(), None);
        let call = Call { principal: admin, ..self.engine.system_call(Surface::Aliyun).unwrap() };
        let terms = terms.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
        let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
        let filter = EventFilter { terms, write: None };
        let search = LookupEvents { period, filter, cursor: None, limit: 100, statistics: None };
        let found = self.engine.call(&call, &search).await.unwrap().events;
        found.into_iter().map(|stored| stored.event).collect()
    }

    async fn send(&self, request: Request<Body>) -> (u16, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, content_type) = (response.status().as_u16(), response.headers()[CONTENT_TYPE].clone());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let format = if body.starts_with('<') { "text/xml" } else { "application/json" };
        assert_eq!(content_type, format!("{format};charset=utf-8"));
        (status, body)
    }

    /// A new user with an AccessKey and these policies, each as `System/name` or `Custom/name`.
    pub async fn user(&self, name: &str, policies: &[&str]) -> Credentials {
        self.ram("CreateUser", &[("UserName", name)]).await;
        for policy in policies {
            self.attach("AttachPolicyToUser", ("UserName", name), policy).await;
        }
        let key = &self.ram("CreateAccessKey", &[("UserName", name)]).await["AccessKey"];
        let text = |field: &str| key[field].as_str().unwrap().to_owned();
        Credentials { id: text("AccessKeyId"), secret: text("AccessKeySecret"), token: None }
    }

    /// Attaches or detaches a policy, given as `System/name` or `Custom/name`.
    pub async fn attach(&self, action: &str, bearer: (&str, &str), policy: &str) {
        let (kind, name) = policy.split_once('/').unwrap();
        self.ram(action, &[bearer, ("PolicyType", kind), ("PolicyName", name)]).await;
    }

    pub async fn group(&self, name: &str) {
        self.ram("CreateGroup", &[("GroupName", name)]).await;
    }

    /// A role that trusts the whole account, with these policies.
    pub async fn role(&self, name: &str, policies: &[&str]) {
        self.ram("CreateRole", &[("RoleName", name), ("AssumeRolePolicyDocument", &self.trust())]).await;
        for policy in policies {
            self.attach("AttachPolicyToRole", ("RoleName", name), policy).await;
        }
    }

    /// A document that trusts every principal of the account.
    pub fn trust(&self) -> String {
        let account = &self.account;
        format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {{"RAM": "acs:ram::{account}:root"}}}}]}}"#
        )
    }

    /// Temporary credentials of a role.
    pub async fn assume(&self, caller: &Credentials, role: &str) -> Credentials {
        let arn = format!("acs:ram::{}:role/{role}", self.account);
        let given = [("RoleArn", &*arn), ("RoleSessionName", "ci-42")];
        let made = &self.succeed(caller, Api::Sts, "AssumeRole", &given).await["Credentials"];
        let text = |field: &str| made[field].as_str().unwrap().to_owned();
        Credentials { id: text("AccessKeyId"), secret: text("AccessKeySecret"), token: Some(text("SecurityToken")) }
    }

    pub async fn policy(&self, name: &str) {
        self.ram("CreatePolicy", &[("PolicyName", name), ("PolicyDocument", DOCUMENT)]).await;
    }
}

/// A policy that lets its holders read every value.
pub const DOCUMENT: &str =
    r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*"}]}"#;

/// The world's time as responses show it.
pub fn now() -> String {
    NOW.rfc3339_seconds()
}

fn query(pairs: Parameters<'_>) -> String {
    let mut out = Vec::new();
    for (at, (name, value)) in pairs.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"" } else { b"&" });
        encode(&mut out, name);
        out.push(b'=');
        encode(&mut out, value);
    }
    String::from_utf8(out).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
