//! A cache that never answers with something older than the last commit.
//!
//! Loads and commits race: a load that began before a commit may end after it. Each shard counts the commits that touched
//! it; what was loaded is kept only if that count has not changed in the meantime.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, RandomState},
    sync::{Arc, RwLock},
};

const SHARDS: usize = 32;

/// About the bytes of an entry besides its value.
const ENTRY: usize = 96;

/// Sharded map from a key to a shared value, bounded by the bytes it holds.
pub(crate) struct Cache<K, V> {
    shards: Vec<RwLock<Shard<K, V>>>,
    hasher: RandomState,
    shard_weight: usize,
}

struct Shard<K, V> {
    epoch: u64,
    weight: usize,
    map: HashMap<K, (Arc<V>, usize)>,
}

/// The commit count of a shard at the moment a load began.
#[derive(Clone, Copy)]
pub(crate) struct Ticket(u64);

impl<K: Hash + Eq, V> Cache<K, V> {
    /// At most about `weight` bytes in all.
    pub fn new(weight: usize) -> Self {
        let shard = || RwLock::new(Shard { epoch: 0, weight: 0, map: HashMap::new() });
        Self {
            shards: (0..SHARDS).map(|_| shard()).collect(),
            hasher: RandomState::new(),
            shard_weight: weight / SHARDS,
        }
    }

    /// The bytes it holds.
    #[cfg(test)]
    pub fn weight(&self) -> usize {
        self.shards.iter().map(|shard| shard.read().unwrap_or_else(|e| e.into_inner()).weight).sum()
    }

    fn shard<Q: Hash + ?Sized>(&self, key: &Q) -> &RwLock<Shard<K, V>> {
        let index = self.hasher.hash_one(key) as usize % SHARDS;
        &self.shards[index]
    }

    /// The value, or a ticket to load it with.
    pub fn get<Q>(&self, key: &Q) -> Result<Arc<V>, Ticket>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let shard = self.shard(key).read().unwrap_or_else(|e| e.into_inner());
        shard.map.get(key).map(|(v, _)| v.clone()).ok_or(Ticket(shard.epoch))
    }

    /// Keeps what was loaded, unless a commit came between, or it is too large. `weight` is the bytes of key and value.
    pub fn put(&self, ticket: Ticket, key: K, value: Arc<V>, weight: usize) {
        let weight = weight + ENTRY;
        let mut guard = self.shard(&key).write().unwrap_or_else(|e| e.into_inner());
        let shard = &mut *guard;
        if shard.epoch != ticket.0 || weight > self.shard_weight {
            return;
        }
        while shard.weight + weight > self.shard_weight {
            let mut space = 0;
            // The map's order is random, so this evicts at random: good enough, and nothing to keep up on a hit.
            shard.map.retain(|_, (_, w)| {
                let keep = space >= weight;
                space += if keep { 0 } else { *w };
                keep
            });
            shard.weight = shard.map.values().map(|(_, w)| w).sum();
        }
        if let Some((_, old)) = shard.map.insert(key, (value, weight)) {
            shard.weight -= old;
        }
        shard.weight += weight;
    }

    /// Forgets a key because a commit changed it.
    pub fn changed<Q>(&self, key: &Q)
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let mut shard = self.shard(key).write().unwrap_or_else(|e| e.into_inner());
        shard.epoch += 1;
        if let Some((_, weight)) = shard.map.remove(key) {
            shard.weight -= weight;
        }
    }

    /// Forgets everything.
    pub fn clear(&self) {
        for shard in &self.shards {
            let mut shard = shard.write().unwrap_or_else(|e| e.into_inner());
            shard.epoch += 1;
            shard.weight = 0;
            shard.map.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_during_a_load_wins() {
        let cache: Cache<String, u32> = Cache::new(32_000);
        let ticket = cache.get("a").err().unwrap();
        cache.changed("a");
        cache.put(ticket, "a".into(), Arc::new(1), 1);
        assert!(cache.get("a").is_err(), "what was loaded before the commit must not be kept");
        let ticket = cache.get("a").err().unwrap();
        cache.put(ticket, "a".into(), Arc::new(2), 1);
        assert_eq!(*cache.get("a").ok().unwrap(), 2);
        cache.clear();
        assert!(cache.get("a").is_err());
    }

    #[test]
    fn weight_is_bounded() {
        let cache: Cache<u32, u32> = Cache::new(64_000);
        for n in 0..10_000 {
            let ticket = cache.get(&n).err().unwrap();
            cache.put(ticket, n, Arc::new(n), 7);
        }
        let held = cache.weight();
        assert!(held <= 64_000 && held > 32_000, "{held}");
        for n in 10_000..20_000 {
            let ticket = cache.get(&n).err().unwrap();
            cache.put(ticket, n, Arc::new(n), if n % 2 == 0 { 1_900 } else { 1_000_000 });
            assert!(cache.weight() <= 64_000, "entries of extreme size");
        }
        assert!(cache.get(&19_998).is_ok(), "large entries are kept if they fit");
        assert!(cache.get(&19_999).is_err(), "larger ones than the cache are not");
    }
}
