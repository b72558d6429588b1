//! Who read which version, against the events of reads.

use super::{
    WriterProgress,
    reads::{self, AddedReads},
};
use crate::{convert::text, database::Database, error::unavailable, trail::tail};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::HashMap;
use strongroom_core::ports::{DerivedFault, StoreError};
use strongroom_domain::{SecretName, VersionId};

/// Compares every row with the events that are added up; not if they are more than `most`.
pub(super) async fn fault(
    db: &Database,
    writers: &[WriterProgress],
    most: Option<u64>,
) -> Result<Option<DerivedFault>, StoreError> {
    // One moment: a step of the task adds to the rows and moves its mark in one transaction.
    let moment = db.moment().await.map_err(unavailable)?;
    let added = progress(db, &moment).await?;
    if most.is_some_and(|most| added.values().map(AddedReads::last).sum::<u64>() > most) {
        return moment.commit().await.map_err(unavailable).map(|()| None);
    }
    let rows = reads::all_rows(db, &moment).await?;
    moment.commit().await.map_err(unavailable)?;
    let mut expected = reads::ExpectedReads::default();
    for (number, added) in added {
        if !writers.iter().any(|writer| writer.number == number) {
            return Ok(Some(DerivedFault::ReadersTable));
        }
        let mut last = 0;
        tail::blocks_after(&db.readers, db, number, 0, |events| {
            let inside = events.iter().all(|stored| stored.sequence <= added.last());
            if inside {
                events.iter().for_each(|stored| {
                    last = stored.sequence;
                    expected.add(stored, &added);
                });
            }
            inside
        })
        .await?;
        if last != added.last() {
            return Ok(Some(DerivedFault::ReadersTable));
        }
    }
    let Some((secret, version)) = expected.difference(rows) else { return Ok(None) };
    let secret = text(SecretName::new(&secret), "read_tally.secret");
    let version = text(VersionId::new(&version), "read_tally.version");
    match (secret, version) {
        (Ok(secret), Ok(version)) => Ok(Some(DerivedFault::Readers { secret, version })),
        _ => Ok(Some(DerivedFault::ReadersTable)),
    }
}

/// Per writer, how far its events are added up.
async fn progress(db: &Database, moment: &DatabaseTransaction) -> Result<HashMap<i64, AddedReads>, StoreError> {
    let sql = "SELECT * FROM read_tally_progress";
    let rows = moment.query_all_raw(db.statement(sql, [])).await.map_err(unavailable)?;
    rows.iter().map(|row| Ok((row.try_get("", "writer").map_err(unavailable)?, AddedReads::of(row)?))).collect()
}
