//! The fields that rules are about. Each surface has words of its own for them: a parameter, a label of a form.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    /// Name of a secret, or an ARN that names one.
    SecretName,
    /// Names of the secrets of one bulk change.
    SecretNames,
    /// Value of a version.
    SecretValue,
    /// Key of a value that is a JSON object.
    ValueKey,
    /// Id of a version.
    VersionId,
    /// One stage label.
    Stage,
    /// The stage labels of a new version.
    Stages,
    /// The version a label moves to.
    MoveTo,
    /// The version a label is taken from.
    RemoveFrom,
    /// Description of a secret or key.
    Description,
    /// Key of a tag.
    TagKey,
    /// Value of a tag.
    TagValue,
    /// All tags of a request.
    Tags,
    /// How long a deleted secret can be restored.
    RecoveryWindow,
    /// How long a key waits for its deletion.
    PendingWindow,
    /// Time between two rotations.
    RotationPeriod,
    /// Hours of a day at which rotations may begin.
    RotationWindow,
    /// When the first rotation is due.
    FirstRotation,
    /// Times in which no rotation begins by itself.
    Freezes,
    /// How long an old credential works on.
    Grace,
    /// Whether an old credential goes with its last reader.
    AwaitReaders,
    /// Share of the readers that a rollout gives the new credential first.
    RolloutShare,
    /// Readers that a rollout names.
    RolloutReaders,
    /// How long a rollout has only part of the readers.
    RolloutTime,
    /// How a credential is replaced.
    Strategy,
    /// Id of a rotation.
    RotationId,
    /// Name of a target of rotations.
    TargetName,
    /// Id of a target of rotations.
    TargetId,
    /// Where a target is.
    TargetHost,
    /// Where the STS of a target is.
    TargetSts,
    /// Port of a target.
    TargetPort,
    /// What proves the managing account of a target.
    ManagerSecret,
    /// How a target proves itself.
    TargetTrust,
    /// Name of a database at a target.
    DatabaseName,
    /// Name of an account at a target.
    AccountName,
    /// What a managed secret says about its target.
    ExtendedConfig,
    /// Name of a notification channel.
    ChannelName,
    /// Id of a notification channel.
    ChannelId,
    /// Kind of a notification channel.
    ChannelKind,
    /// How the receiver of notices proves itself.
    ChannelTrust,
    /// Which kinds of notices a channel gets.
    NoticeKinds,
    /// How long notices are collected.
    DigestMinutes,
    /// How the names of the secrets begin that a channel tells about.
    ChannelPrefix,
    /// Where a webhook goes.
    WebhookUrl,
    /// The key that signs webhooks.
    WebhookKey,
    /// Where a mail server is.
    MailHost,
    /// Port of a mail server.
    MailPort,
    /// How the connection to a mail server is encrypted.
    MailSecurity,
    /// User name at a mail server.
    MailUser,
    /// Password at a mail server.
    MailPassword,
    /// Address that mail comes from.
    MailSender,
    /// Addresses that mail goes to.
    MailRecipients,
    /// Id of a notice.
    NoticeId,
    /// Id of a message to a channel.
    DeliveryId,
    /// Id of a secret.
    SecretId,
    /// Id of a customer master key.
    KeyId,
    /// Id of an installation.
    InstallationId,
    /// The region of an installation.
    Region,

    /// Name of a user.
    UserName,
    /// Id of a user.
    UserId,
    /// Name of a group.
    GroupName,
    /// Id of a group.
    GroupId,
    /// Name of a role.
    RoleName,
    /// Id of a role.
    RoleId,
    /// ARN of a role.
    RoleArn,
    /// A user, group or role, distinguished by a prefix.
    Bearer,
    /// Comments on a user, group, role or policy.
    Comments,
    /// Name of a policy.
    PolicyName,
    /// Type of a policy.
    PolicyType,
    /// Text of a policy.
    PolicyDocument,
    /// Which access a new user begins with.
    InitialAccess,
    /// The secrets a new user may read.
    SecretPatterns,
    /// The longest session a role allows.
    LongestSession,
    /// Duration of a role session.
    SessionDuration,
    /// Name of a role session.
    SessionName,
    /// Policy that narrows a role session.
    SessionPolicy,
    /// What a third party and the owner of a role have agreed on.
    ExternalId,
    /// Id of an AccessKey.
    AccessKeyId,
    /// Private SSH key of an account of a host.
    PrivateKey,
    /// Networks an AccessKey may sign from.
    Networks,

    /// A console password.
    Password,
    /// A new password, typed once more.
    RepeatedPassword,
    /// A code of a second factor.
    Code,
    /// What the server hands out between two steps of a ceremony.
    Ticket,
    /// Id of a second factor.
    SecondFactorId,
    /// Id of a passkey.
    PasskeyId,
    /// Name of a passkey.
    PasskeyName,
    /// Address that names an identity provider.
    Issuer,
    /// A person's name at an identity provider.
    Subject,
    /// Id of a console session.
    ConsoleSession,
    /// The name that is typed to confirm a removal.
    Confirmation,

    /// Length of a random password.
    PasswordLength,
    /// Characters a random password must not have.
    ExcludedCharacters,
    /// Kinds of characters a random password must not have.
    ExcludedKinds,

    /// Entries on a page of a list.
    PageSize,
    /// Number of a page.
    PageNumber,
    /// Where a page begins.
    Cursor,
    /// Words to search for.
    Search,
    /// Values of a filter.
    Filter,
    /// When a request was signed.
    RequestTime,
    /// Begin of a period.
    StartTime,
    /// End of a period.
    EndTime,
    /// An operation.
    Action,
    /// Address of a client.
    Address,
    /// Id of a request.
    RequestId,
}

/// Lower-case words, for logs and events: `secret name`.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = format!("{self:?}");
        for (at, letter) in name.char_indices() {
            if at > 0 && letter.is_ascii_uppercase() {
                f.write_str(" ")?;
            }
            write!(f, "{}", letter.to_ascii_lowercase())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_splits_the_name_into_words() {
        assert_eq!(Field::SecretName.to_string(), "secret name");
        assert_eq!(Field::Code.to_string(), "code");
    }
}
