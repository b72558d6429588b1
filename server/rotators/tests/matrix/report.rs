//! What the cases showed, as a table.

use crate::{
    cases::{self, Case, Fault, MISSING, ROWS},
    run::Finding,
};
use std::time::Duration;

#[derive(Default)]
pub struct Report {
    passed: Vec<(Case, Finding)>,
    failed: Vec<(Case, String)>,
}

/// What some of the cases showed.
#[derive(Default)]
struct Summary {
    executed: usize,
    failed: usize,
    gaps: usize,
    acts: u32,
    restored_ms: Vec<i64>,
}

impl Report {
    pub fn add(&mut self, case: Case, found: Result<Finding, String>) {
        match found {
            Ok(finding) => self.passed.push((case, finding)),
            Err(lost) => {
                println!("FAILED {case}: {lost}");
                self.failed.push((case, lost));
            }
        }
    }

    pub fn passed(&self) -> bool {
        self.failed.is_empty() && !self.passed.is_empty()
    }

    pub fn print(&self, took: Duration) {
        println!(
            "\n{:<44} {:>8} {:>6} {:>6} {:>8} {:>12} {:>12}",
            "fault", "executed", "failed", "gaps", "person", "restored p50", "max, s"
        );
        for fault in Fault::ALL {
            self.line(fault.word(), |case| case.fault == fault);
        }
        println!();
        for row in ROWS {
            self.line(row.name, |case| case.row == row);
        }
        for (row, reason) in MISSING {
            println!("{row:<44}        0 {reason}");
        }
        println!();
        self.line("all", |_| true);
        for (case, lost) in &self.failed {
            println!("FAILED {case}: {lost}");
        }
        println!("{} cases in {:.0} s", self.passed.len() + self.failed.len(), took.as_secs_f32());
    }

    fn line(&self, name: &str, takes: impl Fn(&Case) -> bool) {
        let mut sum = Summary::default();
        for (_, finding) in self.passed.iter().filter(|(case, _)| takes(case)) {
            sum.executed += 1;
            sum.gaps += usize::from(finding.gap);
            sum.acts += finding.acts;
            sum.restored_ms.push(finding.restored_ms);
        }
        sum.failed = self.failed.iter().filter(|(case, _)| takes(case)).count();
        let Summary { executed, failed, gaps, acts, mut restored_ms } = sum;
        restored_ms.sort_unstable();
        let seconds = |at: Option<&i64>| at.map_or("-".to_owned(), |ms| (ms / 1_000).to_string());
        let (median, most) = (seconds(restored_ms.get(restored_ms.len() / 2)), seconds(restored_ms.last()));
        println!("{name:<44} {:>8} {failed:>6} {gaps:>6} {acts:>8} {median:>12} {most:>12}", executed + failed);
    }
}

/// Names every case, and the pairs that cannot be.
pub fn list() {
    let (cases, impossible) = cases::all();
    for case in &cases {
        println!("{case}");
    }
    for cases::Impossible { row, fault, step, reason } in &impossible {
        println!("cannot be: ({}) {} at {}, {}: {reason}", *fault as u32 + 1, fault.word(), step.word(), row.name);
    }
    println!("{} cases, {} pairs cannot be", cases.len(), impossible.len());
}
