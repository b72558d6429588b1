//! What a caller saw before it decided on a call, such as a form that was open for an hour.
//!
//! Rows count their changes in a revision. The count of a new row begins at a random place, so that no revision of a thing
//! ever comes back in a later thing of the same name: one precondition tells a changed thing and another one alike.

use super::{Engine, Vault};
use crate::{CoreError, ports::Store};
use strongroom_crypto::fill_random;
use strongroom_domain::{ChannelName, CmkId, GroupName, PolicyName, RoleName, SecretName, TargetName, UserName};

/// Bits of a revision that count changes. Those above are random and stay the same for the life of the row.
const COUNT_BITS: u32 = 24;

/// A thing with its revision as the caller saw it. The call is refused with [`CoreError::Conflict`] if it is no longer so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The thing. It need not be what the operation is about.
    pub thing: SeenThing,
    /// Its revision.
    pub revision: u64,
    /// What must still hold.
    pub still: Still,
}

/// Something with a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeenThing {
    /// A secret.
    Secret(SecretName),
    /// A customer master key.
    Key(CmkId),
    /// A user.
    User(UserName),
    /// A group.
    Group(GroupName),
    /// A role.
    Role(RoleName),
    /// A custom policy.
    Policy(PolicyName),
    /// A target of rotations.
    Target(TargetName),
    /// A notification channel.
    Channel(ChannelName),
}

/// What must still hold of a thing that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Still {
    /// Nothing about it has changed: for calls that replace what was seen.
    Unchanged,
    /// It has not been deleted and made anew: for calls that add, remove or act.
    Itself,
}

impl Seen {
    fn holds(&self, revision: u64) -> bool {
        match self.still {
            Still::Unchanged => self.revision == revision,
            Still::Itself => self.revision >> COUNT_BITS == revision >> COUNT_BITS,
        }
    }
}

impl Engine {
    /// Refuses the call if what the caller saw is no longer so. A thing that is gone is left to the operation.
    pub(super) async fn check_seen(&self, vault: &Vault, seen: Option<&Seen>) -> Result<(), CoreError> {
        let Some(seen) = seen else { return Ok(()) };
        let revision = vault.revision(&*self.store, &seen.thing).await?;
        if revision.is_none_or(|revision| seen.holds(revision)) { Ok(()) } else { Err(CoreError::Conflict) }
    }
}

impl Vault {
    /// The revision of a thing now, if there is one of this name.
    async fn revision(&self, store: &dyn Store, thing: &SeenThing) -> Result<Option<u64>, CoreError> {
        Ok(match thing {
            SeenThing::Secret(name) => store.secret_revision(name).await?.map(|(_, revision)| revision),
            SeenThing::Key(id) => {
                self.load_cmks(store).await?;
                self.cmk(*id).ok().map(|cmk| cmk.row.revision)
            }
            SeenThing::User(name) => self.user_by_name(store, name).await?.map(|user| user.revision),
            SeenThing::Group(name) => self.group_by_name(store, name).await?.map(|group| group.revision),
            SeenThing::Role(name) => self.role_by_name(store, name).await?.map(|role| role.revision),
            SeenThing::Policy(name) => self.policy(store, name).await?.map(|policy| policy.revision),
            SeenThing::Target(name) => self.target_by_name(store, name).await?.map(|target| target.revision),
            SeenThing::Channel(name) => self.channel_by_name(store, name).await?.map(|channel| channel.revision),
        })
    }
}

/// The revision of a new row.
pub(crate) fn first_revision() -> Result<u64, CoreError> {
    let mut random = [0; 8];
    fill_random(&mut random)?;
    // The database counts to 2^63. Rows of earlier releases began at 1: no new row begins there.
    let life = (u64::from_be_bytes(random) >> 1 >> COUNT_BITS).max(1);
    Ok((life << COUNT_BITS) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives_of_a_name_share_no_revision() {
        let name = SecretName::new("a").unwrap();
        let seen = |revision, still| Seen { thing: SeenThing::Secret(name.clone()), revision, still };
        let (one, other) = (first_revision().unwrap(), first_revision().unwrap());
        assert!(one <= i64::MAX as u64 && one > 1 << COUNT_BITS);
        assert!(seen(one, Still::Unchanged).holds(one) && !seen(one, Still::Unchanged).holds(one + 1));
        assert!(seen(one, Still::Itself).holds(one + 1_000_000) && !seen(one, Still::Itself).holds(other));
        assert!(!seen(1, Still::Itself).holds(one) && seen(1, Still::Itself).holds(7), "rows of earlier releases");
    }
}
