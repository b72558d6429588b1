//! Editable rows of keys and values.

use super::value_input::ValueInput;
use leptos::prelude::*;
use strongroom_domain::{json_text::JsonKind, limits};
use strongroom_ui::{Button, ButtonKind, ButtonSize, Choice, Glyph, IconButton, Select, TextField, use_hydrated};

/// One row.
#[derive(Clone, Copy)]
pub struct FormRow {
    id: u32,
    /// Name of the key.
    pub key: RwSignal<String>,
    /// Its value.
    pub value: RwSignal<String>,
    /// What its value is: the word of a kind.
    pub kind: RwSignal<String>,
}

impl FormRow {
    /// Identifies the row within its form.
    pub fn id(self) -> u32 {
        self.id
    }
}

/// The rows of a form.
#[derive(Clone, Copy)]
pub struct FormRows {
    all: RwSignal<Vec<FormRow>>,
    next: StoredValue<u32>,
}

impl FormRows {
    /// `count` empty rows. Without scripts no row can be added.
    pub fn new(count: u32) -> Self {
        let lines = Self { all: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        for _ in 0..count {
            lines.add(String::new(), String::new());
        }
        lines
    }

    /// Adds a row.
    pub fn add(self, key: String, value: String) {
        self.add_of_kind(key, value, JsonKind::Text);
    }

    /// Adds a row for a value of this kind.
    pub fn add_of_kind(self, key: String, value: String, kind: JsonKind) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let (key, value, kind) = (RwSignal::new(key), RwSignal::new(value), RwSignal::new(kind.to_string()));
        self.all.update(|all| all.push(FormRow { id, key, value, kind }));
    }

    /// The current rows.
    pub fn all(self) -> Vec<FormRow> {
        self.all.get()
    }

    fn remove(self, id: u32) {
        self.all.update(|all| all.retain(|line| line.id != id));
    }

    /// Names, values and kinds, as the form sends them.
    pub fn columns(self) -> (Vec<String>, Vec<String>, Vec<String>) {
        self.all.with(|all| all.iter().map(|line| (line.key.get(), line.value.get(), line.kind.get())).collect())
    }

    /// Whether anything was entered.
    pub fn is_touched(self) -> bool {
        let (keys, values, _) = self.columns();
        keys.iter().chain(&values).any(|text| !text.is_empty())
    }
}

/// The rows and the button that adds one.
#[component]
pub fn Rows(
    /// The rows.
    lines: FormRows,
    /// Prefix of the ids of its controls.
    #[prop(into)]
    id: String,
    /// Form field of the keys.
    #[prop(into)]
    keys_name: String,
    /// Form field of the values.
    #[prop(into)]
    values_name: String,
    /// Form field of the kinds of the values.
    #[prop(into)]
    kinds_name: String,
    /// Problem with the names of the keys.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let add = Callback::new(move |()| lines.add(String::new(), String::new()));
    let full = Signal::derive(move || {
        if !hydrated.get() {
            return Some("Adding keys requires JavaScript".to_owned());
        }
        (lines.all.with(Vec::len) >= limits::VALUE_KEYS)
            .then(|| format!("Limit reached ({0} of {0} keys)", limits::VALUE_KEYS))
    });
    let row_id = id.clone();
    let row = move |line: FormRow| {
        let id = format!("{row_id}-{}", line.id);
        let number = line.id + 1;
        let remove = Signal::derive(move || match line.key.get() {
            key if key.is_empty() => format!("Remove key {number}"),
            key => format!("Remove {key}"),
        });
        view! {
            <li class="flex items-start gap-2 phone:flex-wrap phone:border-b phone:border-line phone:pb-3">
                <div class="w-48 shrink-0 phone:w-full">
                    <TextField id=format!("{id}-key") name=keys_name.clone() label=format!("Name of key {number}") quiet_label=true placeholder="key" mono=true max_length=limits::VALUE_KEY bind_to=line.key/>
                </div>
                <ValueInput id=format!("{id}-value") name=values_name.clone() label=format!("value of key {number}") required=true bind_to=line.value on_enter=add/>
                <div class="w-28 shrink-0">
                    <Select id=format!("{id}-kind") name=kinds_name.clone() label=format!("Type of key {number}") quiet_label=true choices=kinds() bind_to=line.kind/>
                </div>
                <IconButton glyph=Glyph::Close label=remove on_press=move |()| lines.remove(line.id)/>
            </li>
        }
    };
    view! {
        <div class="flex flex-col gap-3">
            <ul class="flex flex-col gap-2">
                <For each=move || lines.all() key=|line| line.id children=row/>
            </ul>
            {move || error.get().map(|error| view! { <p class="text-sm text-red" role="alert" data-error="">{error}</p> }.into_any())}
            <div>
                <Button id=format!("{id}-add") kind=ButtonKind::Secondary size=ButtonSize::Small icon=Glyph::Plus disabled_reason=full on_press=add>"Add key"</Button>
            </div>
        </div>
    }
}

fn kinds() -> Vec<Choice> {
    JsonKind::ALL.into_iter().map(|kind| Choice::new(kind.to_string(), kind_word(kind))).collect()
}

/// A kind as forms call it.
pub fn kind_word(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Text => "text",
        JsonKind::Number => "number",
        JsonKind::Boolean => "true or false",
        JsonKind::Null => "null",
        JsonKind::Object => "object",
        JsonKind::Array => "array",
    }
}
