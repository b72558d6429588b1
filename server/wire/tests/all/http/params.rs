use http::HeaderMap;
use strongroom_wire::http::{ParamError, Params, is_form};

fn refused(query: &str) -> ParamError {
    Params::parse(query.as_bytes(), b"").err().unwrap_or_else(|| panic!("accepted: {query}"))
}

/// The kind of an error.
#[derive(Debug, PartialEq, Eq)]
enum ParamErrorKind {
    Missing,
    Invalid,
    Unparsable,
}

fn kind(error: ParamError) -> ParamErrorKind {
    match error {
        ParamError::Missing { .. } => ParamErrorKind::Missing,
        ParamError::Invalid { .. } => ParamErrorKind::Invalid,
        ParamError::Unparsable { .. } => ParamErrorKind::Unparsable,
    }
}

#[test]
fn query_and_form_are_merged() {
    let params = Params::parse(b"b=2&Empty=&Flag", b"a=1+%2B&c=caf%C3%A9").unwrap();
    assert_eq!(params.get("a"), Some("1 +"));
    assert_eq!(params.get("b"), Some("2"));
    assert_eq!(params.get("c"), Some("café"));
    assert_eq!((params.get("Empty"), params.optional("Empty")), (Some(""), None));
    assert_eq!(params.get("Flag"), Some(""));
    assert_eq!(params.get("A"), None);
    assert_eq!(params.required("b"), Ok("2"));
    for absent in ["Empty", "None"] {
        assert_eq!(params.required(absent).map_err(kind), Err(ParamErrorKind::Missing));
    }
}

#[test]
fn duplicated_name_is_refused() {
    for (query, form) in [
        ("SecretName=a&SecretName=b", ""),
        ("SecretName=a&SecretName=a", ""),
        ("SecretName=a", "SecretName=b"),
        ("SecretName=a", "Secret%4Eame=a"),
        ("", "SecretName&x=1&SecretName="),
    ] {
        let error = Params::parse(query.as_bytes(), form.as_bytes()).err().unwrap();
        assert_eq!(error.to_string(), "The parameter SecretName is given twice.");
        assert_eq!(kind(error), ParamErrorKind::Invalid);
    }
}

#[test]
fn undecodable_parameters_are_refused() {
    for query in ["a=%", "a=%zz", "a=%E9", "%=1", "%FF=1", "=1", "=", "a=1&=2", "a=1&%3", "a=1&&b=%+1"] {
        assert_eq!(kind(refused(query)), ParamErrorKind::Unparsable, "{query}");
    }
    assert!(refused("SecretData=100%").to_string().contains("SecretData holds a %"));
    assert!(Params::parse(b"a=\xff", b"").is_err());
    assert!(Params::parse(b"", b"\x00\xfe=1").is_err());
}

#[test]
fn too_many_or_too_long_parameters_are_refused() {
    assert_eq!(kind(refused(&format!("{}=1", "n".repeat(129)))), ParamErrorKind::Unparsable);
    assert_eq!(kind(refused(&format!("Policy={}", "v".repeat(65_537)))), ParamErrorKind::Invalid);
    let many = |n: usize| (0..n).map(|i| format!("p{i}=1")).collect::<Vec<_>>().join("&");
    assert_eq!(kind(refused(&many(257))), ParamErrorKind::Unparsable);
    assert!(Params::parse(many(256).as_bytes(), b"").is_ok());
    assert!(Params::parse(format!("{}={}", "n".repeat(128), "v".repeat(65_536)).as_bytes(), b"").is_ok());
    assert!(Params::parse("&".repeat(100_000).as_bytes(), b"").is_ok(), "nothing between separators is nothing");
}

#[test]
fn messages_never_quote_possible_values() {
    let secret = "{%22passwd%22:%22hunter2%22}";
    for query in [
        format!("{secret}&{secret}"),
        format!("{secret}=%zz"),
        format!("SecretData={secret}%"),
        format!("{secret}={}", "v".repeat(65_537)),
        format!("{}{secret}=1", "n".repeat(129)),
    ] {
        assert!(!refused(&query).to_string().contains("hunter2"), "{query}");
    }
    let query = format!("PageSize={secret}&FetchTags={secret}");
    let params = Params::parse(query.as_bytes(), b"").unwrap();
    let errors = [params.integer("PageSize", 1..=100).err().unwrap(), params.flag("FetchTags").err().unwrap()];
    assert!(errors.iter().all(|e| !format!("{e} {e:?}").contains("hunter2")));
}

#[test]
fn flags_parse_in_any_case() {
    for (text, value) in [("true", true), ("True", true), ("TRUE", true), ("false", false), ("False", false)] {
        assert_eq!(Params::parse(format!("f={text}").as_bytes(), b"").unwrap().flag("f"), Ok(Some(value)));
    }
    assert_eq!(Params::parse(b"f=", b"").unwrap().flag("f"), Ok(None));
    for text in ["1", "0", "yes", "truee", "+true", "%00", "t"] {
        let params = format!("f={text}");
        let params = Params::parse(params.as_bytes(), b"").unwrap();
        assert_eq!(params.flag("f").unwrap_err().to_string(), "The parameter f must be true or false.", "{text}");
    }
}

#[test]
fn integers_other_than_digits_in_range_are_refused() {
    let read = |text: &str| {
        let query = format!("n={text}");
        Params::parse(query.as_bytes(), b"").unwrap().integer("n", 1..=100)
    };
    assert_eq!([read("1"), read("100"), read("007"), read("")], [Ok(Some(1)), Ok(Some(100)), Ok(Some(7)), Ok(None)]);
    for text in
        ["0", "101", "-1", "%2B1", "+1", "1+", "1.0", "1e2", "0x1", "4294967297", "99999999999999999999", "%D9%A1", "a"]
    {
        let error = read(text).unwrap_err();
        assert_eq!(error.to_string(), "The parameter n must be a whole number from 1 to 100.", "{text}");
        assert_eq!(kind(error), ParamErrorKind::Invalid);
    }
}

#[test]
fn form_is_recognised_by_its_content_type() {
    let with = |value: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", value.parse().unwrap());
        is_form(&headers)
    };
    assert!(with("application/x-www-form-urlencoded"));
    assert!(with("Application/X-WWW-Form-UrlEncoded ; charset=utf-8"));
    for other in
        ["", "application/json", "application/x-www-form-urlencoded2", "text/plain; application/x-www-form-urlencoded"]
    {
        assert!(!with(other), "{other}");
    }
    assert!(!is_form(&HeaderMap::new()));
}
