//! Input that no page of the console sends: an error that names the field, and nothing is changed.

use crate::support::{Answer, Bed, Running, function, short};
use serde_json::Value;

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
const JSON: &str = "Content-Type: application/json\r\n";

/// A server, and the header of the administrator's session there.
async fn signed_in() -> (Bed, Running, String) {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let cookie = sign_in(&server, printed["admin_password"].as_str().unwrap()).await;
    (bed, server, cookie)
}

async fn sign_in(server: &Running, password: &str) -> String {
    let answer = server.call("sign_in", &format!("user=admin&password={password}&next="), "").await;
    format!("Cookie: {}\r\n", answer.session_cookie().split(';').next().unwrap())
}

/// Sends a body to a server function, with these headers.
async fn send(server: &Running, name: &str, body: &[u8], headers: &str) -> Answer {
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\nSec-Fetch-Site: same-origin\r\n{headers}\r\n",
        function(name),
        server.console,
        body.len()
    );
    server.console([head.as_bytes(), body].concat()).await
}

/// The error of a response: its kind, and the argument or field it names.
fn error(answer: &Answer) -> (String, Option<String>) {
    let said: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no error: {answer:?}"));
    let detail = &said["detail"];
    let named = detail["Argument"].as_str().or_else(|| detail["Invalid"]["field"].as_str());
    (said["kind"].as_str().unwrap().to_owned(), named.map(str::to_owned))
}

/// The number of secrets.
async fn secrets(server: &Running, cookie: &str) -> u64 {
    let answer = server.call("load_home", "", cookie).await;
    let home: Value = serde_json::from_str(&answer.body).unwrap();
    home["Overview"]["secrets"].as_u64().unwrap()
}

#[tokio::test]
async fn form_with_invalid_utf8_stores_nothing() {
    let (_bed, server, cookie) = signed_in().await;
    let headers = format!("{FORM}{cookie}");
    for (form, field) in [
        (&b"name=a&value[kind]=Text&value[text]=a%ffb"[..], Some("value[text]")),
        (b"name=a&value%5Bkind%5D=Text&value%5Btext%5D=a%ffb", Some("value[text]")),
        (b"name=a&value[kind]=Text&value[text]=100%zz%4", Some("value[text]")),
        (b"name=a&value[kind]=Text&value[text]=a\xffb", Some("value[text]")),
        (b"name=a&value[kind]=Text&value[text]=a&description=%ED%A0%80", Some("description")),
        (b"name=a&value[kind]=Text&value[text]=a&tag_keys[]=%C0%80&tag_values[]=x", Some("tag_keys[]")),
        (b"name=a&value[kind]=Text&value[text]=a&d%escription=x", None),
        (b"name=a%&value[kind]=Text&value[text]=a", Some("name")),
    ] {
        let answer = send(&server, "create_secret", form, &headers).await;
        assert_eq!(answer.status, 400, "{}: {answer:?}", form.escape_ascii());
        assert_eq!(error(&answer), ("Invalid".to_owned(), field.map(str::to_owned)), "{}", form.escape_ascii());
    }
    assert_eq!(secrets(&server, &cookie).await, 0);
    let whole = b"name=a&value[kind]=Text&value[text]=100%25+%C3%A4";
    assert_eq!(send(&server, "create_secret", whole, &headers).await.status, 200);
    assert_eq!(secrets(&server, &cookie).await, 1);
    server.stop().await;
}

#[tokio::test]
async fn body_of_another_media_type_is_rejected() {
    let (_bed, server, cookie) = signed_in().await;
    let form = b"name=a&value[kind]=Text&value[text]=x";
    let twice = format!("{FORM}{FORM}");
    for media_type in
        ["", "Content-Type: text/xml\r\n", "Content-Type: multipart/form-data\r\n", "Content-Type: \r\n", JSON, &twice]
    {
        let answer = send(&server, "create_secret", form, &format!("{media_type}{cookie}")).await;
        assert_eq!((answer.status, error(&answer).0.as_str()), (415, "Invalid"), "{media_type}: {answer:?}");
    }
    let answer = send(&server, "search_events", b"{}", &format!("{FORM}{cookie}")).await;
    assert_eq!(answer.status, 415, "a function that accepts JSON rejects forms");
    assert_eq!(secrets(&server, &cookie).await, 0);
    let chosen = "Content-Type: Application/X-WWW-form-urlencoded; charset=UTF-8\r\n";
    assert_eq!(send(&server, "create_secret", form, &format!("{chosen}{cookie}")).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn oversized_body_is_rejected_however_it_is_sent() {
    let (_bed, server, cookie) = signed_in().await;
    let much = [b"name=a&value[kind]=Text&value[text]=".to_vec(), vec![b'x'; 1 << 20]].concat();
    assert_eq!(send(&server, "create_secret", &much, &format!("{FORM}{cookie}")).await.status, 413);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nSec-Fetch-Site: same-origin\r\n{FORM}{cookie}\r\n{:x}\r\n",
        function("create_secret"),
        much.len()
    );
    let answer = server.console([head.as_bytes(), &much, b"\r\n0\r\n\r\n"].concat()).await;
    assert_eq!(answer.status, 413, "{answer:?}");
    assert_eq!(secrets(&server, &cookie).await, 0);
    server.stop().await;
}

#[tokio::test]
async fn rejected_form_without_scripts_returns_to_its_page_with_the_error() {
    let (_bed, server, cookie) = signed_in().await;
    let page = format!("http://{}/secrets/new", server.console);
    let headers = format!("{FORM}{cookie}Accept: text/html\r\nReferer: {page}\r\n");
    for form in [&b"name=a&value[kind]=Text&value[text]=a%ffb"[..], b"value[kind]=Text&value[text]=a"] {
        let answer = send(&server, "create_secret", form, &headers).await;
        let back = answer.header("location");
        assert!([302, 303].contains(&answer.status), "{answer:?}");
        assert!(back.starts_with(&format!("{page}?")) && back.contains("__err="), "{back}");
        let address = back.strip_prefix(&format!("http://{}", server.console)).unwrap();
        let get = format!("GET {address} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{cookie}\r\n");
        let shown = server.console(get).await;
        let messages = ["The field value[text] is not valid UTF-8", "The field name is missing"];
        assert!(messages.iter().any(|words| shown.body.contains(words)), "{}", shown.body);
    }
    assert_eq!(secrets(&server, &cookie).await, 0);
    server.stop().await;
}

#[tokio::test]
async fn unreadable_arguments_are_named_in_the_error() {
    let (_bed, server, cookie) = signed_in().await;
    let (form, json) = (format!("{FORM}{cookie}"), format!("{JSON}{cookie}"));
    for (name, body, headers, field) in [
        ("create_secret", "", &form, Some("name")),
        ("create_secret", "name=a", &form, Some("value")),
        ("create_secret", "name=a&name=b&value[kind]=Text&value[text]=x", &form, Some("name")),
        ("create_secret", "name[x]=a&value[kind]=Text&value[text]=x", &form, None),
        ("create_secret", "name=a&value[kind]=hunter2", &form, None),
        ("describe_secret", "name=a&revision=abc", &form, None),
        ("describe_secret", "name=a&revision=-1", &form, None),
        ("describe_secret", "name=a&revision=18446744073709551616", &form, None),
        ("describe_secret", "name=a", &form, Some("revision")),
        ("delete_secret", "name=a&days=7", &form, Some("revision")),
        ("delete_secret", "name=a&days=hunter2&revision=1", &form, None),
        ("move_label", "name=a&label=ACSCurrent&to=v1", &form, Some("revision")),
        ("sign_in", "password=hunter2", &form, Some("user")),
        ("export_events", "", &json, None),
        ("export_events", "{}", &json, Some("query")),
        ("export_events", "[]", &json, None),
        ("export_events", "{\"query\":{},\"query\":{}}", &json, None),
        ("export_events", "{\"format\":\"hunter2\"}", &json, None),
        ("search_events", "{\"query\":\"hunter2\"}", &json, None),
        ("search_events", "{\"query\"", &json, None),
    ] {
        let answer = send(&server, name, body.as_bytes(), headers).await;
        assert_eq!(answer.status, 400, "{name} {body}: {answer:?}");
        let (kind, named) = error(&answer);
        assert_eq!(kind, "Invalid", "{name} {body}");
        if field.is_some() {
            assert_eq!(named.as_deref(), field, "{name} {body}");
        }
        assert!(!answer.body.contains("hunter2"), "the message does not repeat the input: {}", answer.body);
    }
    assert_eq!(secrets(&server, &cookie).await, 0);
    server.stop().await;
}

#[tokio::test]
async fn change_from_a_stale_page_is_rejected() {
    let (_bed, server, cookie) = signed_in().await;
    let call = async |name: &str, form: &str| server.call(name, form, &cookie).await;
    assert_eq!(call("create_secret", "name=a&version=v1&value[kind]=Text&value[text]=x").await.status, 200);
    let facts = async || {
        let answer = call("secret_versions", "name=a").await;
        let versions: Value = serde_json::from_str(&answer.body).unwrap();
        (versions["facts"]["revision"].as_u64().unwrap(), versions["facts"]["delete_at"].is_number())
    };
    let (seen, _) = facts().await;
    assert_eq!(call("set_tag", "name=a&key=env&value=prod").await.status, 200);
    let (now, _) = facts().await;
    assert_eq!(now, seen + 1);
    for (name, form) in [
        ("move_label", format!("name=a&revision={seen}&label=blue&to=v1")),
        ("move_label", format!("name=a&revision={}&label=blue&to=v1", now + 1)),
        ("delete_secret", format!("name=a&days=7&revision={seen}")),
    ] {
        let answer = call(name, &form).await;
        assert_eq!((answer.status, error(&answer).0.as_str()), (409, "Conflict"), "{name}: {answer:?}");
        assert!(answer.body.contains("Someone else changed this"), "{}", answer.body);
    }
    assert_eq!(facts().await, (now, false), "nothing was changed");
    assert_eq!(call("move_label", &format!("name=a&revision={now}&label=blue&to=v1")).await.status, 200);
    assert_eq!(facts().await.0, now + 1, "one more with each change");
    assert_eq!(call("delete_secret", &format!("name=a&days=7&revision={}", now + 1)).await.status, 200);
    assert_eq!(facts().await, (now + 2, true));
    server.stop().await;
}

#[tokio::test]
async fn first_password_warning_is_shown_until_the_password_is_changed() {
    const NEW: &str = "twelve-quiet-otters-swim";
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let first = printed["admin_password"].as_str().unwrap();
    let cookie = sign_in(&server, first).await;
    let warned = async |cookie: &str| {
        let get = format!("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept: text/html\r\n{cookie}\r\n");
        let page = server.console(get).await;
        assert!(page.body.contains("In this installation"), "{page:?}");
        page.body.contains("You still use the password printed")
    };
    assert!(warned(&cookie).await, "signing in changes nothing");
    let bob = format!("name=bob&access=administrator&password={NEW}");
    assert_eq!(server.call("create_user", &bob, &cookie).await.status, 200);
    assert!(warned(&cookie).await, "other users' passwords change nothing");
    let answer = server.call("sign_in", &format!("user=bob&password={NEW}&next="), "").await;
    let bob = format!("Cookie: {}\r\n", answer.session_cookie().split(';').next().unwrap());
    assert!(!warned(&bob).await, "the warning is about the user's own password");
    let change = format!("old={first}&new={NEW}&repeat={NEW}");
    assert_eq!(server.call("change_password", &change, &cookie).await.status, 200);
    assert!(!warned(&sign_in(&server, NEW).await).await);
    server.stop().await;
}

#[tokio::test]
async fn errors_use_the_labels_of_the_form_and_invalid_key_ids_are_not_found() {
    let (_bed, server, cookie) = signed_in().await;
    for (form, words) in [
        ("name=a+b&value[kind]=Text&value[text]=x", "Name may contain only"),
        ("name=a&value[kind]=Text&value[text]=", "Value must have"),
        ("name=a&value[kind]=Text&value[text]=x&key=nokey", "Encryption key must be"),
        ("name=a&value[kind]=Text&value[text]=x&version=a+b", "Version id "),
    ] {
        let answer = server.call("create_secret", form, &cookie).await;
        assert!(answer.status == 400 && answer.body.contains(words), "{form}: {answer:?}");
    }
    for id in ["nokey", "0198", "%3Cb%3E", "0198c1de-0000-7000-8000-000000000000"] {
        let get =
            format!("GET /keys/{id} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept: text/html\r\n{cookie}\r\n");
        let page = server.console(get).await;
        assert!(page.status == 404 && page.body.contains("ot found") && !page.body.contains("UUID"), "{id}: {page:?}");
    }
    server.stop().await;
}
