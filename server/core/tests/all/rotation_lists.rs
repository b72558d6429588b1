//! Lists of targets and rotations.

use crate::{
    rotations::{Rotating, SECRET, new_target},
    rotator::Fault,
    world::*,
};
use strongroom_core::{
    ops::{rotations::*, targets::*},
    ports::Trouble,
};
use strongroom_domain::*;

#[tokio::test]
async fn rotations_are_listed_by_their_state() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let listed = async |states, secret: Option<&str>| {
        let op = ListRotations { secret: secret.map(name), states, cursor: None, limit: 10 };
        let (listed, next) = r.run(op).await.unwrap();
        assert_eq!(next, None);
        listed.into_iter().map(|one| one.rotation.id).collect::<Vec<_>>()
    };
    let done = r.rotate("v2").await.id;
    r.target.fail_next([Fault::Refused(Trouble::ManagerRefused)]);
    r.w.pass(1_000);
    let stuck = r.rotate("v3").await.id;
    assert_eq!(listed(RunFilter::All, None).await, [stuck, done], "newest first");
    assert_eq!(listed(RunFilter::All, Some(SECRET)).await, [stuck, done]);
    assert_eq!(listed(RunFilter::Open, None).await, [stuck]);
    assert_eq!(listed(RunFilter::NeedsAPerson, None).await, [stuck]);
    assert_eq!(listed(RunFilter::Ended, None).await, [done]);
    r.run(RollBackRotation { name: name(SECRET), rotation: stuck, give_up: true }).await.unwrap();
    assert_eq!(listed(RunFilter::NeedsAPerson, None).await, []);
    assert_eq!(listed(RunFilter::Ended, None).await, [stuck, done]);
}

#[tokio::test]
async fn targets_are_listed_with_the_number_of_secrets_that_rotate_there() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.run(new_target("a-spare", None)).await.unwrap();
    let (listed, more) = r.run(ListTargets { after: None, limit: 2 }).await.unwrap();
    let used: Vec<_> = listed.iter().map(|one| (one.target.name.as_str(), one.secrets)).collect();
    assert_eq!((used, more), (vec![("a-spare", 0), ("db", 1)], false));
}
