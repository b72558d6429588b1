//! Substring search over secrets: name, description, tags.
//!
//! The table `secret_search` contains the searchable text of each secret, under the secret's number: the name, the
//! description and the tags in lower case, and each tag unchanged, between marks, so that exact keys and values are substrings
//! too. One index serves every search: on SQLite the trigrams of an FTS5 table, which record their column; on PostgreSQL those
//! of one column with everything, if the extension exists. Terms of three characters and more use the trigrams; shorter ones
//! are searched in every entry. User text reaches SQL as values only.

use crate::{error::refused, sql::Sql};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use strongroom_core::{ports::StoreError, rows::SecretRow};
use strongroom_domain::SecretFilter;

/// Terms looked up in the trigram index, and alternatives of one; further ones only filter what these found.
const INDEXED: usize = 8;
/// How many of the `=` in a search word may separate a tag's key from its value.
const TAG_SPLITS: usize = 3;
/// Around a tag's key and value.
const MARKS: [char; 3] = ['\u{1}', '\u{2}', '\u{3}'];

pub(crate) async fn put(db: &impl ConnectionTrait, no: i64, row: &SecretRow) -> Result<(), StoreError> {
    let (name, description, tags) = (folded(row.name.as_str()), folded(row.description.as_str()), tags(row));
    let (last, text) = match db.get_database_backend() {
        DbBackend::Sqlite => ("tags", tags),
        _ => ("text", format!("{name}\n{description}\n{tags}")),
    };
    let sql = format!("INSERT INTO secret_search (rowid, name, description, {last}) VALUES ($1, $2, $3, $4)");
    let values = [no.into(), name.into(), description.into(), text.into()];
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

/// Each tag unchanged, between marks, and in lower case on a separate line where that differs: no word is found across
/// two of them. Search words are in lower case, so the unchanged lines add no matches.
fn tags(row: &SecretRow) -> String {
    let mut text = String::new();
    for (key, value) in &row.tags {
        let (key, value) = (key.as_str(), value.as_str());
        text.push_str(&marked_key(key));
        text.push_str(&marked_value(value)[MARKS[1].len_utf8()..]);
        for part in [key, value] {
            let lower = folded(part);
            if lower != part {
                text.push_str(&lower);
                text.push('\n');
            }
        }
    }
    text
}

fn marked_key(key: &str) -> String {
    format!("{}{key}{}", MARKS[0], MARKS[1])
}

fn marked_value(value: &str) -> String {
    format!("{}{value}{}", MARKS[1], MARKS[2])
}

fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// Whether no entry can contain the text: PostgreSQL rejects a parameter with a NUL, and a mark would match a mark.
pub(crate) fn impossible(text: &str) -> bool {
    text.contains('\0') || text.contains(MARKS)
}

/// How entries are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SearchMethod {
    /// Through the trigrams: finds every entry that matches.
    Index,
    /// In the text: checks one entry.
    Text,
}

/// Alternatives: the part of the entry must contain at least one of the texts.
struct SearchTerms {
    part: SearchField,
    texts: Vec<String>,
}

/// Of an entry.
#[derive(Clone, Copy)]
enum SearchField {
    Name,
    Description,
    Tags,
    Any,
}

impl SearchField {
    /// Its columns.
    fn columns(self, backend: DbBackend) -> &'static [&'static str] {
        match (self, backend) {
            (Self::Name, _) => &["name"],
            (Self::Description, _) => &["description"],
            (Self::Tags, DbBackend::Sqlite) => &["tags"],
            (Self::Any, DbBackend::Sqlite) => &["name", "description", "tags"],
            (Self::Tags | Self::Any, _) => &["text"],
        }
    }
}

/// Whether the filter needs `secret_search`.
pub(crate) fn is_asked(filter: &SecretFilter) -> bool {
    !wanted(filter).is_empty()
}

fn wanted(filter: &SecretFilter) -> Vec<SearchTerms> {
    let mut words: Vec<&str> = filter.text.split_whitespace().collect();
    words.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
    words.dedup();
    let lower = |texts: &[String]| texts.iter().map(|text| folded(text)).collect();
    let mut all = vec![
        SearchTerms { part: SearchField::Tags, texts: filter.tag_keys.iter().map(|key| marked_key(key)).collect() },
        SearchTerms {
            part: SearchField::Tags,
            texts: filter.tag_values.iter().map(|value| marked_value(value)).collect(),
        },
        SearchTerms { part: SearchField::Name, texts: lower(&filter.names) },
        SearchTerms { part: SearchField::Description, texts: lower(&filter.descriptions) },
    ];
    all.extend(words.into_iter().map(|word| SearchTerms { part: SearchField::Any, texts: texts_of(word) }));
    // An empty text is part of every entry.
    all.retain(|one| !one.texts.is_empty() && !one.texts.iter().any(String::is_empty));
    all
}

/// The texts that a search word stands for: itself, and with a `=` in it also a tag. Pages show tags as `env=prod`, so that is
/// what people search for. A tag is found as it is spelled and in lower case.
fn texts_of(word: &str) -> Vec<String> {
    let mut texts = vec![folded(word)];
    for spelled in [folded(word), word.to_owned()] {
        let tag = |(at, _)| {
            let (key, rest) = spelled.split_at_checked(at)?;
            Some(format!("{key}{}{}", MARKS[1], rest.strip_prefix('=')?))
        };
        texts.extend(spelled.match_indices('=').take(TAG_SPLITS).filter_map(tag));
    }
    texts.dedup();
    texts
}

/// Adds the conditions on `secret_search`, of which there must be at least one, joined by AND.
pub(crate) fn conditions(backend: DbBackend, how: SearchMethod, filter: &SecretFilter, sql: &mut Sql) {
    let mut phrases = Vec::new();
    let mut joiner = "";
    for one in wanted(filter) {
        let columns = one.part.columns(backend);
        let indexed = backend == DbBackend::Sqlite
            && how == SearchMethod::Index
            && phrases.len() < INDEXED
            && one.texts.len() <= INDEXED
            // A trigram index does not cover terms shorter than three characters.
            && one.texts.iter().all(|text| text.chars().count() >= 3);
        if indexed {
            let texts = one.texts.iter().map(|text| phrase(text)).collect::<Vec<_>>().join(" OR ");
            phrases.push(format!("({{{}}} : ({texts}))", columns.join(" ")));
            continue;
        }
        sql.add(joiner);
        joiner = " AND ";
        any(backend, columns, &one.texts, sql);
        // Only `text` has an index, but the word may occur in another part of the entry.
        if backend != DbBackend::Sqlite && columns != ["text"] {
            sql.add(joiner);
            any(backend, &["text"], &one.texts, sql);
        }
    }
    if !phrases.is_empty() {
        sql.add(joiner).add("secret_search MATCH ").value(phrases.join(" AND "));
    }
}

fn any(backend: DbBackend, columns: &[&str], texts: &[String], sql: &mut Sql) {
    let mut opening = "(";
    for text in texts {
        for column in columns {
            sql.add(opening);
            opening = " OR ";
            if backend == DbBackend::Sqlite {
                sql.add("instr(").add(column).add(", ").value(text.as_str()).add(") > 0");
            } else {
                sql.add(column).add(" LIKE ").value(format!("%{}%", escaped(text)));
            }
        }
    }
    sql.add(")");
}

/// A phrase of FTS5's query language; inside quotes only the quote itself is special, and is doubled.
fn phrase(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

/// Escapes the wildcards of LIKE.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
