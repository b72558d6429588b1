//! Edits a secret: change some keys or replace the whole value, review the changes, save a new version.

use super::{
    calls::{EditMode, PutVersion, StartEdit},
    conflict::{ConflictView, EditConflict, load_conflict},
    draft::{EditDraft, mode_word},
    dto::EditBase,
    generator::{Generator, GeneratorDialog},
    key_fields::KeyFields,
    review::{Plan, PlanTable},
    value_fields::ValueFields,
};
use crate::{
    client::{FormAction, SubmitForm, any_failure, control_name, failure, on_success, resource},
    error::ErrorKind,
    paths::{self, SecretRoute},
    secrets::{
        frame::{Reload, by_name, loaded},
        problems::{ActionError, Problems},
        put::Saved,
    },
};
use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
    task::spawn_local,
};
use strongroom_domain::{Field, limits};
use strongroom_ui::{
    Button, ButtonKind, Card, Choice, Glyph, PageHeader, PageTitle, RadioGroup, TextField, use_hydrated, use_toasts,
};

/// Fields that show their problems themselves.
const FIELDS: &[Field] = &[Field::SecretValue, Field::ValueKey, Field::VersionId, Field::Stage, Field::Stages];

/// The edit page.
#[component]
pub fn EditPage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        let title = format!("{name} · edit");
        let data = resource(move || {
            reload.track();
            StartEdit { name: name.clone() }
        });
        view! {
            <PageTitle text=title/>
            {loaded(data, |base| view! { <EditForm base/> }.into_any())}
        }
        .into_any()
    })
}

#[component]
fn EditForm(base: EditBase) -> impl IntoView {
    let action = FormAction::<PutVersion>::new();
    let draft = EditDraft::new(&base);
    let problems = Problems::new(any_failure(action));
    let (of_keys, of_whole) = (problems.only(move || !draft.is_whole()), problems.only(move || draft.is_whole()));
    let generator = Generator::provide();
    let (name, number, object) = (base.facts.name.clone(), base.version.number, base.shape.keys.is_some());
    let patches = base.patches();
    let base = RwSignal::new(base);
    let plan = RwSignal::new(None::<Plan>);
    let conflict = RwSignal::new(None::<EditConflict>);
    watch_outcome(action, base, plan, conflict);
    guard(draft, action);
    let before_send = move |event: SubmitEvent| {
        if plan.with_untracked(Option::is_some) {
            return;
        }
        event.prevent_default();
        match untrack(|| draft.plan(&base.get_untracked())) {
            Ok(made) => {
                problems.set(Vec::new());
                plan.set(Some(made));
            }
            Err(found) => drop(problems.set(found)),
        }
    };
    let on_rebase = Callback::new(move |theirs: EditBase| {
        draft.keys.rebase(&theirs.shape);
        base.set(theirs);
        action.clear();
        conflict.set(None);
        plan.set(untrack(|| draft.plan(&base.get_untracked())).ok());
    });
    let in_conflict = move || conflict.with(Option::is_some);
    view! {
        <PageHeader title=name.clone() path=true glyph=Glyph::Pencil state=move || format!("Edit v{number}. Saving creates a new version and keeps this one.")/>
        {move || conflict.get().map(|conflict| view! { <ConflictView conflict mine=base.with_untracked(|base| base.version.number) whole=draft.is_whole() on_rebase/> })}
        <div on:submit:capture=before_send on:input=move |event| problems.changed(&control_name(&event)) class:hidden=in_conflict>
            <SubmitForm action failed="Not saved" attr:autocomplete="off" attr:novalidate="" attr:class="flex flex-col gap-5">
                <ActionError error=problems.other(failure(action), FIELDS) title="Not saved"/>
                <input type="hidden" name="name" value=name.clone()/>
                <input type="hidden" name="base" value=move || base.with(|base| base.version.id.clone())/>
                <input type="hidden" name="revision" value=move || base.with(|base| base.facts.revision.to_string())/>
                <div class="flex flex-col gap-5" class:hidden=move || plan.with(Option::is_some)>
                    <ValueCard draft object patches of_keys of_whole/>
                    <AfterCard draft problems/>
                </div>
                {move || plan.get().map(|plan| view! { <Card title="What changes" note="values stay masked" flush=true><PlanTable plan/></Card> })}
                <Buttons name plan pending=action.pending()/>
            </SubmitForm>
        </div>
        <GeneratorDialog generator/>
    }
}

/// Confirms a save, or loads the conflict if someone else saved first.
fn watch_outcome(
    action: FormAction<PutVersion>,
    base: RwSignal<EditBase>,
    plan: RwSignal<Option<Plan>>,
    conflict: RwSignal<Option<EditConflict>>,
) {
    let toasts = use_toasts();
    on_success(action, move |saved: Saved| {
        toasts.say(if saved.unchanged {
            format!("Nothing was saved: v{} already has this value", saved.number)
        } else {
            format!("Saved as v{}", saved.number)
        });
    });
    let error = any_failure(action);
    Effect::new(move || {
        let Some(error) = error.get() else { return };
        if error.is_temporary() {
            // The button sends the reviewed changes again.
            return;
        }
        if error.kind != ErrorKind::Conflict {
            // Return to the fields, which show the problem.
            plan.set(None);
            return;
        }
        let mine = base.get_untracked();
        spawn_local(async move {
            match load_conflict(mine).await {
                Ok(Some(found)) => {
                    let _ = conflict.try_set(Some(found));
                }
                Ok(None) => {
                    let _ = plan.try_set(None);
                }
                Err(error) => toasts.fail(error.message),
            }
        });
    });
}

/// Warns before unsaved input is lost by closing or reloading.
fn guard(draft: EditDraft, action: FormAction<PutVersion>) {
    Effect::new(move || {
        let listener = window_event_listener(ev::beforeunload, move |event| {
            let saved = untrack(|| matches!(action.outcome(), Some(Ok(_))));
            if !saved && untrack(|| draft.is_touched()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

#[component]
fn ValueCard(draft: EditDraft, object: bool, patches: bool, of_keys: Problems, of_whole: Problems) -> impl IntoView {
    let whole = view! { <ValueFields prefix="value" kind=draft.kind lines=draft.lines text=draft.text binary=draft.binary problems=of_whole/> };
    if !patches {
        let why = object.then(|| view! { <p class="pb-4 text-ink-2">"You cannot change single keys, because your policies do not allow reading the value. Enter the whole new value."</p> });
        return view! {
            <Card title="New value" note="encrypted before it is stored">
                <input type="hidden" name="mode" value=mode_word(EditMode::Whole)/>
                {why}
                {whole}
            </Card>
        }
        .into_any();
    }
    let choices = vec![
        Choice::new(mode_word(EditMode::Patch), "Change keys").hint("Other keys keep their values"),
        Choice::new(mode_word(EditMode::Whole), "Replace the whole value").hint("Keys you leave out are removed"),
    ];
    view! {
        <Card title="New value" note="encrypted before it is stored">
            <div class="group/mode flex flex-col gap-5">
                <div class="[&>fieldset]:grid [&>fieldset]:gap-2 [&>fieldset]:sm:grid-cols-2">
                    <RadioGroup id="mode" name="mode" legend="Method" choices bind_to=draft.mode/>
                </div>
                <div class="hidden flex-col gap-4 group-has-[#mode-0:checked]/mode:flex"><KeyFields edits=draft.keys problems=of_keys/></div>
                <div class="hidden group-has-[#mode-1:checked]/mode:block">{whole}</div>
            </div>
        </Card>
    }
    .into_any()
}

#[component]
fn AfterCard(draft: EditDraft, problems: Problems) -> impl IntoView {
    let label = Signal::derive(move || problems.of(Field::Stage).get().or_else(|| problems.of(Field::Stages).get()));
    view! {
        <details class="rounded-xl border border-line bg-panel">
            <summary class="px-4 py-3 font-semibold">"Advanced"</summary>
            <div class="flex max-w-160 flex-col gap-4 border-t border-line px-4 py-4">
                <TextField id="label" name="label" label="Custom label" mono=true max_length=limits::VERSION_ID hint="Leave empty to make the new version current. With a custom label, applications keep reading the present version until you move ACSCurrent." bind_to=draft.label error=label/>
                <TextField id="version" name="version" label="Version id" mono=true max_length=limits::VERSION_ID hint="Leave empty to let the server generate one." bind_to=draft.version error=problems.of(Field::VersionId)/>
            </div>
        </details>
    }
}

#[component]
fn Buttons(name: String, plan: RwSignal<Option<Plan>>, #[prop(into)] pending: Signal<bool>) -> impl IntoView {
    let hydrated = use_hydrated();
    let reviewing = move || plan.with(Option::is_some);
    // Without scripts there is no review step.
    let words = move || match (hydrated.get(), reviewing()) {
        (true, false) => "Review changes",
        _ => "Save new version",
    };
    let overview = paths::secret(SecretRoute::Overview, &name);
    view! {
        <div class="flex flex-wrap items-center gap-2.5">
            <Button id="save" kind=ButtonKind::Primary submit=true pending>{words}</Button>
            {move || if reviewing() {
                view! { <Button on_press=move |()| plan.set(None)>"Back to editing"</Button> }.into_any()
            } else {
                view! { <Button href=overview.clone()>"Cancel"</Button> }.into_any()
            }}
        </div>
    }
}
