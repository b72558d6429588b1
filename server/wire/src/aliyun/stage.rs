//! Stage labels, as the vendor spells them.

use strongroom_domain::{CustomStage, FieldError, Stage};

/// The vendor's spelling.
pub(super) fn spell(stage: &Stage) -> &str {
    match stage {
        Stage::Current => "ACSCurrent",
        Stage::Previous => "ACSPrevious",
        Stage::Pending => "ACSPending",
        Stage::Custom(custom) => custom.as_str(),
    }
}

/// The label that a parameter names.
///
/// # Errors
/// Not a label: neither one of the vendor's nor a valid one of the caller's own.
pub(super) fn parse(text: &str) -> Result<Stage, FieldError> {
    let service = [Stage::Current, Stage::Previous, Stage::Pending].into_iter().find(|stage| spell(stage) == text);
    service.map_or_else(|| CustomStage::new(text).map(Stage::Custom), Ok)
}
