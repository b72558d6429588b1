//! The program `strongroom`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = strongroom::cli::run(std::env::args_os(), std::env::vars_os());
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("strongroom: {failure}");
            ExitCode::FAILURE
        }
    }
}
