//! A passkey is called by another name.

use crate::{
    device::Device,
    passkeys::{add, person, world},
    world::*,
};
use strongroom_core::{
    CoreError, Thing,
    ops::{mfa::DescribeMfa, passkeys::RenamePasskey},
};
use strongroom_domain::*;
use strongroom_trail::{Detail, Outcome};

fn rename(id: PasskeyId, name: &str) -> RenamePasskey {
    RenamePasskey { id, name: PasskeyName::new(name).unwrap() }
}

/// Ids and names, oldest first.
async fn passkeys(w: &World, who: &Principal) -> Vec<(PasskeyId, String)> {
    let facts = w.run_as(who, DescribeMfa).await.unwrap().unwrap();
    facts.passkeys.into_iter().map(|passkey| (passkey.id, passkey.name.to_string())).collect()
}

#[tokio::test]
async fn renamed_passkey_still_signs_in() {
    let w = world().await;
    let ann = person(&w, "ann").await;
    let mut phone = Device::new();
    add(&w, &ann, &mut phone, "phone").await;
    let id = passkeys(&w, &ann).await[0].0;
    w.run_as(&ann, rename(id, "old phone")).await.unwrap();
    let event = w.last_event().await;
    assert_eq!((event.action, event.target.unwrap().name.as_str()), (Action::RenamePasskey, "ann"));
    assert_eq!(event.details, [(Detail::State, "the passkey phone is renamed to old phone".to_owned())]);
    assert_eq!(passkeys(&w, &ann).await, [(id, "old phone".to_owned())]);
    crate::passkeys::sign_in(&w, phone.prove(&w.engine.passkey_prompt().unwrap())).await.unwrap();
    w.run_as(&ann, rename(id, "old phone")).await.unwrap();
    w.run_as(&ann, rename(id, "Old Phone")).await.unwrap();
    assert_eq!(passkeys(&w, &ann).await, [(id, "Old Phone".to_owned())]);
}

#[tokio::test]
async fn rejected_changes_have_no_effect() {
    let w = world().await;
    let (ann, bob) = (person(&w, "ann").await, person(&w, "bob").await);
    let none = w.run_as(&bob, rename(PasskeyId([0; 16]), "x")).await;
    assert_eq!(none, Err(CoreError::NotFound(Thing::SecondFactor)));
    for (who, name) in [(&ann, "one"), (&ann, "two"), (&bob, "bob's")] {
        add(&w, who, &mut Device::new(), name).await;
    }
    let before = passkeys(&w, &ann).await;
    let taken = w.run_as(&ann, rename(before[0].0, "two")).await;
    assert_eq!(taken, Err(CoreError::Exists(Thing::Passkey)));
    assert!(matches!(w.last_event().await.outcome, Outcome::Failed { .. }));
    for (who, id) in [(&ann, PasskeyId([9; 16])), (&bob, before[0].0)] {
        assert_eq!(w.run_as(who, rename(id, "mine")).await, Err(CoreError::NotFound(Thing::Passkey)), "not theirs");
    }
    let stranger = w.run_as(&Principal::anonymous(""), rename(before[0].0, "x")).await;
    assert_eq!(stranger, Err(CoreError::Denied));
    assert_eq!(passkeys(&w, &ann).await, before);
}
