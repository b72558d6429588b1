//! ListSecrets: a page of secrets, by cursor or by number.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::SecretFacts,
    ops::page::check_page,
    ports::{SecretPosition, SecretSlice},
    rows::SecretRow,
};
use strongroom_domain::{Action, Field, FieldError, Problem, SecretFilter, SecretSort, Total, Unit, limits};
use strongroom_trail::Detail;

/// Request.
pub struct ListSecrets {
    /// Filter.
    pub filter: SecretFilter,
    /// Order.
    pub sort: SecretSort,
    /// Which page.
    pub page: Page,
    /// Rows a page, 1 to 100.
    pub limit: u32,
}

/// Which page of a list.
pub enum Page {
    /// The first.
    First,
    /// What follows a cursor.
    After(String),
    /// What precedes a cursor.
    Before(String),
    /// By number, from 1: for the vendor's API. Deep pages cost as much as all pages before them.
    Number(u32),
}

/// Output.
#[derive(Clone, Debug)]
pub struct SecretPage {
    /// The secrets.
    pub secrets: Vec<SecretFacts>,
    /// All that match: exact without a filter and for [`Page::Number`], otherwise up to [`limits::COUNTED`].
    pub total: Total,
    /// Cursor of the next page, if there is one.
    pub next: Option<String>,
    /// Cursor of the page before, if there is one.
    pub previous: Option<String>,
}

impl Run for ListSecrets {
    type Output = SecretPage;

    fn action(&self) -> Action {
        Action::ListSecrets
    }

    /// A filter by rotations tells which secrets have which.
    fn further(&self) -> &'static [Action] {
        if self.filter.rotation.is_some() { &[Action::ListRotations] } else { &[] }
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<SecretPage>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        self.filter.check()?;
        if self.filter.text.chars().count() > limits::SEARCH {
            return Err(FieldError::new(
                Field::Search,
                Problem::TooMany { max: limits::SEARCH, unit: Unit::Characters },
            )
            .into());
        }
        let slice = match &self.page {
            Page::First => SecretSlice::After(None),
            Page::After(cursor) => SecretSlice::After(Some(self.position(cx, cursor)?)),
            Page::Before(cursor) => SecretSlice::Before(self.position(cx, cursor)?),
            Page::Number(0) => return Err(FieldError::new(Field::PageNumber, Problem::Zero).into()),
            Page::Number(n) => SecretSlice::Skip(u64::from(n - 1) * u64::from(self.limit)),
        };
        let list = cx.store().secrets(&self.filter, self.sort, &slice, self.limit).await?;
        let secrets = list.rows.into_iter().map(|r| r.verify(&cx.vault.keyring)).collect::<Result<Vec<_>, _>>()?;
        let (more_after, more_before) = match &slice {
            SecretSlice::After(from) => (list.more, from.is_some()),
            SecretSlice::Before(_) => (true, list.more),
            SecretSlice::Skip(skipped) => (list.more, *skipped > 0),
        };
        let next = secrets.last().filter(|_| more_after).map(|row| self.cursor(cx, row));
        let previous = secrets.first().filter(|_| more_before).map(|row| self.cursor(cx, row));
        cx.note(Detail::Count, secrets.len().to_string());
        let secrets = secrets.into_iter().map(SecretFacts::from).collect();
        Ok(Done::read(SecretPage { secrets, total: list.total, next, previous }))
    }
}

impl ListSecrets {
    /// A cursor works only for the order it was made in.
    fn purpose(&self) -> String {
        format!("list-secrets/{:?}", self.sort)
    }

    fn cursor(&self, cx: &Context<'_>, row: &SecretRow) -> String {
        let key = match self.sort {
            SecretSort::Name | SecretSort::NameDown => row.name.to_string(),
            SecretSort::Updated | SecretSort::UpdatedUp => row.updated.0.to_string(),
            SecretSort::Created | SecretSort::CreatedUp => row.created.0.to_string(),
        };
        let mut bytes = row.id.0.to_vec();
        bytes.extend_from_slice(key.as_bytes());
        cx.make_cursor(&self.purpose(), &bytes)
    }

    fn position(&self, cx: &Context<'_>, cursor: &str) -> Result<SecretPosition, CoreError> {
        let bytes = cx.read_cursor(&self.purpose(), cursor)?;
        let broken = || CoreError::from(FieldError::new(Field::Cursor, Problem::UnknownCursor));
        let (id, key) = bytes.split_first_chunk::<16>().ok_or_else(broken)?;
        Ok(SecretPosition { key: String::from_utf8(key.to_vec()).map_err(|_| broken())?, id: *id })
    }
}
