//! Selects which two versions are compared, and steps through them.

use super::query::ComparisonQuery;
use crate::{
    labels,
    paths::{self, SecretRoute},
    secrets::dto::Version,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use strongroom_ui::{Button, Choice, Glyph, IconButton, KeyHint, Select, use_hydrated, use_shortcut, utc};

/// Selects two versions in a plain form. With scripts, each choice takes effect at once.
#[component]
pub fn Chooser(
    /// The secret.
    name: String,
    /// All its versions.
    versions: Vec<Version>,
    /// The older one.
    older: Version,
    /// The newer one.
    newer: Version,
    /// The address.
    asked: Memo<ComparisonQuery>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let (a, b) = (RwSignal::new(older.id.clone()), RwSignal::new(newer.id.clone()));
    let navigate = use_navigate();
    let secret = name.clone();
    Effect::new(move |before: Option<(String, String)>| {
        let now = (a.get(), b.get());
        if before.is_some_and(|before| before != now) {
            let to = ComparisonQuery { older: now.0.clone(), newer: now.1.clone(), ..asked.get_untracked() };
            navigate(&to.href(&secret), NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
        now
    });
    let choices: Vec<Choice> = versions.iter().map(|version| Choice::new(version.id.clone(), words(version))).collect();
    let swap =
        ComparisonQuery { older: newer.id.clone(), newer: older.id.clone(), ..asked.get_untracked() }.href(&name);
    let secret = name.clone();
    let around = Memo::new(move |_| {
        let asked = asked.get();
        let (older, newer) = named(&versions, &asked).unwrap_or((&older, &newer));
        let (back, on) = steps(&versions, older, newer);
        let link = |(older, newer): Ids| ComparisonQuery { older, newer, ..asked.clone() }.href(&secret);
        (back.map(link), on.map(link))
    });
    let back = Signal::derive(move || around.with(|around| around.0.clone()));
    let on = Signal::derive(move || around.with(|around| around.1.clone()));
    view! {
        <form method="get" action=paths::secret(SecretRoute::Compare, &name) class="flex flex-wrap items-center gap-2.5 border-b border-line px-4 py-3">
            <span class="text-ink-3">"Older"</span>
            <div class="w-75 phone:w-full"><Select id="older" name="a" label="Older version" choices=choices.clone() bind_to=a quiet_label=true/></div>
            <IconButton glyph=Glyph::ArrowUpDown label="Swap" outlined=true href=swap/>
            <span class="text-ink-3">"Newer"</span>
            <div class="w-75 phone:w-full"><Select id="newer" name="b" label="Newer version" choices bind_to=b quiet_label=true/></div>
            {move || (!hydrated.get()).then(|| view! { <Button submit=true>"Compare"</Button> })}
            <span class="ml-auto flex items-center gap-1.5 text-ink-3">
                {step("[", "Step to older versions", "There is no older version", back)}
                {step("]", "Step to newer versions", "There is no newer version", on)}
                <span class="phone:hidden">"step"</span>
            </span>
        </form>
    }
}

/// "v40 · ACSPrevious · 2026-10-28 03:00 UTC".
fn words(version: &Version) -> String {
    let labels: String = version.labels.iter().map(|label| format!(" · {}", labels::stage(label))).collect();
    let minute: String = utc(version.created).chars().take(16).collect();
    format!("v{}{labels} · {minute} UTC", version.number)
}

/// Ids of an older and a newer version.
type Ids = (String, String);

/// The versions that the address names. Steps start from these, even while the page still shows the previous pair.
fn named<'a>(versions: &'a [Version], asked: &ComparisonQuery) -> Option<(&'a Version, &'a Version)> {
    let find = |id: &str| versions.iter().find(|version| version.id == id);
    Some((find(&asked.older)?, find(&asked.newer)?))
}

/// The pairs one step older and one step newer: each shares a version with this one.
fn steps(versions: &[Version], older: &Version, newer: &Version) -> (Option<Ids>, Option<Ids>) {
    let before = versions.iter().filter(|version| version.number < older.number).max_by_key(|version| version.number);
    let after = versions.iter().filter(|version| version.number > newer.number).min_by_key(|version| version.number);
    (
        before.map(|before| (before.id.clone(), older.id.clone())),
        after.map(|after| (newer.id.clone(), after.id.clone())),
    )
}

const STEP: &str = "inline-flex size-6 items-center justify-center rounded-md hover:bg-sunk";

fn step(key: &'static str, label: &'static str, end: &'static str, to: Signal<Option<String>>) -> AnyView {
    let navigate = use_navigate();
    use_shortcut(key, label, move || {
        if let Some(to) = to.get_untracked() {
            navigate(&to, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    });
    let link = move || match to.get() {
        Some(to) => view! { <a href=to aria-label=label title=label class=STEP><KeyHint keys=key/></a> }.into_any(),
        None => view! {
            <span role="link" aria-disabled="true" aria-label=label title=end><KeyHint keys=key/></span>
        }
        .into_any(),
    };
    link.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: u64) -> Version {
        let (labels, key) = (vec![], ("k".into(), 1));
        Version {
            id: format!("id-{number}"),
            number,
            binary: false,
            labels,
            creator: "m".into(),
            created: 0,
            key,
            revoked: None,
        }
    }

    #[test]
    fn step_starts_from_the_address() {
        let all = [3, 2, 1].map(version);
        let asked = |older: &str, newer: &str| ComparisonQuery {
            older: older.into(),
            newer: newer.into(),
            only_changed: false,
        };
        let ids = |asked: &ComparisonQuery| named(&all, asked).map(|(older, newer)| (older.number, newer.number));
        assert_eq!(ids(&asked("id-1", "id-2")), Some((1, 2)));
        for (older, newer) in [("", ""), ("id-1", ""), ("", "id-1"), ("id-9", "id-1"), ("id-1", "id-9"), ("1", "2")] {
            assert_eq!(ids(&asked(older, newer)), None, "{older} {newer}");
        }
    }

    #[test]
    fn step_keeps_one_version() {
        let all = [5, 4, 2, 1].map(version);
        let (back, on) = steps(&all, &all[2], &all[1]);
        assert_eq!(back, Some(("id-1".into(), "id-2".into())));
        assert_eq!(on, Some(("id-4".into(), "id-5".into())));
        assert_eq!(steps(&all, &all[3], &all[0]), (None, None));
    }
}
