//! The dictionary of field values: from text to number and back.

use crate::{database::Database, entity::trail_value, error::unavailable};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};
use strongroom_core::ports::StoreError;
use strongroom_domain::{Action, EventField, EventFilter};

use super::columns::Wanted;

/// Values per statement.
const CHUNK: usize = 500;

/// PostgreSQL stores no NUL in text.
pub(super) fn storable(value: &str) -> Cow<'_, str> {
    if value.contains('\0') { value.replace('\0', "\u{fffd}").into() } else { value.into() }
}

/// Ids of the `values` that are in the dictionary.
pub(super) async fn ids<'v>(
    db: &Database,
    field: EventField,
    values: impl IntoIterator<Item = &'v str>,
) -> Result<HashMap<String, i64>, StoreError> {
    let values: Vec<&str> = values.into_iter().collect();
    let mut found = HashMap::new();
    for chunk in values.chunks(CHUNK) {
        let query = trail_value::Entity::find()
            .filter(trail_value::Column::Field.eq(i64::from(field.code())))
            .filter(trail_value::Column::Value.is_in(chunk.iter().map(|value| storable(value))));
        let models = query.all(&db.readers).await.map_err(unavailable)?;
        found.extend(models.into_iter().map(|model| (model.value, model.id)));
    }
    Ok(found)
}

/// Adds values to the dictionary; existing ones do not change.
pub(super) async fn add(db: &Database, field: EventField, values: &[&str]) -> Result<(), StoreError> {
    // In one order: two nodes that add the same values must not wait for each other.
    let mut values = values.to_vec();
    values.sort_unstable();
    for chunk in values.chunks(CHUNK) {
        let models = chunk.iter().map(|value| trail_value::ActiveModel {
            id: NotSet,
            field: Set(field.code().into()),
            value: Set(storable(value).into_owned()),
        });
        let known =
            OnConflict::columns([trail_value::Column::Field, trail_value::Column::Value]).do_nothing().to_owned();
        let insert = trail_value::Entity::insert_many(models).on_conflict(known).try_insert();
        insert.exec_without_returning(&db.writer).await.map_err(unavailable)?;
    }
    Ok(())
}

/// Values by id.
pub(super) async fn values(db: &Database, ids: &[i64]) -> Result<HashMap<i64, String>, StoreError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let query = trail_value::Entity::find().filter(trail_value::Column::Id.is_in(chunk.iter().copied()));
        let models = query.all(&db.readers).await.map_err(unavailable)?;
        found.extend(models.into_iter().map(|model| (model.id, model.value)));
    }
    Ok(found)
}

/// A filter in ids; `None` if no indexed event has any of the values of a field.
pub(super) async fn wanted(db: &Database, filter: &EventFilter) -> Result<Option<Wanted>, StoreError> {
    let mut wanted: Wanted = Vec::new();
    for field in EventField::ALL {
        if filter.values(field).next().is_some() {
            wanted.push((field, ids(db, field, filter.values(field)).await?.into_values().collect()));
        }
    }
    if filter.write.is_some() {
        let names = Action::ALL.iter().filter(|&&action| filter.matches_mode(action)).map(|action| action.name());
        wanted.push((EventField::Action, ids(db, EventField::Action, names).await?.into_values().collect()));
    }
    Ok((!wanted.iter().any(|(_, ids): &(_, HashSet<i64>)| ids.is_empty())).then_some(wanted))
}
