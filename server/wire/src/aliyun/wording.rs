//! How the dialect words what the core gives as data: fields, problems, blockers and limits.

use std::borrow::Cow;
use strongroom_core::{Blocker, Limit};
use strongroom_domain::{Field, FieldError, Form, Problem, ReservedPrefix, json_text::JsonKind};

/// The parameter that carries a field, as KMS calls it; RAM and STS differ in a few, see [`ram_parameter`].
pub(super) fn parameter(field: Field) -> &'static str {
    match field {
        Field::SecretName | Field::SecretNames | Field::SecretPatterns => "SecretName",
        Field::SecretValue | Field::ValueKey => "SecretData",
        Field::SecretId => "SecretId",
        Field::VersionId => "VersionId",
        Field::Stage => "VersionStage",
        Field::Stages => "VersionStages",
        Field::MoveTo => "MoveToVersion",
        Field::RemoveFrom => "RemoveFromVersion",
        Field::Description => "Description",
        Field::TagKey => "TagKey",
        Field::TagValue => "TagValue",
        Field::Tags => "Tags",
        Field::RecoveryWindow => "RecoveryWindowInDays",
        Field::PendingWindow => "PendingWindowInDays",
        Field::RotationPeriod => "RotationInterval",
        Field::RotationWindow => "RotationWindow",
        Field::FirstRotation => "FirstRotationTime",
        Field::Freezes => "Freezes",
        Field::Grace => "GracePeriodInSeconds",
        Field::AwaitReaders => "AwaitReaders",
        Field::RolloutShare => "RolloutShare",
        Field::RolloutReaders => "RolloutReader",
        Field::RolloutTime => "RolloutSeconds",
        Field::Strategy => "ExtendedConfig.SecretSubType",
        Field::RotationId => "RotationId",
        Field::TargetName => "ExtendedConfig.DBInstanceId",
        Field::TargetId => "TargetId",
        Field::TargetHost => "Host",
        Field::TargetSts => "StsHost",
        Field::TargetPort => "Port",
        Field::ManagerSecret => "ManagerPassword",
        Field::TargetTrust => "Trust",
        Field::DatabaseName => "DatabaseName",
        Field::AccountName => "SecretData",
        Field::ExtendedConfig => "ExtendedConfig",
        Field::ChannelName => "ChannelName",
        Field::ChannelId => "ChannelId",
        Field::ChannelKind => "ChannelType",
        Field::ChannelTrust => "CaCertificates",
        Field::NoticeKinds => "NoticeKinds",
        Field::ChannelPrefix => "SecretNamePrefix",
        Field::DigestMinutes => "DigestMinutes",
        Field::WebhookUrl => "Url",
        Field::WebhookKey => "SigningKey",
        Field::MailHost => "MailHost",
        Field::MailPort => "MailPort",
        Field::MailSecurity => "MailSecurity",
        Field::MailUser => "MailUser",
        Field::MailPassword => "MailPassword",
        Field::MailSender => "MailFrom",
        Field::MailRecipients => "MailTo",
        Field::NoticeId => "NoticeId",
        Field::DeliveryId => "DeliveryId",
        Field::KeyId => "KeyId",
        Field::InstallationId => "InstallationId",
        Field::Region => "RegionId",
        Field::UserName => "UserName",
        Field::UserId => "UserId",
        Field::GroupName => "GroupName",
        Field::GroupId => "GroupId",
        Field::RoleName => "RoleName",
        Field::RoleId => "RoleId",
        Field::RoleArn => "RoleArn",
        Field::Bearer => "EntityName",
        Field::Comments => "Comments",
        Field::PolicyName => "PolicyName",
        Field::PolicyType | Field::InitialAccess => "PolicyType",
        Field::PolicyDocument => "PolicyDocument",
        Field::LongestSession => "MaxSessionDuration",
        Field::SessionDuration => "DurationSeconds",
        Field::SessionName => "RoleSessionName",
        Field::SessionPolicy => "Policy",
        Field::ExternalId => "ExternalId",
        Field::AccessKeyId => "UserAccessKeyId",
        Field::PrivateKey => "SecretData",
        Field::Networks => "Networks",
        Field::Password | Field::RepeatedPassword => "Password",
        Field::Code => "AuthenticationCode",
        Field::Ticket => "Ticket",
        Field::SecondFactorId => "SerialNumber",
        Field::PasskeyId => "PasskeyId",
        Field::PasskeyName => "PasskeyName",
        Field::Issuer => "Issuer",
        Field::Subject => "Subject",
        Field::ConsoleSession => "SessionId",
        Field::Confirmation => "Confirmation",
        Field::PasswordLength => "PasswordLength",
        Field::ExcludedCharacters => "ExcludeCharacters",
        Field::ExcludedKinds => "ExcludePunctuation",
        Field::PageSize => "PageSize",
        Field::PageNumber => "PageNumber",
        Field::Cursor => "NextToken",
        Field::Search | Field::Filter => "Filters",
        Field::RequestTime => "Timestamp",
        Field::StartTime => "StartTime",
        Field::EndTime => "EndTime",
        Field::Action => "Action",
        Field::Address => "SourceIp",
        Field::RequestId => "RequestId",
    }
}

/// The parameter that carries a field in RAM, whose lists continue at markers.
pub(super) fn ram_parameter(field: Field) -> &'static str {
    match field {
        Field::PageSize => "MaxItems",
        Field::Cursor => "Marker",
        other => parameter(other),
    }
}

/// What is wrong with a field. Continues a sentence after the parameter's name: "must be 7 to 30 days".
pub(super) fn rule(error: FieldError) -> Cow<'static, str> {
    match error.problem {
        Problem::Length { min, max, unit } => format!("must have {min} to {max} {unit}").into(),
        Problem::TooFew { min, unit } => format!("must have at least {min} {unit}").into(),
        Problem::TooMany { max, unit } => format!("must have at most {max} {unit}").into(),
        Problem::Range { min, max, unit } => format!("must be {min} to {max} {unit}").into(),
        Problem::Zero => "must be 1 or more".into(),
        Problem::Alphabet(alphabet) => format!("may contain only {alphabet}").into(),
        Problem::ReservedName => "is reserved for the server itself".into(),
        Problem::Reserved(reserved) => format!("must not begin with {}", prefixes(reserved)).into(),
        Problem::PathSegment => "must not contain an empty, . or .. path segment".into(),
        Problem::DeceptiveCharacters => "must not contain control characters or invisible direction marks".into(),
        Problem::Duplicate => "is duplicated".into(),
        Problem::Malformed(form) => format!("must be {}", expected(form)).into(),
        Problem::Foreign => "names a resource of another account or region".into(),
        Problem::UnknownCursor => "was not issued for this list; start from the first page".into(),
        Problem::NotBefore(other) => format!("must be before {}", parameter(other)).into(),
        Problem::OneRequired(other) => format!("or {} must be given", parameter(other)).into(),
        Problem::RequiredForServiceLabel => "must be given for ACSCurrent and ACSPrevious".into(),
        Problem::ServiceLabel if error.field == Field::Stages => {
            "may contain only ACSCurrent and labels of your own: ACSPrevious and ACSPending belong to the service".into()
        }
        Problem::ServiceLabel => "belongs to the service and cannot be moved".into(),
        Problem::NotLabelled => "does not carry this stage label".into(),
        Problem::ContainsUserName => "must not contain the user's name".into(),
        Problem::TooCommon => {
            "is too common: well-known passwords, repetitions, sequences and rows of keys are refused, also with a few characters changed".into()
        }
        Problem::SecondFactorRequired => "is not enough for a user with a second factor".into(),
        Problem::Expired => "has expired; begin again".into(),
        Problem::WrongCode => "is wrong; check the clock of the device".into(),
        Problem::RolesOnly => "must be absent for users: only role sessions have a session policy".into(),
        Problem::LocksOut(action) => {
            format!("must not deny {} to the whole account: nobody could change the policy again", action.full_name())
                .into()
        }
        Problem::NotDerivable => "cannot be derived from the names the identity provider gives".into(),
        Problem::NothingLeft => "must be false when all other kinds are excluded".into(),
        Problem::KindLeftEmpty => "leaves a required kind of character empty".into(),
        Problem::NoSuchKey => "has no such key".into(),
        Problem::Unpaired => "must have as many keys as values".into(),
        Problem::Unchanged => "must change something".into(),
        Problem::GrantedElsewhere => "has access through another statement".into(),
        Problem::Different => "does not match".into(),
    }
}

fn prefixes(reserved: ReservedPrefix) -> String {
    let prefixes = reserved.prefixes().join(" or ");
    match reserved {
        ReservedPrefix::ManagedSecret => format!("{prefixes}, which is reserved for managed secrets"),
        ReservedPrefix::VendorTag => prefixes,
    }
}

fn expected(form: Form) -> &'static str {
    match form {
        Form::Action => "an operation such as kms:GetSecretValue",
        Form::Address => "an IP address such as 10.8.0.7",
        Form::Base64 => "Base64",
        Form::Bearer => "user/<name>, group/<name> or role/<name>",
        Form::Choice => "one of the choices",
        Form::Credential => "a credential in the form of its SecretType",
        Form::Certificates => "certificates in PEM form, without private keys",
        Form::HostKey => "a public SSH host key in one line, such as ssh-ed25519 AAAA...",
        Form::PrivateKey => "a private key in the OpenSSH format, or an RSA key in PEM, without a passphrase",
        Form::HostName => "a host name or an IP address",
        Form::MailAddress => "mail addresses such as ops@example.org, without names or quotes",
        Form::Port => "a whole number from 1 to 65535",
        Form::HttpsAddress => "an address that begins with https://",
        Form::Duration => "a whole number and one of the units d, h, m and s, such as 7d or 604800s",
        Form::Empty => "empty",
        Form::Json(JsonKind::Text) => "a JSON string",
        Form::Json(JsonKind::Number) => "a JSON number",
        Form::Json(JsonKind::Boolean) => "true or false",
        Form::Json(JsonKind::Null) => "null",
        Form::Json(JsonKind::Object) | Form::JsonObject => "a JSON object",
        Form::Json(JsonKind::Array) => "a JSON array",
        Form::JsonValue => "JSON",
        Form::Networks => "IP addresses or networks such as 10.8.0.7 or 10.0.0.0/8",
        Form::Policy => "a policy document",
        Form::PolicyType => "System or Custom",
        Form::RoleArn => "acs:ram::<account>:role/<name> of this account",
        Form::SecretPattern => "names of secrets, or beginnings followed by *",
        Form::SecretReference => "a name or acs:kms:<region>:<account>:secret/<name>",
        Form::Text => "UTF-8 text; encode bytes as Base64",
        Form::Time => "a time such as 2026-11-22T14:02:10Z",
        Form::Uuid => "a UUID",
        Form::Window => "two times of day and an offset from UTC, such as 22:00-04:00+08:00",
    }
}

/// What stands in the way, as a sentence.
pub(super) fn blocker(blocker: Blocker) -> &'static str {
    match blocker {
        Blocker::Oneself => "You cannot remove yourself.",
        Blocker::OwnSecondFactor => "You cannot remove your own second factors this way.",
        Blocker::LastAdministrator => "Someone who can sign in must keep AdministratorAccess.",
        Blocker::UserHasKeys => "The user has AccessKeys; delete them first.",
        Blocker::UserInGroup => "The user is in a group; remove it from its groups first.",
        Blocker::UserHasPolicies => "The user has policies; detach them first.",
        Blocker::GroupHasMembers => "The group has members; remove them first.",
        Blocker::GroupHasPolicies => "The group has policies; detach them first.",
        Blocker::RoleHasPolicies => "The role has policies; detach them first.",
        Blocker::PolicyOfUser => "The policy is attached to users; detach it first.",
        Blocker::PolicyOfGroup => "The policy is attached to groups; detach it first.",
        Blocker::PolicyOfRole => "The policy is attached to roles; detach it first.",
        Blocker::PolicyHasVersions => "The policy has other versions; delete them first.",
        Blocker::DefaultVersion => "The default version cannot be deleted; choose another default first.",
        Blocker::DefaultKey => "The default key cannot be disabled or deleted.",
        Blocker::KeyHasSecrets => {
            "Secrets are encrypted with the key, some of them perhaps in their recovery window; delete them first."
        }
        Blocker::DefaultKeyPolicy => "The default key cannot have a policy: all secrets without their own key use it.",
        Blocker::RecoveryWindow => "The recovery window has not ended.",
        Blocker::NoPasskeys => "Passkeys need a console with a host name.",
        Blocker::TargetUsed => "Secrets rotate at the target; delete them or give them another target first.",
        Blocker::ManagedSecret => "The value of a managed secret is set by its rotations.",
        Blocker::GenericSecret => {
            "A generic secret rotates by a function or with generated values, at no other target."
        }
        Blocker::NoRotationPlan => "The secret has no rotation policy.",
        Blocker::RevokedVersion => "The version was revoked.",
        Blocker::CurrentVersion => "The version is the current one. Put a new value first.",
        Blocker::RotationRuns => "A rotation of the secret is under way.",
        Blocker::RotationState => "The rotation is in a state that does not allow this.",
        Blocker::StepTaken => "Another process does this step of the rotation.",
    }
}

/// The limit that is reached, as a sentence.
pub(super) fn limit(limit: Limit) -> String {
    let most = limit.most();
    match limit {
        Limit::Tags => format!("A secret may have at most {most} tags."),
        Limit::Labels => format!("A secret may have at most {most} stage labels."),
        Limit::Versions => format!("All {most} versions carry stage labels; remove a label first."),
        Limit::Keys => format!("An account may have at most {most} keys."),
        Limit::KeyVersions => format!("A key may have at most {most} versions."),
        Limit::AccessKeys => format!("A user may have at most {most} AccessKeys."),
        Limit::Passkeys => format!("A user may have at most {most} passkeys."),
        Limit::GroupsOfUser => format!("A user may be in at most {most} groups."),
        Limit::Attached => format!("At most {most} system and {most} custom policies may be attached."),
        Limit::Policies => format!("An account may have at most {most} custom policies."),
        Limit::PolicyVersions => format!("A policy may have at most {most} versions; delete one first."),
        Limit::Targets => format!("An account may have at most {most} targets."),
        Limit::Channels => format!("An account may have at most {most} notification channels."),
        Limit::Roles => format!("An account may have at most {most} roles."),
    }
}

/// Someone else changed the thing since it was read.
pub(super) const CONFLICT: &str = "Someone else changed it. Read it again and retry.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_on_from_its_parameter_and_names_the_limit_with_its_unit() {
        let window = Problem::Range { min: 7, max: 30, unit: strongroom_domain::Unit::Days };
        assert_eq!(rule(FieldError::new(Field::RecoveryWindow, window)), "must be 7 to 30 days");
        let either = FieldError::new(Field::MoveTo, Problem::OneRequired(Field::RemoveFrom));
        assert_eq!(
            format!("{} {}", parameter(either.field), rule(either)),
            "MoveToVersion or RemoveFromVersion must be given"
        );
    }
}
