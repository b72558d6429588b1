//! The tamper kit for the audit trail: the database is changed by hand, on SQLite and PostgreSQL, with the server stopped and running. Each change
//! must be an alarm after one round of what the server does every minute, `audit verify` must name it, and no altered event may be shown.

mod cases;
mod history;
mod lookups;
mod outside;
mod site;
mod tools;

use crate::support::Bed;
use cases::CASES;
use history::{honest, of_earlier_program, restored};
use lookups::lookups_notice_first;
use site::{Site, Template, minute, verify};

async fn kit(bed: Bed) {
    let name = if bed.is_sqlite() { "SQLite" } else { "PostgreSQL" };
    let template = Template::new(bed).await;
    let (mut noticed, mut all) = (0, 0);
    for case in CASES {
        for running in [false, true] {
            if running && case.stopped_only {
                continue;
            }
            let site = match running {
                false => Site::stopped(&template, case).await,
                true => Site::running(&template, case).await,
            };
            let alarm = minute(&site.engine).await;
            let proof = verify(&site.engine).await;
            let honest = site.shows_only_what_was_written(&template).await;
            let how = if running { "running" } else { "stopped" };
            all += 1;
            noticed += usize::from(alarm.is_some() && proof.fault.is_some());
            let words = alarm.as_ref().map_or_else(|| "NOT NOTICED".to_owned(), ToString::to_string);
            println!("{name}, {how}: {}: {words}", case.name);
            assert!(alarm.is_some(), "{name}, {how}: {} was not noticed", case.name);
            assert!(proof.fault.is_some(), "{name}, {how}: {} verifies", case.name);
            assert!(honest, "{name}, {how}: an altered event was shown after {}", case.name);
            site.bed.store.close().await;
        }
    }
    println!("tamper kit, audit trail, {name}: {noticed} of {all} noticed, 0 altered events shown");
    // Every case twice, but the one that needs a stopped server.
    assert_eq!((noticed, all), (2 * CASES.len() - 1, 2 * CASES.len() - 1));
}

on_both! {
    kit
    restored
    honest
    of_earlier_program
    lookups_notice_first
}
