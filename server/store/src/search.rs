//! Substring search over secrets: name, description, tags.
//!
//! The table `secret_search` holds each secret's text in lower case under the secret's number: on SQLite a trigram FTS5
//! table, on PostgreSQL a plain one with trigram indexes where the extension exists. Words of three characters and more use
//! the trigrams; shorter ones are looked for in every entry. User text reaches SQL as values only.

use crate::{error::refused, sql::Sql};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use strongroom_core::{ports::StoreError, rows::SecretRow};
use strongroom_domain::SecretFilter;

/// Words looked up in the trigram index; further ones only narrow what these found.
const INDEXED_WORDS: usize = 8;
const COLUMNS: [&str; 3] = ["name", "description", "tags"];

pub(crate) async fn put(db: &impl ConnectionTrait, no: i64, row: &SecretRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO secret_search (rowid, name, description, tags) VALUES ($1, $2, $3, $4)";
    let values =
        [no.into(), folded(row.name.as_str()).into(), folded(row.description.as_str()).into(), tags(row).into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await.map_err(refused)?;
    Ok(())
}

pub(crate) async fn remove(db: &impl ConnectionTrait, no: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM secret_search WHERE rowid = $1";
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [no.into()]))
        .await
        .map_err(refused)?;
    Ok(())
}

/// Keys and values, each on a line of its own: no tag can hold a line feed, so no word is found across two of them.
fn tags(row: &SecretRow) -> String {
    let mut text = String::new();
    for (key, value) in &row.tags {
        text.push_str(key.as_str());
        text.push('\n');
        text.push_str(value.as_str());
        text.push('\n');
    }
    folded(&text)
}

fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// How a text is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// Through the trigrams: finds every entry that matches.
    Index,
    /// In the text itself: tells of one entry whether it matches.
    Text,
}

/// Adds what the filter asks of `secret_search` as conditions joined by AND; adds nothing and says so when it asks for no
/// text.
pub(crate) fn conditions(backend: DbBackend, how: How, filter: &SecretFilter, sql: &mut Sql) -> bool {
    let mut words: Vec<String> = filter.text.split_whitespace().map(folded).collect();
    words.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
    words.dedup();
    let index = backend == DbBackend::Sqlite && how == How::Index;
    let mut search = Search { backend, index, phrases: Vec::new(), sql, joiner: "" };
    for word in &words {
        search.anywhere(word);
    }
    search.column("name", &filter.names);
    search.column("description", &filter.descriptions);
    search.finish()
}

struct Search<'a> {
    backend: DbBackend,
    /// Whether FTS5 is asked.
    index: bool,
    /// Conjuncts of an FTS5 query.
    phrases: Vec<String>,
    sql: &'a mut Sql,
    joiner: &'static str,
}

impl Search<'_> {
    /// A word that must occur in some column.
    fn anywhere(&mut self, word: &str) {
        if self.indexed([word]) {
            return self.phrases.push(phrase(word));
        }
        self.join();
        self.any(COLUMNS.map(|column| (column, word)));
    }

    /// Texts of which one must occur in a column.
    fn column(&mut self, column: &'static str, wanted: &[String]) {
        let wanted: Vec<String> = wanted.iter().map(|text| folded(text)).collect();
        if wanted.iter().any(String::is_empty) || wanted.is_empty() {
            return;
        }
        if wanted.len() <= INDEXED_WORDS && self.indexed(wanted.iter().map(String::as_str)) {
            let either = wanted.iter().map(|text| phrase(text)).collect::<Vec<_>>().join(" OR ");
            return self.phrases.push(format!("({column} : ({either}))"));
        }
        self.join();
        self.any(wanted.iter().map(|text| (column, text.as_str())));
    }

    fn indexed<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> bool {
        // A trigram index knows nothing shorter than three characters.
        self.index && self.phrases.len() < INDEXED_WORDS && words.into_iter().all(|word| word.chars().count() >= 3)
    }

    fn join(&mut self) {
        self.sql.add(self.joiner);
        self.joiner = " AND ";
    }

    fn any<'w>(&mut self, pairs: impl IntoIterator<Item = (&'static str, &'w str)>) {
        let mut opening = "(";
        for (column, text) in pairs {
            self.sql.add(opening);
            opening = " OR ";
            if self.backend == DbBackend::Sqlite {
                self.sql.add("instr(").add(column).add(", ").value(text).add(") > 0");
            } else {
                self.sql.add(column).add(" LIKE ").value(format!("%{}%", escaped(text)));
            }
        }
        self.sql.add(")");
    }

    fn finish(mut self) -> bool {
        if !self.phrases.is_empty() {
            let query = self.phrases.join(" AND ");
            self.join();
            self.sql.add("secret_search MATCH ").value(query);
        }
        !self.joiner.is_empty()
    }
}

/// A phrase of FTS5's query language; inside quotes only the quote itself means something, and is doubled.
fn phrase(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

/// Text in which LIKE sees no wildcard.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
