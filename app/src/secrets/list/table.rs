//! The rows of the list.

use super::{
    bulk::{Bulk, BulkActions},
    calls::ROWS,
    dto::{SecretLine, SecretsPage, SelectedSecret, read_total},
    query::ListQuery,
    rotation::rotation_cell,
};
use crate::{
    current_user::may,
    labels,
    paths::{self, SecretRoute},
};
use leptos::prelude::*;
use strongroom_domain::{Action, SecretSort};
use strongroom_ui::{
    Cell, Checkbox, Chip, Column, Glyph, KeyHint, Pager, PathName, Row, Sorted, Status, Table, TableBody, TableHead,
    TextLink, Time, Tone, use_hydrated,
};

const DAY_MS: i64 = 86_400_000;
/// Maximum number of tags in a row; further tags are counted.
const TAGS: usize = 2;

/// The table, its pager, and the actions for selected rows.
#[component]
pub fn SecretTable(
    /// The rows.
    page: SecretsPage,
    /// The list's state.
    query: ListQuery,
    /// The bulk actions.
    bulk: Bulk,
) -> impl IntoView {
    let SecretsPage { rows, total, next, previous, now, .. } = page;
    let selected = |row: &SecretLine| SelectedSecret { name: row.name.clone(), revision: row.revision };
    let ticks: Vec<_> = rows.iter().map(|row| (selected(row), RwSignal::new(false))).collect();
    let count = rows.len() as u64;
    let lines = rows
        .into_iter()
        .zip(&ticks)
        .enumerate()
        .map(|(at, (line, (_, tick)))| row(at, line, *tick, now))
        .collect_view();
    let ticks = StoredValue::new(ticks);
    let ticked = Memo::new(move |_| {
        ticks.with_value(|ticks| {
            ticks.iter().filter(|(_, tick)| tick.get()).map(|(secret, _)| secret.clone()).collect::<Vec<_>>()
        })
    });
    let tick_all = move |on: bool| ticks.with_value(|ticks| ticks.iter().for_each(|(_, tick)| tick.set(on)));
    let ticks_rows = may_tick();
    let (first, previous, next) = paging(&query, count, previous, next);
    view! {
        <Table label="Secrets" framed=true>
            <TableHead>
                {ticks_rows.then(|| view! { <TickAll ticked=Signal::derive(move || ticked.with(Vec::len) as u64 == count) tick_all=Callback::new(tick_all)/> })}
                {column(&query, "Name", [SecretSort::Name, SecretSort::NameDown], SecretSort::Name)}
                <Column label="Type"/>
                <Column label="Newest"/>
                <Column label="Tags"/>
                {column(&query, "Changed", [SecretSort::UpdatedUp, SecretSort::Updated], SecretSort::Updated)}
                {may(Action::ListRotations).then(|| view! { <Column label="Rotation"/> }.into_any())}
                <Column label="State"/>
            </TableHead>
            <TableBody>{lines}</TableBody>
        </Table>
        <Pager first last=first + count - 1 total=read_total(total) previous next aside=|| view! {
            <KeyHint keys="J K"/>"move"<KeyHint keys="X"/>"select"<KeyHint keys="Enter"/>"open"
        }/>
        {ticks_rows.then(|| view! { <BulkActions bulk ticked clear=Callback::new(move |()| tick_all(false))/> })}
    }
}

/// Number of the first row, and the addresses of the previous and next pages.
fn paging(
    query: &ListQuery,
    rows: u64,
    previous: Option<String>,
    next: Option<String>,
) -> (u64, Option<String>, Option<String>) {
    let first = query.first.max(1);
    let back = previous.map(|before| {
        ListQuery { before, first: first.saturating_sub(u64::from(ROWS)).max(1), ..query.start() }.href()
    });
    let on = next.map(|after| ListQuery { after, first: first + rows, ..query.start() }.href());
    (first, back, on)
}

/// A head that sorts: in the order `first`, reversed when the list is sorted so.
fn column(query: &ListQuery, label: &'static str, [up, down]: [SecretSort; 2], first: SecretSort) -> AnyView {
    let (sorted, to) = match query.sort {
        sort if sort == up => (Sorted::Ascending, down),
        sort if sort == down => (Sorted::Descending, up),
        _ => (Sorted::No, first),
    };
    view! { <Column label sorted sort_href=query.sorted(to).href()/> }.into_any()
}

#[component]
fn TickAll(ticked: Signal<bool>, tick_all: Callback<bool>) -> impl IntoView {
    let hydrated = use_hydrated();
    let all = RwSignal::new(false);
    Effect::new(move || all.set(ticked.get()));
    view! {
        <th scope="col" role="columnheader" class="h-10 w-13 bg-panel px-3.5 text-start shadow-[inset_0_-1px_var(--line)]">
            <fieldset disabled=move || !hydrated.get()>
                <Checkbox id="tick-all" name="all" label="Select all rows" quiet_label=true bind_to=all on_change=tick_all/>
            </fieldset>
        </th>
    }
}

fn row(at: usize, line: SecretLine, tick: RwSignal<bool>, now: i64) -> AnyView {
    let hydrated = use_hydrated();
    let SecretLine { name, kind, description, tags, newest, updated, delete_at, rotation, .. } = line;
    let rotation = may(Action::ListRotations).then(|| {
        let cell = rotation_cell(&name, rotation);
        view! { <Cell label="Rotation">{cell}</Cell> }.into_any()
    });
    let href = paths::secret(SecretRoute::Overview, &name);
    let label = format!("Select {name}");
    let leaked = (kind.is_managed() && delete_at.is_none() && may(Action::RotateSecret)).then(|| {
        let (href, words) = (paths::secret(SecretRoute::Leaked, &name), format!(" Replace {name}"));
        view! { <TextLink href>"Leaked?"<span class="sr-only">{words}</span></TextLink> }.into_any()
    });
    let path = match may(Action::DescribeSecret) {
        true => view! { <PathName path=name glyph=Glyph::Document href/> }.into_any(),
        false => view! { <PathName path=name glyph=Glyph::Document/> }.into_any(),
    };
    view! {
        <Row selected=tick>
            {may_tick().then(|| view! {
                <Cell>
                    <fieldset disabled=move || !hydrated.get()>
                        <Checkbox id=format!("tick-{at}") name="tick" label quiet_label=true bind_to=tick/>
                    </fieldset>
                </Cell>
            })}
            <Cell lead=true><span title=description>{path}</span></Cell>
            <Cell label="Type">{labels::secret_kind(kind)}</Cell>
            <Cell label="Newest"><Chip tone=Tone::Accent>{format!("v{newest}")}</Chip></Cell>
            <Cell label="Tags">{tag_chips(tags)}</Cell>
            <Cell label="Changed"><Time at=updated/></Cell>
            {rotation}
            <Cell label="State"><span class="flex flex-wrap items-center gap-x-3 gap-y-1">{state(delete_at, now)} {leaked}</span></Cell>
        </Row>
    }
    .into_any()
}

fn tag_chips(tags: Vec<(String, String)>) -> AnyView {
    if tags.is_empty() {
        return view! { <span class="text-ink-3">"none"</span> }.into_any();
    }
    let more = tags.len().saturating_sub(TAGS);
    let all = tags.iter().map(tag_text).collect::<Vec<_>>().join(", ");
    let chips = tags
        .iter()
        .take(TAGS)
        .map(|tag| {
            let href = ListQuery { tag: tag.0.clone(), value: tag.1.clone(), ..ListQuery::default() }.href();
            let text = tag_text(tag);
            view! { <a href=href class="max-w-40 truncate"><Chip>{text}</Chip></a> }
        })
        .collect_view();
    let more = (more > 0).then(|| view! { <span class="text-ink-3" title=all>{format!("+{more}")}</span> }.into_any());
    view! { <span class="inline-flex items-center gap-1.5">{chips}{more}</span> }.into_any()
}

fn tag_text((key, value): &(String, String)) -> String {
    if value.is_empty() { key.clone() } else { format!("{key}={value}") }
}

/// The state by the server's clock, so that the server and the browser render the same.
fn state(delete_at: Option<i64>, now: i64) -> AnyView {
    let Some(at) = delete_at else { return view! { <Status tone=Tone::Accent>"Active"</Status> }.into_any() };
    // Rounded up: a window of 30 days that has just begun ends in 30 days.
    let words = match (at - now).saturating_add(DAY_MS - 1).div_euclid(DAY_MS) {
        ..=0 => "Deletion today".to_owned(),
        1 => "Deletion in 1 day".to_owned(),
        days => format!("Deletion in {days} days"),
    };
    view! { <Status tone=Tone::Amber>{words}</Status> }.into_any()
}

/// Whether the user may make any bulk change.
fn may_tick() -> bool {
    may(Action::TagResource) || may(Action::DeleteSecret)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::secrets::frame::tests::assert_escaped;
    use strongroom_domain::SecretKind;

    fn line() -> SecretLine {
        SecretLine {
            revision: 1,
            name: "\"><script>x</script>/b".to_owned(),
            kind: SecretKind::Generic,
            description: "\"><img src=x>".to_owned(),
            tags: vec![("<b>".to_owned(), "\"<i>".to_owned()); 3],
            newest: 41,
            updated: 1_795_356_130_000,
            delete_at: None,
            rotation: None,
        }
    }

    #[test]
    fn hostile_row_is_escaped() {
        let html = Owner::new().with(|| row(0, line(), RwSignal::new(false), 0).to_html());
        assert_escaped(&html);
        assert!(html.contains("v41") && html.contains("+1") && html.contains("Active"), "{html}");
    }

    #[test]
    fn pending_deletion_is_shown_in_days() {
        let words = |at| Owner::new().with(|| state(Some(at), 0).to_html());
        for (at, says) in [
            (-5, "Deletion today"),
            (DAY_MS - 1, "in 1 day"),
            (DAY_MS, "in 1 day"),
            (12 * DAY_MS - 5, "in 12 days"),
            (30 * DAY_MS, "in 30 days"),
        ] {
            assert!(words(at).contains(says), "{at}");
        }
    }

    #[test]
    fn paging_keeps_filters_and_row_numbers() {
        let query = ListQuery { first: 51, q: "db".into(), after: "x".into(), ..ListQuery::default() };
        let (first, back, on) = paging(&query, 50, Some("p".into()), Some("n".into()));
        assert_eq!(first, 51);
        assert_eq!(back.as_deref(), Some("/secrets?q=db&before=p"));
        assert_eq!(on.as_deref(), Some("/secrets?q=db&after=n&first=101"));
        assert_eq!(paging(&ListQuery::default(), 3, None, None), (1, None, None));
    }
}
