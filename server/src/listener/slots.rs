//! Limits the number of connections, in total and per address.

use super::refused::RefusedConnection;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use strongroom_domain::counted_address;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The connections a listener may have open.
pub(super) struct ConnectionSlots {
    total: u32,
    per_address: usize,
    free: Arc<Semaphore>,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One open connection, or what still runs for it; released when dropped.
pub(super) struct Slot {
    /// The network it counts for, once that is known.
    network: Option<IpAddr>,
    per_address: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
    _permit: OwnedSemaphorePermit,
}

impl ConnectionSlots {
    pub fn new(total: usize, per_address: usize) -> Self {
        let total = u32::try_from(total.min(Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
        Self { total, per_address, free: Arc::new(Semaphore::new(total as usize)), taken: Arc::default() }
    }

    /// A slot that counts for no client yet.
    ///
    /// # Errors
    /// None is free.
    pub fn take(&self) -> Result<Slot, RefusedConnection> {
        let permit = self.free.clone().try_acquire_owned().map_err(|_| RefusedConnection::Total)?;
        Ok(Slot { network: None, per_address: self.per_address, taken: self.taken.clone(), _permit: permit })
    }

    /// Waits until all slots are released.
    pub async fn all_released(&self) {
        // The semaphore is never closed, so this cannot fail.
        let _ = self.free.acquire_many(self.total).await;
    }
}

impl Slot {
    /// Counts it for a client: for IPv6 for the /64 network.
    ///
    /// # Errors
    /// The client has as many connections as it may.
    pub fn count_for(mut self, client: IpAddr) -> Result<Self, RefusedConnection> {
        let network = counted_address(client);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(network).or_default();
        if *count >= self.per_address {
            return Err(RefusedConnection::Address);
        }
        *count += 1;
        drop(taken);
        self.network = Some(network);
        Ok(self)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Some(network) = self.network else { return };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn take(slots: &ConnectionSlots, client: IpAddr) -> Result<Slot, RefusedConnection> {
        slots.take()?.count_for(client)
    }

    #[test]
    fn slots_are_limited_and_released_on_drop() {
        let slots = ConnectionSlots::new(3, 2);
        let [one, two]: [IpAddr; 2] = ["192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap()];
        let first = take(&slots, one).unwrap();
        let _second = take(&slots, one).unwrap();
        assert_eq!(take(&slots, one).err(), Some(RefusedConnection::Address), "two per address");
        let _third = take(&slots, two).unwrap();
        assert_eq!(take(&slots, two).err(), Some(RefusedConnection::Total), "three in total");
        drop(first);
        assert!(take(&slots, one).is_ok());
        assert_eq!(slots.taken.lock().unwrap().len(), 2);
    }

    #[test]
    fn ipv6_network_counts_as_one_client() {
        let slots = ConnectionSlots::new(9, 1);
        let _taken = take(&slots, "2001:db8::1".parse().unwrap()).unwrap();
        assert!(take(&slots, "2001:db8::2".parse().unwrap()).is_err());
        assert!(take(&slots, "2001:db8:0:1::1".parse().unwrap()).is_ok());
        let _mapped = take(&slots, "::ffff:192.0.2.1".parse().unwrap()).unwrap();
        assert!(take(&slots, "192.0.2.1".parse().unwrap()).is_err());
    }
}
