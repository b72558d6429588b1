//! Policies: their pages, writing a document as text or as a form, and what changes between two.
//!
//! [`PolicyEditor`] holds one text and shows it twice: as JSON, and as the cards of a [`draft::PolicyDraft`], which is the text's
//! shape without its rules. Rules, advice and sentences come from the server, where the same code judges that decides.

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
mod judge;
mod line_diff;
mod list;
mod meaning;
mod new;
mod policy;
mod print;
mod report;
mod resource_policy;

#[cfg(feature = "ssr")]
pub(crate) use calls::meaning;
pub use diff::PolicyDiff;
pub use edit::EditPolicyPage;
pub use editor::PolicyEditor;
pub use list::PoliciesPage;
pub use new::NewPolicyPage;
pub use policy::PolicyPage;
pub use resource_policy::{OwnPolicy, own_policy, template};
