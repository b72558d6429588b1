//! What the managing account lacks.

use super::session::PostgresqlSession;
use strongroom_core::ports::{ManagerRights, Trouble};
use strongroom_domain::Strategy;

/// The first version in which CREATEROLE alone is not enough.
const ADMIN_NEEDED: u32 = 160_000;

/// The rights that the strategy needs for this account, as far as the server tells beforehand.
pub(super) async fn missing(
    session: &mut PostgresqlSession,
    strategy: Strategy,
    account: &str,
) -> Result<ManagerRights, Trouble> {
    const QUERY: &str = "SELECT me.rolsuper, me.rolcreaterole, me.oid = r.oid, r.rolsuper, r.rolreplication, \
                         pg_has_role(me.oid, r.oid, 'MEMBER WITH ADMIN OPTION'), \
                         pg_is_in_recovery() OR current_setting('transaction_read_only')::bool \
                         FROM pg_roles r, pg_roles me WHERE r.rolname::text = $1 AND me.rolname = session_user";
    let version = session.version().await?;
    let rows = session.rows(QUERY, account).await?;
    let row = rows.first().ok_or(Trouble::NoAccount)?;
    let is = |index| {
        row.try_get::<_, bool>(index).map_err(|_| Trouble::Unexpected("its catalogue is not PostgreSQL's".into()))
    };
    let (superuser, create_role, itself) = (is(0)?, is(1)?, is(2)?);
    let (target_superuser, target_replication, admin) = (is(3)?, is(4)?, is(5)?);
    if is(6)? {
        return Err(Trouble::ReadOnly);
    }
    let two = strategy == Strategy::TwoAccounts;
    if two && (target_superuser || target_replication) {
        return Err(Trouble::Unsupported("a role with SUPERUSER or REPLICATION is not cloned".into()));
    }
    let mut missing = Vec::new();
    if !superuser && (two || !itself) {
        if target_superuser {
            missing.push("SUPERUSER, to change a role that has it".into());
        } else if target_replication && version < ADMIN_NEEDED {
            missing.push("SUPERUSER, to change a role with REPLICATION".into());
        }
        if !create_role {
            missing.push("CREATEROLE, to set passwords of other roles".into());
        }
        if version >= ADMIN_NEEDED && !admin {
            missing.push("ADMIN OPTION on the role, to change it".into());
        }
    }
    Ok(ManagerRights { missing, version: format!("{}.{}", version / 10_000, version % 10_000) })
}
