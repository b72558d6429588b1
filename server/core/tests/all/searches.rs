//! Texts of searches and filters, whatever database is asked for them.

use crate::world::*;
use strongroom_core::{
    CoreError,
    ops::{groups::ListGroups, roles::ListRoles, secrets::*, trail::*, users::ListUsers},
};
use strongroom_domain::*;

fn rejected<T>(result: Result<T, CoreError>, field: Field) {
    let expected = CoreError::Invalid(FieldError::new(field, Problem::DeceptiveCharacters));
    assert_eq!(result.err(), Some(expected));
}

#[tokio::test]
async fn control_characters_in_a_search_are_rejected_by_every_list() {
    let w = World::new().await;
    let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    for bad in ["\0", "a\0b", "\u{1}", "\u{7f}"] {
        let text = || bad.to_owned();
        rejected(w.run(ListUsers { text: text(), after: None, limit: 10 }).await, Field::Search);
        rejected(w.run(ListGroups { text: text(), after: None, limit: 10 }).await, Field::Search);
        rejected(w.run(ListRoles { text: text(), after: None, limit: 10 }).await, Field::Search);
        let list = |filter| ListSecrets { filter, sort: SecretSort::Name, page: Page::First, limit: 10 };
        rejected(w.run(list(SecretFilter { text: text(), ..Default::default() })).await, Field::Search);
        rejected(w.run(list(SecretFilter { names: vec![text()], ..Default::default() })).await, Field::Filter);
        rejected(w.run(list(SecretFilter { creators: vec![text()], ..Default::default() })).await, Field::Filter);
        let filter = EventFilter { terms: vec![(EventField::Actor, text())], write: None };
        let lookup = LookupEvents { period, filter: filter.clone(), cursor: None, limit: 10, statistics: Some(3) };
        rejected(w.run(lookup).await, Field::Filter);
        rejected(w.run(ExportEvents { period, filter }).await, Field::Filter);
    }
}
