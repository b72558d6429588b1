//! `strongroom policy check`.

use std::process::{Command, Output};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/policy/tests/cases/ram-policy.json");

fn check(file: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_strongroom")).args(["policy", "check", file]).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn all_test_cases_pass() {
    let output = check(CASES);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.starts_with("ok P01 No policy attached\n"), "{said}");
    assert!(said.ends_with("\n48 passed, 0 failed\n"), "{said}");
    assert_eq!(said.lines().count(), 49);
}

#[test]
fn differing_case_is_named_and_exits_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.json");
    let cases = std::fs::read_to_string(CASES).unwrap();
    let wrong = cases.replacen(r#""expected": "ImplicitDeny""#, r#""expected": "Allow""#, 1);
    std::fs::write(&file, wrong).unwrap();
    let output = check(file.to_str().unwrap());
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.starts_with("FAIL P01 expected Allow, got ImplicitDeny: No policy attached"), "{said}");
    assert!(said.ends_with("\n47 passed, 1 failed\n"), "{said}");
}

#[test]
fn invalid_case_file_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.json");
    let path = file.to_str().unwrap();
    let missing = check(path);
    assert_eq!((missing.status.code(), text(&missing.stdout)), (Some(1), String::new()));
    assert!(text(&missing.stderr).contains("cases.json: No such file"), "{}", text(&missing.stderr));
    std::fs::write(&file, "{}").unwrap();
    let other = check(path);
    assert_eq!(other.status.code(), Some(1));
    assert!(text(&other.stderr).contains("not a file of policy cases"), "{}", text(&other.stderr));
}
