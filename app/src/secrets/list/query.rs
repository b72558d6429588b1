//! The list's state, kept in the address.

use crate::paths::{self, escape};
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use strongroom_domain::{FieldError, RotationHealth, SecretFilter, Timestamp, limits};
use strongroom_domain::{SecretSort, SecretState};

/// Filters, order and position of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Search words.
    pub q: String,
    /// Exact tag key.
    pub tag: String,
    /// Exact tag value.
    pub value: String,
    /// Only secrets in this state.
    pub state: Option<SecretState>,
    /// Only secrets that rotate like this.
    pub rotation: Option<RotationWord>,
    /// Id of a customer master key.
    pub key: String,
    /// Order.
    pub sort: SecretSort,
    /// Cursor: rows after it.
    pub after: String,
    /// Cursor: rows before it.
    pub before: String,
    /// Number of the first row, for display only.
    pub first: u64,
}

/// How secrets rotate that the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RotationWord {
    /// By themselves.
    Automatic,
    /// Their rotation does not go on without a person.
    Failed,
    /// They were due, and no rotation has begun.
    Overdue,
}

/// Each with its word in addresses.
const ROTATIONS: [(RotationWord, &str); 3] =
    [(RotationWord::Automatic, "automatic"), (RotationWord::Failed, "failed"), (RotationWord::Overdue, "overdue")];

impl RotationWord {
    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        ROTATIONS.iter().find(|(known, _)| *known == self).map_or("", |(_, word)| word)
    }
}

/// What the list is filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFilter {
    /// Words found anywhere.
    Search,
    /// Key of a tag.
    Tag,
    /// Value of a tag.
    TagValue,
    /// Whether it waits for its deletion.
    State,
    /// How it rotates.
    Rotation,
    /// The key it is encrypted under.
    Key,
}

impl ListFilter {
    /// Its label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Search => "Search",
            Self::Tag => "Tag",
            Self::TagValue => "Tag value",
            Self::State => "State",
            Self::Rotation => "Rotation",
            Self::Key => "Key",
        }
    }
}

/// An active filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveFilter {
    /// Name of the filter.
    pub by: ListFilter,
    /// Its value.
    pub value: String,
    /// The query without it.
    pub without: ListQuery,
}

const SORTS: [(SecretSort, &str); 6] = [
    (SecretSort::Name, "name"),
    (SecretSort::NameDown, "name-down"),
    (SecretSort::Updated, "updated"),
    (SecretSort::UpdatedUp, "updated-up"),
    (SecretSort::Created, "created"),
    (SecretSort::CreatedUp, "created-up"),
];

/// The address's word for an order.
pub fn sort_word(sort: SecretSort) -> &'static str {
    SORTS.iter().find(|(known, _)| *known == sort).map_or("name", |(_, word)| word)
}

/// The address's word for a state.
pub fn state_word(state: SecretState) -> &'static str {
    match state {
        SecretState::Active => "active",
        SecretState::Deleting => "deleting",
    }
}

impl ListQuery {
    /// Parses an address. Ignores unknown parameters and values.
    pub fn read(params: &ParamsMap) -> Self {
        let text = |name: &str| params.get_str(name).unwrap_or_default().to_owned();
        let sort = text("sort");
        Self {
            q: text("q"),
            tag: text("tag"),
            value: text("value"),
            state: [SecretState::Active, SecretState::Deleting]
                .into_iter()
                .find(|state| state_word(*state) == text("state")),
            rotation: ROTATIONS.iter().find(|(_, word)| *word == text("rotation")).map(|(known, _)| *known),
            key: text("key"),
            sort: SORTS.iter().find(|(_, word)| *word == sort).map_or(SecretSort::Name, |(sort, _)| *sort),
            after: text("after"),
            before: text("before"),
            first: text("first").parse().unwrap_or(1).max(1),
        }
    }

    /// The parameters of the address, without defaults.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let sort = if self.sort == SecretSort::Name { "" } else { sort_word(self.sort) };
        let first = if self.first > 1 { self.first.to_string() } else { String::new() };
        [
            ("q", self.q.clone()),
            ("tag", self.tag.clone()),
            ("value", self.value.clone()),
            ("state", self.state.map(state_word).unwrap_or_default().to_owned()),
            ("rotation", self.rotation.map(RotationWord::word).unwrap_or_default().to_owned()),
            ("key", self.key.clone()),
            ("sort", sort.to_owned()),
            ("after", self.after.clone()),
            ("before", self.before.clone()),
            ("first", first),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// The list's address.
    pub fn href(&self) -> String {
        let parts: Vec<String> =
            self.parts().into_iter().map(|(name, value)| format!("{name}={}", escape(&value))).collect();
        if parts.is_empty() { paths::SECRETS.to_owned() } else { format!("{}?{}", paths::SECRETS, parts.join("&")) }
    }

    /// The same query, from the first page.
    #[must_use]
    pub fn start(&self) -> Self {
        Self { after: String::new(), before: String::new(), first: 1, ..self.clone() }
    }

    /// The same query in another order, from the first page.
    #[must_use]
    pub fn sorted(&self, sort: SecretSort) -> Self {
        Self { sort, ..self.start() }
    }

    /// The active filters, in the order of the page.
    pub fn filters(&self) -> Vec<ActiveFilter> {
        let from = self.start();
        let mut set = Vec::new();
        let mut push = |by, value: &str, without| {
            if !value.is_empty() {
                set.push(ActiveFilter { by, value: value.to_owned(), without });
            }
        };
        push(ListFilter::Search, &self.q, Self { q: String::new(), ..from.clone() });
        push(ListFilter::Tag, &self.tag, Self { tag: String::new(), ..from.clone() });
        push(ListFilter::TagValue, &self.value, Self { value: String::new(), ..from.clone() });
        push(ListFilter::State, self.state.map(state_word).unwrap_or_default(), Self { state: None, ..from.clone() });
        let rotation = self.rotation.map(RotationWord::word).unwrap_or_default();
        push(ListFilter::Rotation, rotation, Self { rotation: None, ..from.clone() });
        push(ListFilter::Key, &self.key, Self { key: String::new(), ..from.clone() });
        set
    }

    /// The store's filter at this time. Server only.
    ///
    /// # Errors
    /// The key's id is invalid.
    #[cfg(feature = "ssr")]
    pub fn filter(&self, now: Timestamp) -> Result<SecretFilter, FieldError> {
        let one = |text: &String| Some(text.clone()).filter(|text| !text.is_empty()).into_iter().collect();
        Ok(SecretFilter {
            text: self.q.clone(),
            tag_keys: one(&self.tag),
            tag_values: one(&self.value),
            state: self.state,
            rotation: self.rotation.map(|rotation| match rotation {
                RotationWord::Automatic => RotationHealth::Automatic,
                RotationWord::Failed => RotationHealth::Failed,
                RotationWord::Overdue => RotationHealth::DueBefore(now.plus_ms(-limits::ROTATION_LATE_MS)),
            }),
            keys: Some(&self.key)
                .filter(|key| !key.is_empty())
                .map(|key| key.parse())
                .transpose()?
                .into_iter()
                .collect(),
            ..SecretFilter::default()
        })
    }
}

#[cfg(all(test, feature = "ssr"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(parts: &[(&'static str, &str)]) -> ListQuery {
        let mut map = ParamsMap::new();
        for (name, value) in parts {
            map.insert(*name, escape(value));
        }
        ListQuery::read(&map)
    }

    #[test]
    fn query_survives_the_address() {
        let query = ListQuery {
            q: "led ger&x=1".into(),
            tag: "env".into(),
            value: "prod+1".into(),
            state: Some(SecretState::Deleting),
            rotation: Some(RotationWord::Failed),
            sort: SecretSort::UpdatedUp,
            after: "abc_-".into(),
            first: 51,
            ..ListQuery::default()
        };
        assert_eq!(
            query.href(),
            "/secrets?q=led%20ger%26x%3D1&tag=env&value=prod%2B1&state=deleting&rotation=failed&sort=updated-up&after=abc_-&first=51"
        );
        let parts: Vec<_> = query.parts();
        let parts: Vec<_> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(read(&parts), query);
        assert_eq!(ListQuery::default().href(), "/secrets");
    }

    #[test]
    fn unknown_values_are_ignored() {
        let query = read(&[("sort", "size"), ("state", "lost"), ("rotation", "fine"), ("first", "-4"), ("other", "x")]);
        assert_eq!(query, ListQuery { first: 1, ..ListQuery::default() });
        assert!(read(&[("key", "no id")]).filter(Timestamp(0)).is_err());
    }

    #[test]
    fn removing_a_filter_keeps_the_others_and_resets_the_page() {
        let query = read(&[("q", "db"), ("tag", "env"), ("after", "c"), ("sort", "updated")]);
        let without: Vec<_> = query.filters().into_iter().map(|filter| filter.without.href()).collect();
        assert_eq!(without, ["/secrets?tag=env&sort=updated", "/secrets?q=db&sort=updated"]);
        let filter = query.filter(Timestamp(0)).unwrap();
        assert_eq!((filter.text.as_str(), filter.tag_keys.as_slice()), ("db", ["env".to_owned()].as_slice()));
    }
}
