//! The table of actions: everything that depends on the action is decided here and nowhere else.

use super::{
    ActionRow,
    CheckedOn::{Container, Thing},
    FreshProof::{Console, Everywhere, Never, Usual},
    KeyPermission,
    Mode::{Read, Write},
    OfferedOn::{AnyThing, Nowhere, ThisThing},
    ResourceKind::{Channel, Group, Key, Policy, Role, Secret, System, Target, Trail, User},
    Service::{ActionTrail, Kms, Ram, Strongroom, Sts},
    Shows::{Facts, Value},
    WithoutPolicy::{Anybody, Caller, Nobody, Oneself, Recorded, Server},
};
use serde::{Deserialize, Serialize};

const NO_KEY: Option<KeyPermission> = None;
const DECRYPT: Option<KeyPermission> = Some(KeyPermission::Decrypt);
const ENCRYPT: Option<KeyPermission> = Some(KeyPermission::GenerateDataKey);

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $service:ident, $mode:ident, $resource:ident, $on:ident, $without:ident,
        $shows:ident, $key:expr, $offered:ident, $proof:expr;)*) => {
        /// An operation of the product. The audit trail stores the numbers: they never change, and a number
        /// that is used twice does not compile.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Action { $($(#[$doc])* $name = $number,)* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// All that is decided by it.
            pub fn row(self) -> &'static ActionRow {
                match self {
                    $(Self::$name => const { &ActionRow {
                        name: stringify!($name),
                        service: $service,
                        mode: $mode,
                        resource: $resource,
                        checked_on: $on,
                        without_policy: $without,
                        shows: $shows,
                        key_permission: $key,
                        offered_on: $offered,
                        proof: $proof,
                    } },)*
                }
            }
        }
    };
}

// Columns: number, service, mode, resource, what policies are evaluated for, who needs no policy, what it shows,
// what a customer's key must allow, what the console offers it on, how fresh a proof of identity must be. See `ActionRow`.
actions! {
    /// Create a secret with its first version.
    CreateSecret =               1, Kms,         Write, Secret, Container, Nobody,   Facts, ENCRYPT, AnyThing,  Usual;
    /// Read a value; the event records the exact version.
    GetSecretValue =             2, Kms,         Read,  Secret, Thing,     Nobody,   Value, DECRYPT, ThisThing, Usual;
    /// Store a new version.
    PutSecretValue =             3, Kms,         Write, Secret, Thing,     Nobody,   Facts, ENCRYPT, ThisThing, Usual;
    /// Move or remove a stage label.
    UpdateSecretVersionStage =   4, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Read a secret's facts, never its value.
    DescribeSecret =             5, Kms,         Read,  Secret, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List secrets.
    ListSecrets =                6, Kms,         Read,  Secret, Container, Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List the versions of a secret.
    ListSecretVersionIds =       7, Kms,         Read,  Secret, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Change a description.
    UpdateSecret =               8, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Delete, at once or after a recovery window.
    DeleteSecret =               9, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Take a secret out of its recovery window.
    RestoreSecret =             10, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Make a random password.
    GetRandomPassword =         11, Kms,         Read,  System, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Add or change tags.
    TagResource =               12, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Remove tags.
    UntagResource =             13, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Remove a secret whose recovery window has ended.
    PurgeSecret =               14, Kms,         Write, Secret, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Tell which keys of a JSON value differ between two versions, without opening either value.
    CompareSecretVersions =     15, Kms,         Read,  Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Create a customer master key.
    CreateKey =                 30, Kms,         Write, Key,    Container, Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Read a key's facts.
    DescribeKey =               31, Kms,         Read,  Key,    Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List keys.
    ListKeys =                  32, Kms,         Read,  Key,    Container, Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Allow use of a key again.
    EnableKey =                 33, Kms,         Write, Key,    Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Stop use of a key.
    DisableKey =                34, Kms,         Write, Key,    Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Add a version to a key; new versions of secrets use it.
    CreateKeyVersion =          35, Kms,         Write, Key,    Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Change a key's description.
    UpdateKeyDescription =      36, Kms,         Write, Key,    Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Replace the policy of a key.
    SetKeyPolicy =              37, Kms,         Write, Key,    Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Read the policy of a key.
    GetKeyPolicy =              38, Kms,         Read,  Key,    Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// List the users and roles that may use a key, and why.
    ListKeyUsers =              39, Kms,         Read,  Key,    Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Delete a key after a number of days; it cannot be used from then on.
    ScheduleKeyDeletion =       40, Kms,         Write, Key,    Thing,     Nobody,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Keep a key that is scheduled for deletion.
    CancelKeyDeletion =         41, Kms,         Write, Key,    Thing,     Nobody,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Remove a key whose time has ended.
    PurgeKey =                  42, Kms,         Write, Key,    Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Create a user or application.
    CreateUser =                50, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Change a user's name or particulars.
    UpdateUser =                51, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Remove a user with its AccessKeys.
    DeleteUser =                52, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List users.
    ListUsers =                 53, Ram,         Read,  User,   Container, Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Create an AccessKey; its secret is shown once.
    CreateAccessKey =           54, Ram,         Write, User,   Thing,     Nobody,   Value, NO_KEY,  AnyThing,  Usual;
    /// Switch an AccessKey on or off.
    UpdateAccessKey =           55, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Remove an AccessKey.
    DeleteAccessKey =           56, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List AccessKeys.
    ListAccessKeys =            57, Ram,         Read,  User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Change one's own password.
    ChangePassword =            58, Ram,         Write, User,   Thing,     Oneself,  Facts, NO_KEY,  AnyThing,
        Never { because: "the request carries the current password" };
    /// Read one user's facts.
    GetUser =                   59, Ram,         Read,  User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Set or remove a user's console password.
    UpdateLoginProfile =        60, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Read the facts about one's own second factors.
    GetUserMFAInfo =            61, Ram,         Read,  User,   Thing,     Oneself,  Facts, NO_KEY,  AnyThing,  Usual;
    /// Begin to set up one's own authenticator app; its secret is shown once.
    CreateVirtualMFADevice =    62, Ram,         Write, User,   Thing,     Oneself,  Value, NO_KEY,  AnyThing,
        Everywhere { minutes: 1, because: "a factor is a proof of identity" };
    /// Set up one's own second factor with a code of it; the first factor's recovery codes are shown once.
    BindMFADevice =             63, Ram,         Write, User,   Thing,     Oneself,  Value, NO_KEY,  AnyThing,
        Never { because: "its token comes from CreateVirtualMFADevice, which requires one" };
    /// Make new recovery codes of one's own; they are shown once.
    ResetRecoveryCodes =        64, Ram,         Write, User,   Thing,     Oneself,  Value, NO_KEY,  AnyThing,
        Everywhere { minutes: 1, because: "a factor is a proof of identity" };
    /// Remove one's own authenticator app.
    RemoveOwnMFADevice =        65, Ram,         Write, User,   Thing,     Oneself,  Facts, NO_KEY,  AnyThing,
        Everywhere { minutes: 1, because: "a factor is a proof of identity" };
    /// Remove the second factors of another user.
    UnbindMFADevice =           66, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Begin to add a passkey of one's own.
    CreatePasskey =             67, Ram,         Write, User,   Thing,     Oneself,  Facts, NO_KEY,  AnyThing,
        Everywhere { minutes: 1, because: "a factor is a proof of identity" };
    /// Add a passkey of one's own with what the device has made.
    BindPasskey =               68, Ram,         Write, User,   Thing,     Oneself,  Value, NO_KEY,  AnyThing,
        Never { because: "its ticket comes from CreatePasskey, which requires one" };
    /// Remove a passkey of one's own.
    RemoveOwnPasskey =          69, Ram,         Write, User,   Thing,     Oneself,  Facts, NO_KEY,  AnyThing,
        Everywhere { minutes: 1, because: "a factor is a proof of identity" };
    /// Call a passkey of one's own by another name.
    RenamePasskey =             48, Ram,         Write, User,   Thing,     Oneself,  Facts, NO_KEY,  AnyThing,
        Never { because: "a name gives no access and takes none away" };
    /// Create a group.
    CreateGroup =              100, Ram,         Write, Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Read one group's facts.
    GetGroup =                 101, Ram,         Read,  Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Change a group's name or comments.
    UpdateGroup =              102, Ram,         Write, Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Remove a group that has neither members nor policies.
    DeleteGroup =              103, Ram,         Write, Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List groups.
    ListGroups =               104, Ram,         Read,  Group,  Container, Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Make a user a member of a group.
    AddUserToGroup =           105, Ram,         Write, Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// End a user's membership in a group.
    RemoveUserFromGroup =      106, Ram,         Write, Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List the groups of a user.
    ListGroupsForUser =        107, Ram,         Read,  User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List the members of a group.
    ListUsersForGroup =        108, Ram,         Read,  Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Create a policy with its first version.
    CreatePolicy =             120, Ram,         Write, Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Read a policy and its default version.
    GetPolicy =                121, Ram,         Read,  Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Delete a policy that is not attached to anyone.
    DeletePolicy =             122, Ram,         Write, Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List policies.
    ListPolicies =             123, Ram,         Read,  Policy, Container, Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Add a version to a policy.
    CreatePolicyVersion =      124, Ram,         Write, Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Read one version of a policy.
    GetPolicyVersion =         125, Ram,         Read,  Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Remove a version that is not the default.
    DeletePolicyVersion =      126, Ram,         Write, Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List the versions of a policy.
    ListPolicyVersions =       127, Ram,         Read,  Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Choose the default version of a policy.
    SetDefaultPolicyVersion =  128, Ram,         Write, Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Change a policy's description.
    UpdatePolicyDescription =  129, Ram,         Write, Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Give a user a policy.
    AttachPolicyToUser =       130, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Take a policy from a user.
    DetachPolicyFromUser =     131, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Give a group a policy.
    AttachPolicyToGroup =      132, Ram,         Write, Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Take a policy from a group.
    DetachPolicyFromGroup =    133, Ram,         Write, Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List the policies of a user.
    ListPoliciesForUser =      134, Ram,         Read,  User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List the policies of a group.
    ListPoliciesForGroup =     135, Ram,         Read,  Group,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List the users, groups and roles a policy is attached to.
    ListEntitiesForPolicy =    136, Ram,         Read,  Policy, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Explain why a principal may or may not do something.
    ExplainAccess =            137, Ram,         Read,  User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List the secrets a user may read, and why.
    ListReach =                138, Ram,         Read,  User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Tell when an AccessKey was last used.
    GetAccessKeyLastUsed =     139, Ram,         Read,  User,   Thing,     Nobody,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Switch an AccessKey off, never on.
    DeactivateAccessKey =      140, Ram,         Write, User,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Create a role.
    CreateRole =               150, Ram,         Write, Role,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Read one role's facts.
    GetRole =                  151, Ram,         Read,  Role,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Change a role's description, trust policy or longest session.
    UpdateRole =               152, Ram,         Write, Role,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Remove a role that has no policies; its sessions end.
    DeleteRole =               153, Ram,         Write, Role,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List roles.
    ListRoles =                154, Ram,         Read,  Role,   Container, Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Give a role a policy.
    AttachPolicyToRole =       155, Ram,         Write, Role,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Take a policy from a role.
    DetachPolicyFromRole =     156, Ram,         Write, Role,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List the policies of a role.
    ListPoliciesForRole =      157, Ram,         Read,  Role,   Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Get temporary credentials of a role.
    AssumeRole =               160, Sts,         Write, Role,   Thing,     Nobody,   Value, NO_KEY,  Nowhere,   Usual;
    /// Read the identity of the caller.
    GetCallerIdentity =        161, Sts,         Read,  System, Thing,     Caller,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Replace the policy of a secret.
    SetSecretPolicy =           16, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Read the policy of a secret.
    GetSecretPolicy =           17, Kms,         Read,  Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// List the users and roles that may read a secret, and why.
    ListSecretReaders =         18, Kms,         Read,  Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Change whether and how a secret rotates.
    UpdateSecretRotationPolicy = 19, Kms,        Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Rotate a secret now.
    RotateSecret =              20, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Read how a secret rotates, and one of its rotations.
    DescribeRotation =          21, Kms,         Read,  Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// List rotations.
    ListRotations =             22, Kms,         Read,  Secret, Container, Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Go on with a rotation that waits or needs a person.
    ResumeRotation =            23, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Give readers the old credential again.
    RollBackRotation =          24, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Begin no rotation of a secret by itself for now.
    PauseRotation =             25, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Begin a rotation that is due.
    BeginRotation =             26, Kms,         Write, Secret, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Take a step of a rotation, with the credentials that it needs.
    TakeRotationStep =          27, Kms,         Write, Secret, Thing,     Server,   Value, NO_KEY,  Nowhere,   Usual;
    /// Record what a step of a rotation found.
    ReportRotationStep =        28, Kms,         Write, Secret, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// List who read which version of a secret, and when.
    ListSecretReads =           29, Kms,         Read,  Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Revoke a version of a secret, or make it readable again.
    RevokeSecretVersion =       43, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Read a version that was revoked, in addition to GetSecretValue.
    ReadRevokedVersion =        44, Strongroom,  Read,  Secret, Thing,     Nobody,   Value, NO_KEY,  ThisThing, Usual;
    /// Let an old credential work for longer.
    ExtendRotation =            45, Kms,         Write, Secret, Thing,     Nobody,   Facts, NO_KEY,  ThisThing, Usual;
    /// Search the audit trail.
    LookupEvents =              70, ActionTrail, Read,  Trail,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Recompute the hash chains of the audit trail.
    VerifyTrail =               71, ActionTrail, Read,  Trail,  Thing,     Server,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Take events out of the trail as a file.
    ExportEvents =              72, ActionTrail, Read,  Trail,  Thing,     Nobody,   Facts, NO_KEY,  AnyThing,
        Console { minutes: 15, because: "it takes events out of the installation" };
    /// Sign in to the console.
    ConsoleSignin =             80, Strongroom,  Write, System, Thing,     Anybody,  Facts, NO_KEY,  Nowhere,
        Never { because: "it is the proof" };
    /// Sign out of the console.
    ConsoleSignout =            81, Strongroom,  Write, System, Thing,     Oneself,  Facts, NO_KEY,  AnyThing,
        Never { because: "leaving is always possible" };
    /// Read this installation's state.
    DescribeSystem =            82, Strongroom,  Read,  System, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// First start: the installation was made.
    Initialize =                83, Strongroom,  Write, System, Thing,     Recorded, Facts, NO_KEY,  Nowhere,   Usual;
    /// The server loaded its keyring.
    Unseal =                    84, Strongroom,  Write, System, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// A request whose signature, key or nonce was refused.
    Authenticate =              85, Strongroom,  Read,  System, Thing,     Recorded, Facts, NO_KEY,  Nowhere,   Usual;
    /// Second step of signing in to the console: a code or a passkey.
    VerifyMFA =                 86, Strongroom,  Write, System, Thing,     Anybody,  Facts, NO_KEY,  Nowhere,
        Never { because: "it is the proof" };
    /// End console sessions of one's own.
    EndSession =                87, Strongroom,  Write, System, Thing,     Oneself,  Facts, NO_KEY,  AnyThing,
        Never { because: "a person who finds an unknown session must be able to end it at once" };
    /// Sign in to the console through an identity provider.
    ConsoleSigninSSO =          95, Strongroom,  Write, System, Thing,     Anybody,  Facts, NO_KEY,  Nowhere,
        Never { because: "it is the proof" };
    /// Re-authenticate in a console session.
    StepUp =                    96, Strongroom,  Write, System, Thing,     Oneself,  Facts, NO_KEY,  AnyThing,
        Never { because: "it is the proof" };
    /// One more root key opens the installation.
    AddRootKey =               170, Strongroom,  Write, System, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Only one root key opens the installation from here on.
    RemoveRootKeys =           171, Strongroom,  Write, System, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Copy everything into a backup.
    CreateBackup =             172, Strongroom,  Write, System, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Everything was restored from a backup.
    RestoreBackup =            173, Strongroom,  Write, System, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Give an administrator a new password with the root key.
    RecoverAdministrator =     174, Strongroom,  Write, User,   Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Create a target of rotations.
    CreateTarget =             180, Strongroom,  Write, Target, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Read a target's facts.
    DescribeTarget =           181, Strongroom,  Read,  Target, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List targets.
    ListTargets =              182, Strongroom,  Read,  Target, Container, Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Change where a target is or its managing account, or have secrets rotate at it.
    UpdateTarget =             183, Strongroom,  Write, Target, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Delete a target at which no secret rotates.
    DeleteTarget =             184, Strongroom,  Write, Target, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Log in to a target with its managing account.
    TestTarget =               185, Strongroom,  Write, Target, Thing,     Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Create a channel that notices go through.
    CreateNotificationChannel = 210, Strongroom, Write, Channel, Thing,    Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Read where a channel leads and what it is for.
    DescribeNotificationChannel = 211, Strongroom, Read, Channel, Thing,   Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List channels.
    ListNotificationChannels = 212, Strongroom,  Read,  Channel, Container, Nobody,  Facts, NO_KEY,  AnyThing,  Usual;
    /// Change where a channel leads or what it is for.
    UpdateNotificationChannel = 213, Strongroom, Write, Channel, Thing,    Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Delete a channel, and its messages with it.
    DeleteNotificationChannel = 214, Strongroom, Write, Channel, Thing,    Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// Send a notice through a channel that says it is a test.
    TestNotificationChannel =  215, Strongroom,  Write, Channel, Thing,    Nobody,   Facts, NO_KEY,  AnyThing,  Usual;
    /// List messages to channels, and what became of them.
    ListNotificationDeliveries = 216, Strongroom, Read, Channel, Container, Nobody,  Facts, NO_KEY,  AnyThing,  Usual;
    /// Make messages to channels of what happened.
    DispatchNotices =          217, Strongroom,  Write, System, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Find what has lasted for too long, and what has ended.
    WatchNotices =             218, Strongroom,  Write, System, Thing,     Server,   Facts, NO_KEY,  Nowhere,   Usual;
    /// Take a message to a channel, to send it.
    TakeNoticeDelivery =       219, Strongroom,  Write, Channel, Container, Server,  Facts, NO_KEY,  Nowhere,   Usual;
    /// Report what became of a message to a channel.
    ReportNoticeDelivery =     220, Strongroom,  Write, Channel, Container, Server,  Facts, NO_KEY,  Nowhere,   Usual;
}
