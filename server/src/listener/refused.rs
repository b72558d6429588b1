//! Counts connections that are refused because of a limit, and logs them at most once a second: a flood must be visible, and must not
//! fill the log.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use tokio::time::Instant;

/// Least time between two lines of the log.
const INTERVAL: Duration = Duration::from_secs(1);

/// Why a connection was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefusedConnection {
    /// The listener has as many as it may.
    Total,
    /// The client's address has as many as it may.
    Address,
}

/// The refused connections of a listener.
pub(super) struct RefusedConnections {
    listener: SocketAddr,
    /// Not logged yet, by reason.
    total: u64,
    address: u64,
    last: Option<IpAddr>,
    /// When the next line may be logged.
    next: Option<Instant>,
    /// Since the start.
    all: u64,
}

impl RefusedConnections {
    pub fn new(listener: SocketAddr) -> Self {
        Self { listener, total: 0, address: 0, last: None, next: None, all: 0 }
    }

    /// Counts one.
    pub fn count(&mut self, why: RefusedConnection, client: IpAddr, now: Instant) {
        match why {
            RefusedConnection::Total => self.total += 1,
            RefusedConnection::Address => self.address += 1,
        }
        self.all += 1;
        self.last = Some(client);
        if self.next.is_none_or(|next| now >= next) {
            self.log(now);
        }
    }

    /// Waits until connections that are not logged yet may be.
    pub async fn due(&self) {
        match self.next {
            Some(next) if self.total + self.address > 0 => tokio::time::sleep_until(next).await,
            _ => std::future::pending().await,
        }
    }

    /// Logs what is not logged yet.
    pub fn log(&mut self, now: Instant) {
        let last = self.last.map(|address| address.to_string()).unwrap_or_default();
        tracing::warn!(
            listener = %self.listener,
            over_connections = self.total,
            over_connections_per_address = self.address,
            last_address = last,
            since_start = self.all,
            "connections were refused: the listener, or the client's address, has as many open as it may; raise connections or \
             connections_per_address if these are wanted"
        );
        (self.total, self.address) = (0, 0);
        self.next = Some(now + INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_flood_is_counted_and_logged_once_a_second() {
        let client = "192.0.2.1".parse().unwrap();
        let (begin, mut refused) = (Instant::now(), RefusedConnections::new("127.0.0.1:1".parse().unwrap()));
        refused.count(RefusedConnection::Total, client, begin);
        assert_eq!((refused.total, refused.all), (0, 1), "the first is logged at once");
        for n in 1..100 {
            refused.count(RefusedConnection::Address, client, begin + Duration::from_millis(n));
        }
        assert_eq!((refused.address, refused.all), (99, 100), "the others are not");
        assert_eq!(refused.next, Some(begin + INTERVAL));
        refused.count(RefusedConnection::Address, client, begin + INTERVAL);
        assert_eq!((refused.address, refused.all), (0, 101));
    }
}
