//! ConsoleSigninSSO: sign-in through an identity provider. The first sign-in of a person creates a user; each sign-in updates
//! the memberships that the provider decides.

use crate::{
    AuthFailure, CoreError, Limit, Thing,
    engine::{Context, Done, Run, first_revision},
    ops::{groups, users},
    ports::{Expect, IdentityChange},
    rows::{Authenticate, GroupRow, UserRow},
};
use std::borrow::Cow;
use strongroom_domain::{
    Action, Comments, Federated, Field, FieldError, GroupId, GroupName, Principal, Problem, Since, Timestamp, UserId,
    UserName, limits,
};
use strongroom_trail::Detail;

/// Request: the result of authentication at the provider. Failures too, so that every attempt is an event.
pub struct SignInWithProvider {
    /// The person, or why authentication failed; never a text of the provider.
    pub proof: Result<ProviderIdentity, Cow<'static, str>>,
}

/// The verified claims of an identity provider about a person.
pub struct ProviderIdentity {
    /// Who.
    pub federated: Federated,
    /// Names of the person at the provider, as received; the best for a user name first.
    pub names: Vec<String>,
    /// Display name as received; may be empty.
    pub display_name: String,
    /// Local groups that the person's groups at the provider map to.
    pub groups: Vec<GroupName>,
    /// Every local group whose members the provider decides, for any person.
    pub mapped: Vec<GroupName>,
}

/// Result of the sign-in.
#[derive(Debug, PartialEq, Eq)]
pub enum ProviderSignedIn {
    /// The person is signed in.
    Done(Principal),
    /// Denied: the person is in none of the mapped groups any more. This attempt ended the memberships.
    MembershipsEnded,
}

impl Run for SignInWithProvider {
    type Output = ProviderSignedIn;

    fn action(&self) -> Action {
        Action::ConsoleSigninSSO
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<ProviderSignedIn>, CoreError> {
        let person = match &self.proof {
            Ok(person) => person,
            Err(reason) => {
                cx.because(reason.as_ref());
                return Err(CoreError::Unauthenticated(AuthFailure::NoLinkedUser));
            }
        };
        let mapped = existing(cx, &person.mapped).await?;
        let granted: Vec<GroupId> =
            mapped.iter().filter(|group| person.groups.contains(&group.name)).map(|group| group.id).collect();
        match cx.vault.user_by_identity(cx.store(), &person.federated).await? {
            Some(user) => returning(cx, user, &mapped, granted),
            None => first(cx, person, &mapped, granted).await,
        }
    }
}

/// The groups that are there; the event names those that are not.
async fn existing(cx: &mut Context<'_>, names: &[GroupName]) -> Result<Vec<GroupRow>, CoreError> {
    let (mut found, mut missing) = (Vec::with_capacity(names.len()), Vec::new());
    for name in names {
        match groups::by_name(cx, name).await {
            Ok(group) => found.push(GroupRow { name: name.clone(), ..group }),
            Err(CoreError::NotFound(_)) => missing.push(name.as_str()),
            Err(other) => return Err(other),
        }
    }
    if !missing.is_empty() {
        cx.note(Detail::Group, format!("not found: {}", missing.join(", ")));
    }
    Ok(found)
}

/// A person who already has a user here.
fn returning(
    cx: &mut Context<'_>,
    mut user: UserRow,
    mapped: &[GroupRow],
    granted: Vec<GroupId>,
) -> Result<Done<ProviderSignedIn>, CoreError> {
    cx.name(user.name.as_str());
    let in_no_group = granted.is_empty();
    let next = follow(&user.groups, mapped, granted, cx.now)?;
    let change = (next != user.groups).then(|| {
        note(cx, "joined", mapped, |id| has(&next, id) && !has(&user.groups, id));
        note(cx, "left", mapped, |id| !has(&next, id) && has(&user.groups, id));
        user.groups = next;
        users::put(cx, user.clone()).1
    });
    if in_no_group {
        let Some(change) = change else {
            return Err(no_group(cx));
        };
        cx.note(Detail::State, "not signed in");
        return Ok(Done::changed(ProviderSignedIn::MembershipsEnded, vec![change]));
    }
    let principal = Principal::user(user.id, &user.name, None);
    cx.identified(&principal);
    Ok(Done::changed(ProviderSignedIn::Done(principal), change.into_iter().collect()))
}

/// A new user.
async fn first(
    cx: &mut Context<'_>,
    person: &ProviderIdentity,
    mapped: &[GroupRow],
    granted: Vec<GroupId>,
) -> Result<Done<ProviderSignedIn>, CoreError> {
    if granted.is_empty() {
        return Err(no_group(cx));
    }
    let name = person.names.iter().find_map(|text| user_name(text));
    let name = name.ok_or_else(|| FieldError::new(Field::UserName, Problem::NotDerivable))?;
    cx.name(name.as_str());
    if cx.vault.user_by_name(cx.store(), &name).await?.is_some() {
        // A person who can choose a name at the provider must not become the local user of that name.
        cx.because("another user has this name");
        return Err(CoreError::Exists(Thing::User));
    }
    let Federated { issuer, subject } = &person.federated;
    cx.note(Detail::State, format!("created for {subject} of {issuer}"));
    note(cx, "joined", mapped, |id| granted.contains(id));
    let row = UserRow {
        id: UserId(crate::random::id(cx.now)?),
        name,
        display_name: display_name(&person.display_name)?,
        comments: Comments::new("")?,
        groups: follow(&[], mapped, granted, cx.now)?,
        policies: Vec::new(),
        password: None,
        mfa: None,
        federated: Some(person.federated.clone()),
        created: cx.now,
        updated: cx.now,
        revision: first_revision()?,
        signed_in: None,
    };
    let row = row.authenticate(&cx.vault.keyring);
    let principal = Principal::user(row.id, &row.name, None);
    cx.identified(&principal);
    Ok(Done::changed(ProviderSignedIn::Done(principal), vec![IdentityChange::PutUser(row, Expect::Absent).into()]))
}

fn no_group(cx: &mut Context<'_>) -> CoreError {
    cx.because("no group of the person at the provider maps to a group here");
    CoreError::Unauthenticated(AuthFailure::NoGroup)
}

/// The memberships the provider decides; others do not change, and a membership that stays keeps its date.
fn follow(
    before: &[Since<GroupId>],
    mapped: &[GroupRow],
    granted: Vec<GroupId>,
    now: Timestamp,
) -> Result<Vec<Since<GroupId>>, CoreError> {
    let stays = |one: &&Since<GroupId>| granted.contains(&one.what) || mapped.iter().all(|group| group.id != one.what);
    let mut groups: Vec<_> = before.iter().filter(stays).cloned().collect();
    groups.extend(granted.into_iter().filter(|id| !has(before, id)).map(|id| Since::new(id, now)));
    groups.sort_unstable_by_key(|one| one.what);
    groups.dedup_by_key(|one| one.what);
    if groups.len() > limits::GROUPS_OF_USER {
        return Err(CoreError::Limit(Limit::GroupsOfUser));
    }
    Ok(groups)
}

fn has(groups: &[Since<GroupId>], id: &GroupId) -> bool {
    groups.iter().any(|one| one.what == *id)
}

fn note(cx: &mut Context<'_>, word: &str, mapped: &[GroupRow], which: impl Fn(&GroupId) -> bool) {
    let names: Vec<&str> = mapped.iter().filter(|group| which(&group.id)).map(|group| group.name.as_str()).collect();
    if !names.is_empty() {
        cx.note(Detail::Group, format!("{word} {}", names.join(", ")));
    }
}

/// A user name made from this text: the part of an address before the @, with a dash for each character that is not allowed.
fn user_name(text: &str) -> Option<UserName> {
    let local = text.split_once('@').map_or(text, |(local, _)| local);
    let mut name = String::new();
    for c in local.chars() {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = UserName::new(name.trim_matches(['.', '-'])).ok()?;
    name.check_available().is_ok().then_some(name)
}

/// Without characters that display text may not contain.
fn display_name(text: &str) -> Result<Comments, FieldError> {
    let shown = |c: &char| Comments::new(&c.to_string()).is_ok() && !c.is_control();
    Comments::new(text.chars().filter(shown).take(limits::DISPLAY_NAME).collect::<String>().trim())
}
