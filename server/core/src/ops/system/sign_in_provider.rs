//! ConsoleSigninSSO: a person an identity provider vouches for. Who signs in for the first time becomes a user; memberships
//! that the provider decides about follow it each time.

use crate::{
    AuthFailure, CoreError, Limit, Thing,
    engine::{Context, Done, Run},
    ops::{groups, users},
    ports::{Expect, IdentityChange},
    rows::{Authenticate, GroupRow, UserRow},
};
use strongroom_domain::{
    Action, Comments, Federated, Field, FieldError, GroupId, GroupName, Principal, Problem, Since, Timestamp, UserId,
    UserName, limits,
};
use strongroom_trail::Detail;

/// What the server calls itself in events: nobody else may.
const RESERVED: &str = "strongroom";

/// Request: what the surface found out, also when that was nothing good, so that every try is an event.
pub struct SignInWithProvider {
    /// The person, or the true reason why nobody was proven; never a text of the provider's.
    pub proof: Result<ProviderIdentity, &'static str>,
}

/// What an identity provider says of a person, after its signature was checked.
pub struct ProviderIdentity {
    /// Who.
    pub federated: Federated,
    /// Names the person goes by there, the best for a user name first; as they came.
    pub names: Vec<String>,
    /// Name for people, as it came; may be empty.
    pub display_name: String,
    /// Groups here that the person's groups there stand for.
    pub groups: Vec<GroupName>,
    /// Every group here whose membership the provider decides, whoever the person is.
    pub mapped: Vec<GroupName>,
}

/// How far the provider's word leads.
#[derive(Debug, PartialEq, Eq)]
pub enum ProviderSignedIn {
    /// All the way.
    Done(Principal),
    /// Nowhere: the person is in none of the mapped groups any more. The memberships ended with this try.
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
                cx.because(*reason);
                return Err(CoreError::Unauthenticated(AuthFailure::NoLinkedUser));
            }
        };
        let mapped = existing(cx, &person.mapped).await?;
        let granted: Vec<GroupId> =
            mapped.iter().filter(|group| person.groups.contains(&group.name)).map(|group| group.id).collect();
        match cx.vault.user_by_identity(cx.store(), &person.federated).await? {
            Some(user) => again(cx, user, &mapped, granted),
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
        cx.note(Detail::Group, format!("not there: {}", missing.join(", ")));
    }
    Ok(found)
}

/// Somebody who was here before.
fn again(
    cx: &mut Context<'_>,
    mut user: UserRow,
    mapped: &[GroupRow],
    granted: Vec<GroupId>,
) -> Result<Done<ProviderSignedIn>, CoreError> {
    cx.name(user.name.as_str());
    let nobody_any_more = granted.is_empty();
    let next = follow(&user.groups, mapped, granted, cx.now)?;
    let change = (next != user.groups).then(|| {
        note(cx, "joined", mapped, |id| has(&next, id) && !has(&user.groups, id));
        note(cx, "left", mapped, |id| !has(&next, id) && has(&user.groups, id));
        user.groups = next;
        users::put(cx, user.clone()).1
    });
    if nobody_any_more {
        let Some(change) = change else {
            return Err(nobody(cx));
        };
        cx.note(Detail::State, "not signed in");
        return Ok(Done::changed(ProviderSignedIn::MembershipsEnded, vec![change]));
    }
    let principal = Principal::user(user.id, &user.name, None);
    cx.identified(&principal);
    Ok(Done::changed(ProviderSignedIn::Done(principal), change.into_iter().collect()))
}

/// Somebody new.
async fn first(
    cx: &mut Context<'_>,
    person: &ProviderIdentity,
    mapped: &[GroupRow],
    granted: Vec<GroupId>,
) -> Result<Done<ProviderSignedIn>, CoreError> {
    if granted.is_empty() {
        return Err(nobody(cx));
    }
    let name = person.names.iter().find_map(|text| user_name(text));
    let name = name.ok_or_else(|| FieldError::new(Field::UserName, Problem::NotDerivable))?;
    cx.name(name.as_str());
    if cx.vault.user_by_name(cx.store(), &name).await?.is_some() {
        // Whoever may choose a name at the provider must not become who has it here.
        cx.because("a user of this name exists and is somebody else");
        return Err(CoreError::Exists(Thing::User));
    }
    let Federated { issuer, subject } = &person.federated;
    cx.note(Detail::State, format!("made for {subject} of {issuer}"));
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
        revision: 1,
        signed_in: None,
    };
    let row = row.authenticate(&cx.vault.keyring);
    let principal = Principal::user(row.id, &row.name, None);
    cx.identified(&principal);
    Ok(Done::changed(ProviderSignedIn::Done(principal), vec![IdentityChange::PutUser(row, Expect::Absent).into()]))
}

fn nobody(cx: &mut Context<'_>) -> CoreError {
    cx.because("the person is in no group of the provider that stands for one here");
    CoreError::Unauthenticated(AuthFailure::NoGroup)
}

/// The memberships as the provider wants them; those it does not decide about stay, and whoever is in stays since when it was.
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

/// A user name like this text: of an address the part before the @, with a dash for what no name may hold.
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
    (!name.as_str().eq_ignore_ascii_case(RESERVED)).then_some(name)
}

/// Without what no text for people may hold.
fn display_name(text: &str) -> Result<Comments, FieldError> {
    let shown = |c: &char| Comments::new(&c.to_string()).is_ok() && !c.is_control();
    Comments::new(text.chars().filter(shown).take(limits::DISPLAY_NAME).collect::<String>().trim())
}
