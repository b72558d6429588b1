#![allow(clippy::unwrap_used)]
use super::*;
use crate::secrets::edit::form::ValueKind;
use serde::de::DeserializeOwned;

/// Parses a body as the server does.
fn read<T: DeserializeOwned>(body: &str) -> T {
    serde_qs::Config::new(5, false).deserialize_str(body).unwrap()
}

#[test]
fn plain_form_of_a_new_secret_is_parsed() {
    let body = "name=a%2Fb&description=x&value%5Bkind%5D=Keys&value%5Bkeys%5D%5B%5D=user&value%5Bvalues%5D%5B%5D=m%26m\
        &value%5Bkeys%5D%5B%5D=pem&value%5Bvalues%5D%5B%5D=a%0D%0Ab&value%5Bkeys%5D%5B%5D=&value%5Bvalues%5D%5B%5D=\
        &value%5Btext%5D=&value%5Bbinary%5D=&tag_keys%5B%5D=env&tag_values%5B%5D=prod&key=&version=";
    let form: CreateSecret = read(body);
    assert_eq!((form.name.as_str(), form.key.as_str()), ("a/b", ""));
    assert_eq!(form.value.value().unwrap().0, r#"{"user":"m&m","pem":"a\nb"}"#);
    assert_eq!((form.tag_keys, form.tag_values), (vec!["env".to_owned()], vec!["prod".to_owned()]));
    let short: CreateSecret = read("name=a&value[kind]=Text&value[text]=tok");
    assert!(short.value.kind == ValueKind::Text && short.value.value().unwrap().0 == "tok");
}

#[test]
fn plain_form_of_an_edit_is_parsed() {
    let body = "name=a&base=v1&revision=7&mode=Patch&patch[at][]=0&patch[values][]=&patch[kinds][]=now-text\
        &patch[at][]=1&patch[values][]=new&patch[kinds][]=now-text&patch[removed][]=0&patch[added][]=&patch[added_values][]=\
        &patch[added_kinds][]=text&value[kind]=Keys&value[keys][]=&value[values][]=&label=&version=";
    let form: PutVersion = read(body);
    assert_eq!((form.revision, form.mode), (7, EditMode::Patch));
    assert_eq!(form.stored, StoredAs::default());
    assert_eq!((form.patch.at.clone(), form.patch.removed.clone()), (vec![0, 1], vec![0]));
    assert_eq!(form.patch.changes().unwrap().len(), 2);
    let named: PutVersion =
        read("label=mine&name=a&base=&revision=7&mode=Whole&value[kind]=Text&value[text]=t&version=v9");
    assert_eq!((named.stored.label.as_str(), named.stored.version.as_str()), ("mine", "v9"));
    assert_eq!(named.value.value().unwrap().0, "t");
    for broken in
        ["name=a&base=v1&label=&version=", "name=a&base=v1&revision=x", "label=a&label=b&name=a&base=b&revision=1"]
    {
        assert!(serde_qs::Config::new(5, false).deserialize_str::<PutVersion>(broken).is_err(), "{broken}");
    }
}
