//! Users, applications and their AccessKeys.

mod calls;
mod create;
mod dto;
mod key_list;
mod new_key;
mod page;
mod role_form;
mod user_card;
mod user_table;

pub use page::AccessKeysPage;
