//! The other direction of memberships and attachments: which users, groups and roles a policy or a group has.

use crate::{
    convert::nat,
    database::Database,
    error::{refused, unavailable},
    search::escaped,
    sql::Sql,
};
use sea_orm::{ConnectionTrait, Statement, Value};
use strongroom_core::ports::{Holders, StoreError};
use strongroom_domain::{GroupId, PolicyRef, PolicyType, Since};

/// Who has the attachments.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    User,
    Group,
    Role,
}

impl Side {
    fn column(self) -> &'static str {
        match self {
            Self::User => "ram_user",
            Self::Group => "ram_group",
            Self::Role => "ram_role",
        }
    }
}

/// Replaces the attachments of one holder.
pub(crate) async fn put(
    db: &impl ConnectionTrait,
    side: Side,
    id: &[u8],
    policies: &[Since<PolicyRef>],
) -> Result<(), StoreError> {
    let column = side.column();
    run(db, format!("DELETE FROM ram_attachment WHERE {column} = $1"), [id.to_vec().into()]).await?;
    for Since { what: policy, .. } in policies {
        let custom = (policy.kind == PolicyType::Custom).then(|| policy.name.to_string());
        let sql = format!("INSERT INTO ram_attachment (policy, custom, {column}) VALUES ($1, $2, $3)");
        run(db, sql, [policy.to_string().into(), custom.into(), id.to_vec().into()]).await?;
    }
    Ok(())
}

/// Replaces the memberships of a user.
pub(crate) async fn put_groups(
    db: &impl ConnectionTrait,
    user: &[u8],
    groups: &[Since<GroupId>],
) -> Result<(), StoreError> {
    run(db, "DELETE FROM ram_member WHERE ram_user = $1".to_owned(), [user.to_vec().into()]).await?;
    for Since { what: group, .. } in groups {
        let sql = "INSERT INTO ram_member (ram_group, ram_user) VALUES ($1, $2)".to_owned();
        run(db, sql, [group.0.to_vec().into(), user.to_vec().into()]).await?;
    }
    Ok(())
}

/// How many users, groups and roles have each of these policies.
pub(crate) async fn count(db: &Database, policies: &[PolicyRef]) -> Result<Vec<u64>, StoreError> {
    let keys: Vec<String> = policies.iter().map(ToString::to_string).collect();
    let mut sql = Sql::new("SELECT policy AS k, COUNT(*) AS n FROM ram_attachment WHERE policy IN ");
    sql.list(keys.clone()).add(" GROUP BY policy");
    let found = counts::<String>(db, &sql).await?;
    Ok(keys.iter().map(|key| found.iter().find(|(k, _)| k == key).map_or(0, |(_, n)| *n)).collect())
}

/// How many members each of these groups has.
pub(crate) async fn members(db: &Database, groups: &[GroupId]) -> Result<Vec<u64>, StoreError> {
    let mut sql = Sql::new("SELECT ram_group AS k, COUNT(*) AS n FROM ram_member WHERE ram_group IN ");
    sql.list(groups.iter().map(|group| group.0.to_vec())).add(" GROUP BY ram_group");
    let found = counts::<Vec<u8>>(db, &sql).await?;
    Ok(groups.iter().map(|group| found.iter().find(|(k, _)| *k == group.0).map_or(0, |(_, n)| *n)).collect())
}

async fn counts<K: sea_orm::TryGetable>(db: &Database, sql: &Sql) -> Result<Vec<(K, u64)>, StoreError> {
    let rows = db.readers.query_all_raw(sql.statement(db)).await.map_err(unavailable)?;
    rows.iter()
        .map(|row| {
            let count = nat(row.try_get("", "n").map_err(unavailable)?);
            Ok((row.try_get("", "k").map_err(unavailable)?, count))
        })
        .collect()
}

/// A page of `ram_user`, `ram_group` or `ram_role` in the order of their names.
pub(crate) fn page(side: Side, which: &Holders, after: Option<&str>, limit: u32) -> Sql {
    let table = side.column();
    let mut sql = Sql::new(&format!("SELECT h.* FROM {table} h WHERE h.folded > "));
    sql.value(after.unwrap_or_default().to_ascii_lowercase());
    match which {
        Holders::All => {}
        Holders::Like(text) => {
            let pattern = format!("%{}%", escaped(&text.to_lowercase()));
            let other = match side {
                Side::User => "display_name",
                Side::Group => "comments",
                Side::Role => "description",
            };
            sql.add(" AND (h.folded LIKE ").value(pattern.clone()).add(" ESCAPE '\\'");
            sql.add(&format!(" OR LOWER(h.{other}) LIKE ")).value(pattern).add(" ESCAPE '\\')");
        }
        Holders::Of(group) => {
            sql.add(" AND h.id IN (SELECT ram_user FROM ram_member WHERE ram_group = ")
                .value(group.0.to_vec())
                .add(")");
        }
        Holders::With(policy) => {
            sql.add(&format!(" AND h.id IN (SELECT {table} FROM ram_attachment WHERE policy = "));
            sql.value(policy.to_string()).add(&format!(" AND {table} IS NOT NULL)"));
        }
    }
    sql.add(" ORDER BY h.folded LIMIT ").value(i64::from(limit));
    sql
}

async fn run<const N: usize>(db: &impl ConnectionTrait, sql: String, values: [Value; N]) -> Result<(), StoreError> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.execute_raw(statement).await.map_err(refused)?;
    Ok(())
}
