//! Signing in with two steps or with a passkey, re-authentication and sessions, through the console's server functions.

use crate::{
    device::Device,
    support::{Answer, Bed, Running, short},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use strongroom_core::{
    ops::factors::{PasskeyPrompt, PasskeyResponse},
    ports::{Clock, SystemClock},
};

/// A browser: it keeps its cookie.
struct Browser<'a> {
    server: &'a Running,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn new(server: &'a Running) -> Self {
        Self { server, cookie: String::new() }
    }

    async fn call(&mut self, function: &str, form: &str) -> Answer {
        let answer = self.server.call(function, form, &format!("Cookie: {}\r\n", self.cookie)).await;
        if let Some(cookie) = answer.session_cookie().split(';').next().filter(|cookie| !cookie.is_empty()) {
            self.cookie = cookie.to_owned();
        }
        answer
    }

    async fn json(&mut self, function: &str, form: &str) -> Value {
        let answer = self.call(function, form).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{function}: {answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    }
}

/// The code of a secret in base 32, some steps from now.
fn code(base32: &str, steps: u64) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let value = |letter: u8| u8::try_from(letters.iter().position(|l| *l == letter).unwrap()).unwrap();
    let bits: Vec<u8> = base32.bytes().flat_map(|l| (0..5).rev().map(move |bit| value(l) >> bit & 1)).collect();
    let secret: Vec<u8> = bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
    let now = SystemClock.now().unix_seconds().unsigned_abs();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&secret).unwrap();
    mac.update(&(now / 30 + steps).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    format!("{:06}", (u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff) % 1_000_000)
}

#[tokio::test]
async fn sign_in_requires_the_second_factor_and_grants_nothing_before() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let password = printed["admin_password"].as_str().unwrap();
    let form = format!("user=admin&password={password}&next=%2Fkeys");
    let (mut here, mut elsewhere) = (Browser::new(&server), Browser::new(&server));
    assert_eq!(here.json("sign_in", &form).await, "/keys");
    elsewhere.json("sign_in", &form).await;
    assert_eq!(here.json("load_account", "").await["sessions"].as_array().unwrap().len(), 2);

    let new = here.json("create_factor", "").await;
    let (secret, token) = (new["secret"].as_str().unwrap(), new["token"].as_str().unwrap());
    assert!(!token.contains(secret) && new["qr"]["path"].as_str().unwrap().len() > 1_000);
    let before = here.cookie.clone();
    let used = code(secret, 0);
    let recovery = here.json("bind_factor", &format!("token={token}&code={used}")).await;
    assert_eq!(recovery.as_array().unwrap().len(), 10);
    assert_ne!(here.cookie, before, "a session with a new factor has another id");
    assert_eq!(here.call("load_current_user", "").await.status, 200);
    assert_eq!(elsewhere.call("load_current_user", "").await.status, 401, "opened without the factor");

    let mut there = Browser::new(&server);
    assert_eq!(there.json("sign_in", &form).await, "/sign-in/code?next=%2Fkeys");
    let waiting = there.cookie.clone();
    for function in [
        "load_current_user",
        "load_account",
        "load_settings",
        "create_factor",
        "create_passkey",
        "load_confirmation_methods",
    ] {
        assert_eq!(there.call(function, "").await.status, 401, "{function} between the two steps");
    }
    assert_eq!(there.call("enter_code", &format!("code={used}&next=")).await.status, 403, "used up");
    assert_eq!(there.json("enter_code", &format!("code={}&next=%2Fkeys", code(secret, 1))).await, "/keys");
    assert_ne!(there.cookie, waiting);
    assert_eq!(there.call("load_current_user", "").await.status, 200);
    let late = Browser { server: &server, cookie: waiting }.call("load_current_user", "").await;
    assert_eq!(late.status, 401, "the pending session has ended");

    let account = there.json("load_account", "").await;
    let sessions = account["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|session| session["own"] == false).unwrap();
    assert!(!account.to_string().contains(there.cookie.split('=').nth(1).unwrap()));
    there.json("end_session", &format!("id={}", other["id"].as_str().unwrap())).await;
    assert_eq!(here.call("load_current_user", "").await.status, 401);
    assert_eq!(there.call("end_session", &format!("id={}", other["id"].as_str().unwrap())).await.status, 404);

    let first = recovery[0].as_str().unwrap();
    let mut lost = Browser::new(&server);
    lost.json("sign_in", &form).await;
    assert_eq!(lost.json("enter_code", &format!("code={first}&next=")).await, "/");
    assert_eq!(there.json("load_account", "").await["factors"]["recovery_left"], 9);
    server.stop().await;
}

#[tokio::test]
async fn five_wrong_codes_end_the_sign_in() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let password = printed["admin_password"].as_str().unwrap();
    let form = format!("user=admin&password={password}&next=");
    let mut here = Browser::new(&server);
    here.json("sign_in", &form).await;
    let new = here.json("create_factor", "").await;
    let (secret, token) = (new["secret"].as_str().unwrap(), new["token"].as_str().unwrap());
    here.json("bind_factor", &format!("token={token}&code={}", code(secret, 0))).await;
    let mut guesser = Browser::new(&server);
    assert_eq!(guesser.call("enter_code", "code=123456&next=").await.status, 401, "without a first step");
    guesser.json("sign_in", &form).await;
    for _ in 0..5 {
        assert_eq!(guesser.call("enter_code", "code=wrong&next=").await.status, 403);
    }
    let answer = guesser.call("enter_code", &format!("code={}&next=", code(secret, 1))).await;
    assert_eq!(answer.status, 401, "{answer:?}");
    assert_eq!(guesser.call("sign_in", &form).await.status, 200, "passwords have a counter of their own");
    let throttled = guesser.call("enter_code", &format!("code={}&next=", code(secret, 1))).await;
    assert_eq!((throttled.status, throttled.header("retry-after")), (429, "2"), "{throttled:?}");
    server.stop().await;
}

#[tokio::test]
async fn changed_password_ends_the_other_sessions() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let password = printed["admin_password"].as_str().unwrap();
    let form = format!("user=admin&password={password}&next=");
    let (mut here, mut elsewhere) = (Browser::new(&server), Browser::new(&server));
    here.json("sign_in", &form).await;
    let planted = here.cookie.clone();
    here.json("sign_in", &form).await;
    assert_ne!(here.cookie, planted, "each sign-in gives another id");
    assert_eq!(Browser { server: &server, cookie: planted }.call("load_current_user", "").await.status, 401);
    elsewhere.json("sign_in", &form).await;
    let change = |new: &str| format!("old={password}&new={new}&repeat={new}");
    let common = here.call("change_password", &change("passwordpassword")).await;
    assert_eq!(common.status, 400);
    assert!(common.body.contains("too common"), "{}", common.body);
    assert_eq!(elsewhere.call("load_current_user", "").await.status, 200, "nothing was changed");
    here.json("change_password", &change("kT4mQ9wZpX2v")).await;
    assert_eq!(here.call("load_current_user", "").await.status, 200);
    assert_eq!(elsewhere.call("load_current_user", "").await.status, 401);
    server.stop().await;
}

/// A prompt as the page receives it.
fn prompt(question: &Value) -> PasskeyPrompt {
    let text = |name: &str| question[name].as_str().unwrap().to_owned();
    PasskeyPrompt { options: text("options"), ticket: text("ticket") }
}

/// A response as the page sends it.
fn form(answer: &PasskeyResponse) -> String {
    let escape = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    format!("ticket={}&answer={}", escape(&answer.ticket), escape(&answer.answer))
}

#[tokio::test]
async fn passkey_signs_in_alone_or_after_the_password_and_confirms() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[("console_origin", "https://secrets.example.org")], short()).await.unwrap();
    let password = printed["admin_password"].as_str().unwrap();
    let (mut here, mut elsewhere) = (Browser::new(&server), Browser::new(&server));
    let sign_in = format!("user=admin&password={password}&next=%2Fkeys");
    here.json("sign_in", &sign_in).await;
    elsewhere.json("sign_in", &sign_in).await;
    let mut device = Device::new();
    let made = device.make(&prompt(&here.json("create_passkey", "").await));
    let before = here.cookie.clone();
    let bind = format!("name=phone&{}", form(&made));
    assert_eq!(here.json("bind_passkey", &bind).await.as_array().unwrap().len(), 10, "recovery codes");
    assert_ne!(here.cookie, before, "a session with a new factor has another id");
    assert_eq!(elsewhere.call("load_current_user", "").await.status, 401, "opened without it");
    assert_eq!(here.json("load_account", "").await["factors"]["passkeys"][0]["name"], "phone");

    let mut alone = Browser::new(&server);
    let answer = device.prove(&prompt(&alone.json("ask_passkey", "").await));
    let wrong =
        PasskeyResponse { answer: answer.answer.replace("signature\":\"", "signature\":\"AA"), ..answer.clone() };
    assert_eq!(alone.call("sign_in_with_passkey", &form(&wrong)).await.status, 403);
    assert_eq!(alone.call("load_current_user", "").await.status, 401);
    let next = format!("{}&next=https%3A%2F%2Fevil.example", form(&answer));
    assert_eq!(alone.json("sign_in_with_passkey", &next).await, "/", "never redirects to another site");
    assert_eq!(alone.call("load_current_user", "").await.status, 200);
    assert_eq!(Browser::new(&server).call("sign_in_with_passkey", &form(&answer)).await.status, 403, "used up");

    let mut there = Browser::new(&server);
    assert_eq!(there.json("sign_in", &sign_in).await, "/sign-in/code?passkey=1&next=%2Fkeys");
    let answer = device.prove(&prompt(&there.json("ask_passkey", "").await));
    let second = format!("{}&second=true&next=%2Fkeys", form(&answer));
    assert_eq!(Browser::new(&server).call("sign_in_with_passkey", &second).await.status, 401, "without a first step");
    assert_eq!(there.json("sign_in_with_passkey", &second).await, "/keys");

    let ways = there.json("load_confirmation_methods", "").await;
    assert_eq!((&ways["factor"], &ways["passkeys"]), (&true.into(), &true.into()));
    let before = there.cookie.clone();
    assert_eq!(there.call("confirm", &format!("password={password}")).await.status, 400, "not enough");
    assert_eq!(there.call("confirm", "code=123456").await.status, 403);
    let answer = device.prove(&prompt(&there.json("ask_passkey", "").await));
    there.json("confirm_with_passkey", &form(&answer)).await;
    assert_ne!(there.cookie, before, "a confirmed session has another id");
    let old = Browser { server: &server, cookie: before }.call("load_current_user", "").await;
    assert_eq!(old.status, 401);
    assert_eq!(there.call("confirm_with_passkey", &form(&answer)).await.status, 403, "used up");

    let id = there.json("load_account", "").await["factors"]["passkeys"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(there.call("rename_passkey", &format!("id={id}&name=")).await.status, 400);
    assert_eq!(there.call("rename_passkey", &format!("id={id}&name=my+phone")).await.status, 200);
    assert_eq!(there.json("load_account", "").await["factors"]["passkeys"][0]["name"], "my phone");
    assert_eq!(alone.call("load_current_user", "").await.status, 200, "a name opens and ends nothing");
    there.json("remove_passkey", &format!("id={id}")).await;
    assert_eq!(alone.call("load_current_user", "").await.status, 401, "opened with it");
    assert!(there.json("load_account", "").await["factors"].is_null());
    server.stop().await;
}

#[tokio::test]
async fn passkeys_work_at_one_address_only() {
    let (bed, _) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let port = server.console.port();
    let at = |host: &str| format!("Origin: http://{host}:{port}\r\n");
    let answer = server.call("ask_passkey", "", &at("127.0.0.1")).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains(&format!("Passkeys work only at http://localhost:{port}.")), "{}", answer.body);
    assert_eq!(server.call("ask_passkey", "", &at("localhost")).await.status, 200);
    server.stop().await;
    let named = bed.start(&[("console_origin", "http://192.0.2.1")], short()).await.unwrap();
    let answer = named.call("ask_passkey", "", "").await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("host name"), "{}", answer.body);
    named.stop().await;
}
