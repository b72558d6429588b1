#![allow(clippy::unwrap_used)]
use super::*;
use crate::{Problem, limits};
use proptest::prelude::*;

fn names(text: &str) -> Option<Vec<(String, String)>> {
    let object = ObjectText::parse(text)?;
    Some(object.members().iter().map(|member| (member.name.to_string(), member.raw.to_owned())).collect())
}

fn spliced(text: &str, edits: &[MemberEdit<'_>]) -> String {
    ObjectText::parse(text).unwrap().splice(edits).unwrap()
}

fn set(at: usize, value: &str) -> MemberEdit<'_> {
    MemberEdit::Set { at, value }
}

fn add<'a>(name: &'a str, value: &'a str) -> MemberEdit<'a> {
    MemberEdit::Add { name, value }
}

#[test]
fn members_stand_as_they_were_written() {
    let text = r#" { "id":108204268033311374519 ,"x" : 1.10,"n":-0,"a":"1","a":"2","\u0061":"\u0041","":[1, {"b":null}],"e":{} } "#;
    let expected = [
        ("id", "108204268033311374519"),
        ("x", "1.10"),
        ("n", "-0"),
        ("a", r#""1""#),
        ("a", r#""2""#),
        ("a", r#""\u0041""#),
        ("", r#"[1, {"b":null}]"#),
        ("e", "{}"),
    ];
    let expected: Vec<_> = expected.iter().map(|(name, raw)| ((*name).to_owned(), (*raw).to_owned())).collect();
    assert_eq!(names(text).unwrap(), expected);
}

#[test]
fn anything_but_one_object_has_no_members() {
    let deep = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(names(&deep(15_000)).is_some(), "depth needs no limit");
    let many = |count: usize| format!("{{{}}}", vec![r#""k":1"#; count].join(","));
    assert!(names(&many(limits::VALUE_KEYS)).is_some() && names(&many(limits::VALUE_KEYS + 1)).is_none());
    let all = many(limits::VALUE_KEYS + 1);
    assert_eq!(ObjectText::parse_any(&all).map(|object| object.members().len()), Some(limits::VALUE_KEYS + 1));
    for text in [
        "",
        " ",
        "{}",
        "{ }",
        "[]",
        "1",
        r#""a""#,
        "null",
        "{",
        "}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1"#,
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        r#"{"a":1}}"#,
        r#"{"a":1}{"b":2}"#,
        r#"{"a":1} x"#,
        "{a:1}",
        "{'a':1}",
        r#"{"a":01}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":+1}"#,
        r#"{"a":1e}"#,
        r#"{"a":-}"#,
        r#"{"a":NaN}"#,
        r#"{"a":tru}"#,
        r#"{"a":True}"#,
        r#"{"a":nul}"#,
        r#"{"a":"\x"}"#,
        r#"{"a":"\u12"}"#,
        r#"{"a":"\u12G4"}"#,
        "{\"a\":\"\n\"}",
        "{\"a\":\"\t\"}",
        r#"{"a":"x}"#,
        r#"{"a":[1,]}"#,
        r#"{"a":[1}}"#,
        r#"{"a":{"b":1]}"#,
        r#"{"a":{"b"}}"#,
        r#"{"\ud800":1}"#,
        r#"{"\udc00\ud800":1}"#,
        "\u{feff}{\"a\":1}",
        "{\"a\":1}\u{a0}",
        r#"{"a":1 "b":2}"#,
        r#"{"a":1/*c*/}"#,
    ] {
        assert_eq!(names(text), None, "{text}");
    }
}

#[test]
fn text_of_a_member_is_what_an_application_reads() {
    let text = r#"{"a":"x\n\u00e9\ud83d\ude00\/","b":1.10,"c":"\ud800","d":"plain"}"#;
    let object = ObjectText::parse(text).unwrap();
    let texts: Vec<_> = object.members().iter().map(Member::text).collect();
    assert_eq!(texts, ["x\né😀/", "1.10", r#""\ud800""#, "plain"]);
}

#[test]
fn only_touched_members_change() {
    for (text, edits, after) in [
        (r#"{"id":108204268033311374519,"p":"x"}"#, vec![set(1, r#""y""#)], r#"{"id":108204268033311374519,"p":"y"}"#),
        (r#"{"x":0.12345678901234567890123,"p":1}"#, vec![set(1, "2")], r#"{"x":0.12345678901234567890123,"p":2}"#),
        (r#"{"a":"1","a":"2","p":-0}"#, vec![set(2, "1.10")], r#"{"a":"1","a":"2","p":1.10}"#),
        ("{\n  \"a\" : 1,\n  \"b\" : 2\n}\n", vec![set(0, "true")], "{\n  \"a\" : true,\n  \"b\" : 2\n}\n"),
        ("{\n  \"a\" : 1,\n  \"b\" : 2\n}\n", vec![add("c", "3")], "{\n  \"a\" : 1,\n  \"b\" : 2,\n  \"c\" : 3\n}\n"),
        ("{\n\t\"a\":1\n}", vec![add("c", "3")], "{\n\t\"a\":1,\n\t\"c\":3\n}"),
        (r#"{"a":1, "b":2, "c":3}"#, vec![MemberEdit::Remove { at: 0 }], r#"{"b":2, "c":3}"#),
        (r#"{"a":1, "b":2, "c":3}"#, vec![MemberEdit::Remove { at: 1 }], r#"{"a":1, "c":3}"#),
        (r#"{"a":1, "b":2, "c":3 }"#, vec![MemberEdit::Remove { at: 2 }], r#"{"a":1, "b":2 }"#),
        (
            r#"{"a":1,"b":2}"#,
            vec![MemberEdit::Remove { at: 0 }, MemberEdit::Remove { at: 1 }, add("a", "3")],
            r#"{"a":3}"#,
        ),
        (r#"{"a":1}"#, vec![add("q\"\\", "null"), MemberEdit::Remove { at: 0 }], r#"{"q\"\\":null}"#),
        (r#"{"":1,"user ":2,"t\t":3}"#, vec![set(0, "4"), set(1, "5"), set(2, "6")], r#"{"":4,"user ":5,"t\t":6}"#),
        (r#"{"user ":2}"#, vec![add("user", "1")], r#"{"user ":2,"user":1}"#),
    ] {
        assert_eq!(spliced(text, &edits), after);
    }
}

#[test]
fn edits_that_cannot_mean_anything_are_refused() {
    let remove = |at| MemberEdit::Remove { at };
    let long = "k".repeat(limits::VALUE_KEY + 1);
    let text = r#"{"a":1,"b":2,"d":1,"d":2}"#;
    for edits in [
        vec![set(4, "1")],
        vec![remove(9)],
        vec![set(0, "1"), set(0, "2")],
        vec![set(0, "1"), remove(0)],
        vec![set(2, "1")],
        vec![remove(3)],
        vec![add("a", "1")],
        vec![add("d", "1")],
        vec![remove(1), add("a", "1")],
        vec![add("c", "1"), add("c", "2")],
        vec![add("", "1")],
        vec![add("a\u{7}", "1")],
        vec![add(&long, "1")],
        vec![set(0, "")],
        vec![set(0, "x")],
        vec![set(0, "1,2")],
        vec![set(0, r#"1,"e":2"#)],
        vec![add("c", "1}")],
    ] {
        assert!(ObjectText::parse(text).unwrap().splice(&edits).is_err());
    }
    let last = ObjectText::parse(r#"{"a":1}"#).unwrap().splice(&[remove(0)]);
    assert!(matches!(last.unwrap_err().problem, Problem::TooFew { .. }));
    let full =
        format!("{{{}}}", (0..limits::VALUE_KEYS).map(|n| format!(r#""k{n}":{n}"#)).collect::<Vec<_>>().join(","));
    let full = ObjectText::parse(&full).unwrap();
    assert!(matches!(full.splice(&[add("x", "1")]).unwrap_err().problem, Problem::TooMany { .. }));
    assert!(full.splice(&[set(255, "1")]).is_ok() && full.splice(&[remove(0), add("x", "1")]).is_ok());
}

#[test]
fn entered_values_keep_their_kind() {
    for (kind, entered, written) in [
        (JsonKind::Text, " 5433\n", Some(r#"" 5433\n""#)),
        (JsonKind::Text, "", Some(r#""""#)),
        (JsonKind::Number, " 108204268033311374519 ", Some("108204268033311374519")),
        (JsonKind::Number, "1.10", Some("1.10")),
        (JsonKind::Number, "5,433", None),
        (JsonKind::Number, "", None),
        (JsonKind::Number, "0x10", None),
        (JsonKind::Number, "007", None),
        (JsonKind::Boolean, "true", Some("true")),
        (JsonKind::Boolean, "yes", None),
        (JsonKind::Null, "", Some("null")),
        (JsonKind::Null, "null", Some("null")),
        (JsonKind::Null, "0", None),
        (JsonKind::Object, r#"{"a": [1]}"#, Some(r#"{"a": [1]}"#)),
        (JsonKind::Object, "[1]", None),
        (JsonKind::Array, "[1, 2]", Some("[1, 2]")),
        (JsonKind::Array, "[1, 2", None),
    ] {
        assert_eq!(kind.write(entered).ok().as_deref(), written, "{kind} {entered:?}");
    }
}

/// A JSON value as text, with escapes and white space that a serializer would not write.
fn value() -> impl Strategy<Value = String> {
    let string =
        proptest::collection::vec(prop_oneof!["[ -~]", Just("\\u0041".to_owned()), Just("é".to_owned())], 0..6)
            .prop_map(|parts| {
                format!("\"{}\"", parts.concat().replace('"', "").replace("\\", "\\\\").replace("\\\\u0041", "\\u0041"))
            });
    let number = "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?";
    let leaf = prop_oneof![string, number, Just("true".to_owned()), Just("false".to_owned()), Just("null".to_owned())];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(|parts| format!("[{}]", parts.join(" ,\n"))),
            proptest::collection::vec(inner, 0..4).prop_map(|parts| {
                let parts: Vec<_> = parts.iter().enumerate().map(|(n, part)| format!("\"n{n}\" :{part}")).collect();
                format!("{{ {} }}", parts.join(","))
            }),
        ]
    })
}

fn object() -> impl Strategy<Value = (Vec<String>, String)> {
    let space = "[ \t\r\n]{0,2}";
    proptest::collection::vec((value(), space, space), 1..8).prop_map(|members| {
        let parts: Vec<_> = members
            .iter()
            .enumerate()
            .map(|(n, (value, before, after))| format!("{before}\"key{n}\"{after}:{before}{value}{after}"))
            .collect();
        (members.into_iter().map(|(value, ..)| value).collect(), format!("{{{}}}", parts.join(",")))
    })
}

proptest! {
    /// Untouched members keep every byte, and the result is what a reader of JSON expects.
    #[test]
    fn a_splice_changes_what_it_names_and_nothing_else(
        (values, text) in object(),
        actions in proptest::collection::vec((0..3u8, value()), 8),
        added in proptest::collection::vec(value(), 0..3),
    ) {
        let parsed = ObjectText::parse(&text).unwrap();
        prop_assert_eq!(parsed.members().iter().map(|member| member.raw.to_owned()).collect::<Vec<_>>(), values.clone());
        let names: Vec<_> = (0..added.len()).map(|n| format!("new{n}")).collect();
        let mut edits = Vec::new();
        let mut expected = Vec::new();
        for (at, old) in values.iter().enumerate() {
            let (action, new) = &actions[at];
            match action {
                0 => expected.push((format!("key{at}"), old.clone())),
                1 => {
                    edits.push(set(at, new));
                    expected.push((format!("key{at}"), new.clone()));
                }
                _ => edits.push(MemberEdit::Remove { at }),
            }
        }
        for (name, value) in names.iter().zip(&added) {
            edits.push(add(name, value));
            expected.push((name.clone(), value.clone()));
        }
        match parsed.splice(&edits) {
            Ok(after) => {
                prop_assert_eq!(self::names(&after).unwrap(), expected.clone());
                prop_assert!(serde_json::from_str::<serde_json::Value>(&after).is_ok() || after.contains('e') || after.contains('E'));
                if edits.is_empty() {
                    prop_assert_eq!(after, text);
                }
            }
            Err(_) => prop_assert!(expected.is_empty()),
        }
    }

    /// The scanner takes exactly the texts that a parser of JSON takes.
    #[test]
    fn scanner_and_parser_agree(text in prop_oneof![value(), "[\\[\\]{}\",:0-9.eE+ntrufalse\\\\ -]{0,12}"]) {
        let ours = JsonKind::of(&text).is_some();
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(ours, theirs, "{}", text);
    }

    #[test]
    fn quoted_text_comes_back(text in any::<String>()) {
        let quoted = quote(&text);
        prop_assert_eq!(unquote(&quoted).unwrap(), text.as_str());
        prop_assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
    }

    #[test]
    fn no_text_panics(text in any::<String>(), bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let _ = (ObjectText::parse(&text), JsonKind::of(&text), unquote(&text));
        let text = format!("{{{}", String::from_utf8_lossy(&bytes));
        let _ = (ObjectText::parse(&text), JsonKind::of(&text), unquote(&text));
    }
}
