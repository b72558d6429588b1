//! The list of users.

use super::dto::Person;
use crate::paths;
use leptos::prelude::*;
use strongroom_ui::{
    Card, Cell, Chip, Column, Empty, Glyph, Icon, Row, Table, TableBody, TableHead, Time, TimeMode, Tone,
};

/// Patterns of a reader shown in a row.
const PATTERNS: usize = 2;

/// Address of the list, after a name, with a user opened.
pub fn list_address(after: Option<&str>, user: Option<&str>) -> String {
    let parts = [("after", after), ("user", user)];
    let query: Vec<_> =
        parts.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", paths::escape(value?)))).collect();
    if query.is_empty() { paths::ACCESS_KEYS.to_owned() } else { format!("{}?{}", paths::ACCESS_KEYS, query.join("&")) }
}

/// Users, each a link to its card.
#[component]
pub fn UserTable(
    /// The users.
    users: Vec<Person>,
    /// The name the list begins after.
    after: Option<String>,
    /// The user that is open.
    selected: Option<String>,
) -> impl IntoView {
    if users.is_empty() {
        return view! { <Card flush=true><Empty title="Nobody here" detail="No user's name comes after this one."/></Card> }.into_any();
    }
    let rows = users.into_iter().map(|person| {
        let open = selected.as_ref() == Some(&person.name);
        let href = list_address(after.as_deref(), Some(&person.name));
        row(person, href, open)
    });
    let rows = rows.collect_view();
    view! {
        <Card flush=true>
            <Table label="Users and applications">
                <TableHead>
                    <Column label="Name"/>
                    <Column label="Role"/>
                    <Column label="May read"/>
                    <Column label="AccessKeys"/>
                    <Column label="Made"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
    }
    .into_any()
}

fn row(person: Person, href: String, open: bool) -> AnyView {
    let (glyph, kind) = if person.has_password { (Glyph::Person, "person") } else { (Glyph::Terminal, "application") };
    let tone = if person.role == "administrator" { Tone::Violet } else { Tone::Neutral };
    let (reach, keys) = (reach(&person), keys_words(&person));
    let Person { name, role, created, .. } = person;
    view! {
        <Row selected=open>
            <Cell lead=true>
                <a href=href aria-current=open.then_some("true") class="inline-flex items-center gap-2.5 hover:underline underline-offset-3">
                    <Icon glyph class="text-ink-3"/>
                    <span class="font-semibold break-all">{name}</span>
                    <span class="sr-only">{kind}</span>
                </a>
            </Cell>
            <Cell label="Role"><Chip tone>{role}</Chip></Cell>
            <Cell label="May read">{reach}</Cell>
            <Cell label="AccessKeys">{keys}</Cell>
            <Cell label="Made"><Time at=created mode=TimeMode::Date/></Cell>
        </Row>
    }
    .into_any()
}

/// What a user may read, in little room.
fn reach(person: &Person) -> AnyView {
    match person.role.as_str() {
        "administrator" => "everything".into_any(),
        "auditor" => "facts and events, no values".into_any(),
        _ => {
            let shown = person
                .patterns
                .iter()
                .take(PATTERNS)
                .map(|pattern| view! { <code class="break-all">{pattern.clone()}</code> }.into_any());
            let rest = person.patterns.len().saturating_sub(PATTERNS);
            let more =
                (rest > 0).then(|| view! { <span class="text-ink-3">{format!("{rest} more")}</span> }.into_any());
            view! { <span class="flex flex-wrap gap-x-2.5 gap-y-1">{shown.collect_view()} {more}</span> }.into_any()
        }
    }
}

/// "none", "1 active", "1 active, 1 inactive".
fn keys_words(person: &Person) -> String {
    let active = person.keys.iter().filter(|key| key.active).count();
    match (active, person.keys.len() - active) {
        (0, 0) => "none".to_owned(),
        (active, 0) => format!("{active} active"),
        (0, inactive) => format!("{inactive} inactive"),
        (active, inactive) => format!("{active} active, {inactive} inactive"),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{super::dto::AccessKeyLine, *};

    fn person(name: &str, patterns: &[&str], keys: &[bool]) -> Person {
        let key = |active: &bool| AccessKeyLine { id: "SR1".to_owned(), active: *active, created: 0 };
        Person {
            name: name.to_owned(),
            role: "reader".to_owned(),
            patterns: patterns.iter().map(|&p| p.to_owned()).collect(),
            has_password: false,
            created: 0,
            keys: keys.iter().map(key).collect(),
        }
    }

    #[test]
    fn hostile_names_and_patterns_are_text() {
        let users = vec![person("\"></title><b>x</b>", &["<i>a</i>", "b", "c"], &[true, false])];
        let html = Owner::new().with(|| view! { <UserTable users after=None selected=None/> }.to_html());
        assert!(!html.contains("<b>") && !html.contains("<i>"));
        assert!(html.contains("1 more") && html.contains("1 active, 1 inactive"));
        assert!(html.contains("user=%22%3E%3C%2Ftitle%3E"), "the address is escaped too");
    }

    #[test]
    fn addresses_of_the_list() {
        assert_eq!(list_address(None, None), "/access-keys");
        assert_eq!(list_address(Some("a&b"), Some("c=d")), "/access-keys?after=a%26b&user=c%3Dd");
    }
}
