#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct AllKinds {
    text: String,
    small: i8,
    large: u64,
    least: i64,
    flag: bool,
    letter: char,
    maybe: Option<u32>,
    list: Vec<Figure>,
    pair: (String, Option<i64>),
    map: BTreeMap<String, OneNumber>,
    nothing: (),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OneNumber(u16);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Figure {
    Point,
    Circle(u32),
    Line(i32, i32),
    Named { name: String, inside: Option<Box<Figure>> },
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct TwoMembers {
    a: u8,
    b: Option<String>,
}

fn figures() -> impl Strategy<Value = Figure> {
    let leaf = prop_oneof![
        Just(Figure::Point),
        any::<u32>().prop_map(Figure::Circle),
        any::<(i32, i32)>().prop_map(|(from, to)| Figure::Line(from, to)),
    ];
    leaf.prop_recursive(3, 8, 1, |inner| {
        (any::<String>(), proptest::option::of(inner))
            .prop_map(|(name, inside)| Figure::Named { name, inside: inside.map(Box::new) })
    })
}

prop_compose! {
    fn all_kinds()(
        (text, small, large, least, flag) in any::<(String, i8, u64, i64, bool)>(),
        (letter, maybe, pair) in any::<(char, Option<u32>, (String, Option<i64>))>(),
        list in proptest::collection::vec(figures(), 0..4),
        map in proptest::collection::btree_map(any::<String>(), any::<u16>().prop_map(OneNumber), 0..4),
    ) -> AllKinds {
        AllKinds { text, small, large, least, flag, letter, maybe, list, pair, map, nothing: () }
    }
}

proptest! {
    #[test]
    fn what_serde_json_writes_is_read(all in all_kinds()) {
        prop_assert_eq!(read::<AllKinds>(&serde_json::to_string(&all).unwrap()), Ok(all.clone()));
        prop_assert_eq!(read::<AllKinds>(&serde_json::to_string_pretty(&all).unwrap()), Ok(all));
    }

    #[test]
    fn any_text_is_read_as_serde_json_reads_it(text in "[ \\[\\]{}\",:0-2ab\\\\u-]{0,12}") {
        // To serde_json, -0 has a fraction.
        prop_assume!(!text.contains("-0"));
        prop_assert_eq!(read::<BTreeMap<String, Vec<u8>>>(&text).ok(), serde_json::from_str(&text).ok());
        prop_assert_eq!(read::<Vec<Option<String>>>(&text).ok(), serde_json::from_str(&text).ok());
        prop_assert_eq!(read::<(u8, i64)>(&text).ok(), serde_json::from_str(&text).ok());
    }
}

#[test]
fn members_may_be_unknown_or_absent() {
    let text = r#"{"z": [{"a": 1.5e3}, "]"], "a": 7, "y": null}"#;
    assert_eq!(read(text), Ok(TwoMembers { a: 7, b: None }));
    assert_eq!(read("{}"), Ok(TwoMembers::default()));
}

#[test]
fn what_is_not_of_the_type_is_refused() {
    for text in [
        "",
        "nul",
        "null",
        "[7]",
        "7",
        "\"a\"",
        "{",
        "{}}",
        "{} {}",
        "{\"a\":7,}",
        "{,\"a\":7}",
        "{\"a\" 7}",
        "{a:7}",
        "{7:7}",
        "{\"a\":7,\"a\":7}",
        "{\"a\":256}",
        "{\"a\":-1}",
        "{\"a\":7.0}",
        "{\"a\":7e0}",
        "{\"a\":07}",
        "{\"a\":\"7\"}",
        "{\"a\":18446744073709551616}",
        "{\"b\":\"\\ud800\"}",
        "{\"b\":\"\n\"}",
        "{\"b\":[]}",
    ] {
        assert_eq!(read::<TwoMembers>(text), Err(Unreadable), "{text}");
    }
    for text in [
        "\"Circle\"",
        "\"Oval\"",
        "{}",
        "{\"Point\":1}",
        "{\"Circle\":1,\"Point\":null}",
        "{\"Line\":[1]}",
        "{\"Line\":[1,2,3]}",
    ] {
        assert_eq!(read::<Figure>(text), Err(Unreadable), "{text}");
    }
    assert_eq!(read::<Figure>("{\"Point\":null}"), Ok(Figure::Point));
    assert_eq!(read::<OneNumber>(" 65535\n"), Ok(OneNumber(65_535)));
}
