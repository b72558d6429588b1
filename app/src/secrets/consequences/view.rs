//! Shows what follows if applications read another version.

use super::{
    calls::LoadConsequences,
    dto::{KeyChanges, Readers, VersionConsequences},
};
use crate::{client::call, error::UiError};
use leptos::{prelude::*, task::spawn_local};
use strongroom_ui::{Chip, MASK, Skeleton, Time, Tone};

/// The differences, with masked values, and the readers. They are loaded when the dialog around them opens.
#[component]
pub fn Consequences(
    /// The secret.
    name: String,
    /// Id of the version that is read now; empty if there is none.
    #[prop(into)]
    before: Signal<String>,
    /// Id of the version that is read afterwards.
    after: String,
    /// Whether the dialog is open.
    #[prop(into)]
    open: Signal<bool>,
) -> impl IntoView {
    let found = RwSignal::new(None::<Result<VersionConsequences, UiError>>);
    Effect::new(move || {
        let shown = before.get();
        if !open.get() {
            return;
        }
        found.set(None);
        let (name, after) = (name.clone(), after.clone());
        spawn_local(async move {
            let answer = call(LoadConsequences { name, before: shown.clone(), after }).await;
            // The dialog may be gone, or ask about another version by now.
            if before.try_get_untracked().as_ref() == Some(&shown) {
                let _ = found.try_set(Some(answer));
            }
        });
    });
    move || match found.get() {
        _ if !open.get() => ().into_any(),
        None => view! { <Skeleton lines=3/> }.into_any(),
        Some(Err(error)) => view! { <p class="text-sm text-ink-2">{error.message}</p> }.into_any(),
        Some(Ok(VersionConsequences { changes, readers })) => view! {
            <div class="flex flex-col gap-4">
                {changes.map(differences)}
                {readers.map(readers_of)}
            </div>
        }
        .into_any(),
    }
}

fn differences(changes: KeyChanges) -> AnyView {
    let KeyChanges { changed, added, removed, same, identical } = changes;
    let lines = |keys: Vec<String>, word: &'static str, tone: Tone| {
        keys.into_iter().map(move |key| difference(key, word, tone)).collect::<Vec<_>>()
    };
    let all = [(changed, "changed", Tone::Amber), (added, "added", Tone::Accent), (removed, "removed", Tone::Red)];
    let all: Vec<_> = all.into_iter().flat_map(|(keys, word, tone)| lines(keys, word, tone)).collect();
    let rest = match (all.is_empty(), same) {
        (true, _) if identical => "Both versions have the same value.".to_owned(),
        (true, _) => "All keys have the same value; the text around them differs.".to_owned(),
        (false, 0) => String::new(),
        (false, 1) => "1 key has the same value.".to_owned(),
        (false, same) => format!("{same} keys have the same value."),
    };
    view! {
        <section aria-label="What changes">
            <h3 class="text-sm font-medium text-ink-2">"What changes for readers"</h3>
            <ul class="mt-1 max-h-56 overflow-y-auto">{all}</ul>
            {(!rest.is_empty()).then(|| view! { <p class="mt-1 text-ink-2">{rest}</p> })}
        </section>
    }
    .into_any()
}

fn difference(key: String, word: &'static str, tone: Tone) -> AnyView {
    let values = match word {
        "added" => format!("— → {MASK}"),
        "removed" => format!("{MASK} → —"),
        _ => format!("{MASK} → {MASK}"),
    };
    view! {
        <li class="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line py-1.5 last:border-b-0">
            <code class="min-w-0 flex-1 basis-32 break-all">{key}</code>
            <Chip tone>{word}</Chip>
            <span class="font-mono text-mono text-ink-3 select-none" aria-hidden="true">{values}</span>
        </li>
    }
    .into_any()
}

fn readers_of(readers: Readers) -> AnyView {
    let Readers { first, more } = readers;
    let nobody = first.is_empty().then_some("Nobody can read it.");
    let lines = first
        .into_iter()
        .map(|(name, last_read)| {
            let read = match last_read {
                Some(at) => view! { <span class="text-sm text-ink-3">"read " <Time at/></span> }.into_any(),
                None => view! { <span class="text-sm text-ink-3">"never read it"</span> }.into_any(),
            };
            view! { <li class="flex flex-wrap items-baseline justify-between gap-x-3"><span class="break-all">{name}</span> {read}</li> }
        })
        .collect_view();
    view! {
        <section aria-label="Who reads it">
            <h3 class="text-sm font-medium text-ink-2">"Who can read it"</h3>
            {nobody}
            <ul class="mt-1 flex max-h-40 flex-col gap-1 overflow-y-auto">{lines}</ul>
            {more.then(|| view! { <p class="text-sm text-ink-3">"and more"</p> })}
        </section>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::secrets::frame::tests::assert_escaped;

    #[test]
    fn differences_and_readers_are_escaped_and_masked() {
        let key = || vec!["\"><script>k<b>".to_owned()];
        let changes = KeyChanges { changed: key(), added: key(), removed: key(), same: 2, identical: false };
        let readers = Readers { first: vec![("<b>m".to_owned(), None)], more: true };
        let html = Owner::new().with(|| view! { {differences(changes)} {readers_of(readers)} }.to_html());
        assert_escaped(&html);
        assert_eq!(html.matches(MASK).count(), 4);
        assert!(html.contains("2 keys have the same value") && html.contains("and more"));
    }
}
