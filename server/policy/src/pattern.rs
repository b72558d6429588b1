//! Patterns of actions and resources (M1 to M3).

/// Whether `text` as a whole fits `pattern`, where `*` stands for any run of characters and `?` for one (M1).
///
/// Only the last `*` is ever tried again, so the work is at most the product of the two lengths.
pub fn like(pattern: &str, text: &str) -> bool {
    fits(pattern, text, |a, b| a == b)
}

/// The same without regard to the case of ASCII letters (M2).
pub fn like_ignore_case(pattern: &str, text: &str) -> bool {
    fits(pattern, text, |a, b| a.eq_ignore_ascii_case(&b))
}

fn fits(pattern: &str, text: &str, same: impl Fn(char, char) -> bool) -> bool {
    let (mut wanted, mut rest) = (pattern.chars(), text.chars());
    // What follows the last star, and what it has not swallowed yet.
    let mut again: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let unread = rest.clone();
        match (wanted.next(), rest.next()) {
            (Some('*'), _) => {
                rest = unread;
                again = Some((wanted.clone(), rest.clone()));
            }
            (Some('?'), Some(_)) => {}
            (Some(a), Some(b)) if same(a, b) => {}
            (None, None) => return true,
            _ => {
                let Some((after, unread)) = &mut again else { return false };
                if unread.next().is_none() {
                    return false;
                }
                (wanted, rest) = (after.clone(), unread.clone());
            }
        }
    }
}

/// An entry of `Action`: `*`, or a service code, a colon and an operation, with wildcards anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActionPattern(Box<str>);

impl ActionPattern {
    /// Checks the form (V5).
    pub fn new(text: &str) -> Option<Self> {
        let word =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.*?".contains(&b));
        let good = text == "*" || text.split_once(':').is_some_and(|(service, name)| word(service) && word(name));
        good.then(|| Self(text.into()))
    }

    /// Whether an action such as `kms:GetSecretValue` is meant; letter case is ignored (M2).
    pub fn matches(&self, action: &str) -> bool {
        like_ignore_case(&self.0, action)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An entry of `Resource`: `*`, or an ARN with wildcards.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResourcePattern(Box<str>);

impl ResourcePattern {
    /// Checks the form (V6): `*`, or at least five parts of which the first is `acs`.
    pub fn new(text: &str) -> Option<Self> {
        let good = text == "*" || (text.starts_with("acs:") && Arn::new(text).is_some());
        good.then(|| Self(text.into()))
    }

    /// Whether a resource is meant: part by part, letter case counts (M3).
    pub fn matches(&self, resource: Resource<'_>) -> bool {
        if &*self.0 == "*" {
            return true;
        }
        let (Some(wanted), Some(seen)) = (Arn::new(&self.0), resource.0) else { return false };
        wanted.head.iter().zip(seen.head).all(|(w, s)| like(w, s)) && like(wanted.rest, seen.rest)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The resource of a check, cut once.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a>(Option<Arn<'a>>);

impl<'a> Resource<'a> {
    /// `*`, or an ARN. Anything else is met by the pattern `*` only.
    pub fn new(text: &'a str) -> Self {
        Self(Arn::new(text))
    }

    /// The account that owns it: the fourth part, unless that is empty or `*`.
    pub fn owner(self) -> Option<&'a str> {
        self.0.map(|arn| arn.head[3]).filter(|owner| !owner.is_empty() && *owner != "*")
    }
}

/// An ARN or a pattern of one, cut at its first four colons.
#[derive(Clone, Copy, Debug)]
struct Arn<'a> {
    head: [&'a str; 4],
    rest: &'a str,
}

impl<'a> Arn<'a> {
    fn new(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(5, ':');
        let head = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
        Some(Self { head, rest: parts.next()? })
    }
}
