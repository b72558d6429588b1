//! The dialog that fills a field with a random password.

use crate::random_password::{self, Options};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, Checkbox, Dialog, DialogClose, NumberField, TextField};

/// The field that the next password fills.
#[derive(Clone, Copy)]
pub struct Generator {
    target: RwSignal<Option<RwSignal<String>>>,
    open: RwSignal<bool>,
}

impl Generator {
    /// Provides the dialog to the components below.
    pub fn provide() -> Self {
        let generator = Self { target: RwSignal::new(None), open: RwSignal::new(false) };
        provide_context(generator);
        generator
    }

    /// Opens the dialog for a field.
    pub fn open_for(self, value: RwSignal<String>) {
        self.target.set(Some(value));
        self.open.set(true);
    }
}

/// The dialog. It contains its own form, so it must be placed outside other forms.
#[component]
pub fn GeneratorDialog(
    /// The generator from [`Generator::provide`].
    generator: Generator,
) -> impl IntoView {
    let (length, exclude) = (RwSignal::new("32".to_owned()), RwSignal::new(String::new()));
    let classes = [true; 4].map(RwSignal::new);
    let problem = RwSignal::new(None::<String>);
    let fill = move || {
        let options = Options {
            length: length.get_untracked().trim().parse().unwrap_or(0),
            exclude: exclude.get_untracked(),
            classes: classes.map(|class| class.get_untracked()),
        };
        match random_password::draw(&options, random_password::browser_byte) {
            Ok(password) => {
                if let Some(target) = generator.target.get_untracked() {
                    target.set(password);
                }
                problem.set(None);
                generator.open.set(false);
            }
            Err(reason) => problem.set(Some(reason.to_owned())),
        }
    };
    let [lower, upper, digits, signs] = classes;
    view! {
        <Dialog
            id="generator"
            title="Random password"
            open=generator.open
            footer=move || view! {
                <DialogClose dialog="generator"/>
                <Button kind=ButtonKind::Primary on_press=move |()| fill()>"Generate and use"</Button>
            }
        >
            <NumberField id="generator-length" name="length" label="Length" bind_to=length min=8 max=128 unit="characters" required=true error=problem/>
            <div class="grid grid-cols-2 gap-2">
                <Checkbox id="generator-lower" name="lower" label="Lower case" checked=true bind_to=lower/>
                <Checkbox id="generator-upper" name="upper" label="Upper case" checked=true bind_to=upper/>
                <Checkbox id="generator-digits" name="digits" label="Digits" checked=true bind_to=digits/>
                <Checkbox id="generator-signs" name="signs" label="Punctuation" checked=true bind_to=signs/>
            </div>
            <TextField id="generator-exclude" name="exclude" label="Excluded characters" hint="Characters to avoid, such as quotes." bind_to=exclude mono=true/>
        </Dialog>
    }
}
