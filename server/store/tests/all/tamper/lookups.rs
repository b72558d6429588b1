//! Searches and exports of a running server, right after the database was changed and before anything else looked at it.

use super::site::{Site, Template, one_by_one};
use crate::support::*;
use sea_orm::ConnectionTrait;
use strongroom_core::{
    Integrity, TrailAlarm,
    ops::trail::{ExportEvents, LookupEvents},
    ports::DerivedFault,
};
use strongroom_domain::*;
use strongroom_trail::TrailFault;

/// Removes what the newest checkpoint saw, and what came after it.
const CUT: &str = "DELETE FROM trail_block WHERE first_seq > \
                   (SELECT MAX(c.first_seq) - 20 FROM trail_block c WHERE c.writer = trail_block.writer)";
const ALWAYS: Period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };

fn actor(name: &str) -> EventFilter {
    EventFilter { terms: vec![(EventField::Actor, name.into())], write: None }
}

/// Events of an actor that a search counts and an export returns, and what each says about the trail.
async fn looked_up(site: &Site, name: &str) -> (usize, Integrity) {
    let call = site.engine.system_call(Surface::CommandLine).unwrap();
    let lookup = LookupEvents { period: ALWAYS, filter: actor(name), cursor: None, limit: 100, statistics: None };
    let found = site.engine.call(&call, &lookup).await.unwrap();
    (found.events.len(), found.integrity)
}

async fn exported(site: &Site, name: &str) -> (usize, Integrity) {
    let call = site.engine.system_call(Surface::CommandLine).unwrap();
    let taken = site.engine.call(&call, &ExportEvents { period: ALWAYS, filter: actor(name) }).await.unwrap();
    (taken.events.len(), taken.integrity)
}

async fn sql(bed: &Bed, statement: &str) {
    let raw = bed.raw().await;
    assert!(raw.execute_unprepared(statement).await.unwrap().rows_affected() > 0, "{statement}");
    raw.close().await.unwrap();
}

fn is_cut(integrity: &Integrity) -> bool {
    matches!(integrity.alarm, Some(TrailAlarm::Trail(TrailFault::Cut { .. } | TrailFault::Replaced { .. })))
}

/// The start of a server is the first look.
async fn start_notices_a_cut_trail(template: &Template) {
    let mut bed = template.copy().await;
    bed.store.close().await;
    sql(&bed, CUT).await;
    bed.reopen().await;
    let site = Site::over(template, bed).await;
    assert!(is_cut(&site.engine.integrity()), "{:?}", site.engine.integrity());
    site.bed.store.close().await;
}

/// The events that the newest checkpoint outside saw are gone: the search says so, and the export.
async fn cut_trail_is_an_alarm(template: &Template) {
    for is_export in [false, true] {
        let site = Site::over(template, template.copy().await).await;
        sql(&site.bed, CUT).await;
        let (_, integrity) = match is_export {
            true => exported(&site, "mallory").await,
            false => looked_up(&site, "mallory").await,
        };
        assert!(is_cut(&integrity), "export {is_export}: {integrity:?}");
        site.bed.store.close().await;
    }
}

/// A raised mark of the index hides nothing.
async fn raised_mark_hides_nothing(template: &Template) {
    let site = Site::over(template, template.copy().await).await;
    let (before, integrity) = exported(&site, "mallory").await;
    assert_eq!(integrity.alarm, None);
    sql(&site.bed, "UPDATE trail_writer SET indexed = 1000000 WHERE indexed > 0").await;
    one_by_one(&site.bed, [3]).await;
    let (after, integrity) = exported(&site, "mallory").await;
    assert_eq!(after, before + 1, "the events that are not indexed, and one that was recorded since");
    assert!(matches!(integrity.alarm, Some(TrailAlarm::Derived(DerivedFault::Indexed { .. }))), "{integrity:?}");
    assert!(looked_up(&site, "mallory").await.1.alarm.is_some());
    site.bed.store.close().await;
}

/// Another word in the dictionary: the events are not shown as what they are not.
async fn events_that_do_not_match_are_not_shown(template: &Template) {
    let site = Site::over(template, template.copy().await).await;
    sql(&site.bed, "UPDATE trail_value SET value = 'nobody' WHERE value = 'mallory'").await;
    let (shown, integrity) = looked_up(&site, "nobody").await;
    assert_eq!(shown, 0);
    assert!(matches!(integrity.alarm, Some(TrailAlarm::Derived(DerivedFault::Segment { .. }))), "{integrity:?}");
    site.bed.store.close().await;
}

pub async fn lookups_notice_first(bed: Bed) {
    let template = Template::new(bed).await;
    start_notices_a_cut_trail(&template).await;
    cut_trail_is_an_alarm(&template).await;
    raised_mark_hides_nothing(&template).await;
    events_that_do_not_match_are_not_shown(&template).await;
}
