use strongroom_wire::{
    aliyun::AliyunError,
    http::{ParamError, Params, encode},
};

/// A query with one parameter `p`.
fn query(value: &str) -> Vec<u8> {
    let mut out = b"p=".to_vec();
    encode(&mut out, value);
    out
}

fn code(error: ParamError) -> &'static str {
    AliyunError::from(error).code
}

/// Asserts that every text is refused with `code`.
fn refuses<T>(texts: &[&str], expected: &str, read: impl Fn(&Params<'_>) -> Result<T, ParamError>) {
    for text in texts {
        let query = query(text);
        let result = read(&Params::parse(&query, b"").unwrap());
        assert_eq!(result.err().map(code), Some(expected), "{text}");
    }
}

#[test]
fn stages_parse_in_both_published_forms() {
    for text in [r#"["A","B"]"#, r#"{"VersionStage":["A","B"]}"#, r#" [ "A" , "B" ] "#] {
        let query = query(text);
        assert_eq!(Params::parse(&query, b"").unwrap().stages("p").unwrap().unwrap(), ["A", "B"]);
    }
    assert!(Params::parse(b"p=", b"").unwrap().stages("p").unwrap().is_none());
    refuses(
        &[
            "A",
            "A,B",
            "[",
            "[1]",
            "[\"A\"",
            "[\"A\"]x",
            "{}",
            r#"{"VersionStage":"A"}"#,
            r#"["A",null]"#,
            "null",
            "\"A\"",
        ],
        "ParseRequestParameterException",
        |params| params.stages("p"),
    );
}

#[test]
fn tags_are_a_list_of_objects() {
    let query = query(r#"[{"TagKey":"env","TagValue":"test"},{"TagKey":"bare"}]"#);
    let tags = Params::parse(&query, b"").unwrap().tags("p").unwrap().unwrap();
    let pairs: Vec<_> = tags.iter().map(|tag| (&*tag.key, &*tag.value)).collect();
    assert_eq!(pairs, [("env", "test"), ("bare", "")]);
    refuses(
        &[
            "env=test",
            "{}",
            r#"{"TagKey":"a","TagValue":"b"}"#,
            "[{}]",
            r#"[{"TagValue":"b"}]"#,
            r#"[{"TagKey":1}]"#,
            r#"[{"TagKey":"a","TagKey":"b"}]"#,
            r#"[{"tagkey":"a"}]"#,
            r#"[{"TagKey":"a","TagValue":null}]"#,
            &"[".repeat(60_000),
        ],
        "ParseRequestParameterException",
        |params| params.tags("p"),
    );
}

#[test]
fn errors_never_quote_the_list() {
    let query = query("hunter2");
    let error = Params::parse(&query, b"").unwrap().tags("p").err().unwrap();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[test]
fn tag_keys_parse_as_json_or_comma_separated() {
    for text in [r#"["a","b"]"#, "a,b", " a , b "] {
        let query = query(text);
        assert_eq!(Params::parse(&query, b"").unwrap().tag_keys("p").unwrap().unwrap(), ["a", "b"], "{text}");
    }
    refuses(
        &["[\"a\"", "[a,b]", "{\"a\":1}", "\"a\"", "a,", ",a", "a,,b", ",", "[1]"],
        "ParseRequestParameterException",
        |p| p.tag_keys("p"),
    );
}

#[test]
fn filters_have_a_key_and_values() {
    let query = query(r#"[{"Key":"SecretName","Values":["a","b"]},{"Key":"TagKey"}]"#);
    let filters = Params::parse(&query, b"").unwrap().filters("p").unwrap().unwrap();
    assert_eq!((&*filters[0].key, &filters[0].values[..]), ("SecretName", &["a".to_owned(), "b".to_owned()][..]));
    assert!(filters[1].values.is_empty());
    refuses(
        &[
            "SecretName=a",
            "[{\"Values\":[]}]",
            "[{\"Key\":\"a\",\"Values\":\"b\"}]",
            "[{\"Key\":\"a\",\"Values\":[1]}]",
            "{}",
        ],
        "ParseRequestParameterException",
        |params| params.filters("p"),
    );
    let eleven = format!(r#"[{{"Key":"a","Values":[{}]}}]"#, ["\"v\""; 11].join(","));
    refuses(&[&eleven], "InvalidParameter", |params| params.filters("p"));
}

#[test]
fn batch_accepts_one_to_twenty_reads() {
    let first = query(r#"[{"SecretName":"a","VersionStage":"S","FetchExtendedConfig":true},{"SecretName":"b"}]"#);
    let items = Params::parse(&first, b"").unwrap().batch("p", 20).unwrap();
    assert_eq!((&*items[0].secret_name, items[0].version_stage.as_deref()), ("a", Some("S")));
    assert!(items[0].fetch_extended_config && !items[1].fetch_extended_config && items[1].version_id.is_none());
    let many = format!("[{}]", vec![r#"{"SecretName":"a"}"#; 21].join(","));
    refuses(&["[]", &many], "InvalidParameter", |params| params.batch("p", 20));
    refuses(&["a,b", "[\"a\"]", "[{}]", r#"[{"SecretName":null}]"#], "ParseRequestParameterException", |p| {
        p.batch("p", 20)
    });
    refuses(&[""], "MissingParameter", |params| params.batch("p", 20));
}

#[test]
fn flattened_lists_count_from_one() {
    let params =
        Params::parse(b"ResourceId.2=b&ResourceId.1=a&ResourceIdX=1&ResourceId.10=j&ResourceId.9=i", b"").unwrap();
    assert_eq!(params.indexed("ResourceId", 50).map_err(code), Err("InvalidParameter"), "a gap");
    let ten: String = (1..=10).rev().map(|n| format!("R.{n}=v{n}&")).collect();
    let params = Params::parse(ten.as_bytes(), b"").unwrap();
    let values = params.indexed("R", 10).unwrap();
    assert_eq!((values.len(), values[1], values[9]), (10, "v2", "v10"));
    assert_eq!(params.indexed("R", 9).map_err(code), Err("InvalidParameter"));
    assert!(params.indexed("Other", 9).unwrap().is_empty());
    for query in
        ["R.0=a", "R.2=a", "R.01=a", "R.-1=a", "R.%2B1=a", "R.x=a", "R..1=a", "R.1=a&R.3=b", "R.99999999999999999999=a"]
    {
        let params = Params::parse(query.as_bytes(), b"").unwrap();
        assert_eq!(params.indexed("R", 50).map_err(code), Err("InvalidParameter"), "{query}");
    }
}

#[test]
fn flattened_tags_need_a_key_each() {
    let params = Params::parse(b"Tag.1.Key=k1&Tag.1.Value=v+1&Tag.2.Key=k2&Tag.2.Other=x", b"").unwrap();
    let tags = params.indexed_tags("Tag", 20).unwrap();
    let pairs: Vec<_> = tags.iter().map(|tag| (tag.key, tag.value)).collect();
    assert_eq!(pairs, [("k1", Some("v 1")), ("k2", None)]);
    for (query, expected) in [
        ("Tag.1.Value=v", "MissingParameter"),
        ("Tag.1.Key=a&Tag.2.Value=v", "MissingParameter"),
        ("Tag.1.Key=a&Tag.3.Key=c", "InvalidParameter"),
        ("Tag.0.Key=a", "InvalidParameter"),
        ("Tag.21.Key=a", "InvalidParameter"),
        ("Tag.Key=a", "InvalidParameter"),
    ] {
        let params = Params::parse(query.as_bytes(), b"").unwrap();
        assert_eq!(params.indexed_tags("Tag", 20).err().map(code), Some(expected), "{query}");
    }
}
