//! Creates a secret or a new version.

mod calls;
mod conflict;
mod create;
mod draft;
mod dto;
mod form;
mod generator;
mod key_fields;
mod page;
mod patch_form;
mod review;
mod rows;
mod tag_lines;
mod text_value;
mod value_fields;
mod value_input;

pub use create::NewPage;
pub(super) use form::ValueForm;
pub(super) use generator::{Generator, GeneratorDialog};
pub use page::EditPage;
pub(super) use rows::FormRows;
pub(super) use tag_lines::TagLines;
pub(super) use text_value::{TextValueFields, TextValueInput};
