//! Secrets: the list, and the pages about one.

mod access;
mod access_calls;
mod asked;
mod audit;
mod bulk;
mod calls;
mod change;
mod compare;
mod compare_chooser;
mod conflict;
mod connect;
mod copy_as;
mod create;
mod danger;
mod diff_table;
mod dto;
mod edit;
mod edit_keys;
mod facts;
mod filters;
mod form;
mod frame;
mod generator;
#[cfg(feature = "ssr")]
mod grant;
mod list;
mod list_table;
#[cfg(feature = "ssr")]
mod map;
mod move_label;
mod overview;
mod pair_sight;
mod password;
mod problems;
mod query;
mod recent;
mod reveal;
mod review;
mod rows;
mod search;
mod snippets;
mod value_card;
mod value_fields;
mod value_input;
mod versions;

pub use access::AccessPage;
pub use audit::AuditTab;
pub use compare::ComparePage;
pub use connect::ConnectPage;
pub use create::NewPage;
pub use edit::EditPage;
pub use list::ListPage;
pub use overview::OverviewPage;
pub use search::palette_search;
pub use versions::VersionsPage;
