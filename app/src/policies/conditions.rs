//! The conditions of a statement.

use super::{
    catalogue,
    draft::{DraftField, List},
    editing::Editing,
    editor::KEYS,
};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, ButtonSize, Glyph, IconButton, Select, TextField, TextList, focus};

/// The conditions, each with an operator, a key and values.
pub fn conditions(editing: Editing, id: &str, statement: usize) -> AnyView {
    let count = move || {
        editing.look(|draft| {
            draft.statements.get(statement).map(|statement| statement.conditions.len()).unwrap_or_default()
        })
    };
    let new_id = id.to_owned();
    let add = move |()| {
        let at = untrack(count);
        editing.edit(|draft| draft.add_condition(statement));
        focus(&format!("{new_id}-condition-{at}-key"));
    };
    let legend = move || match count() {
        0 => "sr-only",
        _ => "mb-1.5 font-medium",
    };
    let (row_id, note) = (id.to_owned(), move || {
        (count() > 1).then(|| view! { <p class="text-sm text-ink-3">"All conditions must match."</p> }.into_any())
    });
    view! {
        <fieldset class="flex min-w-0 flex-col gap-2">
            <legend class=legend>"Conditions"</legend>
            {note}
            <ul class="flex flex-col gap-2">
                <For each=move || 0..count() key=|at| *at children=move |at| condition(editing, &row_id, statement, at)/>
            </ul>
            <div><Button id=add_id(id) kind=ButtonKind::Quiet size=ButtonSize::Small icon=Glyph::Plus on_press=add>"Add condition"</Button></div>
        </fieldset>
    }
    .into_any()
}

fn add_id(id: &str) -> String {
    format!("{id}-add-condition")
}

fn condition(editing: Editing, id: &str, statement: usize, at: usize) -> AnyView {
    let back_to = add_id(id);
    let id = format!("{id}-condition-{at}");
    let (operator, key) =
        (editing.field(statement, DraftField::Operator(at)), editing.field(statement, DraftField::Key(at)));
    let values = List::Values(at);
    let remove = move |()| {
        editing.edit(|draft| draft.remove_condition(statement, at));
        focus(&back_to);
    };
    let number = at + 1;
    // The choices depend on the key. An operator that does not fit stays available while it is selected.
    let offered = Memo::new(move |_| key.with(|key| operator.with(|name| catalogue::operators(key, name))));
    let select_id = format!("{id}-operator");
    let select = move || {
        let choices = offered.get();
        view! { <Select id=select_id.clone() name="" label=format!("Operator of condition {number}") quiet_label=true choices bind_to=operator/> }.into_any()
    };
    let example = Memo::new(move |_| key.with(|key| catalogue::value_example(key)));
    let list_id = format!("{id}-values");
    let list = move || {
        view! {
            <TextList
                id=list_id.clone()
                label=format!("Values of condition {number}")
                quiet_label=true
                one="value"
                texts=editing.list(statement, values)
                on_change=editing.set_list(statement, values)
                placeholder=example.get()
            />
        }
        .into_any()
    };
    view! {
        <li class="flex flex-col gap-2 rounded-lg border border-line px-3 py-2.5">
            <div class="flex items-start gap-1.5 phone:flex-wrap">
                <div class="min-w-0 flex-1 basis-40">
                    <TextField id=format!("{id}-key") name="" label=format!("Key of condition {number}") quiet_label=true placeholder="acs:SourceIp" mono=true list=KEYS bind_to=key/>
                </div>
                <div class="min-w-0 flex-1 basis-40">{select}</div>
                <IconButton glyph=Glyph::Close label=format!("Remove condition {number}") on_press=remove/>
            </div>
            {list}
        </li>
    }
    .into_any()
}
