//! Policies: their pages, the editor for text and form, and the diff of two documents.
//!
//! [`PolicyEditor`] shows one text twice: as JSON, and as the cards of a `draft::PolicyDraft`, which represents the text without
//! checking its rules. Problems, advice and sentences come from the server, from the code that also evaluates policies.

mod analysis;
mod calls;
mod card;
mod catalogue;
mod conditions;
mod diff;
mod draft;
mod dto;
mod edit;
mod editing;
mod editor;
mod holders;
mod late_editor;
mod line_diff;
mod list;
mod meaning;
mod new;
mod policy;
mod print;
mod report;
mod resource_policy;
mod resource_versions;

#[cfg(feature = "ssr")]
pub(crate) use calls::{meaning, resource_version};
pub use diff::PolicyDiff;
pub(crate) use dto::ResourceVersionLine;
pub use edit::EditPolicyPage;
pub use editor::PolicyEditor;
pub use late_editor::{LatePolicyEditor, behind};
pub use list::PoliciesPage;
pub use new::NewPolicyPage;
pub use policy::PolicyPage;
pub use resource_policy::{ResourcePolicyView, own_policy, template};
