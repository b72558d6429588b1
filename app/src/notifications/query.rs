//! The state of the log: its address.

use crate::paths;
use leptos_router::params::ParamsMap;
use strongroom_domain::DeliveryFilter;

/// The filters by state, each with its word in addresses and its label.
pub const FILTERS: [(DeliveryFilter, &str, &str); 4] = [
    (DeliveryFilter::All, "", "All"),
    (DeliveryFilter::Waiting, "waiting", "Waiting"),
    (DeliveryFilter::Delivered, "delivered", "Delivered"),
    (DeliveryFilter::Failed, "failed", "Not delivered"),
];

/// Which messages the log shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryQuery {
    /// In these states.
    pub states: DeliveryFilter,
    /// To this channel.
    pub channel: Option<String>,
    /// Cursor of the page; `None` for the newest.
    pub cursor: Option<String>,
}

impl DeliveryQuery {
    /// Reads an address and ignores what it does not know.
    pub fn from_params(params: &ParamsMap) -> Self {
        let one = |key: &str| params.get(key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let word = one("state").unwrap_or_default();
        let states = FILTERS.into_iter().find(|(_, own, _)| *own == word).map(|(states, ..)| states);
        Self { states: states.unwrap_or_default(), channel: one("channel"), cursor: one("cursor") }
    }

    /// The first page in these states.
    #[must_use]
    pub fn in_states(&self, states: DeliveryFilter) -> Self {
        Self { states, channel: self.channel.clone(), cursor: None }
    }

    /// The first page of messages to this channel, or to all.
    #[must_use]
    pub fn to_channel(&self, channel: Option<String>) -> Self {
        Self { states: self.states, channel, cursor: None }
    }

    /// Another page; `None` for the first.
    #[must_use]
    pub fn at(&self, cursor: Option<String>) -> Self {
        Self { cursor, ..self.clone() }
    }

    /// The address.
    pub fn address(&self) -> String {
        let word = FILTERS.into_iter().find(|(states, ..)| *states == self.states).map_or("", |(_, word, _)| word);
        let state = Some(word).filter(|word| !word.is_empty()).map(|word| ("state", word));
        let channel = self.channel.as_deref().map(|channel| ("channel", channel));
        let cursor = self.cursor.as_deref().map(|cursor| ("cursor", cursor));
        let pairs = [state, channel, cursor].into_iter().flatten();
        let pairs: Vec<_> = pairs.map(|(key, value)| format!("{key}={}", paths::escape(value))).collect();
        paths::address(paths::NOTIFICATIONS, &pairs.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_round_trips_through_the_address() {
        let mut params = ParamsMap::new();
        for (key, value) in [("state", "failed"), ("channel", "ops"), ("cursor", "1.a")] {
            params.insert(key, value.to_owned());
        }
        let query = DeliveryQuery::from_params(&params);
        assert_eq!(
            query.address(),
            "/settings/notifications?state=failed&channel=ops&cursor=1%2Ea".replace("%2E", ".")
        );
        assert_eq!(query.in_states(DeliveryFilter::All).address(), "/settings/notifications?channel=ops");
        assert_eq!(query.to_channel(None).address(), "/settings/notifications?state=failed");
        params.insert("state", "nope".to_owned());
        assert_eq!(DeliveryQuery::from_params(&ParamsMap::new()), DeliveryQuery::default());
    }
}
