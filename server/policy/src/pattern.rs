//! Patterns of actions and resources.

/// Whether the whole `text` matches `pattern`, where `*` matches any number of characters and `?` matches one.
///
/// Backtracks only to the last `*`, so the work is at most the product of the two lengths.
pub fn like(pattern: &str, text: &str) -> bool {
    matches(pattern, text, |a, b| a == b, |a, b| a == b)
}

/// The same, ignoring the case of ASCII letters.
pub fn like_ignore_case(pattern: &str, text: &str) -> bool {
    matches(pattern, text, str::eq_ignore_ascii_case, |a, b| a.eq_ignore_ascii_case(&b))
}

/// The text before the first wildcard decides most patterns.
fn matches(pattern: &str, text: &str, equal: impl Fn(&str, &str) -> bool, same: impl Fn(char, char) -> bool) -> bool {
    let Some(start) = pattern.find(['*', '?']) else { return equal(pattern, text) };
    let (literal, wild) = pattern.split_at(start);
    let Some((head, tail)) = text.split_at_checked(start) else { return false };
    equal(literal, head) && (wild == "*" || matches_wild(wild, tail, same))
}

fn matches_wild(pattern: &str, text: &str, same: impl Fn(char, char) -> bool) -> bool {
    let (mut wanted, mut rest) = (pattern.chars(), text.chars());
    // The pattern after the last star, and the text that the star has not consumed.
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
    /// Checks the form.
    pub fn new(text: &str) -> Option<Self> {
        let word =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.*?".contains(&b));
        let good = text == "*" || text.split_once(':').is_some_and(|(service, name)| word(service) && word(name));
        good.then(|| Self(text.into()))
    }

    /// Whether it matches an action such as `kms:GetSecretValue`, ignoring case.
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
pub struct ResourcePattern {
    text: Box<str>,
    /// None for `*`.
    colons: Option<Colons>,
}

impl ResourcePattern {
    /// Checks the form: `*`, or at least five parts of which the first is `acs`.
    pub fn new(text: &str) -> Option<Self> {
        let colons = if text == "*" { None } else { Some(colons(text).filter(|_| text.starts_with("acs:"))?) };
        Some(Self { text: text.into(), colons })
    }

    /// Whether it matches a resource, part by part, case-sensitive.
    pub fn matches(&self, resource: Resource<'_>) -> bool {
        let Some(colons) = self.colons else { return true };
        let Some(seen) = resource.0 else { return false };
        parts(&self.text, colons).into_iter().zip(seen).all(|(wanted, seen)| like(wanted, seen))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The resource of a check, split once.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a>(Option<[&'a str; 5]>);

impl<'a> Resource<'a> {
    /// `*`, or an ARN. Only the pattern `*` matches anything else.
    pub fn new(text: &'a str) -> Self {
        Self(colons(text).map(|colons| parts(text, colons)))
    }

    /// The account that owns it: the fourth part, unless that is empty or `*`.
    pub fn owner(self) -> Option<&'a str> {
        self.0.map(|[_, _, _, owner, _]| owner).filter(|owner| !owner.is_empty() && *owner != "*")
    }
}

/// Where an ARN is split: its first four colons.
type Colons = [usize; 4];

fn colons(text: &str) -> Option<Colons> {
    let mut found = text.bytes().enumerate().filter(|(_, byte)| *byte == b':').map(|(place, _)| place);
    Some([found.next()?, found.next()?, found.next()?, found.next()?])
}

fn parts(text: &str, [a, b, c, d]: Colons) -> [&str; 5] {
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    [part(0, a), part(a + 1, b), part(b + 1, c), part(c + 1, d), part(d + 1, text.len())]
}
