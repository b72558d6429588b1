//! Measures the first page of a filtered list, for every kind of filter, on SQLite and, if `TEST_DATABASE_URL` is set,
//! on PostgreSQL. Needs only the store:
//!
//! ```sh
//! cargo run --release -p strongroom-store --example lists -- [secrets] [folder]
//! ```
//!
//! 100,000 secrets by default. A folder keeps the databases for later runs; without it they are created each time.
#![allow(clippy::unwrap_used, clippy::panic)]

use sea_orm::{ConnectionTrait, Database};
use std::{
    path::Path,
    sync::{Arc, LazyLock},
    time::Instant,
};
use strongroom_core::{
    ports::{Commit, Expect, SecretChange, SecretPosition, SecretSlice, SecretStore, Store},
    rows::{Authenticate, SecretRow},
};
use strongroom_crypto::{Keyring, root::FileRoot};
use strongroom_domain::*;
use strongroom_store::{DatabaseUrl, SqlStore, StoreOptions};
use strongroom_trail::{Actor, Event, Outcome};

/// Always the same key: a folder may keep databases from one run to the next.
static KEYRING: LazyLock<Keyring> = LazyLock::new(|| {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), [7; 32]).unwrap();
    Keyring::new(&FileRoot { path: file.path().to_owned() }.load().unwrap(), [0; 16])
});
/// Measurements of one kind of filter.
const TIMES: usize = 40;
/// Rows of a page, as in the console.
const ROWS: u32 = 50;
/// Secrets created in one commit.
const BATCH: usize = 100;

const TEAMS: &[&str] = &[
    "payments",
    "checkout",
    "identity",
    "ledger",
    "billing",
    "search",
    "fleet",
    "mobile",
    "crm",
    "data",
    "mail",
    "risk",
    "support",
    "growth",
    "core",
    "edge",
    "hr",
    "legal",
    "maps",
    "warehouse",
];
const ENVIRONMENTS: &[&str] = &["production", "staging", "testing", "development"];
const KINDS: &[&str] = &["db", "api-key", "ssh-key", "token", "webhook", "smtp", "oauth-client", "certificate"];
/// In every description.
const EVERYWHERE: &str = "credentials";
const WORDS: &[&str] = &[
    "for",
    "the",
    "of",
    "and",
    "service",
    "used",
    "by",
    "nightly",
    "batch",
    "jobs",
    "reporting",
    "rotates",
    "every",
    "ninety",
    "days",
    "owner",
    "platform",
    "team",
    "primary",
    "replica",
    "cluster",
    "frankfurt",
    "shanghai",
    "virginia",
    "singapore",
    "read",
    "only",
    "write",
    "access",
    "queue",
    "worker",
    "gateway",
    "partner",
    "invoice",
    "settlement",
    "export",
    "import",
    "legacy",
    "migration",
    "temporary",
    "vendor",
    "contract",
    "alerts",
    "dashboard",
    "metrics",
    "archive",
    "backup",
    "restore",
    "failover",
    "canary",
    "internal",
    "external",
    "customer",
    "account",
    "merchant",
    "refund",
    "fraud",
    "scoring",
    "session",
    "cache",
    "index",
    "pipeline",
    "stream",
    "consumer",
    "producer",
    "topic",
    "bucket",
    "storage",
    "signing",
    "encryption",
    "webhooks",
    "callback",
    "sandbox",
    "integration",
    "monitoring",
];

#[tokio::main]
async fn main() {
    let mut given = std::env::args().skip(1);
    let count = given.next().map_or(100_000, |text| text.parse().unwrap());
    let scratch = tempfile::tempdir().unwrap();
    let folder = given.next().unwrap_or_else(|| scratch.path().to_str().unwrap().to_owned());
    let sqlite = StoreOptions::Sqlite { path: Path::new(&folder).join("lists.db") };
    let mut columns = vec![("SQLite", measured(sqlite, count).await)];
    if let Ok(server) = std::env::var("TEST_DATABASE_URL") {
        let admin = Database::connect(&server).await.unwrap();
        if folder == scratch.path().to_str().unwrap() {
            admin.execute_unprepared("DROP DATABASE IF EXISTS strongroom_lists").await.unwrap();
        }
        // Fails if it exists already.
        let _ = admin.execute_unprepared("CREATE DATABASE strongroom_lists").await;
        let url = format!("{}/strongroom_lists", server.rsplit_once('/').unwrap().0);
        columns.push((
            "PostgreSQL",
            measured(StoreOptions::Postgres { url: DatabaseUrl::parse(&url).unwrap() }, count).await,
        ));
    }
    println!("First page of {ROWS} of {count} secrets, milliseconds\n");
    print!("{:<34}{:>9}", "", "found");
    columns.iter().for_each(|(name, _)| print!("{:>16} p50{:>8}", name, "p95"));
    println!();
    for at in 0..columns[0].1.len() {
        let (what, found, ..) = &columns[0].1[at];
        print!("{what:<34}{found:>9}");
        columns.iter().for_each(|(_, rows)| print!("{:>20.1}{:>8.1}", rows[at].2, rows[at].3));
        println!();
    }
    for (name, rows) in &columns {
        let slowest = rows.iter().max_by(|a, b| a.3.total_cmp(&b.3)).unwrap();
        println!("{name}: slowest p95 {:.1} ms ({})", slowest.3, slowest.0);
    }
}

/// Name of the filter, matches of the last run, p50 and p95.
type Line = (&'static str, String, f64, f64);

async fn measured(options: StoreOptions, count: u64) -> Vec<Line> {
    let store = SqlStore::open(options).await.unwrap();
    let everything = SecretFilter::default();
    let there =
        store.secrets(&everything, SecretSort::Name, &SecretSlice::After(None), 1).await.unwrap().total.counted();
    if there < count {
        load(&store, there, count).await;
    }
    let mut lines = Vec::new();
    for (what, sort, page, make) in kinds() {
        let mut dice = Dice(11);
        let (mut taken, mut found) = (Vec::new(), String::new());
        for n in 0..TIMES + 3 {
            let filter = make(&mut dice);
            let slice = match page {
                Page::First => SecretSlice::After(None),
                Page::Tenth => SecretSlice::After(Some(tenth(&store, &filter, sort).await)),
                Page::Skip => SecretSlice::Skip(u64::from(ROWS) * 9),
            };
            let begun = Instant::now();
            let list = store.secrets(&filter, sort, &slice, ROWS).await.unwrap();
            if n >= 3 {
                taken.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
            found = match list.total {
                Total::Exactly(count) => count.to_string(),
                Total::Over(count) => format!("{count}+"),
            };
        }
        taken.sort_by(f64::total_cmp);
        lines.push((what, found, taken[TIMES / 2], taken[TIMES * 95 / 100]));
    }
    store.close().await;
    lines
}

async fn tenth(store: &SqlStore, filter: &SecretFilter, sort: SecretSort) -> SecretPosition {
    let list = store.secrets(filter, sort, &SecretSlice::Skip(u64::from(ROWS) * 9), ROWS).await.unwrap();
    let last = list.rows.into_iter().last().unwrap().verify(&KEYRING).unwrap();
    let key = match sort {
        SecretSort::Name | SecretSort::NameDown => last.name.to_string(),
        _ => last.updated.0.to_string(),
    };
    SecretPosition { key, id: last.id.0 }
}

#[derive(Clone, Copy)]
enum Page {
    First,
    Tenth,
    Skip,
}

type Make = fn(&mut Dice) -> SecretFilter;

fn kinds() -> Vec<(&'static str, SecretSort, Page, Make)> {
    use Page::*;
    use SecretSort::*;
    fn words(text: impl Into<String>) -> SecretFilter {
        SecretFilter { text: text.into(), ..Default::default() }
    }
    fn live(filter: SecretFilter) -> SecretFilter {
        SecretFilter { state: Some(SecretState::Active), ..filter }
    }
    fn tag(key: &str, value: &str) -> SecretFilter {
        let list = |text: &str| if text.is_empty() { vec![] } else { vec![text.to_owned()] };
        SecretFilter { tag_keys: list(key), tag_values: list(value), ..Default::default() }
    }
    fn with(filter: SecretFilter, text: &str) -> SecretFilter {
        SecretFilter { text: text.into(), ..filter }
    }
    fn typed(dice: &mut Dice, letters: usize) -> SecretFilter {
        words(&dice.pick(&["production", "payments", "frankfurt", "settlement", "api-key"])[..letters])
    }
    vec![
        ("no filter", Name, First, |_| SecretFilter::default()),
        ("no filter, tenth page", UpdatedUp, Tenth, |_| SecretFilter::default()),
        ("word in all", Name, First, |_| words(EVERYWHERE)),
        ("word in all, by change", Updated, First, |_| words(EVERYWHERE)),
        ("word in all, tenth page", Name, Tenth, |_| words(EVERYWHERE)),
        ("word in all, page 10 by number", Created, Skip, |_| words(EVERYWHERE)),
        ("word in a quarter", Name, First, |d| words(d.pick(ENVIRONMENTS))),
        ("word in a quarter, Z first", NameDown, First, |d| words(d.pick(ENVIRONMENTS))),
        ("word in a quarter, oldest change", UpdatedUp, First, |d| words(d.pick(ENVIRONMENTS))),
        ("word of descriptions", Name, First, |d| words(d.pick(WORDS))),
        ("word of descriptions, by change", Updated, First, |d| words(d.pick(WORDS))),
        ("word at the end of names", Name, First, |_| words("warehouse")),
        ("word at the end of names, Z first", NameDown, First, |_| words("billing")),
        ("two common words", Name, First, |d| words(format!("{} {}", d.pick(ENVIRONMENTS), EVERYWHERE))),
        ("two words", Updated, First, |d| words(format!("{} {}", d.pick(WORDS), d.pick(WORDS)))),
        ("three words", Name, First, |d| {
            words(format!("{} {} {}", d.pick(TEAMS), d.pick(ENVIRONMENTS), d.pick(KINDS)))
        }),
        ("part of a name", Name, First, |d| words(format!("app{}", d.roll(400)))),
        ("one name", Name, First, |d| words(format!("-{}", d.roll(100_000)))),
        ("1 letter", Name, First, |d| typed(d, 1)),
        ("2 letters", Name, First, |d| typed(d, 2)),
        ("2 letters, rare", Name, First, |d| words(d.pick(&["zz", "qj", "7/"]))),
        ("3 letters", Name, First, |d| typed(d, 3)),
        ("4 letters", Name, First, |d| typed(d, 4)),
        ("5 letters", Name, First, |d| typed(d, 5)),
        ("7 letters", Name, First, |d| typed(d, 7)),
        ("word found nowhere", Name, First, |d| words(format!("absent{}", d.roll(1000)))),
        ("word nowhere of common parts", Name, First, |d| {
            words(d.pick(&["serviceused", "productions", "credentialss"]))
        }),
        ("words never together", Name, First, |_| words("payments/ warehouse/")),
        ("tag key of all", Name, First, |_| tag("team", "")),
        ("tag key of all, by change", Updated, First, |_| tag("team", "")),
        ("tag key of some", Updated, First, |d| tag(d.pick(&["tier", "region", "cost-center"]), "")),
        ("tag", Name, First, |d| tag("team", d.pick(TEAMS))),
        ("tag, by change", Updated, First, |d| tag("team", d.pick(TEAMS))),
        ("tag of a quarter", Updated, First, |d| tag("env", d.pick(ENVIRONMENTS))),
        ("tag found nowhere", Name, First, |_| tag("nothing", "none")),
        ("text and tag", Name, First, |d| with(tag("team", d.pick(TEAMS)), d.pick(ENVIRONMENTS))),
        ("text and tag, by change", Updated, First, |d| with(tag("team", d.pick(TEAMS)), d.pick(WORDS))),
        ("common text and tag", Updated, First, |d| with(tag("env", d.pick(ENVIRONMENTS)), EVERYWHERE)),
        ("common text and tag key", Name, First, |_| with(tag("team", ""), EVERYWHERE)),
        ("tag and text never together", Name, First, |_| with(tag("env", "production"), "staging/")),
        ("live", Name, First, |_| live(SecretFilter::default())),
        ("live, text", Name, First, |d| live(words(d.pick(WORDS)))),
        ("live, common text", Updated, First, |_| live(words(EVERYWHERE))),
        ("live, text and tag", Updated, First, |d| live(with(tag("env", d.pick(ENVIRONMENTS)), d.pick(WORDS)))),
        ("waiting for deletion", Name, First, |_| SecretFilter {
            state: Some(SecretState::Deleting),
            ..Default::default()
        }),
        ("waiting, text", Name, First, |d| SecretFilter { state: Some(SecretState::Deleting), ..words(d.pick(WORDS)) }),
        ("name has (API)", Created, First, |d| SecretFilter {
            names: vec![d.pick(TEAMS).into()],
            ..Default::default()
        }),
        ("creator (API)", Created, First, |_| SecretFilter {
            creators: vec!["terraform".into()],
            ..Default::default()
        }),
    ]
}

async fn load(store: &Arc<SqlStore>, from: u64, to: u64) {
    let begun = Instant::now();
    // The same rows on every database and in every run.
    let rows: Vec<SecretRow> = (from..to).map(|n| row(n, to)).collect();
    for batch in rows.chunks(BATCH) {
        let changes = batch
            .iter()
            .cloned()
            .map(|row| SecretChange::Put(row.authenticate(&KEYRING), Expect::Absent).into())
            .collect();
        store.commit(Commit { changes, event: event(), nonce: None }).await.unwrap();
    }
    eprintln!("{:.0} secrets/s made", (to - from) as f64 / begun.elapsed().as_secs_f64());
}

/// A secret with a typical name: `team/env/app-kind-number`.
fn row(n: u64, count: u64) -> SecretRow {
    let mut dice = Dice(n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (team, environment) = (dice.pick(TEAMS), dice.pick(ENVIRONMENTS));
    let name = format!("{team}/{environment}/app{}/{}-{n}", dice.roll(400), dice.pick(KINDS));
    let mut words = vec![EVERYWHERE];
    (0..7 + dice.roll(8)).for_each(|_| words.push(dice.pick(WORDS)));
    let mut tags =
        vec![("team", team), ("env", environment), ("owner", dice.pick(&["ops", "m.ortega", "j.chen", "sre"]))];
    if dice.roll(2) == 0 {
        tags.push(("tier", dice.pick(&["gold", "silver", "bronze"])));
    }
    if dice.roll(2) == 0 {
        tags.push(("cost-center", dice.pick(&["4711", "4712", "9000"])));
    }
    let mut id = [0; 16];
    id[..8].copy_from_slice(&n.to_be_bytes());
    SecretRow {
        id: SecretId(id),
        kind: SecretKind::Generic,
        name: SecretName::new(&name).unwrap(),
        description: Description::new(&words.join(" ")).unwrap(),
        cmk: CmkId([1; 16]),
        own_cmk: false,
        tags: tags.iter().map(|(k, v)| (TagKey::new(k).unwrap(), TagValue::new(v).unwrap())).collect(),
        labels: LabelMap::first(VersionId::new("v1").unwrap()),
        offered: None,
        last_ordinal: 1,
        creator: dice.pick(&["m.ortega", "terraform"]).to_owned(),
        created: Timestamp(1_700_000_000_000 + n as i64),
        updated: Timestamp(1_700_000_000_000 + dice.roll(count * 10) as i64),
        delete_at: (dice.roll(100) == 0).then_some(Timestamp(1_900_000_000_000)),
        policy: None,
        revision: 1,
    }
}

fn event() -> Event {
    Event {
        time: Timestamp(1_700_000_000_000),
        request: RequestId([1; 16]),
        action: Action::CreateSecret,
        surface: Surface::Aliyun,
        actor: Actor { kind: PrincipalKind::User, id: UserId([3; 16]), name: "terraform".into(), access_key: None },
        address: None,
        agent: String::new(),
        target: None,
        outcome: Outcome::Ok,
        details: vec![],
    }
}

/// A small random number generator with a fixed seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.roll(list.len() as u64) as usize]
    }
}
