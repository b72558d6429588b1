//! Random small requests, with alphabets so small that patterns often match.

use crate::slow::{self, Question};
use fastrand::Rng;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
    sync::Arc,
};
use strongroom_policy::*;

const ACCOUNTS: [&str; 2] = ["1000000000000101", "1000000000000202"];
const NAMES: &[&str] = &["a", "b", "a/a", "a/b", "ab", "A", "", "ü"];
const NAME_PATTERNS: &[&str] = &["*", "a", "a*", "*a", "a/*", "?", "*b", "a?b", "*a*b", "b", "A", "??", "ü", "**"];
const ACTIONS: &[&str] = &["kms:Get", "kms:Get", "kms:Get", "kms:Put", "kms:GetX", "ram:Get", "STS:AssumeRole"];
const ACTION_PATTERNS: &[&str] = &[
    "*", "kms:*", "kms:Get", "KMS:get", "kms:Get*", "kms:?et", "*:Get", "k*:*t", "ram:*", "kms:Put", "kms:P*", "sts:*",
];
const KMS_PATTERNS: &[&str] = &["kms:*", "kms:Get", "KMS:get*", "kms:?et", "kms:*t", "kms:Put", "kms:P*"];
const KEYS: &[&str] = &["acs:SourceIp", "acs:MFAPresent", "kms:tag/env", "kms:N", "acs:CurrentTime"];
const SPELLINGS: &[&str] = &["ACS:sourceIP", "acs:mfapresent", "acs:ResourceTag/env", "KMS:n", "acs:currenttime"];
const ADDRESSES: &[&str] =
    &["10.0.0.1", "10.1.0.1", "::ffff:10.0.0.1", "2001:db8::1", "2001:DB8:0::1", "11.0.0.1", "x"];
const BLOCKS: &[&str] = &[
    "10.0.0.0/8",
    "10.0.0.1",
    "10.0.7.7/16",
    "0.0.0.0/0",
    "::/0",
    "2001:db8::/32",
    "2001:db8::1",
    "::ffff:10.0.0.1/128",
];
const TEXTS: &[&str] = &["dev", "DEV", "d", "", "*", "prod", "de?"];
const NUMBERS: &[&str] = &["7", "14", "7.0", "-7", "07.5", "7.50", "0", "-0", "100"];
const SEEN_NUMBERS: &[&str] = &["7", "14", "7.5", "-7", "0", "many", "", "1e1"];
const DATES: &[&str] = &[
    "2026-03-01T00:00:00Z",
    "2026-03-01T08:00:00+08:00",
    "2026-03-01T00:00:00.5Z",
    "2026-03-01T00:00:00-01:00",
    "2026-03-02T00:00:00Z",
];

fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.usize(..from.len())]
}

/// One string, or a list of one to three.
fn some(rng: &mut Rng, mut one: impl FnMut(&mut Rng) -> String) -> Value {
    match rng.u8(..4) {
        0 | 1 => one(rng).into(),
        n => (1..n).map(|_| one(rng)).collect::<Vec<_>>().into(),
    }
}

fn value_for(rng: &mut Rng, operator: Operator) -> String {
    let from = match operator.test() {
        Test::String | Test::StringIgnoreCase | Test::Like => TEXTS,
        Test::Numeric(_) => NUMBERS,
        Test::Date(_) => DATES,
        Test::Bool => &["true", "False"],
        Test::Ip => BLOCKS,
    };
    pick(rng, from).to_owned()
}

fn condition(rng: &mut Rng) -> Value {
    let mut block = Map::new();
    for _ in 0..rng.usize(1..3) {
        let operator = Operator::ALL[rng.usize(..Operator::ALL.len())];
        let mut keys = Map::new();
        for _ in 0..rng.usize(1..3) {
            let fitting = match operator.test() {
                Test::Ip => 0,
                Test::Bool => 1,
                Test::Numeric(_) => 3,
                Test::Date(_) => 4,
                _ => 2,
            };
            let key = if rng.u8(..8) == 0 { rng.usize(..5) } else { fitting };
            let key = if rng.bool() { KEYS[key] } else { SPELLINGS[key] };
            keys.insert(key.to_owned(), some(rng, |rng| value_for(rng, operator)));
        }
        block.insert(operator.name().to_owned(), keys.into());
    }
    block.into()
}

fn resource_pattern(rng: &mut Rng) -> String {
    if rng.u8(..3) == 0 {
        return "*".to_owned();
    }
    let service = pick(rng, &["kms", "k*", "*", "kms"]);
    let account = if rng.bool() { "*" } else { pick(rng, &ACCOUNTS) };
    format!("acs:{service}:{}:{account}:secret/{}", pick(rng, &["*", "r", ""]), pick(rng, NAME_PATTERNS))
}

fn principal(rng: &mut Rng) -> String {
    let account = pick(rng, &ACCOUNTS);
    let who = pick(rng, &["*", "root", "user/u", "user/u", "user/v", "role/r", "user/*"]);
    format!("acs:ram::{account}:{who}")
}

fn statement(rng: &mut Rng, kind: Kind) -> Value {
    let mut s = Map::new();
    s.insert("Effect".into(), if rng.u8(..3) == 0 { "Deny" } else { "Allow" }.into());
    let of_kms = kind == Kind::Resource;
    let action = if rng.u8(..6) == 0 { "NotAction" } else { "Action" };
    s.insert(action.into(), some(rng, |rng| pick(rng, if of_kms { KMS_PATTERNS } else { ACTION_PATTERNS }).to_owned()));
    if of_kms {
        s.insert("Resource".into(), "*".into());
    } else if kind != Kind::Trust || rng.bool() {
        let resource = if rng.u8(..6) == 0 { "NotResource" } else { "Resource" };
        s.insert(resource.into(), some(rng, resource_pattern));
    }
    if kind.has_principal() {
        s.insert("Principal".into(), json!({ "RAM": some(rng, principal) }));
    }
    if rng.u8(..3) == 0 {
        s.insert("Condition".into(), condition(rng));
    }
    s.into()
}

/// A valid document.
pub fn document(rng: &mut Rng, kind: Kind) -> Value {
    let statements: Vec<_> = (0..rng.usize(1..3)).map(|_| statement(rng, kind)).collect();
    json!({ "Version": "1", "Statement": statements })
}

/// Documents to draw from. Parsing one takes longer than evaluating it many times.
pub struct Pool(HashMap<Kind, Vec<slow::SlowDocument>>);

impl Pool {
    /// A few hundred of each kind.
    pub fn new(rng: &mut Rng) -> Self {
        let kinds = [Kind::Identity, Kind::Resource, Kind::Trust, Kind::Session, Kind::Control];
        let one = |rng: &mut Rng, kind| {
            let json = document(rng, kind);
            let attached = attached(&json, kind);
            Rc::new((json, attached))
        };
        Self(kinds.map(|kind| (kind, (0..400).map(|_| one(rng, kind)).collect())).into())
    }

    fn draw(&self, rng: &mut Rng, kind: Kind) -> slow::SlowDocument {
        self.0[&kind][rng.usize(..400)].clone()
    }

    fn some(&self, rng: &mut Rng, kind: Kind, most: usize) -> Vec<slow::SlowDocument> {
        (0..rng.usize(..=most)).map(|_| self.draw(rng, kind)).collect()
    }
}

fn context(rng: &mut Rng) -> BTreeMap<String, String> {
    let mut context = BTreeMap::new();
    for n in 0..KEYS.len() {
        if rng.bool() {
            let from = [ADDRESSES, &["true", "FALSE", "maybe"], TEXTS, SEEN_NUMBERS, DATES][n];
            let key = if rng.bool() { KEYS[n] } else { SPELLINGS[n] };
            context.insert(key.to_owned(), pick(rng, from).to_owned());
        }
    }
    context
}

/// A random request.
pub fn question(rng: &mut Rng, pool: &Pool) -> Question {
    let account = ACCOUNTS[0].to_owned();
    let who = pick(rng, &["user/u", "user/u", "user/v", "role/r", "root"]);
    let check = |rng: &mut Rng| {
        let trust = rng.u8(..6) == 0;
        let owner = ACCOUNTS[usize::from(rng.u8(..4) == 0)];
        let resource = match rng.u8(..12) {
            0 => "*".to_owned(),
            _ => format!("acs:kms:{}:{owner}:secret/{}", pick(rng, &["r", "s", ""]), pick(rng, NAMES)),
        };
        let policy = rng.bool().then(|| pool.draw(rng, if trust { Kind::Trust } else { Kind::Resource }));
        let trust = trust && policy.is_some();
        let context = if rng.u8(..4) == 0 { context(rng) } else { BTreeMap::new() };
        slow::SlowCheck { action: pick(rng, ACTIONS).to_owned(), resource, context, policy, trust }
    };
    Question {
        root: who == "root",
        arn: format!("acs:ram::{account}:{who}"),
        account,
        control: if rng.u8(..4) == 0 { pool.some(rng, Kind::Control, 2) } else { Vec::new() },
        session: (rng.u8(..4) == 0).then(|| pool.draw(rng, Kind::Session)),
        identity: pool.some(rng, Kind::Identity, 3),
        context: context(rng),
        checks: (0..rng.usize(1..3)).map(|_| check(rng)).collect(),
    }
}

/// The request in the crate's types.
pub struct OwnedRequest {
    pub caller: Caller,
    pub policies: Policies,
    pub context: ConditionContext,
    pub checks: Vec<Check>,
}

impl OwnedRequest {
    pub fn new(question: &Question) -> Self {
        let kind = match question.root {
            true => CallerKind::Root,
            false if question.arn.contains(":role/") => CallerKind::RoleSession,
            false => CallerKind::User,
        };
        let caller = Caller { kind, account: question.account.clone(), arn: question.arn.clone(), id: None };
        let all = |documents: &[slow::SlowDocument]| documents.iter().map(|d| d.1.clone()).collect();
        let policies = Policies {
            control: all(&question.control),
            session: question.session.as_ref().map(|d| d.1.clone()),
            identity: all(&question.identity),
        };
        let checks = question.checks.iter().map(|check| Check {
            action: check.action.clone(),
            resource: check.resource.clone(),
            context: check.context.iter().collect(),
            resource_policy: check.policy.as_ref().map(|d| d.1.clone()),
        });
        Self { caller, policies, context: question.context.iter().collect(), checks: checks.collect() }
    }

    pub fn request(&self) -> Request<'_> {
        Request { caller: &self.caller, policies: &self.policies, context: &self.context, checks: &self.checks }
    }
}

pub fn attached(document: &Value, kind: Kind) -> Attached {
    let document = Document::parse(&document.to_string(), kind);
    assert!(document.is_ok(), "{document:?}");
    Attached { name: "p".into(), holder: Holder::User("u".into()), document: document.map(Arc::new) }
}
