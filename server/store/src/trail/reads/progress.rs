//! How far a writer's events are added up: `read_tally_progress`.

use super::sums::SumKey;
use crate::{
    convert::{int, nat},
    error::{corrupt, unavailable},
    sql::Sql,
};
use sea_orm::QueryResult;
use strongroom_core::ports::StoreError;

/// Where the sums of one writer's events stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AddedReads {
    /// Every event up to this one is in the sums.
    pub added: u64,
    /// The batch that is partly written.
    pub open: Option<OpenBatch>,
}

/// A batch of events of which the rows up to a key are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenBatch {
    /// Its last event.
    pub through: u64,
    /// The last key that is written.
    pub part: SumKey,
}

impl AddedReads {
    /// Of a row of `read_tally_progress`, whose columns are NULL if there is none.
    pub fn of(row: &QueryResult) -> Result<Self, StoreError> {
        let number = |column: &str| row.try_get::<Option<i64>>("", column).map_err(unavailable);
        let added = number("added")?.map_or(0, nat);
        let through = number("through")?.map_or(0, nat);
        if through == 0 {
            return Ok(Self { added, open: None });
        }
        let part: String = row.try_get("", "part").map_err(unavailable)?;
        let part = serde_json::from_str(&part).map_err(|_| corrupt("read_tally_progress.part"))?;
        Ok(Self { added, open: Some(OpenBatch { through, part }) })
    }

    /// The last event of which a part may be in the sums.
    pub fn last(&self) -> u64 {
        self.open.as_ref().map_or(self.added, |open| open.through)
    }

    /// Whether what an event adds to a row is in it.
    pub fn includes(&self, sequence: u64, key: &SumKey) -> bool {
        let is_written = |open: &OpenBatch| sequence <= open.through && *key <= open.part;
        sequence <= self.added || self.open.as_ref().is_some_and(is_written)
    }

    /// The statement that moves a writer from here to `next`. It changes no row if another process was faster.
    pub fn advance(&self, writer: i64, next: &Self) -> Result<Sql, StoreError> {
        let ((added, through, part), before) = (next.columns()?, self.columns()?);
        let mut sql = Sql::new("INSERT INTO read_tally_progress (writer, added, through, part) VALUES (");
        sql.value(writer).add(", ").value(added).add(", ").value(through).add(", ").value(part);
        sql.add(") ON CONFLICT (writer) DO UPDATE SET added = excluded.added, through = excluded.through, part = excluded.part");
        sql.add(" WHERE read_tally_progress.added = ").value(before.0);
        sql.add(" AND read_tally_progress.through = ").value(before.1);
        sql.add(" AND read_tally_progress.part = ").value(before.2);
        Ok(sql)
    }

    fn columns(&self) -> Result<(i64, i64, String), StoreError> {
        let Some(OpenBatch { through, part }) = &self.open else { return Ok((int(self.added), 0, String::new())) };
        let part = serde_json::to_string(part).map_err(|_| corrupt("read_tally_progress.part"))?;
        Ok((int(self.added), int(*through), part))
    }
}
