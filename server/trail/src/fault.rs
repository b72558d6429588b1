//! What is wrong with a trail, as data.

use crate::{
    block::{ChainError, WriterId},
    checkpoint::{CheckpointError, hex},
};

/// The first thing that is wrong with a trail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrailFault {
    /// A chain has a gap, or its events are not those it was hashed from.
    #[error("chain {}: {error}", short(.writer))]
    Chain {
        /// The chain.
        writer: WriterId,
        /// What and where.
        error: ChainError,
    },
    /// A block that this installation did not write: its MAC is missing or not valid.
    #[error("chain {}: this installation did not write events {first} to {last}, or they were altered", short(.writer))]
    NotAuthentic {
        /// The chain.
        writer: WriterId,
        /// First event of the block.
        first: u64,
        /// Last event of the block.
        last: u64,
    },
    /// A chain ends before the place a checkpoint saw it at.
    #[error("chain {}: events are missing from {} on; a checkpoint saw {sequence}", short(.writer), .found + 1)]
    Cut {
        /// The chain.
        writer: WriterId,
        /// The last event the checkpoint saw.
        sequence: u64,
        /// The last event there is.
        found: u64,
    },
    /// A chain has other events than a checkpoint saw.
    #[error("chain {}: up to event {sequence} it is not what a checkpoint saw", short(.writer))]
    Replaced {
        /// The chain.
        writer: WriterId,
        /// The event that the checkpoint saw last.
        sequence: u64,
    },
    /// A checkpoint of the database is damaged or forged.
    #[error("checkpoint {number}: {error}")]
    Checkpoint {
        /// Its number.
        number: u64,
        /// Why.
        error: CheckpointError,
    },
    /// A checkpoint of the database does not follow the one before it: one was removed or replaced.
    #[error("checkpoint {number} does not follow the one before it; checkpoints were removed or replaced")]
    CheckpointGap {
        /// Its number.
        number: u64,
    },
    /// The blocks are not those a checkpoint was made of.
    #[error("the blocks are not those that checkpoint {number} was made of")]
    Tree {
        /// Its number.
        number: u64,
    },
    /// The database is older than the newest checkpoint outside it.
    #[error("the database is older than checkpoint {outside}, which is kept outside it; its newest is {}", newest(.database))]
    OlderDatabase {
        /// The newest number outside.
        outside: u64,
        /// The newest number in the database.
        database: Option<u64>,
    },
    /// The database has another history than the one outside it.
    #[error("the database has another history than checkpoint {number}, which is kept outside it")]
    OtherHistory {
        /// Number of that checkpoint.
        number: u64,
    },
    /// No event carries a MAC, although a checkpoint outside says that they did.
    #[error(
        "no event in the database is authenticated, although checkpoint {outside}, which is kept outside it, covers authenticated ones"
    )]
    Stripped {
        /// The newest number outside.
        outside: u64,
    },
}

impl TrailFault {
    /// Chain and event it is about, if it is about one.
    pub fn place(&self) -> Option<(WriterId, u64)> {
        match self {
            Self::Chain { writer, error } => {
                let (ChainError::Altered { first }
                | ChainError::Unreadable { first }
                | ChainError::Gap { expected: first, .. }) = error;
                Some((*writer, *first))
            }
            Self::NotAuthentic { writer, first, .. } => Some((*writer, *first)),
            Self::Cut { writer, found, .. } => Some((*writer, found + 1)),
            Self::Replaced { writer, sequence } => Some((*writer, *sequence)),
            Self::Checkpoint { .. }
            | Self::CheckpointGap { .. }
            | Self::Tree { .. }
            | Self::OlderDatabase { .. }
            | Self::OtherHistory { .. }
            | Self::Stripped { .. } => None,
        }
    }

    /// Whether an operator may accept it: the database is a restored one.
    pub fn is_restored_database(&self) -> bool {
        matches!(self, Self::OlderDatabase { .. } | Self::OtherHistory { .. })
    }
}

/// Enough of a writer's id to tell it from others.
fn short(writer: &WriterId) -> String {
    hex(&writer.0[..4])
}

fn newest(number: &Option<u64>) -> String {
    number.map_or_else(|| "none".to_owned(), |number| number.to_string())
}
