//! Authorisation: one question, one answer with its reason.

use strongroom_domain::{Access, Action, Principal, PrincipalKind, ResourceKind, Role};

/// May this principal do this to that?
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who asks.
    pub principal: &'a Principal,
    /// What is to be done.
    pub action: Action,
    /// Name of the thing, without its ARN prefix; `None` for the container (creating, listing).
    pub resource: Option<&'a str>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Allow,
    /// No, and why: for the audit event, not for the caller.
    Deny(String),
}

/// Decides who may do what. Pure and fast: it runs on every request.
pub trait Authorizer: Send + Sync + 'static {
    /// Answers one question.
    fn decide(&self, question: &Question<'_>) -> Decision;
}

/// Three fixed roles: administrator, auditor, reader of named secrets.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoleAuthorizer;

impl Authorizer for RoleAuthorizer {
    fn decide(&self, q: &Question<'_>) -> Decision {
        let own = matches!(q.action, Action::ChangePassword | Action::ConsoleSignout);
        match (&q.principal.kind, &q.principal.role) {
            (PrincipalKind::System, _) | (_, Some(Role::Administrator)) => Decision::Allow,
            (PrincipalKind::Anonymous, _) if q.action == Action::ConsoleSignin => Decision::Allow,
            (_, Some(_)) if own => Decision::Allow,
            (_, Some(Role::Auditor)) if auditor_may(q.action) => Decision::Allow,
            (_, Some(Role::Auditor)) => Decision::Deny("an auditor reads facts and the audit trail only".to_owned()),
            (_, Some(Role::Reader { secrets })) => {
                let action = matches!(
                    q.action,
                    Action::GetSecretValue
                        | Action::DescribeSecret
                        | Action::ListSecretVersionIds
                        | Action::GetRandomPassword
                );
                let named = q.action.resource_kind() != ResourceKind::Secret
                    || q.resource.is_some_and(|name| secrets.iter().any(|p| p.matches(name)));
                match (action, named) {
                    (true, true) => Decision::Allow,
                    (false, _) => Decision::Deny("a reader may only read its secrets".to_owned()),
                    (_, false) => Decision::Deny("none of the reader's patterns matches this secret".to_owned()),
                }
            }
            (_, None) => Decision::Deny("nobody is signed in".to_owned()),
        }
    }
}

fn auditor_may(action: Action) -> bool {
    action.access() == Access::Read
        && !matches!(action, Action::GetSecretValue | Action::CompareSecretVersions | Action::GetRandomPassword)
}
