//! Changing or removing another user's password ends the console sessions it opened before the response is sent.

use crate::support::{Answer, Bed, Running, short};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use std::sync::atomic::{AtomicU32, Ordering};
use strongroom_core::ports::{Clock, SystemClock};

const PASSWORD: &str = "a long first password";

/// A caller that signs RAM calls.
struct Caller {
    id: String,
    secret: String,
    nonce: AtomicU32,
}

impl Caller {
    fn of(printed: &Value) -> Self {
        let text = |name: &str| printed[name].as_str().unwrap().to_owned();
        Self { id: text("access_key_id"), secret: text("access_key_secret"), nonce: AtomicU32::new(0) }
    }

    /// A call with the vendor's RPC signature; returns the status of the response.
    async fn ram(&self, server: &Running, action: &str, more: &[(&str, &str)]) -> u16 {
        let (time, nonce) =
            (SystemClock.now().rfc3339_seconds(), self.nonce.fetch_add(1, Ordering::Relaxed).to_string());
        let mut pairs = vec![
            ("Action", action),
            ("Version", "2015-05-01"),
            ("Format", "JSON"),
            ("AccessKeyId", &self.id),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", &nonce),
            ("Timestamp", &time),
        ];
        pairs.extend(more);
        pairs.sort_unstable();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let query = pairs.join("&");
        let mut mac = Hmac::<sha1::Sha1>::new_from_slice(format!("{}&", self.secret).as_bytes()).unwrap();
        mac.update(format!("GET&%2F&{}", encode(&query)).as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let path = format!("/?{query}&Signature={}", encode(&signature));
        let answer =
            server.api(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.api)).await;
        answer.status
    }
}

/// Percent-encoding: letters, digits and -_.~ stay.
fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The cookie of a session opened with the password.
async fn signed_in(server: &Running, user: &str, password: &str) -> String {
    let answer = server.call("sign_in", &format!("user={user}&password={password}&next="), "").await;
    assert_eq!(answer.status, 200, "{user}: {answer:?}");
    cookie(&answer)
}

fn cookie(answer: &Answer) -> String {
    format!("Cookie: {}\r\n", answer.session_cookie().split(';').next().unwrap())
}

async fn who(server: &Running, cookie: &str) -> u16 {
    server.call("load_current_user", "", cookie).await.status
}

#[tokio::test]
async fn sessions_end_with_the_password_that_opened_them() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let (caller, admin) = (Caller::of(&printed), printed["admin_password"].as_str().unwrap());
    let admin = signed_in(&server, "admin", admin).await;
    for user in ["bob", "eve"] {
        let user = ("UserName", user);
        assert_eq!(caller.ram(&server, "CreateUser", &[user]).await, 200);
        assert_eq!(caller.ram(&server, "CreateLoginProfile", &[user, ("Password", PASSWORD)]).await, 200);
    }
    let eve = signed_in(&server, "eve", PASSWORD).await;
    let bob = ("UserName", "bob");
    let changes: [(&str, &[(&str, &str)]); 2] =
        [("UpdateLoginProfile", &[bob, ("Password", "a long second password")]), ("DeleteLoginProfile", &[bob])];
    let mut password = PASSWORD;
    for (action, parameters) in changes {
        let (one, two) = (signed_in(&server, "bob", password).await, signed_in(&server, "bob", password).await);
        // Rejected calls, and calls that change no password, end no session.
        assert_eq!(caller.ram(&server, "UpdateLoginProfile", &[bob, ("Password", "short")]).await, 400);
        assert_eq!(caller.ram(&server, "UpdateLoginProfile", &[bob]).await, 200);
        assert_eq!((who(&server, &one).await, who(&server, &two).await), (200, 200), "{action}");
        assert_eq!(caller.ram(&server, action, parameters).await, 200);
        assert_eq!((who(&server, &one).await, who(&server, &two).await), (401, 401), "{action}");
        password = "a long second password";
    }
    assert_eq!((who(&server, &eve).await, who(&server, &admin).await), (200, 200), "other users' sessions continue");

    // The same at the console; changing one's own password there keeps the current session.
    assert_eq!(server.call("set_login", &format!("name=eve&password={password}"), &admin).await.status, 200);
    assert_eq!(who(&server, &eve).await, 401);
    let other = signed_in(&server, "admin", printed["admin_password"].as_str().unwrap()).await;
    assert_eq!(server.call("set_login", &format!("name=admin&password={password}"), &admin).await.status, 200);
    assert_eq!((who(&server, &admin).await, who(&server, &other).await), (200, 401));
    // Through the API the caller's own sessions end too: another person may have used the password.
    let own = [("UserName", "admin"), ("Password", "a long third password")];
    assert_eq!(caller.ram(&server, "UpdateLoginProfile", &own).await, 200);
    assert_eq!(who(&server, &admin).await, 401);
    server.stop().await;
}
