//! A secret's overview, connection instructions and events.

mod audit_tab;
mod calls;
mod connect;
mod delete_card;
mod dto;
mod facts_card;
mod page;

pub use audit_tab::AuditTab;
pub use connect::ConnectPage;
pub use page::OverviewPage;
