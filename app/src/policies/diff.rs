//! The differences between two documents.

use super::line_diff::{DiffPart, LineChange, compare, parts};
use leptos::prelude::*;
use strongroom_ui::{Chip, Tone};

/// Unchanged lines shown around a change.
const NEAR: usize = 3;

/// The differences between two texts, line by line. Lines far from every change are collapsed.
#[component]
pub fn PolicyDiff(
    /// The old text.
    #[prop(into)]
    older: Signal<String>,
    /// The new text.
    #[prop(into)]
    newer: Signal<String>,
    /// Heading, such as "Changes from version 3 to 4".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let heading = label.clone();
    move || {
        let (older, newer) = (older.read(), newer.read());
        let changes = compare(&older, &newer);
        let count = |wanted: LineChange| changes.iter().filter(|(change, _)| *change == wanted).count();
        let (added, removed) = (count(LineChange::Added), count(LineChange::Removed));
        let body = match added + removed {
            0 => view! { <p class="px-4 py-4 text-ink-2">"No changes."</p> }.into_any(),
            _ => {
                let parts: Vec<_> = parts(&changes, NEAR).iter().map(part).collect();
                view! {
                    <div class="overflow-x-auto py-1.5" tabindex="0" role="group" aria-label="Lines">
                        <div class="w-max min-w-full font-mono text-mono">{parts}</div>
                    </div>
                }
                .into_any()
            }
        };
        view! {
            <section aria-label=label.clone() class="overflow-clip rounded-xl border border-line bg-panel">
                <header class="flex min-h-12 flex-wrap items-center gap-2 border-b border-line px-4 py-2">
                    <h2 class="font-semibold">{heading.clone()}</h2>
                    <span class="ms-auto flex gap-1.5">{tally(added, Tone::Accent, "added")}{tally(removed, Tone::Red, "removed")}</span>
                </header>
                {body}
            </section>
        }
        .into_any()
    }
}

fn tally(count: usize, tone: Tone, word: &'static str) -> Option<AnyView> {
    let lines = if count == 1 { "line" } else { "lines" };
    (count > 0).then(|| view! { <Chip tone>{format!("{count} {lines} {word}")}</Chip> }.into_any())
}

fn part(part: &DiffPart<'_>) -> AnyView {
    let lines: Vec<_> = part.lines.iter().map(line).collect();
    if !part.folded {
        return lines.into_any();
    }
    let count = lines.len();
    view! {
        <details class="group">
            <summary class="sticky start-0 w-fit px-4 py-1 font-sans text-sm text-ink-2 hover:text-ink">
                <span class="group-open:hidden">{format!("Show {count} unchanged lines")}</span>
                <span class="hidden group-open:inline">{format!("Hide {count} unchanged lines")}</span>
            </summary>
            {lines}
        </details>
    }
    .into_any()
}

fn line(&(change, older, newer, text): &(LineChange, Option<usize>, Option<usize>, &str)) -> AnyView {
    let number = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
    let (class, sign) = match change {
        LineChange::Same => ("flex text-ink-2", " "),
        LineChange::Added => ("flex bg-accent-tint text-ink", "+"),
        LineChange::Removed => ("flex bg-red-tint text-ink", "\u{2212}"),
    };
    let text = text.to_owned();
    let code = match change {
        LineChange::Same => view! { <span class="pe-4 whitespace-pre">{text}</span> }.into_any(),
        LineChange::Added => view! { <ins class="pe-4 whitespace-pre no-underline">{text}</ins> }.into_any(),
        LineChange::Removed => view! { <del class="pe-4 whitespace-pre no-underline">{text}</del> }.into_any(),
    };
    view! {
        <div class=class>
            <span aria-hidden="true" class="w-10 shrink-0 pe-2 text-end text-ink-3 select-none">{number(older)}</span>
            <span aria-hidden="true" class="w-10 shrink-0 pe-2 text-end text-ink-3 select-none">{number(newer)}</span>
            <span aria-hidden="true" class="w-4 shrink-0 select-none">{sign}</span>
            {code}
        </div>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn hostile_lines_are_escaped_and_changes_are_counted() {
        let html = Owner::new().with(|| {
            let older = "a\n\"><script>k<b>\nc".to_owned();
            let newer = "a\nc\n\"><script>k<b>\nd".to_owned();
            view! { <PolicyDiff older newer label="Changes"/> }.to_html()
        });
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(html.contains("2 lines added") && html.contains("1 line removed"), "{html}");
    }
}
