//! ListReach: what a user or role may read.

use super::reads::{last_reads, read_checks};
use crate::{
    CoreError,
    engine::{Context, Done, Loaded, Run},
    ops::{
        policies::{PolicySubject, subject_grants, subject_resource},
        principals::{GrantedAccess, PAGE, SCAN, Scan, granted},
    },
    ports::{SecretPosition, SecretSlice},
};
use std::{borrow::Cow, collections::HashMap};
use strongroom_domain::{Action, EventField, SecretFilter, SecretName, SecretSort, SecretState, Timestamp};

/// Lists secrets whose current value a user or role may read, now or later, whatever the conditions.
pub struct ListReach {
    /// Who.
    pub who: PolicySubject,
    /// Go on after this secret.
    pub after: Option<SecretName>,
}

/// A secret that may be read.
#[derive(Clone, Debug)]
pub struct Reached {
    /// Which.
    pub name: SecretName,
    /// Through which statements, and under which conditions.
    pub access: GrantedAccess,
    /// When the user last read a value of it; not known of a role, whose sessions have names of their own.
    pub last_read: Option<Timestamp>,
}

impl Run for ListReach {
    type Output = Scan<Reached, SecretName>;

    fn action(&self) -> Action {
        Action::ListReach
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        subject_resource(&self.who)
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let grants = subject_grants(cx, &self.who).await?;
        let reads = match &self.who {
            PolicySubject::User(_) => last_reads(cx, EventField::Actor, &grants.name, EventField::Resource).await?,
            PolicySubject::Role(_) => HashMap::new(),
        };
        let filter = SecretFilter { state: Some(SecretState::Active), ..SecretFilter::default() };
        let mut scan = Scan { found: Vec::new(), looked_at: 0, next: None };
        let mut at = self.after.as_ref().map(|name| SecretPosition { key: name.to_string(), id: [0xff; 16] });
        while scan.looked_at < SCAN {
            let page = cx.store().secrets(&filter, SecretSort::Name, &SecretSlice::After(at), PAGE).await?;
            let rows = cx.vault.verified(page.rows)?;
            scan.next = rows.last().map(|row| row.name.clone()).filter(|_| page.more);
            at = rows.last().map(|row| SecretPosition { key: row.name.to_string(), id: row.id.0 });
            for row in rows {
                scan.looked_at += 1;
                let loaded = Loaded::without_versions(row, &cx.vault);
                if let Some(access) = granted(cx, &grants, &read_checks(cx, &loaded)) {
                    let last_read = reads.get(loaded.secret.name.as_str()).copied();
                    scan.found.push(Reached { name: loaded.secret.name, access, last_read });
                }
            }
            if scan.next.is_none() {
                break;
            }
        }
        Ok(Done::read(scan))
    }
}
