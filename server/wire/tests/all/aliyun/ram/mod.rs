//! RAM, from a signed request to the response.

mod access_keys;
mod dispatch;
mod groups;
mod login_profiles;
mod paging;
mod parameters;
mod policies;
mod roles;
mod users;
