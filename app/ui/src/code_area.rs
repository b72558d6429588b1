//! A text area for code, with line numbers and marked lines.

use leptos::{html, prelude::*};

use crate::{Chip, Tone, field::Caption, text_area::Area, use_hydrated};

/// A problem or remark about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineMark {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Red for problems, amber for warnings, neutral for information.
    pub tone: Tone,
    /// Kind of the remark, in one or two words.
    pub word: String,
    /// The message.
    pub text: String,
}

/// Font classes shared by the text, the line numbers and the background colours, so that all three align.
const FONT: &str = "py-2 font-mono text-mono phone:text-lg";

/// A text area for code that grows with its text up to a limit, with line numbers and coloured marked lines.
///
/// The marks are listed below it, each with a button that moves the cursor there. Tab leaves it, as in every field. Without
/// scripts it is a plain text area.
#[component]
pub fn CodeArea(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Two-way binding of the text. The initial text is part of the page's HTML, so it must not be secret.
    text: RwSignal<String>,
    /// Marks, in line order.
    #[prop(optional, into)]
    marks: Signal<Vec<LineMark>>,
    /// Minimum height in lines.
    #[prop(default = 10)]
    rows: u32,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Validation error of the whole text.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether a value is required.
    #[prop(optional)]
    required: bool,
    /// Hides the label visually. Assistive technology still reads it.
    #[prop(optional)]
    quiet_label: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: quiet_label }.of_field(&name);
    let node = NodeRef::<html::Textarea>::new();
    let size = Memo::new(move |_| text.with(|text| size(text)));
    let invalid = caption.invalid();
    let is_red = move || marks.with(|marks| marks.iter().any(|mark| mark.tone == Tone::Red)).then_some("true");
    let (summary_id, by) = (format!("{id}-marks"), caption.described());
    let described = {
        let summary_id = summary_id.clone();
        move || Some(by().map_or_else(|| summary_id.clone(), |by| format!("{by} {summary_id}")))
    };
    let area = Area {
        id,
        name,
        class: [
            FONT,
            "relative block h-full min-w-full resize-none border-0 bg-transparent px-2.5 whitespace-pre text-ink outline-none",
        ]
        .join(" "),
        rows: Signal::derive(move || size.get().0.max(rows)),
        // Room for the cursor after the last character.
        cols: Signal::derive(move || Some(size.get().1 + 2)),
        node,
        value: String::new(),
        bind_to: Some(text),
        code: true,
        wrap: false,
        required,
        max_length: None,
        invalid: Signal::derive(move || invalid().or_else(is_red)),
        described: Signal::derive(described),
    };
    let hydrated = use_hydrated();
    // After hydration, rows and columns follow the text, so the area itself never scrolls.
    let frame = move || {
        let inner = if hydrated.get() { "[&_textarea]:overflow-hidden" } else { "[&_textarea]:overflow-auto" };
        ["flex w-max min-w-full", inner].join(" ")
    };
    let gutter = move || marks.with(|marks| layer(size.get().0, marks, true));
    let background = move || marks.with(|marks| layer(size.get().0, marks, false));
    let control = view! {
        <div class="max-h-[60dvh] overflow-auto rounded-lg border border-control bg-panel has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-offset-2 has-[textarea:focus-visible]:outline-accent">
            <div class=frame>
                <pre aria-hidden="true" class=[FONT, "sticky start-0 z-10 min-w-11 shrink-0 ps-2 border-e border-line bg-sunk text-end text-ink-3 select-none"].join(" ")>{gutter}</pre>
                <div class="relative flex-1">
                    <pre aria-hidden="true" class=[FONT, "pointer-events-none absolute inset-0"].join(" ")>{background}</pre>
                    {area.view()}
                </div>
            </div>
        </div>
        <p id=summary_id role="status" class="text-sm text-ink-2 empty:hidden">{move || marks.with(|marks| summary(marks))}</p>
        {move || list(marks.get(), hydrated, node, text)}
    };
    caption.around(control.into_any())
}

/// Number of lines, and characters of the longest line.
fn size(text: &str) -> (u32, u32) {
    let longest = text.split('\n').map(|line| line.chars().count()).max().unwrap_or_default();
    let lines = text.split('\n').count();
    (u32::try_from(lines).unwrap_or(u32::MAX), u32::try_from(longest).unwrap_or(u32::MAX))
}

/// "2 problems, 1 remark"; empty without marks.
fn summary(marks: &[LineMark]) -> String {
    let red = marks.iter().filter(|mark| mark.tone == Tone::Red).count();
    let count = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        many => Some(format!("{many} {word}s")),
    };
    let parts = [count(red, "problem"), count(marks.len() - red, "remark")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Severity of a tone, to choose one for a line with several marks.
fn severity(tone: Tone) -> u8 {
    match tone {
        Tone::Red => 2,
        Tone::Amber => 1,
        _ => 0,
    }
}

/// Runs of lines, first and last inclusive. Each marked line is a run with its most severe tone; the lines between form one
/// run.
fn runs(lines: u32, marks: &[LineMark]) -> Vec<(u32, u32, Option<Tone>)> {
    let mut runs: Vec<(u32, u32, Option<Tone>)> = Vec::new();
    let mut next = 1;
    for mark in marks {
        let line = mark.line.clamp(1, lines.max(1));
        match runs.last_mut() {
            Some((first, _, Some(tone))) if *first == line => {
                if severity(mark.tone) > severity(*tone) {
                    *tone = mark.tone;
                }
                continue;
            }
            _ if line < next => continue,
            _ => {}
        }
        if line > next {
            runs.push((next, line - 1, None));
        }
        runs.push((line, line, Some(mark.tone)));
        next = line + 1;
    }
    if next <= lines {
        runs.push((next, lines, None));
    }
    runs
}

/// The layer beside the text (line numbers) or behind it (background colours), one row per line.
fn layer(lines: u32, marks: &[LineMark], numbers: bool) -> Vec<AnyView> {
    let label = |line: u32, sign: &str| if numbers { format!("{sign}{line} ") } else { " ".to_owned() };
    let run = |(first, last, tone): (u32, u32, Option<Tone>)| {
        let Some(tone) = tone else {
            let plain: Vec<_> = (first..=last).map(|line| label(line, "")).collect();
            return view! { <span class="block">{plain.join("\n")}</span> }.into_any();
        };
        // A sign in addition to the colour, for readers who cannot distinguish colours.
        let (class, sign) = match tone {
            Tone::Red => ("block bg-red-tint text-red", "\u{d7} "),
            Tone::Amber => ("block bg-amber-tint text-amber", "! "),
            _ => ("block bg-sunk text-ink", "i "),
        };
        view! { <span class=class>{label(first, sign)}</span> }.into_any()
    };
    runs(lines, marks).into_iter().map(run).collect()
}

/// The list of marks below the text.
fn list(
    marks: Vec<LineMark>,
    hydrated: ReadSignal<bool>,
    node: NodeRef<html::Textarea>,
    text: RwSignal<String>,
) -> Option<AnyView> {
    let item = move |mark: LineMark| {
        let LineMark { line, column, tone, word, text: message } = mark;
        view! {
            <li class="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5 py-1.5">
                <Chip tone>{word}</Chip>
                <button
                    type="button"
                    class="text-sm whitespace-nowrap text-ink-2 underline decoration-line-strong underline-offset-3 hover:decoration-current"
                    disabled=move || !hydrated.get()
                    on:click=move |_| go_to(node, text, line, column)
                >
                    {format!("Line {line}, column {column}")}
                </button>
                <span class="min-w-0 flex-1 basis-64 text-sm">{message}</span>
            </li>
        }
        .into_any()
    };
    (!marks.is_empty()).then(|| {
        let items = marks.into_iter().map(item).collect_view();
        view! { <ul class="flex max-h-56 flex-col divide-y divide-line overflow-y-auto">{items}</ul> }.into_any()
    })
}

/// Moves the cursor and scrolls it into view.
fn go_to(node: NodeRef<html::Textarea>, text: RwSignal<String>, line: u32, column: u32) {
    let Some(area) = node.get_untracked() else { return };
    let (at, lines) = text.with_untracked(|text| (offset(text, line, column), size(text).0));
    let _ = area.set_selection_range(at, at);
    let _ = area.focus();
    let frame = area.parent_element().and_then(|row| row.parent_element()?.parent_element());
    if let (Some(frame), Ok(lines), Ok(line)) = (frame, i32::try_from(lines.max(1)), i32::try_from(line)) {
        let middle = area.client_height() / lines * (line - 1) - frame.client_height() / 2;
        frame.set_scroll_top(middle.max(0));
    }
}

/// Offset of a line and column in UTF-16 code units, as the browser counts.
fn offset(text: &str, line: u32, column: u32) -> u32 {
    let units = |text: &str| text.encode_utf16().count();
    let (line, column) = (line.saturating_sub(1) as usize, column.saturating_sub(1) as usize);
    let before: usize = text.split('\n').take(line).map(|line| units(line) + 1).sum();
    let within: usize = text.split('\n').nth(line).unwrap_or_default().chars().take(column).map(char::len_utf16).sum();
    u32::try_from((before + within).min(units(text))).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(line: u32, tone: Tone) -> LineMark {
        LineMark { line, column: 1, tone, word: "word".to_owned(), text: "text".to_owned() }
    }

    #[test]
    fn every_line_is_in_exactly_one_run() {
        let marks = [mark(2, Tone::Amber), mark(2, Tone::Red), mark(2, Tone::Neutral), mark(5, Tone::Neutral)];
        assert_eq!(
            runs(6, &marks),
            [(1, 1, None), (2, 2, Some(Tone::Red)), (3, 4, None), (5, 5, Some(Tone::Neutral)), (6, 6, None)]
        );
        assert_eq!(runs(3, &[]), [(1, 3, None)]);
        // Marks of an older, longer text, and marks that are out of order.
        assert_eq!(runs(1, &[mark(9, Tone::Red)]), [(1, 1, Some(Tone::Red))]);
        assert_eq!(runs(2, &[mark(2, Tone::Red), mark(1, Tone::Red)]), [(1, 1, None), (2, 2, Some(Tone::Red))]);
    }

    #[test]
    fn offset_counts_utf16_code_units() {
        let text = "a\u{1f511}b\n\n\u{e9}nd";
        assert_eq!(offset(text, 1, 1), 0);
        assert_eq!(offset(text, 1, 3), 3, "the key takes two units");
        assert_eq!(offset(text, 2, 1), 5);
        assert_eq!(offset(text, 3, 3), 8);
        assert_eq!(offset(text, 3, 99), 9);
        assert_eq!(offset(text, 99, 1), 9);
        assert_eq!(offset("", 1, 1), 0);
    }

    #[test]
    fn size_and_summary_count_lines_and_marks() {
        assert_eq!(size(""), (1, 0));
        assert_eq!(size("ab\n\u{e9}\u{e9}\u{e9}\n"), (3, 3));
        assert_eq!(summary(&[]), "");
        assert_eq!(
            summary(&[mark(1, Tone::Red), mark(1, Tone::Amber), mark(1, Tone::Neutral)]),
            "1 problem, 2 remarks"
        );
    }
}
