//! Rotations at real servers with real faults, and who still has a credential that works afterwards: security goals, section 7.
//!
//! ```text
//! cargo test -p strongroom-rotators --test matrix               a third of the cases, another each day
//! cargo test -p strongroom-rotators --test matrix -- --all      all of them
//!                                             -- --third 0..2   that third
//!                                             -- --only TEXT    those whose description contains it
//!                                             -- --list         names them, and the pairs that cannot be
//! ```
//!
//! Each case has an installation of its own, whose clock is the case's, with a proxy in front of the server. `TEST_TARGETS` names the
//! servers; nothing else may use them meanwhile, because some cases kill them. Only root has hosts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backstage;
mod cases;
mod fault;
mod impostor;
mod proxy;
mod report;
mod run;
mod stage;
#[path = "../../../core/tests/all/stores.rs"]
#[allow(dead_code)]
mod stores;
#[path = "../all/support.rs"]
#[allow(dead_code)]
mod support;
#[path = "../../../core/tests/all/world.rs"]
#[allow(dead_code)]
mod world;

use cases::Case;
use report::Report;
use std::{
    process::ExitCode,
    sync::Arc,
    time::{Instant, SystemTime},
};
use tokio::{sync::Semaphore, task::JoinSet};

/// Cases at once, of those that can share a server. Most of their time they wait.
const PARALLEL: usize = 10;

enum Chosen {
    All,
    Third(usize),
    Only(String),
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let day = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs() / 86_400);
    let mut chosen = Chosen::Third(usize::try_from(day % 3).unwrap());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--all" => chosen = Chosen::All,
            "--third" => chosen = Chosen::Third(arguments.next().and_then(|n| n.parse().ok()).expect("0, 1 or 2")),
            "--only" => chosen = Chosen::Only(arguments.next().expect("a text")),
            "--list" => {
                report::list();
                return ExitCode::SUCCESS;
            }
            // What cargo tells every test program.
            _ => {}
        }
    }
    tokio::runtime::Runtime::new().unwrap().block_on(executed(chosen))
}

async fn executed(chosen: Chosen) -> ExitCode {
    let (cases, impossible) = cases::all();
    let is_root = support::file("ssh.port").exists();
    let of_all = cases.len();
    let which = match &chosen {
        Chosen::All => "all".to_owned(),
        Chosen::Third(third) => format!("third {third} of 0..2"),
        Chosen::Only(text) => format!("those with `{text}`"),
    };
    let takes = |(number, case): &(usize, Case)| match &chosen {
        Chosen::All => true,
        Chosen::Third(third) => number % 3 == *third,
        Chosen::Only(text) => case.to_string().contains(text.as_str()),
    };
    let cases: Vec<_> = cases.into_iter().enumerate().filter(takes).map(|(_, case)| case).collect();
    let (hosts, cases): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|case| case.row.kind == strongroom_domain::TargetKind::Ssh && !is_root);
    println!("rotation faults: {which}, {} of {of_all} cases; {} pairs cannot be", cases.len(), impossible.len());
    if !hosts.is_empty() {
        println!("NOT EXECUTED: {} cases at hosts, which take root", hosts.len());
    }
    let begun = Instant::now();
    let (alone, shared): (Vec<_>, Vec<_>) = cases.into_iter().partition(|case| case.fault.is_alone(case.row));
    let mut report = Report::default();
    let slots = Arc::new(Semaphore::new(PARALLEL));
    let mut under_way = JoinSet::new();
    for case in shared {
        let slots = slots.clone();
        under_way.spawn(async move {
            let _slot = slots.acquire().await.unwrap();
            outcome(case).await
        });
    }
    while let Some(done) = under_way.join_next().await {
        let (case, found) = done.unwrap();
        report.add(case, found);
    }
    for case in alone {
        let (case, found) = outcome(case).await;
        report.add(case, found);
    }
    report.print(begun.elapsed());
    if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A case that panics has failed.
async fn outcome(case: Case) -> (Case, Result<run::Finding, String>) {
    let found = tokio::spawn(run::execute(case)).await;
    (case, found.unwrap_or_else(|ended| Err(ended.to_string())))
}
