//! Databases with a trail, prepared once and copied for each case; and a core over them as a server has it.

use super::{cases::Case, outside::Kept, tools};
use crate::support::*;
use sea_orm::ConnectionTrait;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use strongroom_core::{
    Engine, NewInstallation, TrailAlarm,
    ops::trail::{ExportEvents, LookupEvents, TrailProof, VerifyTrail},
    ports::SystemClock,
};
use strongroom_crypto::RootKey;
use strongroom_domain::*;
use strongroom_trail::{Event, WriterId};

/// Events before the first checkpoint: enough for a segment of the index.
const INDEXED: i64 = 8_300;
/// Events before the second and after it.
const TAIL: i64 = 40;

/// A prepared database, closed, of which every case gets a copy.
pub struct Template {
    pub bed: Bed,
    pub root: RootKey,
    pub outside: Vec<strongroom_trail::SignedCheckpoint>,
    /// Every event there is.
    pub events: BTreeMap<(WriterId, u64), Event>,
    /// The same database at the first checkpoint.
    pub older: Bed,
}

/// A copy with a core, as a server has it.
pub struct Site {
    pub bed: Bed,
    pub engine: Engine,
}

pub fn varied(n: i64) -> Event {
    let mut made = event(n);
    let actor = ["ledger-api", "m.ortega", "batch", "mallory"][(n % 4) as usize];
    actor.clone_into(&mut made.actor.name);
    made
}

/// One commit each, so that there are blocks to remove.
pub async fn one_by_one(bed: &Bed, events: impl IntoIterator<Item = i64>) {
    for n in events {
        bed.append([varied(n)]).await;
    }
}

pub fn engine(bed: &Bed, outside: Option<Arc<Kept>>) -> Engine {
    let engine = Engine::new(bed.store.clone(), Arc::new(SystemClock));
    if let Some(outside) = outside {
        engine.keep_checkpoints_in(outside);
    }
    engine
}

pub async fn number(bed: &Bed, sql: &str) -> i64 {
    let raw = bed.raw().await;
    let found = raw.query_one_raw(tools::statement(&raw, sql, [])).await.unwrap().unwrap();
    raw.close().await.unwrap();
    found.try_get_by_index(0).unwrap()
}

impl Template {
    pub async fn new(mut bed: Bed) -> Self {
        let root = RootKey::generate().unwrap();
        let outside = Arc::new(Kept::default());
        let first = engine(&bed, Some(outside.clone()));
        let new = NewInstallation { region: "local".into(), admin: UserName::new("admin").unwrap() };
        first.initialize(&root, &new).await.unwrap();
        first.unseal(&root).await.unwrap();
        bed.append((0..INDEXED).map(varied)).await;
        one_by_one(&bed, INDEXED..INDEXED + TAIL).await;
        while number(&bed, "SELECT CAST(COALESCE(SUM(indexed), 0) AS BIGINT) FROM trail_writer").await < 8_192
            || number(&bed, "SELECT CAST(COALESCE(SUM(added), 0) AS BIGINT) FROM read_tally_progress").await < 8_192
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        first.make_checkpoint().await.unwrap();
        bed.store.close().await;
        let older = copy(&bed).await;
        older.store.close().await;
        bed.reopen().await;
        let second = engine(&bed, Some(outside.clone()));
        second.unseal(&root).await.unwrap();
        one_by_one(&bed, INDEXED + TAIL..INDEXED + 2 * TAIL).await;
        second.make_checkpoint().await.unwrap();
        second.sweep_trail().await.unwrap();
        assert_eq!(second.integrity().alarm, None, "a database that nobody touched");
        let proof = verify(&second).await;
        assert_eq!((proof.fault, proof.outside, proof.checkpoints), (None, Some(2), 2));
        let events = bed.verified().await.into_iter().map(|one| ((one.writer, one.sequence), one.event)).collect();
        bed.store.close().await;
        Self { bed, root, outside: outside.all(), events, older }
    }

    /// A copy that is opened, with the same checkpoints outside. It is closed for a case that is done to a stopped server.
    pub async fn copy(&self) -> Bed {
        copy(&self.bed).await
    }

    pub fn kept(&self) -> Arc<Kept> {
        Arc::new(Kept::of(self.outside.clone()))
    }
}

/// Copies a closed database and opens the copy.
pub async fn copy(bed: &Bed) -> Bed {
    if bed.is_sqlite() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        std::fs::copy(bed.path(), &path).unwrap();
        return Bed::of_file(path, folder).await;
    }
    Bed::of_url(Bed::copy_of_database(bed.url()).await, None).await
}

pub async fn verify(engine: &Engine) -> TrailProof {
    let call = engine.system_call(Surface::CommandLine).unwrap();
    engine.call(&call, &VerifyTrail::whole()).await.unwrap()
}

/// What a server does in a minute.
pub async fn minute(engine: &Engine) -> Option<TrailAlarm> {
    engine.make_checkpoint().await.unwrap();
    engine.sweep_trail().await.unwrap();
    engine.integrity().alarm
}

impl Site {
    /// The server is stopped, the database changed, and the server started.
    pub async fn stopped(template: &Template, case: &Case) -> Self {
        let mut bed = template.copy().await;
        bed.store.close().await;
        case.apply(&bed, &template.older).await;
        bed.reopen().await;
        Self::over(template, bed).await
    }

    /// The database is changed under a running server, which then records one more event.
    pub async fn running(template: &Template, case: &Case) -> Self {
        let site = Self::over(template, template.copy().await).await;
        assert_eq!(minute(&site.engine).await, None, "before {}", case.name);
        case.apply(&site.bed, &template.older).await;
        one_by_one(&site.bed, [99_999]).await;
        site
    }

    pub async fn over(template: &Template, bed: Bed) -> Self {
        let engine = engine(&bed, Some(template.kept()));
        engine.unseal(&template.root).await.unwrap();
        Self { bed, engine }
    }

    /// Whether every event that is shown or exported is one that was written.
    pub async fn shows_only_what_was_written(&self, template: &Template) -> bool {
        let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
        let call = self.engine.system_call(Surface::CommandLine).unwrap();
        let lookup =
            LookupEvents { period, filter: EventFilter::default(), cursor: None, limit: 100, statistics: None };
        // An index that cannot be read shows nothing.
        let shown = self.engine.call(&call, &lookup).await.map(|found| found.events).unwrap_or_default();
        let mallory = EventFilter { terms: vec![(EventField::Actor, "mallory".into())], write: None };
        let export = ExportEvents { period, filter: mallory };
        let exported = self.engine.call(&call, &export).await.map(|taken| taken.events).unwrap_or_default();
        shown.iter().chain(&exported).all(|stored| {
            let known = template.events.get(&(stored.writer, stored.sequence));
            // What was recorded since has the time of now, or is the one event after the change.
            let is_new = stored.event.time.0 > 1_780_000_000_000 || stored.event == varied(99_999);
            is_new || known == Some(&stored.event)
        })
    }
}
