//! The reader of policy documents, and everything that is done with a document it takes.
//!
//! Run in `server/policy`: `cargo fuzz run --sanitizer none document -- -max_len=4096 -max_total_time=60`. The crate is safe
//! Rust, so a stable compiler without sanitizers is enough.
//!
//! Nothing may panic. What is taken prints as text that reads as the same document; what is refused has a reason inside the
//! text.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use strongroom_policy::{
    Attached, Caller, CallerKind, Check, ConditionContext, Document, Holder, Kind, Policies, Request, evaluate, lint, sentences, trace,
};

const KINDS: [Kind; 5] = [Kind::Identity, Kind::Resource, Kind::Trust, Kind::Session, Kind::Control];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let (kind, Ok(text)) = (KINDS[usize::from(first % 5)], std::str::from_utf8(rest)) else { return };
    match Document::parse(text, kind) {
        Err(problems) => {
            let lines = text.split('\n').count() as u32;
            assert!(!problems.is_empty());
            assert!(problems.iter().all(|p| (1..=lines).contains(&p.position.line) && p.position.column > 0));
        }
        Ok(document) => {
            assert_eq!(Document::parse(&document.print(), kind).as_ref(), Ok(&document));
            assert_eq!(sentences(&document).len(), document.statements().len());
            lint(&document);
            judge(document);
        }
    }
});

fn judge(document: Document) {
    let attached = Attached { name: "p".into(), holder: Holder::User("u".into()), document: Ok(Arc::new(document)) };
    let caller = Caller { kind: CallerKind::User, account: "1".into(), arn: "acs:ram::1:user/u".into() };
    let context: ConditionContext = [("acs:SourceIp", "10.0.0.1"), ("acs:CurrentTime", "2026-03-01T00:00:00Z")].into_iter().collect();
    let check = Check {
        action: "kms:GetSecretValue".into(),
        resource: "acs:kms:r:1:secret/a".into(),
        context: ConditionContext::default(),
        resource_policy: Some(attached.clone()),
    };
    let policies = Policies { identity: vec![attached], ..Policies::default() };
    let request = Request { caller: &caller, policies: &policies, context: &context, checks: &[check] };
    assert_eq!(trace(&request).decision, evaluate(&request));
}
