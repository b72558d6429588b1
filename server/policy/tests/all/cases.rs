//! The worked cases that come with the sheet of the language.

use strongroom_policy::cases::judge;

const CASES: &str = include_str!("../cases/ram-policy.json");

#[test]
fn every_example_case_is_decided_as_expected() {
    let judged = judge(CASES).unwrap();
    assert_eq!(judged.len(), 48);
    for case in judged {
        assert_eq!(case.got, case.expected, "{} {}: {}", case.id, case.title, case.why);
    }
}

#[test]
fn invalid_files_are_rejected_with_a_reason() {
    for (text, reason) in [
        ("", "EOF while parsing"),
        ("[]", "not a file of policy cases"),
        (r#"{"format": "ram-policy-cases/2", "cases": []}"#, "known is"),
        (r#"{"format": "ram-policy-cases/1", "count": 3, "cases": []}"#, "says 3 cases and has 0"),
        (r#"{"format": "ram-policy-cases/1", "cases": [{"id": "P01"}]}"#, "missing field"),
    ] {
        let error = judge(text).unwrap_err();
        assert!(error.contains(reason), "{text}: {error}");
    }
}
