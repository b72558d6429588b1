//! Policy documents in requests.

use crate::engine::Context;
use strongroom_domain::{Action, FieldError};
use strongroom_policy::{Document, Kind};

/// Refuses what the language does not allow, naming line, column and rule of the first problem.
pub(crate) fn check_document(text: &str, kind: Kind) -> Result<Document, FieldError> {
    Document::parse(text, kind).map_err(|problems| {
        let rule = problems.first().map_or_else(|| "is no policy".to_owned(), ToString::to_string);
        FieldError::new("PolicyDocument", rule)
    })
}

/// As [`check_document`], for the policy of a secret or key. What is `kept` must not be denied to the whole account: there
/// would be nobody left to take it back. Of named users and roles an administrator can make others.
pub(crate) fn check_own_policy(cx: &Context<'_>, text: &str, kept: [Action; 2]) -> Result<(), FieldError> {
    let document = check_document(text, Kind::Resource)?;
    let account = &cx.vault.installation.account;
    let locks = |action: &Action| document.statements().iter().any(|s| s.denies_account(account, &action.full_name()));
    match kept.iter().find(|action| locks(action)) {
        None => Ok(()),
        Some(action) => {
            let action = action.full_name();
            let rule = format!("must not deny {action} to the whole account: nobody could take it back");
            Err(FieldError::new("PolicyDocument", rule))
        }
    }
}
