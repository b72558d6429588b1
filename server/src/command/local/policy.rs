//! `strongroom policy check`: evaluates test cases of the policy language, without an installation.

use crate::Failure;
use std::{fmt::Write, path::Path, process::ExitCode};
use strongroom_policy::cases::{Judged, judge};

/// Evaluates every case of a file in the format `ram-policy-cases/1` and prints one line each. Exits with 1 when a decision differs.
///
/// # Errors
/// The file cannot be read or has another format.
pub fn check_policies(file: &Path) -> Result<ExitCode, Failure> {
    let named = |reason: &dyn std::fmt::Display| Failure::new(format!("{}: {reason}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| named(&error))?;
    let judged = judge(&text).map_err(|error| named(&error))?;
    print!("{}", report(&judged));
    Ok(if judged.iter().all(agrees) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn agrees(case: &Judged) -> bool {
    case.got == case.expected
}

fn report(judged: &[Judged]) -> String {
    let mut text = String::new();
    for case in judged {
        let Judged { id, title, expected, got, why } = case;
        // Writing to a String cannot fail.
        let _ = match agrees(case) {
            true => writeln!(text, "ok {id} {title}"),
            false => writeln!(text, "FAIL {id} expected {expected:?}, got {got:?}: {title}. {why}"),
        };
    }
    let passed = judged.iter().filter(|case| agrees(case)).count();
    let _ = writeln!(text, "{passed} passed, {} failed", judged.len() - passed);
    text
}
