//! The editor of a policy that is one of several things on its page, in a separate chunk that is loaded when a person opens it.

use super::editor::PolicyEditor;
use leptos::{
    html,
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use strongroom_policy::Kind;
use strongroom_ui::TextArea;

/// What [`PolicyEditor`] gets.
#[derive(Clone)]
struct EditorInput {
    id: String,
    name: &'static str,
    text: RwSignal<String>,
    kind: Kind,
}

/// Content that stands behind a summary.
pub fn behind(summary: &'static str, content: impl FnOnce(Signal<bool>) -> AnyView) -> AnyView {
    let (node, open) = (NodeRef::<html::Details>::new(), RwSignal::new(false));
    let look = move || open.set(node.get_untracked().is_some_and(|details| details.open()));
    // It may have been opened before the page was hydrated.
    Effect::new(move || {
        node.track();
        look();
    });
    view! {
        <details node_ref=node on:toggle=move |_| look()>
            <summary class="w-fit cursor-pointer underline decoration-line underline-offset-3">{summary}</summary>
            <div class="mt-4">{content(open.into())}</div>
        </details>
    }
    .into_any()
}

/// [`PolicyEditor`] once `open` is true and its code is loaded; the text alone until then, without scripts, and if it cannot be
/// loaded.
#[component]
pub fn LatePolicyEditor(
    /// The id of the text area, and prefix of the other ids.
    #[prop(into)]
    id: String,
    /// Form field of the text.
    name: &'static str,
    /// The text, which is part of the page and follows the input.
    text: RwSignal<String>,
    /// What the document is for.
    kind: Kind,
    /// Whether it is wanted.
    open: Signal<bool>,
) -> impl IntoView {
    let input = EditorInput { id, name, text, kind };
    let loaded = RwSignal::new(false);
    Effect::new(move || {
        if open.get() && !loaded.get_untracked() {
            // The page may be gone when the code arrives.
            spawn_local(async move {
                let _ = loaded.try_set(load_editor().await.is_ok());
            });
        }
    });
    move || {
        let input = input.clone();
        if !loaded.get() {
            return view! { <TextArea id=input.id name=input.name label="Policy document" bind_to=text rows=16 required=true mono=true/> }
                .into_any();
        }
        Suspend::new(async move { policy_editor(input).await.unwrap_or_else(|_| ().into_any()) }).into_any()
    }
}

#[wasm_split(policy_editor, wasm_split_path = leptos::wasm_split, preload(load_editor), fallible)]
fn policy_editor(input: EditorInput) -> Result<AnyView, SplitLoaderError> {
    let EditorInput { id, name, text, kind } = input;
    Ok(view! { <PolicyEditor id name text kind/> }.into_any())
}
