//! How pages call the server and show the result: loading, forms, errors, re-authentication.

mod changes;
mod error_view;
mod exchange;
mod feedback;
mod follow;
mod form_action;
mod growing_list;
mod lasting;
mod load_page;
mod page_links;
mod reauthenticate;
mod request;
mod resource;
mod save_file;
mod sent_error;
mod single_keys;
mod subject_page;
mod undo;
mod unsaved;

pub(crate) use changes::changes;
pub use error_view::ErrorView;
pub(crate) use exchange::{call, call_confirmed};
pub(crate) use feedback::{Failure, any_failure, confirm_link, failure, on_success};
pub(crate) use follow::Follow;
pub(crate) use form_action::{AnyFormAction, FormAction, SubmitForm};
pub(crate) use growing_list::GrowingList;
pub(crate) use lasting::{lasting, provide_lasting};
pub(crate) use load_page::load_page;
pub(crate) use page_links::page_links;
pub(crate) use reauthenticate::{ProofWanted, ReauthenticationDialog, finish_reauthentication};
pub(crate) use resource::{ServerResource, resource};
pub(crate) use save_file::save_file;
pub(crate) use single_keys::SingleKeys;
pub(crate) use subject_page::{HasPage, on_deleted, on_saved, subject_name, subject_page};
pub(crate) use undo::{counting, with_undo};
pub(crate) use unsaved::{UnsavedDialog, control_name, is_unsaved, leave_by, on};
