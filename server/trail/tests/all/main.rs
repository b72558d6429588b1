//! Tests of events, chains, trees and checkpoints through the public API.
#![allow(clippy::unwrap_used)]

mod chain;
mod checkpoints;
mod ledger;
mod merkle;

use strongroom_domain::*;
use strongroom_trail::*;

fn event(n: i64) -> Event {
    Event {
        time: Timestamp(1_700_000_000_000 + n),
        request: RequestId([7; 16]),
        action: Action::GetSecretValue,
        surface: Surface::Aliyun,
        actor: Actor {
            kind: PrincipalKind::User,
            id: UserId([3; 16]),
            name: "ledger-api".into(),
            access_key: Some(AccessKeyId::new("SRabcdefghijklmnop").unwrap()),
        },
        address: Some("192.0.2.7".parse().unwrap()),
        agent: "python/2".into(),
        target: Some(Target {
            kind: ResourceKind::Secret,
            name: "payments/ledger-db".into(),
            version: Some("v1".into()),
        }),
        outcome: Outcome::Ok,
        details: vec![(Detail::Stage, "ACSCurrent".into())],
    }
}

/// Blocks of one writer with these numbers of events.
fn blocks(writer: u8, sizes: &[i64]) -> Vec<Block> {
    let mut chain = Chain::new(WriterId([writer; 16]));
    let block = |&size: &i64| {
        let events: Vec<_> = (0..size).map(event).collect();
        let block = chain.block(&events);
        chain.advance(&block);
        block
    };
    sizes.iter().map(block).collect()
}
