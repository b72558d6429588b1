//! The RAM policy language: documents, their rules of validity, and decisions with their reasons.
//!
//! Pure and WASM-safe: no clock, no randomness, no I/O, so that the console's editor and the server get the same results.
//!
//! ```
//! use strongroom_policy::{Document, Kind};
//! let text = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kms:List*", "Resource": "*"}]}"#;
//! let document = Document::parse(text, Kind::Identity).map_err(|problems| problems[0].to_string())?;
//! assert_eq!(document.statements().len(), 1);
//! # Ok::<(), String>(())
//! ```

mod about;
pub mod cases;
mod condition;
mod document;
mod evaluate;
mod explain;
mod includes;
mod json;
mod keys;
mod lint;
mod matching;
mod operator;
mod partial;
mod pattern;
mod print;
mod problem;
mod read;
mod request;
pub mod system;
mod trace;
mod value;
mod words;
mod worst;

pub use condition::{Condition, ConditionContext};
pub use document::{Document, Effect, Entries, Kind, Principals, Statement};
pub use evaluate::{Stages, evaluate, possible};
pub use explain::{At, Catalogue, Deciding, Edit, Explanation, Way, deciding, explain};
pub use includes::includes;
pub use keys::{KeyType, condition_keys, fitting_operators, key_type};
pub use lint::{Finding, Severity, known_actions, lint};
pub use operator::{Compare, Operator, Test};
pub use partial::{
    Literal, Partial, PartialDecision, Requirement, Residual, TimeSpan, Unknown, UnknownValues, evaluate_partially,
};
pub use pattern::{ActionPattern, ResourcePattern};
pub use problem::{PolicyProblem, Rule, TextPosition};
pub use read::within_limit;
pub use request::{Attached, Caller, CallerKind, Check, Decision, Holder, Policies, PolicyStage, Request};
pub use trace::{CheckTrace, ConditionTrace, PolicyTrace, StatementTrace, Trace, trace};
pub use words::{phrase, sentences};
