//! What our forms call the fields that rules name in the vendor's spelling.

/// The label of a field; itself where no form of ours has it.
pub fn label(field: &str) -> &str {
    match field {
        "SecretName" | "UserName" | "GroupName" | "RoleName" | "PolicyName" | "name" => "Name",
        "SecretData" => "Value",
        "CmkId" => "Encryption key",
        "VersionId" => "Version id",
        "VersionStage" | "VersionStages" => "Label",
        "MoveToVersion" | "RemoveFromVersion" => "Version",
        "TagKey" => "Tag key",
        "TagValue" => "Tag value",
        "RecoveryWindowInDays" => "Recovery window",
        "PasswordLength" => "Length",
        "ExcludeCharacters" => "Leave out",
        "PolicyDocument" => "Policy",
        "MaxSessionDuration" => "Longest session",
        "Networks" => "Addresses and networks",
        "password" => "Password",
        "code" => "Code",
        other => other,
    }
}
