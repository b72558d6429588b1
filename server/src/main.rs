//! The `strongroom` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    tune_heap();
    strongroom::keep_files_private();
    if let Err(error) = strongroom::forbid_memory_dumps() {
        eprintln!("strongroom: cannot forbid core dumps ({error})");
        return ExitCode::FAILURE;
    }
    let outcome = strongroom::cli::run(std::env::args_os(), std::env::vars_os());
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("strongroom: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

/// By default glibc creates up to eight heaps per core and keeps what each has freed, which is a seventh of this program's memory.
/// Two heaps are as fast here. glibc also raises its mmap threshold each time a big block is freed, so that later big blocks stay
/// in a heap behind small ones; a fixed threshold (glibc's initial value) returns big blocks to the system at once.
#[cfg(target_env = "gnu")]
fn tune_heap() {
    const BIG: libc::c_int = 128 << 10;
    #[expect(unsafe_code, reason = "glibc has no safe API for these settings")]
    // SAFETY: plain integers, and no other thread is running yet.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
        libc::mallopt(libc::M_MMAP_THRESHOLD, BIG);
        libc::mallopt(libc::M_TRIM_THRESHOLD, BIG);
    }
}

#[cfg(not(target_env = "gnu"))]
fn tune_heap() {}
