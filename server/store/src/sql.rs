//! SQL put together from pieces, every value as a numbered parameter (`$1`, which both databases understand).

use crate::database::Database;
use sea_orm::{Statement, Value};

/// An unfinished statement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds fixed text.
    pub fn add(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value.
    pub fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push_str(&format!("${}", self.values.len()));
        self
    }

    /// Adds `(value, value, …)`; `(NULL)`, which nothing equals, when there are none.
    pub fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        let mut opening = "(";
        for value in values {
            self.add(opening).value(value);
            opening = ", ";
        }
        if opening == "(" { self.add("(NULL)") } else { self.add(")") }
    }

    pub fn statement(&self, db: &Database) -> Statement {
        db.statement(self.text.clone(), self.values.clone())
    }
}
