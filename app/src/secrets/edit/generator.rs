//! The dialog that fills a value with a random password.

use super::password::{self, Options};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, Checkbox, Dialog, DialogClose, NumberField, TextField};

/// Which value the next password goes into.
#[derive(Clone, Copy)]
pub struct Generator {
    target: RwSignal<Option<RwSignal<String>>>,
    open: RwSignal<bool>,
}

impl Generator {
    /// Makes the dialog reachable below this component.
    pub fn provide() -> Self {
        let generator = Self { target: RwSignal::new(None), open: RwSignal::new(false) };
        provide_context(generator);
        generator
    }

    /// Opens the dialog for a value.
    pub fn open_for(self, value: RwSignal<String>) {
        self.target.set(Some(value));
        self.open.set(true);
    }
}

/// The dialog. It holds forms of its own, so it stands outside every form.
#[component]
pub fn GeneratorDialog(
    /// Made by [`Generator::provide`].
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
        match password::draw(&options, password::browser_byte) {
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
                <Button kind=ButtonKind::Primary on_press=move |()| fill()>"Use a new password"</Button>
            }
        >
            <NumberField id="generator-length" name="length" label="Length" bind_to=length min=8 max=128 unit="characters" required=true error=problem/>
            <div class="grid grid-cols-2 gap-2">
                <Checkbox id="generator-lower" name="lower" label="Lower case" checked=true bind_to=lower/>
                <Checkbox id="generator-upper" name="upper" label="Upper case" checked=true bind_to=upper/>
                <Checkbox id="generator-digits" name="digits" label="Digits" checked=true bind_to=digits/>
                <Checkbox id="generator-signs" name="signs" label="Punctuation" checked=true bind_to=signs/>
            </div>
            <TextField id="generator-exclude" name="exclude" label="Leave out" hint="Characters that must not occur, such as quotes." bind_to=exclude mono=true/>
        </Dialog>
    }
}
