//! The program `strongroom`.

use std::process::ExitCode;

fn main() -> ExitCode {
    few_arenas();
    let outcome = strongroom::cli::run(std::env::args_os(), std::env::vars_os());
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("strongroom: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// glibc gives every thread heaps of its own, eight per core, and keeps what each has freed: a seventh of this program's
/// memory. Two heaps are as fast here.
#[cfg(target_env = "gnu")]
fn few_arenas() {
    #[expect(unsafe_code, reason = "glibc has no safe door to this setting")]
    // SAFETY: two plain integers, and no other thread runs yet.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
    }
}

#[cfg(not(target_env = "gnu"))]
fn few_arenas() {}
