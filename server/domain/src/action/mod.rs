//! What can be done: one action per operation, in the vendor's names where the vendor has one.

mod resource;
mod row;
mod table;

pub use resource::ResourceKind;
pub use row::{ActionRow, CheckedOn, FreshProof, KeyPermission, Mode, OfferedOn, Service, Shows, WithoutPolicy};
pub use table::Action;

impl Action {
    /// The operation's name, such as `GetSecretValue`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Stable number in encoded events.
    pub fn code(self) -> u16 {
        self as u16
    }

    /// Whether it changes anything.
    pub fn mode(self) -> Mode {
        self.row().mode
    }

    /// What it is done to.
    pub fn resource_kind(self) -> ResourceKind {
        self.row().resource
    }

    /// The name policies use, such as `kms:GetSecretValue`.
    pub fn full_name(self) -> String {
        format!("{}:{}", self.row().service.name(), self.name())
    }

    /// The action of a name without its service, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|a| a.name() == name)
    }

    /// The action of a number in an encoded event, if known.
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|a| a.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_from_the_usual_proof_have_a_reason() {
        for action in Action::ALL {
            let because = match action.row().proof {
                FreshProof::Usual => continue,
                FreshProof::Console { because, .. }
                | FreshProof::Everywhere { because, .. }
                | FreshProof::Never { because } => because,
            };
            assert!(because.len() > 10, "{action:?}");
        }
    }

    #[test]
    fn every_write_and_value_requires_a_proof_unless_its_row_has_a_reason() {
        for row in Action::ALL.iter().map(|action| action.row()) {
            let asks = row.mode == Mode::Write || row.shows == Shows::Value;
            if row.proof == FreshProof::Usual {
                assert_eq!(row.console_proof_minutes(), asks.then_some(15), "{}", row.name);
            }
        }
    }

    #[test]
    fn actions_are_found_by_code_and_by_name() {
        for &action in Action::ALL {
            assert_eq!(Action::from_code(action.code()), Some(action));
            assert_eq!(Action::from_name(action.name()), Some(action));
        }
    }
}
