//! HTML that the components render on the server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use leptos::prelude::*;
use strongroom_ui::*;

const HOSTILE: &str = "\"></textarea></title><script>alert(1)</script>&amp;";

fn html<V: IntoView + 'static>(make: impl FnOnce() -> V) -> String {
    Owner::new().with(|| make().into_view().to_html())
}

/// No part of the hostile text may have become markup.
fn assert_escaped(html: &str) {
    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains("</title"), "{html}");
    assert_eq!(html.matches("</textarea>").count(), html.matches("<textarea").count(), "{html}");
    assert!(html.contains("alert(1)"), "the text itself is missing: {html}");
}

#[test]
fn hostile_text_is_escaped_in_every_component() {
    assert_escaped(&html(|| view! { <TextArea id="a" name="a" label="Text" value=HOSTILE/> }));
    assert_escaped(&html(|| view! { <TextArea id="a" name="a" label=HOSTILE hint=HOSTILE error=HOSTILE/> }));
    assert_escaped(&html(|| view! { <TextField id="a" name="a" label="Text" value=HOSTILE placeholder=HOSTILE/> }));
    assert_escaped(&html(
        || view! { <Select id="a" name="a" label="Text" choices=vec![Choice::new(HOSTILE, HOSTILE)]/> },
    ));
    assert_escaped(&html(
        || view! { <RadioGroup id="a" name="a" legend="Text" choices=vec![Choice::new(HOSTILE, HOSTILE).hint(HOSTILE)]/> },
    ));
    assert_escaped(&html(|| view! { <Button disabled_reason=HOSTILE id="b">{HOSTILE}</Button> }));
    assert_escaped(&html(|| view! { <IconButton glyph=Glyph::Eye label=HOSTILE/> }));
    assert_escaped(&html(|| view! { <FilterChip name=HOSTILE value=HOSTILE remove_href=HOSTILE/> }));
    assert_escaped(&html(|| view! { <PathName path=HOSTILE href=HOSTILE/> }));
    assert_escaped(&html(|| view! { <PageHeader title=HOSTILE path=true kind=HOSTILE/> }));
    assert_escaped(&html(|| view! { <Card title=HOSTILE note=HOSTILE>{HOSTILE}</Card> }));
    assert_escaped(&html(|| view! { <Empty title=HOSTILE detail=HOSTILE reference=HOSTILE.to_owned()/> }));
    assert_escaped(&html(|| view! { <Banner tone=Tone::Red title=HOSTILE>{HOSTILE}</Banner> }));
    assert_escaped(&html(|| view! { <Dialog id="d" title=HOSTILE>"x"</Dialog> }));
    assert_escaped(&html(|| view! { <Menu label=HOSTILE><MenuItem label=HOSTILE href=HOSTILE/></Menu> }));
    assert_escaped(&html(
        || view! { <Tabs label="x" tabs=vec![Tab::new(HOSTILE, HOSTILE).count(HOSTILE)] current="/"/> },
    ));
    assert_escaped(&html(|| view! { <Masked label=HOSTILE/> }));
    assert_escaped(&html(
        || view! { <CodeBlock id="c" label=HOSTILE codes=vec![Code { label: HOSTILE.into(), text: HOSTILE.into() }]/> },
    ));
    assert_escaped(&html(|| {
        let (text, marks) = (RwSignal::new(HOSTILE.to_owned()), vec![mark(HOSTILE)]);
        view! { <CodeArea id="a" name="a" label=HOSTILE hint=HOSTILE error=HOSTILE text marks/> }
    }));
    let ignore = || Callback::new(|_: Vec<String>| ());
    assert_escaped(&html(|| {
        let texts = vec![HOSTILE.to_owned()];
        view! { <TextList id="a" label=HOSTILE one=HOSTILE hint=HOSTILE texts on_change=ignore()/> }
    }));
    assert_escaped(&html(|| {
        let words = vec![HOSTILE.to_owned()];
        view! { <TokenList id="a" label=HOSTILE one=HOSTILE words on_change=ignore() offers=StoredValue::new(vec![])/> }
    }));
    assert_escaped(&html(|| view! { <Suggestions id="a" texts=vec![HOSTILE.to_owned()]/> }));
    assert_escaped(&html(|| {
        let choices = vec![(Choice::new(HOSTILE, HOSTILE), Tone::Red)];
        view! { <Segments id="a" legend=HOSTILE choices value="" on_choose=|_| ()/> }
    }));
    let bar = || Bar { label: HOSTILE.into(), value: 1, second: 0 };
    assert_escaped(&html(
        || view! { <Histogram label="x" first="y" bars=vec![bar()] ticks=vec![HOSTILE.into()] range=Some((0, 0))/> },
    ));
}

fn mark(text: &str) -> LineMark {
    LineMark { line: 2, column: 4, tone: Tone::Red, word: "problem".into(), text: text.into() }
}

#[test]
fn code_area_describes_its_marks_in_text() {
    let html = html(|| {
        let text = RwSignal::new("one\ntwo\nthree".to_owned());
        view! { <CodeArea id="code" name="code" label="Code" text marks=vec![mark("No.")]/> }
    });
    assert!(html.contains("aria-invalid=\"true\"") && html.contains("aria-describedby=\"code-marks\""), "{html}");
    assert!(html.contains("1 problem") && html.contains("Line 2, column 4") && html.contains("No."), "{html}");
    assert!(html.contains("\u{d7} 2 "), "the line's number has a sign: {html}");
    assert!(html.contains("name=\"code\"") && html.contains("rows=\"10\"") && html.contains("cols=\"7\""), "{html}");
    let clean = without_marks();
    assert!(!clean.contains("aria-invalid=\"true\"") && !clean.contains("<ul"), "{clean}");
}

fn without_marks() -> String {
    html(|| view! { <CodeArea id="code" name="code" label="Code" text=RwSignal::new(String::new())/> })
}

#[test]
fn immediate_controls_are_detached_from_the_form() {
    let html = html(|| {
        let (texts, ignore) = (vec!["a".to_owned()], Callback::new(|_: Vec<String>| ()));
        let choices = vec![(Choice::new("x", "X"), Tone::Neutral)];
        view! {
            <TextList id="l" label="Things" one="thing" texts=texts.clone() on_change=ignore/>
            <TokenList id="t" label="Words" one="word" words=texts on_change=ignore offers=StoredValue::new(vec![])/>
            <Segments id="s" legend="Which" choices value="x" on_choose=|_| ()/>
        }
    });
    assert_eq!(html.matches("<input").count(), html.matches("form=\"\"").count(), "{html}");
    assert!(html.contains("aria-label=\"Thing 1\"") && html.contains("aria-label=\"Remove a\""), "{html}");
}

#[test]
fn text_area_value_round_trips() {
    let text = "\nfirst\n  second & <third>\n";
    let html = html(|| view! { <TextArea id="a" name="a" label="Text" value=text/> });
    let inner = html.split_once("<textarea").unwrap().1.split_once('>').unwrap().1.split_once("</textarea>").unwrap().0;
    // Parsers ignore the first line break after the tag.
    let read = inner.strip_prefix('\n').unwrap().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    assert_eq!(read, text);
}

#[test]
fn disabled_button_states_the_reason_and_cannot_submit() {
    let html = html(|| view! { <Button id="go" submit=true disabled_reason="Only owners may">"Go"</Button> });
    assert!(html.contains("aria-disabled=\"true\""), "{html}");
    assert!(html.contains("title=\"Only owners may\""), "{html}");
    assert!(html.contains("aria-describedby=\"go-why\"") && html.contains("id=\"go-why\""), "{html}");
    assert!(html.contains("type=\"button\"") && !html.contains("type=\"submit\""), "{html}");
}

#[test]
fn enabled_button_has_no_disabled_attributes() {
    let html = html(|| view! { <Button id="go" submit=true>"Go"</Button> });
    assert!(html.contains("type=\"submit\""), "{html}");
    for absent in ["aria-disabled=", "title=", "aria-describedby="] {
        assert!(!html.contains(absent), "{absent} in {html}");
    }
}

#[test]
fn disabled_link_has_no_address() {
    let html = html(|| view! { <Button href="/there" disabled_reason="Not yet">"Go"</Button> });
    assert!(!html.contains("/there"), "{html}");
    assert!(html.contains("role=\"link\"") && html.contains("aria-disabled=\"true\""), "{html}");
}

#[test]
fn field_is_linked_to_its_label_hint_and_error() {
    let html = html(|| view! { <TextField id="f" name="f" label="Name" hint="A path" error="Taken" required=true/> });
    assert!(html.contains("for=\"f\"") && html.contains("id=\"f\""), "{html}");
    assert!(html.contains("aria-invalid=\"true\""), "{html}");
    assert!(html.contains("aria-describedby=\"f-error f-hint\""), "{html}");
    assert!(html.contains("id=\"f-error\"") && html.contains("id=\"f-hint\""), "{html}");
    assert!(!html.contains("(optional)"), "{html}");
}

#[test]
fn password_field_renders_no_value() {
    let html = html(|| {
        let typed = RwSignal::new(String::new());
        view! { <PasswordField id="p" name="p" label="Password" bind_to=typed/> }
    });
    assert!(html.contains("type=\"password\"") && !html.contains(" value="), "{html}");
}

#[test]
fn hidden_value_is_always_twelve_dots() {
    let html = html(|| view! { <Masked label="password" reveal=use_reveal(30)/> });
    assert!(html.contains(MASK) && MASK.chars().count() == 12, "{html}");
    assert!(html.contains("aria-label=\"password is hidden\"") && !html.contains("data-revealed"), "{html}");
}

#[test]
fn controls_that_require_scripts_are_disabled() {
    for html in [
        html(|| view! { <CopyButton label="Copy" text="x"/> }),
        html(|| view! { <PasswordField id="p" name="p" label="Password"/> }),
    ] {
        // The attribute, not a class of that name.
        assert!(html.contains(" disabled>") || html.contains(" disabled "), "{html}");
    }
}

#[test]
fn table_has_explicit_roles_and_sort_order() {
    let html = html(|| {
        view! {
            <Table label="Things">
                <TableHead><Column label="Name" sorted=Sorted::Ascending sort_href="?s=1"/><Column label="Select" quiet=true/></TableHead>
                <TableBody><Row selected=true><Cell lead=true>"a"</Cell><Cell label="Kind">"b"</Cell></Row></TableBody>
            </Table>
        }
    });
    for part in [
        "role=\"table\"",
        "aria-label=\"Things\"",
        "<tbody",
        "aria-sort=\"ascending\"",
        "role=\"columnheader\"",
        "scope=\"row\"",
        "role=\"rowheader\"",
        "role=\"cell\"",
        "data-label=\"Kind\"",
        "data-selected",
        "sr-only",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn tabs_mark_the_current_page() {
    let tabs = vec![Tab::new("One", "/one"), Tab::new("Two", "/two")];
    let html = html(move || view! { <Tabs label="Parts" tabs=tabs current="/two"/> });
    assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{html}");
    let two = html.split("<a").find(|link| link.contains("/two")).unwrap();
    assert!(two.contains("aria-current=\"page\""), "{html}");
}

#[test]
fn navigation_item_is_current_at_and_below_its_address() {
    let current = |path: &'static str| {
        let nav = vec![NavGroup {
            label: None,
            items: vec![NavItem::new("Home", "/", Glyph::Home), NavItem::new("Keys", "/keys", Glyph::Key)],
        }];
        let html = html(move || view! { <Shell brand="Site" nav=nav path=path crumbs=Vec::new()>"page"</Shell> });
        let marked: Vec<String> = html
            .split("<a ")
            .filter(|link| link.contains("aria-current=\"page\""))
            .map(|link| link.contains("/keys").to_string())
            .collect();
        marked.join(",")
    };
    assert_eq!(current("/keys/1"), "true");
    assert_eq!(current("/keys"), "true");
    assert_eq!(current("/"), "false");
    assert_eq!(current("/keyslike"), "");
}

#[test]
fn frame_has_a_skip_link_and_one_main() {
    let html = html(|| view! { <Shell brand="Site" nav=Vec::new() path="/" crumbs=Vec::new()>"page"</Shell> });
    assert!(html.contains("href=\"#content\"") && html.contains("id=\"content\""), "{html}");
    assert_eq!(html.matches("<main").count(), 1);
    assert!(html.contains("popovertarget=\"navigation\"") && html.contains("popover=\"auto\""), "{html}");
}

#[test]
fn components_render_no_inline_styles() {
    let html = html(|| {
        view! {
            <Progress label="p" part=0.5/>
            <Histogram label="h" first="f" bars=vec![Bar { label: "a".into(), value: 3, second: 1 }]/>
            <Spark label="s" values=vec![0, 3, 9]/>
            <SpanLine label="l" part=0.4 from="a" to="b"/>
            <Countdown total=30 left=20/>
            <Skeleton/>
        }
    });
    assert!(!html.contains("style=") && !html.contains("<style"), "{html}");
}

#[test]
fn histogram_renders_empty_and_extreme_data() {
    let bar = |value, second| Bar { label: "a".into(), value, second };
    for bars in [Vec::new(), vec![bar(0, 0)], vec![bar(u64::MAX, u64::MAX), bar(0, 1)]] {
        let html = html(move || view! { <Histogram label="h" first="f" second="s" bars=bars range=Some((5, 2))/> });
        assert!(html.contains("<svg") && !html.contains("NaN") && !html.contains("inf"), "{html}");
    }
}

#[test]
fn progress_is_clamped_to_0_and_100_percent() {
    for (part, percent) in [(-1.0, "0"), (2.0, "100"), (0.5, "50"), (f64::NAN, "0")] {
        let html = html(move || view! { <Progress label="p" part=part/> });
        assert!(html.contains(&format!("aria-valuenow=\"{percent}\"")), "{part}: {html}");
    }
}

#[test]
fn time_is_absolute_and_in_utc_before_hydration() {
    let html = html(|| view! { <Time at=1_795_356_130_114/> });
    assert!(html.contains("datetime=\"2026-11-22T14:02:10.114Z\""), "{html}");
    assert!(html.contains("2026-11-22 14:02:10 UTC") && !html.contains("ago"), "{html}");
}

#[test]
fn pager_shows_range_and_disables_missing_pages() {
    let html = html(|| view! { <Pager first=1 last=50 total="1,284" previous=None next=Some("?p=2".to_owned())/> });
    assert!(html.contains("1–50 of 1,284"), "{html}");
    assert!(html.contains("This is the first page") && html.contains("href=\"?p=2\""), "{html}");
}

#[test]
fn errors_have_the_alert_role_and_other_states_the_status_role() {
    assert!(html(|| view! { <Empty kind=EmptyKind::Error title="x"/> }).contains("role=\"alert\""));
    assert!(html(|| view! { <Empty title="x"/> }).contains("role=\"status\""));
    assert!(html(|| view! { <Banner tone=Tone::Red>"x"</Banner> }).contains("role=\"alert\""));
    assert!(html(|| view! { <Banner tone=Tone::Amber>"x"</Banner> }).contains("role=\"status\""));
}
