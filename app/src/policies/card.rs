//! The card of one statement.

use super::{
    catalogue,
    conditions::conditions,
    draft::{DraftField, List, PRINCIPALS},
    editing::Editing,
    editor::RESOURCES,
};
use leptos::prelude::*;
use strongroom_domain::limits;
use strongroom_policy::Kind;
use strongroom_ui::{
    Chip, Choice, Glyph, IconButton, LineMark, Offers, Segments, TextField, TextList, Toast, TokenList, Tone, focus,
    use_toasts,
};

/// The id of a card's heading, which gets the focus if the card is new or moved.
pub fn heading(id: &str, at: usize) -> String {
    format!("{id}-{at}-title")
}

/// The card of a statement. `list` is the id of its list.
pub fn card(editing: Editing, list: &str, at: usize, offers: StoredValue<Vec<Offers>>) -> AnyView {
    let id = format!("{list}-{at}");
    let remarks = Memo::new(move |_| editing.report().with(|report| report.about(at)));
    view! {
        <li aria-labelledby=heading(list, at) class="flex min-w-0 flex-col gap-4 rounded-xl border border-line bg-panel px-4 py-3.5">
            {head(editing, list, &id, at)}
            {move || notes(remarks.get())}
            {principals(editing, &id, at)}
            {actions(editing, &id, at, offers)}
            {resources(editing, &id, at)}
            {conditions(editing, &id, at)}
            <TextField id=format!("{id}-sid") name="" label="Statement name (Sid)" placeholder="none" max_length=limits::SID bind_to=editing.field(at, DraftField::Sid)/>
        </li>
    }
    .into_any()
}

/// The statement's number, effect and actions.
fn head(editing: Editing, list: &str, id: &str, at: usize) -> AnyView {
    let toasts = use_toasts();
    let number = at + 1;
    let first = (at == 0).then(|| "This is the first statement".to_owned());
    let last = Signal::derive(move || (at + 1 >= editing.count()).then(|| "This is the last statement".to_owned()));
    let title = heading(list, at);
    let list = StoredValue::new(list.to_owned());
    let show = move |at: usize| list.with_value(|list| focus(&heading(list, at)));
    let up = move |()| {
        editing.edit(|draft| draft.move_down(at.wrapping_sub(1)));
        show(at.saturating_sub(1));
    };
    let down = move |()| {
        editing.edit(|draft| draft.move_down(at));
        show(at + 1);
    };
    let remove = move |()| {
        let Some(gone) = editing.remove(at) else { return };
        let back = move || {
            editing.edit(|draft| draft.statements.insert(at.min(draft.statements.len()), gone.clone()));
        };
        match untrack(|| editing.count()) {
            0 => list.with_value(|list| focus(&format!("{list}-add"))),
            left => show(at.min(left - 1)),
        }
        toasts.push(Toast::new(format!("Statement {number} removed")).undo(back));
    };
    let duplicate = move |()| {
        editing.edit(|draft| draft.duplicate(at));
        show(at + 1);
    };
    view! {
        <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
            <h3 id=title tabindex="-1" class="font-semibold">{format!("Statement {number}")}</h3>
            {effect(editing, id, at)}
            <div class="ms-auto flex items-center gap-0.5">
                <IconButton glyph=Glyph::ChevronUp label=format!("Move statement {number} up") disabled_reason=first on_press=up/>
                <IconButton glyph=Glyph::ChevronDown label=format!("Move statement {number} down") disabled_reason=last on_press=down/>
                <IconButton glyph=Glyph::Copy label=format!("Duplicate statement {number}") on_press=duplicate/>
                <IconButton glyph=Glyph::Trash label=format!("Remove statement {number}") on_press=remove/>
            </div>
        </div>
    }
    .into_any()
}

fn effect(editing: Editing, id: &str, at: usize) -> AnyView {
    let choices = vec![
        (Choice::new("Allow", "Allow").hint("Grants"), Tone::Accent),
        (Choice::new("Deny", "Deny").hint("Denies, and overrides every Allow"), Tone::Red),
    ];
    let value = Signal::derive(move || editing.look(|draft| draft.field(at, DraftField::Effect)));
    let choose = move |word: String| {
        editing.edit(|draft| draft.set_field(at, DraftField::Effect, word));
    };
    view! { <Segments id=format!("{id}-effect") legend=format!("Effect of statement {}", at + 1) choices value on_choose=choose/> }
        .into_any()
}

/// Problems and advice about the statement.
fn notes(remarks: Vec<LineMark>) -> Option<AnyView> {
    let item = |mark: LineMark| {
        view! {
            <li class="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5 text-sm">
                <Chip tone=mark.tone>{mark.word}</Chip>
                <span class="min-w-0 flex-1 basis-56">{mark.text}</span>
            </li>
        }
        .into_any()
    };
    (!remarks.is_empty()).then(|| {
        let items = remarks.into_iter().map(item).collect_view();
        view! { <ul class="flex flex-col gap-1.5">{items}</ul> }.into_any()
    })
}

/// Its principals: users, roles and accounts; in trust policies also services and identity providers.
fn principals(editing: Editing, id: &str, at: usize) -> Option<AnyView> {
    let places = match editing.kind {
        Kind::Resource => 0..1,
        Kind::Trust => 0..PRINCIPALS.len(),
        Kind::Identity | Kind::Session | Kind::Control => return None,
    };
    let lists = places.map(|place| {
        let (label, one, hint) = match place {
            0 => ("Users, roles and accounts", "principal", "Must match exactly; wildcards are not supported"),
            1 => ("Services", "service", "Services that can assume the role"),
            _ => ("Identity providers", "provider", "Providers of single sign-on"),
        };
        let list = List::Principals(place);
        view! {
            <TextList
                id=format!("{id}-principals-{place}")
                label
                one
                texts=editing.list(at, list)
                on_change=editing.set_list(at, list)
                placeholder=catalogue::principal_example(place)
                hint
            />
        }
        .into_any()
    });
    Some(lists.collect::<Vec<_>>().into_any())
}

fn actions(editing: Editing, id: &str, at: usize, offers: StoredValue<Vec<Offers>>) -> AnyView {
    let (placeholder, hint) = match editing.kind {
        Kind::Trust => ("sts:AssumeRole", "A trust policy only decides who can assume the role"),
        _ => {
            ("kms:GetSecretValue", "* matches any characters: kms:List* matches every kms action that starts with List")
        }
    };
    view! {
        <div class="flex min-w-0 flex-col gap-2">
            <TokenList
                id=format!("{id}-actions")
                label="Actions"
                one="action"
                words=editing.list(at, List::Actions)
                on_change=editing.set_list(at, List::Actions)
                offers
                placeholder
                hint
            />
            {except(editing, id, at, List::Actions)}
        </div>
    }
    .into_any()
}

/// Its resources; hidden if the document has only one possible resource: the secret, key or role it belongs to.
fn resources(editing: Editing, id: &str, at: usize) -> AnyView {
    let texts = editing.list(at, List::Resources);
    let implied = Memo::new(move |_| match editing.kind {
        Kind::Resource => {
            texts.with(|texts| texts.as_slice() == ["*"]) && !editing.look(|draft| draft.is_except(at, List::Resources))
        }
        Kind::Trust => texts.with(Vec::is_empty),
        Kind::Identity | Kind::Session | Kind::Control => false,
    });
    let id = id.to_owned();
    let list = move || {
        view! {
            <div class="flex min-w-0 flex-col gap-2">
                <TextList
                    id=format!("{id}-resources")
                    label="Resources"
                    one="resource"
                    texts
                    on_change=editing.set_list(at, List::Resources)
                    list=RESOURCES
                    placeholder="acs:kms:*:*:secret/payments/*"
                    hint="secret/payments/* matches secrets below payments, secret matches the list of secrets, * matches everything"
                />
                {except(editing, &id, at, List::Resources)}
            </div>
        }
        .into_any()
    };
    (move || (!implied.get()).then(&list)).into_any()
}

/// The control that leaves a `Not` form. Shown only if the document uses one; the form never creates one.
fn except(editing: Editing, id: &str, at: usize, list: List) -> AnyView {
    let on = Memo::new(move |_| editing.look(|draft| draft.is_except(at, list)));
    let (word, id) = match list {
        List::Actions => ("actions", format!("{id}-except-actions")),
        _ => ("resources", format!("{id}-except-resources")),
    };
    let choose = Callback::new(move |word: String| {
        editing.edit(|draft| draft.set_except(at, list, word == "except"));
    });
    let segments = move || {
        let choices = vec![
            (Choice::new("these", "Only these"), Tone::Neutral),
            (Choice::new("except", "All except these"), Tone::Amber),
        ];
        view! { <Segments id=id.clone() legend=format!("Which {word}") choices value="except" on_choose=choose/> }
            .into_any()
    };
    (move || on.get().then(&segments)).into_any()
}
