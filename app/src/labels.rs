//! What the console calls the fields that rules are about and the kinds of secrets, and how it words problems of fields.

use strongroom_domain::{
    CustomStage, Field, FieldError, Form, Problem, SecretKind, Stage, Strategy, json_text::JsonKind,
};

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

/// How a rotation replaces a credential.
pub fn strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::OneAccount => "One account gets a new password",
        Strategy::TwoAccounts => "Two accounts take turns",
        Strategy::TwoPasswords => "One account has two passwords for a while",
        Strategy::KeyPair => "A second SSH key, then the first is removed",
        Strategy::SecondKey => "A second AccessKey, then the first is deleted",
        Strategy::Function => "A function of the target's owner",
        Strategy::Generated => "A password is generated",
    }
}

/// What a rotation replaces, as a sentence names it.
pub fn credential(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::OneAccount | Strategy::TwoAccounts | Strategy::TwoPasswords => "password",
        Strategy::KeyPair => "key pair",
        Strategy::SecondKey => "AccessKey",
        Strategy::Function | Strategy::Generated => "value",
    }
}

/// Who has the credential, as a sentence names it.
pub fn account(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::SecondKey => "user",
        Strategy::OneAccount
        | Strategy::TwoAccounts
        | Strategy::TwoPasswords
        | Strategy::KeyPair
        | Strategy::Function
        | Strategy::Generated => "account",
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

/// The label of a field in the forms.
pub fn label(field: Field) -> &'static str {
    match field {
        Field::SecretName
        | Field::UserName
        | Field::GroupName
        | Field::RoleName
        | Field::PolicyName
        | Field::PasskeyName
        | Field::ChannelName
        | Field::TargetName => "Name",
        Field::SecretNames | Field::SecretPatterns => "Secrets",
        Field::SecretValue => "Value",
        Field::ValueKey => "Key",
        Field::VersionId => "Version id",
        Field::Stage | Field::Stages => "Label",
        Field::MoveTo | Field::RemoveFrom => "Version",
        Field::Description => "Description",
        Field::TagKey => "Tag key",
        Field::TagValue => "Tag value",
        Field::Tags => "Tags",
        Field::RecoveryWindow => "Recovery window",
        Field::PendingWindow => "Days until deletion",
        Field::RotationPeriod => "Rotate every",
        Field::RotationWindow => "Window",
        Field::Freezes => "Freeze dates",
        Field::Grace => "Grace period",
        Field::AwaitReaders => "Revoke earlier",
        Field::RolloutShare => "Share of readers",
        Field::RolloutReaders => "Readers",
        Field::RolloutTime => "For the others after",
        Field::Strategy => "Strategy",
        Field::RotationId => "Rotation",
        Field::TargetId => "Target",
        Field::TargetHost => "Host",
        Field::TargetSts => "STS address",
        Field::TargetPort => "Port",
        Field::ManagerSecret => "Password",
        Field::TargetTrust => "Certificates or host key",
        Field::DatabaseName => "Database",
        Field::AccountName => "Account",
        Field::ExtendedConfig => "Extended configuration",
        Field::ChannelId => "Channel",
        Field::ChannelKind => "Kind",
        Field::ChannelTrust => "Certificates of the authorities",
        Field::NoticeKinds => "Notices",
        Field::ChannelPrefix => "Names begin with",
        Field::DigestMinutes => "Collect for",
        Field::WebhookUrl => "Address",
        Field::WebhookKey => "Signing key",
        Field::MailHost => "Mail server",
        Field::MailPort => "Port",
        Field::MailSecurity => "Encryption",
        Field::MailUser => "User name",
        Field::MailPassword => "Password",
        Field::MailSender => "From",
        Field::MailRecipients => "To",
        Field::NoticeId => "Notice",
        Field::DeliveryId => "Message",
        Field::SecretId => "Secret",
        Field::KeyId => "Encryption key",
        Field::InstallationId => "Installation",
        Field::Region => "Region",
        Field::UserId => "User",
        Field::GroupId => "Group",
        Field::RoleId => "Role",
        Field::RoleArn => "Role ARN",
        Field::Bearer => "Attached to",
        Field::Comments => "Comments",
        Field::PolicyType => "Policy type",
        Field::PolicyDocument => "Policy",
        Field::InitialAccess => "Access",
        Field::LongestSession => "Longest session",
        Field::SessionDuration => "Duration",
        Field::SessionName => "Session name",
        Field::SessionPolicy => "Session policy",
        Field::ExternalId => "External id",
        Field::AccessKeyId => "AccessKey",
        Field::PrivateKey => "Private key",
        Field::Networks => "Addresses and networks",
        Field::Password => "Password",
        Field::RepeatedPassword => "New password again",
        Field::Code => "Code",
        Field::Ticket => "Request",
        Field::SecondFactorId => "Second factor",
        Field::PasskeyId => "Passkey",
        Field::Issuer => "Identity provider",
        Field::Subject => "Identity",
        Field::ConsoleSession => "Session",
        Field::Confirmation => "Confirmation",
        Field::PasswordLength => "Length",
        Field::ExcludedCharacters => "Leave out",
        Field::ExcludedKinds => "Kinds of characters",
        Field::PageSize => "Page size",
        Field::PageNumber | Field::Cursor => "Page",
        Field::Search => "Search",
        Field::Filter => "Filters",
        Field::RequestTime => "Time",
        Field::StartTime => "From",
        Field::EndTime => "To",
        Field::Action => "Action",
        Field::Address => "Address",
        Field::RequestId => "Request id",
    }
}

/// The names that a field has in the forms.
pub fn inputs(field: Field) -> &'static [&'static str] {
    match field {
        Field::SecretName | Field::PolicyName | Field::RoleName | Field::PasskeyName => &["name"],
        Field::TargetName => &["name", "target"],
        Field::ChannelName => &["name", "channel"],
        Field::ChannelTrust => &["to[certificates]"],
        Field::NoticeKinds => &["use_for[kinds][]"],
        Field::ChannelPrefix => &["use_for[prefix]"],
        Field::DigestMinutes => &["use_for[digest]"],
        Field::WebhookUrl => &["to[url]"],
        Field::WebhookKey => &["secret[key]"],
        Field::MailHost => &["to[host]"],
        Field::MailPort => &["to[port]"],
        Field::MailSecurity => &["to[security]"],
        Field::MailUser => &["to[user]"],
        Field::MailPassword => &["secret[password]"],
        Field::MailSender => &["to[from]"],
        Field::MailRecipients => &["to[recipients]"],
        Field::UserName => &["name", "new_name", "user", "principal"],
        Field::GroupName => &["name", "new_name", "group"],
        Field::SecretNames | Field::SecretPatterns => &["secrets", "patterns"],
        Field::Description => &["description"],
        Field::Comments => &["comments", "display_name"],
        Field::TagKey => &["key", "tag", "tag_keys[]"],
        Field::TagValue => &["value", "tag_values[]"],
        Field::RecoveryWindow => &["days"],
        Field::VersionId => &["version"],
        Field::Stage | Field::Stages => &["label", "new_label"],
        Field::KeyId => &["key"],
        Field::Bearer => &["to"],
        Field::PolicyDocument => &["document"],
        Field::InitialAccess => &["access"],
        Field::LongestSession => &["longest"],
        Field::SessionPolicy => &["session"],
        Field::Networks => &["networks"],
        Field::AccessKeyId => &["key_id", "manager[key_id]"],
        Field::PrivateKey => &["private_key"],
        Field::Password => &["new", "password"],
        Field::RepeatedPassword => &["repeat"],
        Field::Code => &["code"],
        Field::Confirmation => &["confirm"],
        Field::PasswordLength => &["length"],
        Field::ExcludedCharacters => &["exclude"],
        Field::Search => &["q"],
        Field::TargetHost => &["at[host]"],
        Field::TargetSts => &["at[sts]"],
        Field::TargetPort => &["at[port]"],
        Field::TargetTrust => &["at[certificates]", "at[host_key]"],
        Field::ManagerSecret => &["manager[password]", "manager[private_key]", "manager[key_id]"],
        Field::DatabaseName => &["at[database]"],
        Field::AccountName => &["account", "manager[account]"],
        Field::Strategy => &["strategy"],
        Field::Address => &["address"],
        Field::RotationPeriod => &["every"],
        Field::AwaitReaders => &["await_readers"],
        Field::RolloutShare => &["share"],
        Field::RolloutTime => &["others_after"],
        Field::RolloutReaders => &["readers"],
        Field::RotationWindow => &["from", "to", "offset"],
        Field::Freezes => &["freeze_from[]", "freeze_to[]"],
        Field::StartTime => &["freeze_from[]"],
        Field::EndTime => &["freeze_to[]"],
        Field::Grace => &["grace"],
        // Several fields of a form together, or none.
        Field::SecretValue | Field::ValueKey | Field::Tags | Field::ExcludedKinds => &[],
        Field::MoveTo
        | Field::RemoveFrom
        | Field::RotationId
        | Field::TargetId
        | Field::ChannelId
        | Field::ChannelKind
        | Field::NoticeId
        | Field::DeliveryId
        | Field::ExtendedConfig
        | Field::SecretId
        | Field::InstallationId
        | Field::Region
        | Field::UserId
        | Field::GroupId
        | Field::RoleId
        | Field::RoleArn
        | Field::PolicyType
        | Field::SessionDuration
        | Field::SessionName
        | Field::ExternalId
        | Field::Ticket
        | Field::SecondFactorId
        | Field::PasskeyId
        | Field::Issuer
        | Field::Subject
        | Field::ConsoleSession
        | Field::PageSize
        | Field::PageNumber
        | Field::Cursor
        | Field::Filter
        | Field::RequestTime
        | Field::Action
        | Field::PendingWindow
        | Field::RequestId => &[],
    }
}

/// A problem with its field: "Name must have 1 to 192 characters."
pub fn sentence(error: FieldError) -> String {
    format!("{} {}.", label(error.field), rule(error.problem))
}

/// The same at the field itself: "Must have 1 to 192 characters."
pub fn at_field(problem: Problem) -> String {
    as_sentence(&rule(problem))
}

/// A sentence of words that begin small and have no full stop, as those of the core do.
pub fn as_sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// What is wrong, continuing a sentence after the label.
fn rule(problem: Problem) -> String {
    match problem {
        Problem::Length { min, max, unit } => format!("must have {min} to {max} {unit}"),
        Problem::TooFew { min, unit } => format!("must have at least {min} {unit}"),
        Problem::TooMany { max, unit } => format!("must have at most {max} {unit}"),
        Problem::Range { min, max, unit } => format!("must be {min} to {max} {unit}"),
        Problem::Alphabet(alphabet) => format!("may contain only {alphabet}"),
        Problem::ReservedName => "is reserved for the server itself".to_owned(),
        Problem::Reserved(reserved) => format!("must not begin with {}", reserved.prefixes().join(" or ")),
        Problem::Malformed(form) => format!("must be {}", expected(form)),
        Problem::NotBefore(other) => format!("must be before {}", label(other)),
        Problem::LocksOut(action) => {
            format!("must not deny {} to the whole account: nobody could change it again", action.full_name())
        }
        Problem::Zero => "must be 1 or more".to_owned(),
        Problem::PathSegment => "must not contain an empty, . or .. path segment".to_owned(),
        Problem::DeceptiveCharacters => "must not contain control characters or invisible direction marks".to_owned(),
        Problem::Duplicate => "is duplicated".to_owned(),
        Problem::Foreign => "belongs to another account or region".to_owned(),
        Problem::UnknownCursor => "was not found in this list. Start from the first page".to_owned(),
        Problem::OneRequired(Field::TargetHost) => {
            "must be entered again: the stored one is not sent to another address".to_owned()
        }
        Problem::OneRequired(Field::MailHost) => {
            "must be entered again: the stored one is not sent to another server or without its encryption".to_owned()
        }
        Problem::OneRequired(Field::WebhookUrl | Field::MailUser | Field::MailPassword) => "must be entered".to_owned(),
        Problem::OneRequired(_) => "must be chosen".to_owned(),
        Problem::RequiredForServiceLabel => "must be chosen for ACSCurrent and ACSPrevious".to_owned(),
        Problem::ServiceLabel => "is reserved: ACSCurrent, ACSPrevious and ACSPending belong to the service".to_owned(),
        Problem::NotLabelled => "does not carry this label".to_owned(),
        Problem::ContainsUserName => "must not contain the user's name".to_owned(),
        Problem::TooCommon => {
            "is too common: well-known passwords, repetitions, sequences and rows of keys are refused, also with a few characters changed".to_owned()
        }
        Problem::SecondFactorRequired => "is not enough: use your second factor".to_owned(),
        Problem::Expired => "has expired. Begin again".to_owned(),
        Problem::WrongCode => "is wrong. Check the clock of the device".to_owned(),
        Problem::RolesOnly => "is for roles only: a user's requests have no session policy".to_owned(),
        Problem::NotDerivable => "cannot be derived from the names the identity provider gives".to_owned(),
        Problem::NothingLeft => "must leave at least one kind".to_owned(),
        Problem::KindLeftEmpty => "leaves a required kind of character empty".to_owned(),
        Problem::NoSuchKey => "does not exist".to_owned(),
        Problem::Unpaired => "must have as many keys as values".to_owned(),
        Problem::Unchanged => "must change at least one key".to_owned(),
        Problem::GrantedElsewhere => "has access through another statement. Edit the policy itself".to_owned(),
        Problem::Different => "does not match".to_owned(),
    }
}

fn expected(form: Form) -> &'static str {
    match form {
        Form::Action => "an operation such as kms:GetSecretValue",
        Form::Address => "an address such as 10.8.0.7",
        Form::Base64 => "Base64, as `base64 -w0` writes it",
        Form::Bearer => "user/<name>, group/<name> or role/<name>",
        Form::Choice => "one of the choices",
        Form::Credential => "a credential in the form of the secret's type",
        Form::Certificates => "certificates in PEM form, without private keys",
        Form::HostKey => "a public SSH host key in one line, such as ssh-ed25519 AAAA...",
        Form::PrivateKey => "a private key in the OpenSSH format, or an RSA key in PEM, without a passphrase",
        Form::HostName => "a host name or an IP address",
        Form::MailAddress => "mail addresses such as ops@example.org, without names or quotes",
        Form::Port => "a whole number from 1 to 65535",
        Form::HttpsAddress => "an address such as https://ram.example.org",
        Form::Duration => "a whole number and a unit, such as 7d, 12h or 604800s",
        Form::Empty => "empty. To store text, set the type to text",
        Form::Json(JsonKind::Text) => "a text",
        Form::Json(JsonKind::Number) => {
            "a number as JSON writes it, such as 5432 or 0.5. To store other text, set the type to text"
        }
        Form::Json(JsonKind::Boolean) => "true or false. To store other text, set the type to text",
        Form::Json(JsonKind::Null) => "empty: null has no other value. To store text, set the type to text",
        Form::Json(JsonKind::Object) => "a JSON object such as {\"a\": 1}. To store other text, set the type to text",
        Form::Json(JsonKind::Array) => "a JSON array such as [1, 2]. To store other text, set the type to text",
        Form::JsonObject => "a JSON object; enter the whole new value",
        Form::JsonValue => "a JSON value",
        Form::Networks => "addresses or networks such as 10.8.0.7 or 10.0.0.0/8",
        Form::Policy => "a policy with a list of statements; edit it as text",
        Form::PolicyType => "System or Custom",
        Form::RoleArn => "acs:ram::<account>:role/<name> of this account",
        Form::SecretPattern => "names of secrets, or their beginnings followed by *",
        Form::SecretReference => "a name or acs:kms:<region>:<account>:secret/<name>",
        Form::Text => "UTF-8 text; encode bytes as Base64",
        Form::Time => "a time such as 2026-11-22T14:02:10Z",
        Form::Uuid => "a valid id",
        Form::Window => "two times of day and a time zone, such as 22:00-04:00+08:00",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strongroom_domain::{Unit, limits};

    #[test]
    fn a_problem_reads_with_its_label_and_without() {
        let problem = Problem::Length { min: 1, max: limits::SECRET_NAME, unit: Unit::Characters };
        let error = FieldError::new(Field::SecretName, problem);
        assert_eq!(sentence(error), format!("Name must have 1 to {} characters.", limits::SECRET_NAME));
        assert_eq!(at_field(problem), format!("Must have 1 to {} characters.", limits::SECRET_NAME));
    }
}
