use std::borrow::Cow;
use strongroom_wire::http::{PercentDecodeError, decode, encode, encode_twice};

fn encoded(text: &str) -> String {
    let mut out = Vec::new();
    encode(&mut out, text);
    String::from_utf8(out).unwrap()
}

#[test]
fn decoding_accepts_every_clients_spelling() {
    for (raw, text) in [
        ("", ""),
        ("plain-_.~", "plain-_.~"),
        ("a+b%20c", "a b c"),
        ("%2B", "+"),
        ("*'()!", "*'()!"),
        ("%2a%27%28%29%21", "*'()!"),
        ("caf%c3%A9%20%E4%B8%AD", "café 中"),
        ("café", "café"),
        ("%00", "\0"),
        ("a=b", "a=b"),
    ] {
        assert_eq!(decode(raw.as_bytes()).unwrap(), text, "{raw}");
    }
    assert!(matches!(decode(b"borrowed").unwrap(), Cow::Borrowed("borrowed")));
}

#[test]
fn broken_escapes_are_refused() {
    for raw in ["%", "a%", "%2", "%g0", "%0g", "%%20", "% 20", "%-1", "%+1", "%2 0", "%u00e9", "x%2%30", "%é"] {
        assert_eq!(decode(raw.as_bytes()), Err(PercentDecodeError::BrokenEscape), "{raw}");
    }
}

#[test]
fn invalid_utf8_is_refused() {
    for raw in
        [&b"\xff"[..], b"%FF", b"%C3", b"%C3%28", b"%C0%AF", b"%ED%A0%80", b"%F8%88%80%80%80", b"a\x80b", b"+\xc3"]
    {
        assert_eq!(decode(raw), Err(PercentDecodeError::NotUtf8), "{raw:?}");
    }
}

#[test]
fn encoding_escapes_all_but_unreserved_characters() {
    assert_eq!(encoded("AZaz09-_.~"), "AZaz09-_.~");
    assert_eq!(encoded(" *+/=%&:'()!"), "%20%2A%2B%2F%3D%25%26%3A%27%28%29%21");
    assert_eq!(encoded("é\n\0"), "%C3%A9%0A%00");
    let mut twice = Vec::new();
    encode_twice(&mut twice, "04:10 é~");
    assert_eq!(String::from_utf8(twice).unwrap(), "04%253A10%2520%25C3%25A9~");
}
