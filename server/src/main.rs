//! The program `strongroom`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tune_heap();
    strongroom::keep_files_private();
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
/// memory. Two heaps are as fast here. It also learns from each big block that is freed to keep the next one in a heap, where
/// small ones settle behind it; a fixed threshold, glibc's own first one, gives big blocks back at once.
#[cfg(target_env = "gnu")]
fn tune_heap() {
    const BIG: libc::c_int = 128 << 10;
    #[expect(unsafe_code, reason = "glibc has no safe door to these settings")]
    // SAFETY: plain integers, and no other thread runs yet.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
        libc::mallopt(libc::M_MMAP_THRESHOLD, BIG);
        libc::mallopt(libc::M_TRIM_THRESHOLD, BIG);
    }
}

#[cfg(not(target_env = "gnu"))]
fn tune_heap() {}
