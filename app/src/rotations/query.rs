//! The state of the list: its address.

use crate::paths;
use leptos_router::params::ParamsMap;
use strongroom_domain::RunFilter;

/// The filters by state, each with its word in addresses and its label.
pub const FILTERS: [(RunFilter, &str, &str); 4] = [
    (RunFilter::All, "", "All"),
    (RunFilter::Open, "open", "Open"),
    (RunFilter::NeedsAPerson, "attention", "Needs attention"),
    (RunFilter::Ended, "ended", "Ended"),
];

/// Which rotations the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RotationQuery {
    /// In these states.
    pub states: RunFilter,
    /// Of this secret.
    pub secret: Option<String>,
    /// Cursor of the page; `None` for the newest.
    pub cursor: Option<String>,
}

impl RotationQuery {
    /// Reads an address and ignores what it does not know.
    pub fn from_params(params: &ParamsMap) -> Self {
        let one = |key: &str| params.get(key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let word = one("state").unwrap_or_default();
        let states = FILTERS.into_iter().find(|(_, own, _)| *own == word).map(|(states, ..)| states);
        Self { states: states.unwrap_or_default(), secret: one("secret"), cursor: one("cursor") }
    }

    /// The first page in these states.
    #[must_use]
    pub fn in_states(&self, states: RunFilter) -> Self {
        Self { states, secret: self.secret.clone(), cursor: None }
    }

    /// The first page of this secret, or of all.
    #[must_use]
    pub fn of_secret(&self, secret: Option<String>) -> Self {
        Self { states: self.states, secret, cursor: None }
    }

    /// Another page; `None` for the first.
    #[must_use]
    pub fn at(&self, cursor: Option<String>) -> Self {
        Self { cursor, ..self.clone() }
    }

    /// The word of its states in addresses.
    pub fn word(&self) -> &'static str {
        FILTERS.into_iter().find(|(states, ..)| *states == self.states).map_or("", |(_, word, _)| word)
    }

    /// The address.
    pub fn address(&self) -> String {
        let state = Some(self.word()).filter(|word| !word.is_empty()).map(|word| ("state", word));
        let secret = self.secret.as_deref().map(|secret| ("secret", secret));
        let cursor = self.cursor.as_deref().map(|cursor| ("cursor", cursor));
        let pairs = [state, secret, cursor].into_iter().flatten();
        let pairs: Vec<_> = pairs.map(|(key, value)| format!("{key}={}", paths::escape(value))).collect();
        paths::address(paths::ROTATIONS, &pairs.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> RotationQuery {
        let mut params = ParamsMap::new();
        for (key, value) in pairs {
            params.insert(*key, (*value).to_owned());
        }
        RotationQuery::from_params(&params)
    }

    #[test]
    fn query_round_trips_through_the_address() {
        let query = read(&[("state", "attention"), ("secret", "a/b"), ("cursor", "x=")]);
        assert_eq!(query.address(), "/rotations?state=attention&secret=a%2Fb&cursor=x%3D");
        assert_eq!(query.in_states(RunFilter::All).address(), "/rotations?secret=a%2Fb");
        assert_eq!(query.of_secret(None).address(), "/rotations?state=attention");
        assert_eq!(query.at(None).address(), "/rotations?state=attention&secret=a%2Fb");
        assert_eq!(read(&[("state", "nope"), ("secret", " ")]), RotationQuery::default());
    }
}
