//! Policy documents in requests.

use crate::{CoreError, engine::Context, rows::OwnPolicy};
use strongroom_domain::{Action, Field, FieldError, Form, Problem};
use strongroom_policy::{Document, Kind};

/// Refuses what the language does not allow, with the first problem.
pub(crate) fn check_document(field: Field, text: &str, kind: Kind) -> Result<Document, CoreError> {
    Document::parse(text, kind).map_err(|problems| match problems.into_iter().next() {
        Some(problem) => CoreError::InvalidPolicy { field, problem },
        None => FieldError::new(field, Problem::Malformed(Form::Policy)).into(),
    })
}

/// As [`check_document`], for the policy of a secret or key, which is returned with its principals bound. What is `kept` must not be denied to the whole account: no
/// one could undo that. Denying named users and roles is possible: an administrator can create others.
pub(crate) async fn own_policy(cx: &Context<'_>, text: &str, kept: [Action; 2]) -> Result<OwnPolicy, CoreError> {
    let document = check_document(Field::PolicyDocument, text, Kind::Resource)?;
    let account = &cx.vault.installation.account;
    let locks = |action: &Action| document.statements().iter().any(|s| s.denies_account(account, &action.full_name()));
    match kept.into_iter().find(locks) {
        None => cx.vault.bind(cx.store(), &document, text).await,
        Some(action) => Err(FieldError::new(Field::PolicyDocument, Problem::LocksOut(action)).into()),
    }
}

/// As [`check_document`], for the trust policy of a role, which is returned with its principals bound.
pub(crate) async fn trust_policy(cx: &Context<'_>, text: &str) -> Result<OwnPolicy, CoreError> {
    let document = check_document(Field::PolicyDocument, text, Kind::Trust)?;
    cx.vault.bind(cx.store(), &document, text).await
}
