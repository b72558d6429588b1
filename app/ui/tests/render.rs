//! What the components write into the server's HTML.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use leptos::prelude::*;
use strongroom_ui::*;

const HOSTILE: &str = "\"></textarea></title><script>alert(1)</script>&amp;";

fn html<V: IntoView + 'static>(make: impl FnOnce() -> V) -> String {
    Owner::new().with(|| make().into_view().to_html())
}

/// Nothing of the hostile text may have become markup.
fn assert_harmless(html: &str) {
    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains("</title"), "{html}");
    assert_eq!(html.matches("</textarea>").count(), html.matches("<textarea").count(), "{html}");
    assert!(html.contains("alert(1)"), "the text itself must be there: {html}");
}

#[test]
fn hostile_text_stays_text_wherever_it_is_given() {
    assert_harmless(&html(|| view! { <TextArea id="a" name="a" label="Text" value=HOSTILE/> }));
    assert_harmless(&html(|| view! { <TextArea id="a" name="a" label=HOSTILE hint=HOSTILE error=HOSTILE/> }));
    assert_harmless(&html(|| view! { <TextField id="a" name="a" label="Text" value=HOSTILE placeholder=HOSTILE/> }));
    assert_harmless(&html(
        || view! { <Select id="a" name="a" label="Text" choices=vec![Choice::new(HOSTILE, HOSTILE)]/> },
    ));
    assert_harmless(&html(
        || view! { <RadioGroup id="a" name="a" legend="Text" choices=vec![Choice::new(HOSTILE, HOSTILE).hint(HOSTILE)]/> },
    ));
    assert_harmless(&html(|| view! { <Button disabled_reason=HOSTILE id="b">{HOSTILE}</Button> }));
    assert_harmless(&html(|| view! { <IconButton glyph=Glyph::Eye label=HOSTILE/> }));
    assert_harmless(&html(|| view! { <FilterChip name=HOSTILE value=HOSTILE remove_href=HOSTILE/> }));
    assert_harmless(&html(|| view! { <PathName path=HOSTILE href=HOSTILE/> }));
    assert_harmless(&html(|| view! { <PageHeader title=HOSTILE path=true kind=HOSTILE/> }));
    assert_harmless(&html(|| view! { <Card title=HOSTILE note=HOSTILE>{HOSTILE}</Card> }));
    assert_harmless(&html(|| view! { <Empty title=HOSTILE detail=HOSTILE reference=HOSTILE.to_owned()/> }));
    assert_harmless(&html(|| view! { <Banner tone=Tone::Red title=HOSTILE>{HOSTILE}</Banner> }));
    assert_harmless(&html(|| view! { <Dialog id="d" title=HOSTILE>"x"</Dialog> }));
    assert_harmless(&html(|| view! { <Menu label=HOSTILE><MenuItem label=HOSTILE href=HOSTILE/></Menu> }));
    assert_harmless(&html(
        || view! { <Tabs label="x" tabs=vec![Tab::new(HOSTILE, HOSTILE).count(HOSTILE)] current="/"/> },
    ));
    assert_harmless(&html(|| view! { <Masked label=HOSTILE/> }));
    assert_harmless(&html(
        || view! { <CodeBlock id="c" label=HOSTILE codes=vec![Code { label: HOSTILE.into(), text: HOSTILE.into() }]/> },
    ));
    assert_harmless(&html(|| {
        let (text, marks) = (RwSignal::new(HOSTILE.to_owned()), vec![mark(HOSTILE)]);
        view! { <CodeArea id="a" name="a" label=HOSTILE hint=HOSTILE error=HOSTILE text marks/> }
    }));
    let told = || Callback::new(|_: Vec<String>| ());
    assert_harmless(&html(|| {
        let texts = vec![HOSTILE.to_owned()];
        view! { <TextList id="a" label=HOSTILE one=HOSTILE hint=HOSTILE texts on_change=told()/> }
    }));
    assert_harmless(&html(|| {
        let words = vec![HOSTILE.to_owned()];
        view! { <TokenList id="a" label=HOSTILE one=HOSTILE words on_change=told() offers=StoredValue::new(vec![])/> }
    }));
    assert_harmless(&html(|| view! { <Suggestions id="a" texts=vec![HOSTILE.to_owned()]/> }));
    assert_harmless(&html(|| {
        let choices = vec![(Choice::new(HOSTILE, HOSTILE), Tone::Red)];
        view! { <Segments id="a" legend=HOSTILE choices value="" on_choose=|_| ()/> }
    }));
    let bar = || Bar { label: HOSTILE.into(), value: 1, second: 0 };
    assert_harmless(&html(
        || view! { <Histogram label="x" first="y" bars=vec![bar()] ticks=vec![HOSTILE.into()] range=Some((0, 0))/> },
    ));
}

fn mark(text: &str) -> LineMark {
    LineMark { line: 2, column: 4, tone: Tone::Red, word: "problem".into(), text: text.into() }
}

#[test]
fn a_code_area_says_what_its_colours_say() {
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
fn lists_that_act_at_once_are_no_part_of_a_form() {
    let html = html(|| {
        let (texts, told) = (vec!["a".to_owned()], Callback::new(|_: Vec<String>| ()));
        let choices = vec![(Choice::new("x", "X"), Tone::Neutral)];
        view! {
            <TextList id="l" label="Things" one="thing" texts=texts.clone() on_change=told/>
            <TokenList id="t" label="Words" one="word" words=texts on_change=told offers=StoredValue::new(vec![])/>
            <Segments id="s" legend="Which" choices value="x" on_choose=|_| ()/>
        }
    });
    assert_eq!(html.matches("<input").count(), html.matches("form=\"\"").count(), "{html}");
    assert!(html.contains("aria-label=\"Thing 1\"") && html.contains("aria-label=\"Remove a\""), "{html}");
}

#[test]
fn a_text_area_gives_back_what_it_was_given() {
    let text = "\nfirst\n  second & <third>\n";
    let html = html(|| view! { <TextArea id="a" name="a" label="Text" value=text/> });
    let inner = html.split_once("<textarea").unwrap().1.split_once('>').unwrap().1.split_once("</textarea>").unwrap().0;
    // As a parser reads it: the first line break after the tag does not count.
    let read = inner.strip_prefix('\n').unwrap().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    assert_eq!(read, text);
}

#[test]
fn a_disabled_button_says_why_and_cannot_submit() {
    let html = html(|| view! { <Button id="go" submit=true disabled_reason="Only owners may">"Go"</Button> });
    assert!(html.contains("aria-disabled=\"true\""), "{html}");
    assert!(html.contains("title=\"Only owners may\""), "{html}");
    assert!(html.contains("aria-describedby=\"go-why\"") && html.contains("id=\"go-why\""), "{html}");
    assert!(html.contains("type=\"button\"") && !html.contains("type=\"submit\""), "{html}");
}

#[test]
fn an_enabled_button_says_nothing_of_the_kind() {
    let html = html(|| view! { <Button id="go" submit=true>"Go"</Button> });
    assert!(html.contains("type=\"submit\""), "{html}");
    for absent in ["aria-disabled=", "title=", "aria-describedby="] {
        assert!(!html.contains(absent), "{absent} in {html}");
    }
}

#[test]
fn a_disabled_link_leads_nowhere() {
    let html = html(|| view! { <Button href="/there" disabled_reason="Not yet">"Go"</Button> });
    assert!(!html.contains("/there"), "{html}");
    assert!(html.contains("role=\"link\"") && html.contains("aria-disabled=\"true\""), "{html}");
}

#[test]
fn a_field_is_tied_to_its_label_hint_and_error() {
    let html = html(|| view! { <TextField id="f" name="f" label="Name" hint="A path" error="Taken" required=true/> });
    assert!(html.contains("for=\"f\"") && html.contains("id=\"f\""), "{html}");
    assert!(html.contains("aria-invalid=\"true\""), "{html}");
    assert!(html.contains("aria-describedby=\"f-error f-hint\""), "{html}");
    assert!(html.contains("id=\"f-error\"") && html.contains("id=\"f-hint\""), "{html}");
    assert!(!html.contains("(optional)"), "{html}");
}

#[test]
fn a_password_is_never_in_the_page() {
    let html = html(|| {
        let typed = RwSignal::new(String::new());
        view! { <PasswordField id="p" name="p" label="Password" bind_to=typed/> }
    });
    assert!(html.contains("type=\"password\"") && !html.contains(" value="), "{html}");
}

#[test]
fn what_is_not_revealed_is_twelve_dots_of_any_value() {
    let html = html(|| view! { <Masked label="password" reveal=use_reveal(30)/> });
    assert!(html.contains(MASK) && MASK.chars().count() == 12, "{html}");
    assert!(html.contains("aria-label=\"password is hidden\"") && !html.contains("data-revealed"), "{html}");
}

#[test]
fn controls_that_need_scripts_wait_for_them() {
    for html in [
        html(|| view! { <CopyButton label="Copy" text="x"/> }),
        html(|| view! { <PasswordField id="p" name="p" label="Password"/> }),
    ] {
        // The attribute, not a class of that name.
        assert!(html.contains(" disabled>") || html.contains(" disabled "), "{html}");
    }
}

#[test]
fn a_table_keeps_its_roles_and_says_how_it_is_sorted() {
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
fn tabs_and_navigation_mark_the_page_in_sight() {
    let tabs = vec![Tab::new("One", "/one"), Tab::new("Two", "/two")];
    let html = html(move || view! { <Tabs label="Parts" tabs=tabs current="/two"/> });
    assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{html}");
    let two = html.split("<a").find(|link| link.contains("/two")).unwrap();
    assert!(two.contains("aria-current=\"page\""), "{html}");
}

#[test]
fn a_place_is_current_below_its_address_but_not_beside_it() {
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
fn the_frame_can_be_skipped_and_has_one_main() {
    let html = html(|| view! { <Shell brand="Site" nav=Vec::new() path="/" crumbs=Vec::new()>"page"</Shell> });
    assert!(html.contains("href=\"#content\"") && html.contains("id=\"content\""), "{html}");
    assert_eq!(html.matches("<main").count(), 1);
    assert!(html.contains("popovertarget=\"navigation\"") && html.contains("popover=\"auto\""), "{html}");
}

#[test]
fn nothing_writes_inline_styles() {
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
fn a_histogram_without_or_with_absurd_numbers_is_still_drawn() {
    let bar = |value, second| Bar { label: "a".into(), value, second };
    for bars in [Vec::new(), vec![bar(0, 0)], vec![bar(u64::MAX, u64::MAX), bar(0, 1)]] {
        let html = html(move || view! { <Histogram label="h" first="f" second="s" bars=bars range=Some((5, 2))/> });
        assert!(html.contains("<svg") && !html.contains("NaN") && !html.contains("inf"), "{html}");
    }
}

#[test]
fn progress_stays_between_nothing_and_all() {
    for (part, percent) in [(-1.0, "0"), (2.0, "100"), (0.5, "50"), (f64::NAN, "0")] {
        let html = html(move || view! { <Progress label="p" part=part/> });
        assert!(html.contains(&format!("aria-valuenow=\"{percent}\"")), "{part}: {html}");
    }
}

#[test]
fn a_time_is_absolute_and_in_utc_before_the_page_is_alive() {
    let html = html(|| view! { <Time at=1_795_356_130_114/> });
    assert!(html.contains("datetime=\"2026-11-22T14:02:10.114Z\""), "{html}");
    assert!(html.contains("2026-11-22 14:02:10 UTC") && !html.contains("ago"), "{html}");
}

#[test]
fn a_pager_says_where_it_ends() {
    let html = html(|| view! { <Pager first=1 last=50 total="1,284" previous=None next=Some("?p=2".to_owned())/> });
    assert!(html.contains("1–50 of 1,284"), "{html}");
    assert!(html.contains("This is the first page") && html.contains("href=\"?p=2\""), "{html}");
}

#[test]
fn errors_interrupt_and_emptiness_waits() {
    assert!(html(|| view! { <Empty kind=EmptyKind::Error title="x"/> }).contains("role=\"alert\""));
    assert!(html(|| view! { <Empty title="x"/> }).contains("role=\"status\""));
    assert!(html(|| view! { <Banner tone=Tone::Red>"x"</Banner> }).contains("role=\"alert\""));
    assert!(html(|| view! { <Banner tone=Tone::Amber>"x"</Banner> }).contains("role=\"status\""));
}
