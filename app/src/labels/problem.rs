//! Problems of fields in words.

use super::field::label;
use strongroom_domain::{Field, FieldError, Form, Problem, json_text::JsonKind};

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
