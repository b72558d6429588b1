//! Histories that are no tampering, or were accepted: restored backups, several processes, sealed servers, events of earlier programs.

use super::{
    outside::Kept,
    site::{Site, Template, copy, engine, minute, number, one_by_one, verify},
};
use crate::support::*;
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use strongroom_core::{
    Engine, NewInstallation, OutsideState, TrailAlarm, Trusted, ops::trail::LookupEvents, ports::TrailIntegrityStore,
};
use strongroom_crypto::RootKey;
use strongroom_domain::*;
use strongroom_trail::{Event, TrailFault};

/// A restored backup: an alarm until an operator accepts it, and then checkpoints go on.
pub async fn restored(bed: Bed) {
    let template = Template::new(bed).await;
    let site = Site::over(&template, copy(&template.older).await).await;
    let alarm = minute(&site.engine).await;
    assert!(
        matches!(
            alarm,
            Some(TrailAlarm::Trail(
                TrailFault::OlderDatabase { outside: 2, .. } | TrailFault::OtherHistory { number: 2 }
            ))
        ),
        "{alarm:?}"
    );
    let OutsideState::Kept(outside) = site.engine.integrity().outside else { panic!("no copy") };
    assert_eq!(outside.number, 2, "nothing is appended while the history is another one");
    assert!(minute(&site.engine).await.is_some(), "it does not go away by itself");

    let trusted = site.engine.trust_restore().await.unwrap();
    assert!(matches!(trusted, Trusted::Accepted { number: 3.., .. }), "{trusted:?}");
    assert_eq!(minute(&site.engine).await, None);
    let proof = verify(&site.engine).await;
    assert_eq!(proof.fault, None);
    assert!(proof.outside >= Some(3), "{proof:?}");
    assert_eq!(site.engine.trust_restore().await.unwrap(), Trusted::Nothing);
    let call = site.engine.system_call(Surface::CommandLine).unwrap();
    let filter = EventFilter { terms: vec![(EventField::Action, "RestoreBackup".into())], write: None };
    let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    let lookup = LookupEvents { period, filter, cursor: None, limit: 10, statistics: None };
    assert_eq!(site.engine.call(&call, &lookup).await.unwrap().events.len(), 1, "it is an event");

    // Another node, whose own copy ends at the history that was set aside.
    let other = engine(&site.bed, Some(template.kept()));
    other.unseal(&template.root).await.unwrap();
    assert_eq!(minute(&other).await, None);
    let OutsideState::Kept(outside) = other.integrity().outside else { panic!("no copy") };
    assert!(outside.number >= 3, "it took in what it had missed: {outside:?}");
    site.bed.store.close().await;
}

/// No alarm without a cause: checkpoints by several processes, a sealed server's refusals, and a copy that was lost.
pub async fn honest(mut bed: Bed) {
    let root = RootKey::generate().unwrap();
    let one = engine(&bed, Some(Arc::new(Kept::default())));
    let new = NewInstallation { region: "local".into(), admin: UserName::new("admin").unwrap() };
    one.initialize(&root, &new).await.unwrap();
    one.unseal(&root).await.unwrap();
    one_by_one(&bed, 0..5).await;
    assert_eq!(minute(&one).await, None);
    let two = engine(&bed, Some(Arc::new(Kept::default())));
    two.unseal(&root).await.unwrap();
    for round in 0..5 {
        one_by_one(&bed, round..round + 3).await;
        let (a, b) = tokio::join!(one.make_checkpoint(), two.make_checkpoint());
        a.unwrap();
        b.unwrap();
    }
    assert_eq!((one.integrity().alarm, two.integrity().alarm), (None, None));
    assert_eq!(minute(&two).await, None);
    let kept = |engine: &Engine| match engine.integrity().outside {
        OutsideState::Kept(facts) => facts.number,
        other => panic!("{other:?}"),
    };
    assert_eq!(minute(&one).await, None);
    assert_eq!(kept(&one), kept(&two), "each took in what the other made");
    assert_eq!(verify(&one).await.fault, None);
    let newest = bed.store.newest_checkpoint().await.unwrap().unwrap().number;

    // A sealed server records refusals without a key.
    bed.reopen().await;
    let refused = Event {
        action: Action::Unseal,
        actor: strongroom_trail::Actor {
            kind: PrincipalKind::Anonymous,
            id: UserId([0; 16]),
            name: String::new(),
            access_key: None,
        },
        target: None,
        outcome: strongroom_trail::Outcome::Failed {
            code: "Unauthenticated".into(),
            reason: "wrong passphrase".into(),
        },
        ..event(1)
    };
    bed.append([refused]).await;
    // The copy outside was lost: told, and begun anew.
    let lost = engine(&bed, Some(Arc::new(Kept::default())));
    lost.unseal(&root).await.unwrap();
    assert_eq!(lost.integrity().outside, OutsideState::Missing);
    assert_eq!(minute(&lost).await, None);
    assert!(lost.integrity().begun_anew && kept(&lost) > newest);
    assert_eq!(verify(&lost).await.fault, None);
    bed.store.close().await;
}

/// What an earlier program wrote has no MACs: authenticated once, and never again.
pub async fn of_earlier_program(mut bed: Bed) {
    let root = RootKey::generate().unwrap();
    let outside = Arc::new(Kept::default());
    let first = engine(&bed, None);
    let new = NewInstallation { region: "local".into(), admin: UserName::new("admin").unwrap() };
    first.initialize(&root, &new).await.unwrap();
    first.unseal(&root).await.unwrap();
    one_by_one(&bed, 0..20).await;
    bed.store.close().await;
    let strip = "UPDATE trail_block SET tag = NULL";
    let raw = bed.raw().await;
    raw.execute_unprepared(strip).await.unwrap();
    raw.close().await.unwrap();

    bed.reopen().await;
    assert!(bed.store.lacks_macs().await.unwrap());
    let upgraded = engine(&bed, Some(outside.clone()));
    upgraded.unseal(&root).await.unwrap();
    let without = "SELECT CAST(COUNT(*) AS BIGINT) FROM trail_block WHERE tag IS NULL";
    assert_eq!(number(&bed, without).await, 0);
    assert_eq!(minute(&upgraded).await, None);
    assert_eq!(verify(&upgraded).await.fault, None);
    bed.store.close().await;

    // The same done by hand later is no upgrade.
    let raw = bed.raw().await;
    for sql in [strip, "DELETE FROM trail_checkpoint", "DELETE FROM trail_head"] {
        raw.execute_unprepared(sql).await.unwrap();
    }
    raw.close().await.unwrap();
    bed.reopen().await;
    let fooled = engine(&bed, Some(outside));
    fooled.unseal(&root).await.unwrap();
    assert!(number(&bed, without).await > 20, "no MAC was given again");
    assert!(minute(&fooled).await.is_some());
    bed.store.close().await;
}
