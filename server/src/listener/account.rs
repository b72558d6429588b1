//! Bytes of requests that are held for clients who have proven nothing yet.
//!
//! HTTP/2 lets one connection send a hundred heads before the first is answered, and neither hyper nor h2 can raise a limit of streams
//! or heads later. So the limits of HTTP/2 stay as wide as honest clients need, and the listener counts what a connection makes it
//! hold: until a request on it was signed or came from a session, a connection may hold little, and all of them together a fixed sum.
//! What goes beyond is refused at once. A small part of each connection is not counted, so that a flood cannot keep out those whose
//! requests are small.

use http::{HeaderMap, Request};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};
use strongroom_domain::counted_address;

/// Bytes of each connection that are not counted.
const UNCOUNTED: usize = 16 << 10;
/// Most bytes of a connection.
const OF_CONNECTION: usize = 512 << 10;
/// Most counted bytes of the connections of one network.
const OF_NETWORK: usize = 4 << 20;
/// Most counted bytes of all connections of a listener.
const OF_ALL: usize = 16 << 20;
/// About the bytes of a request besides its head, and of a header besides its texts.
const REQUEST: usize = 1024;
const HEADER: usize = 128;

/// The counted bytes of a listener.
#[derive(Default)]
pub(super) struct Budget(Mutex<CountedBytes>);

#[derive(Default)]
struct CountedBytes {
    all: usize,
    of_network: HashMap<IpAddr, usize>,
}

impl Budget {
    fn lock(&self) -> MutexGuard<'_, CountedBytes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, network: Option<IpAddr>, bytes: usize) -> bool {
        let mut counted = self.lock();
        let own = network.and_then(|network| counted.of_network.get(&network)).copied().unwrap_or(0);
        if counted.all + bytes > OF_ALL || own + bytes > OF_NETWORK {
            return false;
        }
        counted.all += bytes;
        if let Some(network) = network {
            *counted.of_network.entry(network).or_default() += bytes;
        }
        true
    }

    fn give_back(&self, network: Option<IpAddr>, bytes: usize) {
        let mut counted = self.lock();
        counted.all = counted.all.saturating_sub(bytes);
        let Some(network) = network else { return };
        if let Some(own) = counted.of_network.get_mut(&network) {
            *own = own.saturating_sub(bytes);
            if *own == 0 {
                counted.of_network.remove(&network);
            }
        }
    }
}

/// What one connection holds.
pub(super) struct ConnectionAccount {
    budget: Arc<Budget>,
    /// Of the client; `None` for a proxy, which speaks for many.
    network: Option<IpAddr>,
    held: Mutex<Held>,
    /// Bytes of a head that is not complete yet.
    reading: AtomicUsize,
}

#[derive(Default)]
struct Held {
    bytes: usize,
    proven: bool,
}

fn counted(bytes: usize) -> usize {
    bytes.saturating_sub(UNCOUNTED)
}

impl ConnectionAccount {
    pub fn new(budget: Arc<Budget>, client: Option<IpAddr>) -> Arc<Self> {
        let network = client.map(counted_address);
        Arc::new(Self { budget, network, held: Mutex::default(), reading: AtomicUsize::new(0) })
    }

    /// A client has proven who it is: from now on nothing is counted.
    pub fn prove(&self) {
        let mut held = self.lock();
        if !held.proven {
            held.proven = true;
            self.release(counted(held.bytes));
        }
    }

    /// More bytes of a head have been read. `false` if they may not be held.
    pub fn reads(&self, bytes: usize) -> bool {
        let may = self.hold(bytes);
        if may {
            self.reading.fetch_add(bytes, Relaxed);
        }
        may
    }

    /// A head is complete and has become a request.
    pub fn head_read(&self) {
        self.drop_bytes(self.reading.swap(0, Relaxed));
    }

    /// Counts a request until the charge is dropped; `None` if it may not be held.
    pub fn charge<B>(self: &Arc<Self>, request: &Request<B>) -> Option<Arc<Charge>> {
        let bytes =
            REQUEST + request.uri().path_and_query().map_or(0, |path| path.as_str().len()) + size(request.headers());
        self.hold(bytes).then(|| Arc::new(Charge { account: self.clone(), bytes: AtomicUsize::new(bytes) }))
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn release(&self, bytes: usize) {
        if bytes > 0 {
            self.budget.give_back(self.network, bytes);
        }
    }

    fn hold(&self, bytes: usize) -> bool {
        let mut held = self.lock();
        if held.proven {
            return true;
        }
        let after = held.bytes + bytes;
        let more = counted(after) - counted(held.bytes);
        if after > OF_CONNECTION || more > 0 && !self.budget.take(self.network, more) {
            return false;
        }
        held.bytes = after;
        true
    }

    fn drop_bytes(&self, bytes: usize) {
        let mut held = self.lock();
        if held.proven {
            return;
        }
        let after = held.bytes.saturating_sub(bytes);
        self.release(counted(held.bytes) - counted(after));
        held.bytes = after;
    }
}

impl Drop for ConnectionAccount {
    fn drop(&mut self) {
        let held = self.held.get_mut().unwrap_or_else(PoisonError::into_inner);
        let left = if held.proven { 0 } else { counted(held.bytes) };
        self.release(left);
    }
}

fn size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| HEADER + name.as_str().len() + value.len()).sum()
}

/// What one request holds.
pub(super) struct Charge {
    account: Arc<ConnectionAccount>,
    bytes: AtomicUsize,
}

impl Charge {
    /// More bytes of its body have arrived. `false` if they may not be held.
    pub fn add(&self, bytes: usize) -> bool {
        let may = self.account.hold(bytes);
        if may {
            self.bytes.fetch_add(bytes, Relaxed);
        }
        may
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.account.drop_bytes(*self.bytes.get_mut());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn account(budget: &Arc<Budget>, n: u32) -> Arc<ConnectionAccount> {
        ConnectionAccount::new(budget.clone(), Some(IpAddr::V4(n.into())))
    }

    fn request(bytes: usize) -> Request<()> {
        Request::builder().header("x", "a".repeat(bytes - REQUEST - HEADER - 2)).body(()).unwrap()
    }

    #[test]
    fn connection_holds_little_before_a_proof_and_anything_after() {
        let budget = Arc::default();
        let account = account(&budget, 1);
        let large = request(96 << 10);
        let charges: Vec<_> = std::iter::from_fn(|| account.charge(&large)).collect();
        assert_eq!(charges.len(), OF_CONNECTION / (96 << 10));
        assert!(budget.lock().all > 0);
        assert!(!charges[0].add(96 << 10), "bodies count too");
        drop(charges);
        assert_eq!(budget.lock().all, 0);
        let before = account.charge(&large).unwrap();
        account.prove();
        assert_eq!(budget.lock().all, 0);
        let after: Vec<_> = (0..100).map(|_| account.charge(&large).unwrap()).collect();
        assert!(before.add(1 << 20) && after[0].add(1 << 20));
        drop((before, after));
        assert_eq!((budget.lock().all, account.lock().bytes > 0), (0, true));
    }

    #[test]
    fn all_connections_share_a_sum_and_small_requests_need_none() {
        let budget = Arc::default();
        let large = request(400 << 10);
        let mut held = Vec::new();
        let connections = |network: u32, held: &mut Vec<_>| {
            let mut some = 0;
            while let account = account(&budget, network)
                && let Some(charge) = account.charge(&large)
            {
                held.push(charge);
                some += 1;
            }
            some
        };
        assert_eq!(connections(1, &mut held), OF_NETWORK / (384 << 10), "one network");
        for network in 2..20 {
            connections(network, &mut held);
        }
        let held_now = budget.lock().all;
        assert!(held_now <= OF_ALL && held_now > OF_ALL - (400 << 10));
        let honest = account(&budget, 77);
        assert!(honest.charge(&large).is_none());
        let small = honest.charge(&request(8 << 10)).unwrap();
        assert!(small.add(4 << 10) && !small.add(400 << 10));
        drop((held, small, honest));
        let left = budget.lock();
        assert_eq!((left.all, left.of_network.len()), (0, 0));
    }

    #[test]
    fn incomplete_heads_count_until_they_are_read() {
        let budget = Arc::default();
        let account = account(&budget, 1);
        assert!((0..6).all(|_| account.reads(16 << 10)));
        assert_eq!(budget.lock().all, 80 << 10);
        account.head_read();
        assert_eq!(budget.lock().all, 0);
        assert!(account.reads(64 << 10));
        drop(account);
        assert_eq!(budget.lock().all, 0, "the connection was closed");
    }
}
