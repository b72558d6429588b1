//! What forms call the fields that rules are about.

use strongroom_domain::Field;

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
        Field::FirstRotation => "First rotation",
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
        Field::FirstRotation => &["begins"],
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
