//! Two versions side by side.

use super::{
    calls::compare_secret_versions,
    change::RestoreVersion,
    dto::{Comparison, Diff, Pair, Revealed, Version},
    frame::{Reload, by_name, loaded},
    pair_sight::{PairSight, Side, use_pair_sight},
    problems::{Failure, failure, on_success},
};
use crate::paths::{self, SecretPage};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::{NavigateOptions, hooks::{use_navigate, use_query_map}};
use strongroom_ui::{
    Button, ButtonKind, Card, Cell, Chip, Choice, Column, Countdown, Empty, Glyph, IconButton, KeyHint, MASK, PageHeader,
    PageTitle, Row, Select, Table, TableBody, TableHead, use_hydrated, use_shortcut, use_toasts, utc,
};

/// What the address says: two version ids, and whether equal keys are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    older: String,
    newer: String,
    only_changed: bool,
}

impl Asked {
    fn href(&self, name: &str) -> String {
        let base = if self.older.is_empty() { format!("{}?", paths::secret(SecretPage::Compare, name)) } else { format!("{}&", paths::compare(name, &self.older, &self.newer)) };
        if self.only_changed { format!("{base}only=changed") } else { base.trim_end_matches(['?', '&']).to_owned() }
    }
}

/// The comparison.
#[component]
pub fn ComparePage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        let query = use_query_map();
        let asked = Memo::new(move |_| {
            let text = |key: &str| query.with(|query| query.get_str(key).unwrap_or_default().to_owned());
            Asked { older: text("a"), newer: text("b"), only_changed: text("only") == "changed" }
        });
        let pair = Memo::new(move |_| asked.with(|asked| (asked.older.clone(), asked.newer.clone())));
        let secret = name.clone();
        let data = Resource::new(
            move || (pair.get(), reload.count()),
            move |((older, newer), _)| compare_secret_versions(secret.clone(), older, newer),
        );
        let title = format!("{name} · compare");
        view! {
            <PageTitle text=title/>
            {loaded(data, move |data| {
                let Comparison { versions, revision, pair } = data;
                match pair {
                    Some(pair) => view! { <Compared name=name.clone() versions revision pair asked/> }.into_any(),
                    None => alone(&name),
                }
            })}
        }
        .into_any()
    })
}

fn alone(name: &str) -> AnyView {
    let (edit, back) = (paths::secret(SecretPage::Edit, name), paths::secret(SecretPage::Overview, name));
    view! {
        <PageHeader title="Compare versions"/>
        <Card>
            <Empty title="There is only one version" detail="A second one appears with the first edit. Up to ten are kept.">
                <Button kind=ButtonKind::Primary icon=Glyph::Pencil href=edit>"Edit"</Button>
                <Button href=back>"Overview"</Button>
            </Empty>
        </Card>
    }
    .into_any()
}

#[component]
fn Compared(name: String, versions: Vec<Version>, revision: u64, pair: Pair, asked: Memo<Asked>) -> impl IntoView {
    let Pair { older, newer, keys } = pair;
    let sight = use_pair_sight();
    let restore = ServerAction::<RestoreVersion>::new();
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(*restore, move |saved| {
        toasts.say(format!("v{} is current now", saved.number));
        reload.now();
    });
    let differs = keys.iter().any(|(_, diff)| *diff != Diff::Same);
    let sub = format!("{name} · values stay sealed: keyed fingerprints tell what changed");
    let (secret, ids) = (name.clone(), (older.id.clone(), newer.id.clone()));
    let restores = (!older.is_current()).then(|| (older.id.clone(), older.number));
    let actions = move || {
        let form = restores.clone().map(|(id, number)| {
            let name = secret.clone();
            view! {
                <ActionForm action=restore>
                    <input type="hidden" name="name" value=name/>
                    <input type="hidden" name="version" value=id/>
                    <input type="hidden" name="revision" value=revision.to_string()/>
                    <Button submit=true pending=restore.pending()>{format!("Restore v{number} as new")}</Button>
                </ActionForm>
            }
        });
        view! {
            {differs.then(|| view! { <RevealButton name=secret.clone() ids=ids.clone() sight/> })}
            {form}
        }
    };
    view! {
        <PageHeader title="Compare versions" state=move || sub.clone() actions/>
        <Failure error=failure(*restore) title="Not restored"/>
        <div class="rounded-xl border border-line bg-panel">
            <Chooser name=name.clone() versions older=older.clone() newer=newer.clone() asked/>
            <DiffTable older newer keys=keys.clone() asked sight/>
        </div>
        <div class="flex flex-wrap items-center justify-between gap-3 text-ink-3">
            <span>{counts(&keys)}</span>
            {move || {
                let asked = asked.get();
                let to = Asked { only_changed: !asked.only_changed, ..asked.clone() }.href(&name);
                let icon = if asked.only_changed { Glyph::Check } else { Glyph::Filter };
                view! { <a href=to class="inline-flex items-center gap-2 rounded-md hover:text-ink" aria-current=asked.only_changed.then_some("true")>"Only changed" <strongroom_ui::Icon glyph=icon/></a> }
            }}
        </div>
    }
}

/// Which two versions, as a plain form; with scripts each choice takes effect at once.
#[component]
fn Chooser(name: String, versions: Vec<Version>, older: Version, newer: Version, asked: Memo<Asked>) -> impl IntoView {
    let hydrated = use_hydrated();
    let (a, b) = (RwSignal::new(older.id.clone()), RwSignal::new(newer.id.clone()));
    let navigate = use_navigate();
    let secret = name.clone();
    Effect::new(move |before: Option<(String, String)>| {
        let now = (a.get(), b.get());
        if before.is_some_and(|before| before != now) {
            let to = Asked { older: now.0.clone(), newer: now.1.clone(), ..asked.get_untracked() };
            navigate(&to.href(&secret), NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
        now
    });
    let choices: Vec<Choice> = versions.iter().map(|version| Choice::new(version.id.clone(), words(version))).collect();
    let (back, on) = steps(&versions, &older, &newer);
    let address = |(older, newer): (String, String)| paths::compare(&name, &older, &newer);
    let (back, on) = (back.map(address), on.map(address));
    let swap = paths::compare(&name, &newer.id, &older.id);
    view! {
        <form method="get" action=paths::secret(SecretPage::Compare, &name) class="flex flex-wrap items-center gap-2.5 border-b border-line px-4 py-3">
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

/// "v40 · ACSPrevious · 2026-10-28 03:00:00 UTC".
fn words(version: &Version) -> String {
    let labels: String = version.labels.iter().map(|label| format!(" · {label}")).collect();
    format!("v{}{labels} · {}", version.number, utc(version.created))
}

/// The pairs one step older and one step newer: each shares a version with this one.
fn steps(versions: &[Version], older: &Version, newer: &Version) -> (Option<(String, String)>, Option<(String, String)>) {
    let before = versions.iter().filter(|version| version.number < older.number).max_by_key(|version| version.number);
    let after = versions.iter().filter(|version| version.number > newer.number).min_by_key(|version| version.number);
    (
        before.map(|before| (before.id.clone(), older.id.clone())),
        after.map(|after| (newer.id.clone(), after.id.clone())),
    )
}

fn step(key: &'static str, label: &'static str, end: &'static str, to: Option<String>) -> AnyView {
    let Some(to) = to else {
        return view! { <span title=end class="opacity-50"><KeyHint keys=key/></span> }.into_any();
    };
    let (navigate, target) = (use_navigate(), to.clone());
    use_shortcut(key, label, move || navigate(&target, NavigateOptions { scroll: false, ..NavigateOptions::default() }));
    view! { <a href=to aria-label=label title=label class="inline-flex size-6 items-center justify-center rounded-md hover:bg-sunk"><KeyHint keys=key/></a> }
        .into_any()
}

#[component]
fn RevealButton(name: String, ids: (String, String), sight: PairSight) -> impl IntoView {
    let hydrated = use_hydrated();
    let waits = Signal::derive(move || (!hydrated.get()).then(|| "Revealing needs scripts".to_owned()));
    let press = move |()| sight.toggle(name.clone(), ids.clone());
    view! {
        {move || sight.is_shown().then(|| view! { <Countdown total=super::reveal::SECONDS left=sight.left()/> })}
        <Button id="reveal" icon=Glyph::Eye disabled_reason=waits pending=sight.busy() on_press=press>
            {move || if sight.is_shown() { "Hide values" } else { "Reveal changed values" }}
        </Button>
    }
}

#[component]
fn DiffTable(older: Version, newer: Version, keys: Vec<(String, Diff)>, asked: Memo<Asked>, sight: PairSight) -> impl IntoView {
    let changed = keys.iter().any(|(_, diff)| *diff != Diff::Same);
    let rows = keys
        .into_iter()
        .map(|(key, diff)| {
            let shows = move || !(asked.with(|asked| asked.only_changed) && diff == Diff::Same);
            move || shows().then(|| diff_row(key.clone(), diff, sight))
        })
        .collect_view();
    let nothing = move || {
        (!changed && asked.with(|asked| asked.only_changed)).then(|| view! { <p class="px-4 py-6 text-ink-2">"Nothing differs."</p> })
    };
    view! {
        <Table label=format!("Differences from v{} to v{}", older.number, newer.number)>
            <TableHead>
                <Column label="Key"/>
                <Column label="Difference" quiet=true/>
                <Column label=format!("v{}", older.number)/>
                <Column label=format!("v{}", newer.number)/>
            </TableHead>
            <TableBody>{rows}</TableBody>
        </Table>
        {nothing}
    }
}

fn diff_row(key: String, diff: Diff, sight: PairSight) -> AnyView {
    let name = if key.is_empty() { "whole value".to_owned() } else { key.clone() };
    let older = value(key.clone(), &name, diff, Side::Older, sight);
    let newer = value(key, &name, diff, Side::Newer, sight);
    view! {
        <Row>
            <Cell lead=true mono=true>{name}</Cell>
            <Cell><Chip tone=diff.tone()>{diff.word()}</Chip></Cell>
            <Cell label="Older">{older}</Cell>
            <Cell label="Newer">{newer}</Cell>
        </Row>
    }
    .into_any()
}

/// Dots, a dash where there is none, or the text of a changed key while it is in sight.
fn value(key: String, name: &str, diff: Diff, side: Side, sight: PairSight) -> AnyView {
    let missing = match side {
        Side::Older => diff == Diff::Added,
        Side::Newer => diff == Diff::Removed,
    };
    if missing {
        return view! { <span class="text-ink-3">"—"</span> }.into_any();
    }
    let hidden = format!("{name} is hidden");
    let text = move || sight.text(side, |value: &Revealed| value.key(&key).map(str::to_owned)).filter(|_| diff != Diff::Same);
    view! {
        {move || match text() {
            Some(text) => view! { <code data-revealed="" class="break-all whitespace-pre-wrap text-ink">{text}</code> }.into_any(),
            None => view! { <span role="img" aria-label=hidden.clone() class="font-mono text-mono tracking-wider select-none">{MASK}</span> }.into_any(),
        }}
    }
    .into_any()
}

/// "2 same · 2 changed · 1 added · 1 removed".
fn counts(keys: &[(String, Diff)]) -> String {
    let count = |diff| keys.iter().filter(|(_, one)| *one == diff).count();
    let parts = [Diff::Same, Diff::Changed, Diff::Added, Diff::Removed].map(|diff| (count(diff), diff.word()));
    parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(" · ")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::secrets::frame::tests::assert_tame;

    fn version(number: u64) -> Version {
        Version { id: format!("id-{number}"), number, binary: false, labels: vec![], creator: "m".into(), created: 0, key: ("k".into(), 1) }
    }

    #[test]
    fn rows_are_dots_and_hostile_keys_are_text() {
        let html = Owner::new().with(|| {
            let sight = use_pair_sight();
            [Diff::Same, Diff::Changed, Diff::Added, Diff::Removed].map(|diff| diff_row("\"><script>k<b>".to_owned(), diff, sight).to_html()).concat()
        });
        assert_tame(&html);
        assert_eq!(html.matches(MASK).count(), 6);
        assert_eq!(html.matches("—").count(), 2);
    }

    #[test]
    fn a_step_shares_a_version() {
        let all = [version(5), version(4), version(2), version(1)];
        let (back, on) = steps(&all, &all[2], &all[1]);
        assert_eq!(back, Some(("id-1".into(), "id-2".into())));
        assert_eq!(on, Some(("id-4".into(), "id-5".into())));
        assert_eq!(steps(&all, &all[3], &all[0]), (None, None));
    }

    #[test]
    fn the_address_and_the_counts() {
        let asked = Asked { older: "a".into(), newer: "b/c".into(), only_changed: true };
        assert_eq!(asked.href("x/y"), "/secrets/compare/x/y?a=a&b=b%2Fc&only=changed");
        assert_eq!(Asked { only_changed: false, ..asked }.href("x/y"), "/secrets/compare/x/y?a=a&b=b%2Fc");
        assert_eq!(Asked { only_changed: true, ..Asked::default() }.href("x"), "/secrets/compare/x?only=changed");
        assert_eq!(Asked::default().href("x"), "/secrets/compare/x");
        let keys = [("a".to_owned(), Diff::Same), ("b".to_owned(), Diff::Changed), ("c".to_owned(), Diff::Same)];
        assert_eq!(counts(&keys), "2 same · 1 changed");
    }
}
