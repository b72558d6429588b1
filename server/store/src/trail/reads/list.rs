//! Lists of reads: what is added up, and the events that are not yet.

use super::{
    progress::AddedReads,
    sums::{Sum, SumKey, Sums, read},
};
use crate::{
    convert::{nat, text},
    database::Database,
    error::{corrupt, unavailable},
    sql::Sql,
    trail::tail,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};
use std::{cmp::Reverse, collections::HashMap};
use strongroom_core::ports::{ReadSlice, StoreError, VersionReads};
use strongroom_domain::{Reader, Surface, Timestamp, VersionId};

pub(crate) async fn version_reads(db: &Database, slice: &ReadSlice) -> Result<Vec<VersionReads>, StoreError> {
    // One moment: an event is in the sums or in the blocks behind them, not in both and not in neither.
    let moment = db.moment().await.map_err(unavailable)?;
    let mut tail = not_added_yet(db, &moment, slice).await?;
    let mut found: Vec<(SumKey, Sum)> = rows(db, &moment, slice, None).await?;
    let known: HashMap<&SumKey, usize> = found.iter().enumerate().map(|(at, (key, _))| (key, at)).collect();
    let mut more: Vec<(usize, Sum)> = Vec::new();
    tail.0.retain(|key, sum| match known.get(key) {
        Some(&at) => {
            more.push((at, *sum));
            false
        }
        None => true,
    });
    for (at, sum) in more {
        found[at].1.add(sum);
    }
    let mut tail: Vec<(SumKey, Sum)> = tail.0.into_iter().filter(|(_, sum)| sum.last >= slice.since).collect();
    tail.sort_unstable_by_key(|(_, sum)| Reverse(sum.last));
    tail.truncate(slice.limit as usize);
    for (key, mut sum) in tail {
        // One that read earlier than those on the page.
        for (_, before) in rows(db, &moment, slice, Some(&key)).await? {
            sum.add(before);
        }
        found.push((key, sum));
    }
    moment.commit().await.map_err(unavailable)?;
    found.sort_unstable_by(|(a, one), (b, other)| (Reverse(one.last), a).cmp(&(Reverse(other.last), b)));
    found.truncate(slice.limit as usize);
    found.into_iter().map(|(key, sum)| reads(key, sum)).collect()
}

/// Events that a list reads at most. After an upgrade or a restore the whole trail has to be added up first.
const MOST: usize = 200_000;

/// The reads among the events that are not added yet.
///
/// # Errors
/// They are too many to be read for one list.
async fn not_added_yet(db: &Database, moment: &DatabaseTransaction, slice: &ReadSlice) -> Result<Sums, StoreError> {
    let sql = "SELECT w.number, p.added, p.through, p.part FROM trail_writer w \
               LEFT JOIN read_tally_progress p ON p.writer = w.number \
               WHERE EXISTS (SELECT 1 FROM trail_block b WHERE b.writer = w.number AND b.first_seq > COALESCE(p.added, 0))";
    let writers = moment.query_all_raw(db.statement(sql, [])).await.map_err(unavailable)?;
    let (mut sums, mut count) = (Sums::default(), 0);
    for row in writers {
        let number: i64 = row.try_get("", "number").map_err(unavailable)?;
        let added = AddedReads::of(&row)?;
        tail::blocks_after(moment, db, number, added.added, |events| {
            count += events.len();
            for stored in events {
                let event = &stored.event;
                let is_wanted = event.target.as_ref().is_some_and(|target| {
                    let version = target.version.as_deref();
                    let versions = &slice.versions;
                    target.name == slice.secret.as_str()
                        && (versions.is_empty() || versions.iter().any(|id| Some(id.as_str()) == version))
                });
                if is_wanted
                    && let Some((key, sum)) = read(event)
                    && !added.includes(stored.sequence, &key)
                {
                    sums.add(key, sum);
                }
            }
            count <= MOST
        })
        .await?;
        if count > MOST {
            return Err(StoreError::Unavailable("reads of secrets are still being added up".to_owned()));
        }
    }
    Ok(sums)
}

/// What is added up: a page, or one row.
async fn rows(
    db: &Database,
    moment: &DatabaseTransaction,
    slice: &ReadSlice,
    only: Option<&SumKey>,
) -> Result<Vec<(SumKey, Sum)>, StoreError> {
    let mut sql = Sql::new("SELECT * FROM read_tally WHERE secret = ");
    sql.value(slice.secret.as_str());
    if !slice.versions.is_empty() {
        sql.add(" AND version IN ").list(slice.versions.iter().map(VersionId::as_str));
    }
    if only.is_none() {
        sql.add(" AND last_time >= ").value(slice.since.0);
    }
    if let Some(SumKey { secret: _, version, is_role, reader, surface, network, client }) = only {
        sql.add(" AND version = ").value(version.as_str()).add(" AND is_role = ").value(*is_role);
        sql.add(" AND reader = ").value(reader.as_str()).add(" AND surface = ").value(i64::from(*surface));
        sql.add(" AND network = ").value(network.as_str()).add(" AND client = ").value(client.as_str());
    }
    sql.add(" ORDER BY last_time DESC LIMIT ").value(i64::from(slice.limit));
    let found = moment.query_all_raw(sql.statement(db)).await.map_err(unavailable)?;
    found.iter().map(row).collect()
}

fn row(row: &QueryResult) -> Result<(SumKey, Sum), StoreError> {
    let text = |column: &str| row.try_get::<String>("", column).map_err(unavailable);
    let number = |column: &str| row.try_get::<i64>("", column).map_err(unavailable);
    let surface = u8::try_from(number("surface")?).map_err(|_| corrupt("read_tally.surface"))?;
    let key = SumKey {
        secret: text("secret")?,
        version: text("version")?,
        is_role: row.try_get("", "is_role").map_err(unavailable)?,
        reader: text("reader")?,
        surface,
        network: text("network")?,
        client: text("client")?,
    };
    let address = text("address")?;
    let address = (!address.is_empty()).then(|| address.parse()).transpose();
    let sum = Sum {
        address: address.map_err(|_| corrupt("read_tally.address"))?,
        first: Timestamp(number("first_time")?),
        last: Timestamp(number("last_time")?),
        count: nat(number("reads")?),
    };
    Ok((key, sum))
}

fn reads(key: SumKey, sum: Sum) -> Result<VersionReads, StoreError> {
    let SumKey { secret: _, version, is_role, reader: name, surface, network, client } = key;
    let network = (!network.is_empty()).then(|| network.parse()).transpose();
    Ok(VersionReads {
        version: text(VersionId::new(&version), "read_tally.version")?,
        reader: Reader { is_role, name },
        surface: Surface::ALL
            .into_iter()
            .find(|one| one.code() == surface)
            .ok_or_else(|| corrupt("read_tally.surface"))?,
        network: network.map_err(|_| corrupt("read_tally.network"))?,
        client,
        address: sum.address,
        first: sum.first,
        last: sum.last,
        count: sum.count,
    })
}
