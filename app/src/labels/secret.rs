//! Secrets and their versions in words.

use strongroom_domain::{CustomStage, FieldError, SecretKind, Stage};

/// A kind of secret.
pub fn secret_kind(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Generic => "Generic",
        SecretKind::Rds => "Database (RDS)",
        SecretKind::PolarDb => "PolarDB",
        SecretKind::Redis => "Redis",
        SecretKind::Ecs => "Host (ECS)",
        SecretKind::RamCredentials => "RAM AccessKey",
    }
}

/// A stage label as pages show it and forms send it: spelled as in the SDK that applications read it with.
pub fn stage(stage: &Stage) -> &str {
    match stage {
        Stage::Current => "ACSCurrent",
        Stage::Previous => "ACSPrevious",
        Stage::Pending => "ACSPending",
        Stage::Custom(custom) => custom.as_str(),
    }
}

/// The stage label that a form sent.
///
/// # Errors
/// It is not a label of the service, and not a valid one of a caller's own.
pub fn parse_stage(text: &str) -> Result<Stage, FieldError> {
    let service = [Stage::Current, Stage::Previous, Stage::Pending].into_iter().find(|one| stage(one) == text);
    service.map_or_else(|| CustomStage::new(text).map(Stage::Custom), Ok)
}
