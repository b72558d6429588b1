//! Targets in words.

use super::dto::TargetProof;
use strongroom_domain::TargetKind;

/// A kind of target.
pub fn kind(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Postgresql => "PostgreSQL",
        TargetKind::Mariadb => "MariaDB",
        TargetKind::Mysql => "MySQL",
        TargetKind::Redis => "Redis",
        TargetKind::Ssh => "SSH host",
        TargetKind::Ram => "RAM (AccessKeys)",
        TargetKind::Function => "Function",
    }
}

/// How a connection is protected, in one or two words.
pub fn protection(proof: TargetProof) -> &'static str {
    match proof {
        TargetProof::System => "TLS",
        TargetProof::Authorities => "TLS, own authority",
        TargetProof::HostKey => "SSH host key",
        TargetProof::Plain => "No TLS",
    }
}

/// The same as a sentence.
pub fn protection_sentence(proof: TargetProof) -> &'static str {
    match proof {
        TargetProof::System => "TLS. Certificate authorities of Strongroom's machine are trusted.",
        TargetProof::Authorities => "TLS. Only the certificate authorities below are trusted.",
        TargetProof::HostKey => "SSH. Only the host key below is trusted.",
        TargetProof::Plain => "No TLS. Whoever controls the network can learn passwords.",
    }
}

/// What a managing account of this kind needs.
pub fn manager_needs(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Postgresql => "It needs CREATEROLE, and from PostgreSQL 16 ADMIN OPTION on each role it rotates.",
        TargetKind::Mariadb => "It needs CREATE USER and SELECT on mysql.*.",
        TargetKind::Mysql => "It needs CREATE USER, and SELECT on mysql.* if two accounts take turns.",
        TargetKind::Redis => {
            "It needs +info +config|get +acl|getuser +acl|setuser, and +acl|save or +config|rewrite to keep the change."
        }
        TargetKind::Ssh => {
            "It is root, or has sudo rules without a password: for chpasswd to set passwords, for /bin/sh as the account to change its keys. Passwords cannot be rotated without it; keys can."
        }
        TargetKind::Ram => {
            "It is a user with an AccessKey and the rights ram:ListAccessKeys, ram:CreateAccessKey, ram:UpdateAccessKey and ram:DeleteAccessKey on each user whose key rotates."
        }
        TargetKind::Function => {
            "At least 16 characters that only Strongroom and the function know. Each call is signed with it; it is never sent."
        }
    }
}

/// "not used", "1 secret", "12 secrets".
pub fn secrets(number: u64) -> String {
    match number {
        0 => "not used".to_owned(),
        1 => "1 secret".to_owned(),
        n => format!("{} secrets", strongroom_ui::grouped(n)),
    }
}
