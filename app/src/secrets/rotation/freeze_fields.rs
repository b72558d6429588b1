//! Fields for times in which a secret does not rotate by itself.

use super::local_time::{moment, shown_at};
use crate::secrets::problems::Problems;
use leptos::prelude::*;
use strongroom_domain::{Field, FieldError, Form, Freeze, Problem, limits};
use strongroom_ui::{Button, ButtonSize, Glyph, IconButton, TextField, TextKind, use_hydrated};

/// Times that are entered, and one more row that is still empty.
#[derive(Clone, Copy)]
pub struct FreezeRows {
    rows: RwSignal<Vec<FreezeRow>>,
    next: StoredValue<u32>,
}

#[derive(Clone, Copy)]
struct FreezeRow {
    id: u32,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl FreezeRows {
    /// These times, in milliseconds since 1970, shown at an offset from UTC such as `+08:00`.
    pub(super) fn of(freezes: &[(i64, i64)], offset: &str) -> Self {
        let texts = freezes.iter().map(|(from, to)| (shown_at(*from, offset), shown_at(*to, offset)));
        let texts: Vec<_> = texts.chain([(String::new(), String::new())]).collect();
        let rows = texts.into_iter().zip(0..).map(|((from, to), id)| FreezeRow {
            id,
            from: RwSignal::new(from),
            to: RwSignal::new(to),
        });
        let rows: Vec<_> = rows.collect();
        let next = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Self { rows: RwSignal::new(rows), next: StoredValue::new(next) }
    }

    /// As the form sends them.
    pub(super) fn texts(self) -> (Vec<String>, Vec<String>) {
        self.rows.read().iter().map(|row| (row.from.get(), row.to.get())).unzip()
    }

    fn add(self) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let row = FreezeRow { id, from: RwSignal::new(String::new()), to: RwSignal::new(String::new()) };
        self.rows.update(|rows| rows.push(row));
    }
}

/// The rows.
#[component]
pub(super) fn FreezeFields(
    /// What is entered.
    freezes: FreezeRows,
    /// The form's problems.
    problems: Option<Problems>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let waits = Signal::derive(move || match hydrated.get() {
        false => Some("Save to add another one: this button requires JavaScript".to_owned()),
        true if freezes.rows.read().len() >= limits::FREEZES => Some(format!("At most {} times", limits::FREEZES)),
        true => None,
    });
    let error = move || problems.and_then(|problems| problems.of(Field::Freezes).get());
    view! {
        <fieldset class="flex flex-col gap-3">
            <legend class="mb-1 font-medium">"Freeze dates"</legend>
            <p class="text-sm text-ink-3">"No rotation begins by itself in these times, at the offset above. What falls into one follows at its end."</p>
            <For each=move || freezes.rows.get() key=|row| row.id let:row>
                <div class="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2">
                    <div class="grid grid-cols-1 gap-2 sm:grid-cols-2 lg:grid-cols-1">
                        <TextField id=format!("freeze-{}-from", row.id) name="freeze_from[]" label=format!("Freeze {} from", row.id + 1) kind=TextKind::DateTime bind_to=row.from/>
                        <TextField id=format!("freeze-{}-to", row.id) name="freeze_to[]" label=format!("Freeze {} until", row.id + 1) kind=TextKind::DateTime bind_to=row.to/>
                    </div>
                    <IconButton
                        glyph=Glyph::Close
                        label=format!("Clear freeze {}", row.id + 1)
                        disabled_reason=Signal::derive(move || (!hydrated.get()).then(|| "Empty both fields: this button requires JavaScript".to_owned()))
                        on_press=move |()| {
                            row.from.set(String::new());
                            row.to.set(String::new());
                        }
                    />
                </div>
            </For>
            {move || error().map(|error| view! { <p class="text-sm text-red" role="alert" data-error="">{error}</p> }.into_any())}
            <div><Button id="freeze-add" size=ButtonSize::Small icon=Glyph::Plus disabled_reason=waits on_press=move |()| freezes.add()>"Add freeze"</Button></div>
        </fieldset>
    }
}

/// Reads what the fields send. Rows without any time are left out.
///
/// # Errors
/// A time without its other end, no such time or offset, or an end that is not after its beginning.
pub(super) fn read(from: &[String], to: &[String], offset: &str) -> Result<Vec<Freeze>, FieldError> {
    if from.len() != to.len() {
        return Err(FieldError::new(Field::Freezes, Problem::Malformed(Form::Time)));
    }
    let entered = from.iter().zip(to).map(|(from, to)| (from.trim(), to.trim())).filter(|row| *row != ("", ""));
    let freezes = entered.map(|(from, to)| {
        let freeze = Freeze { from: moment(Field::Freezes, from, offset)?, to: moment(Field::Freezes, to, offset)? };
        match freeze.from < freeze.to {
            true => Ok(freeze),
            false => Err(FieldError::new(Field::StartTime, Problem::NotBefore(Field::EndTime))),
        }
    });
    freezes.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{super::local_time::local_ms, *};
    use strongroom_domain::Timestamp;

    fn one(from: &str, to: &str, offset: &str) -> Result<Vec<Freeze>, FieldError> {
        read(&[from.to_owned(), String::new()], &[to.to_owned(), " ".to_owned()], offset)
    }

    #[test]
    fn times_are_at_the_offset_and_empty_rows_are_left_out() {
        let found = one("2026-12-24T08:00", "2026-12-27T00:00:30", "+08:00").unwrap();
        let at = |text: &str| Timestamp::parse(Field::Freezes, text).unwrap();
        assert_eq!(found, [Freeze { from: at("2026-12-24T00:00:00Z"), to: at("2026-12-26T16:00:30Z") }]);
        let Freeze { from, to } = found[0];
        assert_eq!(shown_at(from.0, "+08:00"), "2026-12-24T08:00");
        assert_eq!(shown_at(to.0, "+08:00"), "2026-12-27T00:00:30");
        assert_eq!(shown_at(1, ""), "1970-01-01T00:00:00.001");
        for at in [0, 1, 951_782_400_000, 1_709_164_799_999, 4_107_542_400_000, -86_400_000] {
            assert_eq!(local_ms(&shown_at(at, "")), Some(at));
        }
        assert_eq!(one("", "", "").unwrap(), []);
        assert_eq!(one("2026-12-24T08:00", "2026-12-27T00:00", "").unwrap()[0].from, at("2026-12-24T08:00:00Z"));
    }

    #[test]
    fn malformed_times_name_their_field() {
        let malformed = FieldError::new(Field::Freezes, Problem::Malformed(Form::Time));
        for (from, to, offset) in [
            ("2026-12-24T08:00", "", ""),
            ("", "2026-12-24T08:00", ""),
            ("2026-12-24", "2026-12-27", ""),
            ("2026-02-30T08:00", "2026-12-27T00:00", ""),
            ("2026-13-01T08:00", "2026-12-27T00:00", ""),
            ("2026-02-00T08:00", "2026-12-27T00:00", ""),
            ("2026-12-24T24:00", "2026-12-27T00:00", ""),
            ("2026-12-24T08:60", "2026-12-27T00:00", ""),
            ("2026-12-24T08:00:61", "2026-12-27T00:00", ""),
            ("2026-12-24T+8:00", "2026-12-27T00:00", ""),
            ("12026-12-24T08:00", "2026-12-27T00:00", ""),
            ("2026-12-24T08:00Z", "2026-12-27T00:00", ""),
            ("2026-12-24T08:00", "2026-12-27T00:00", "8"),
            ("2026-12-24T08:00", "2026-12-27T00:00", "+8:00"),
            ("2026-12-24T08:00", "2026-12-27T00:00", "+15:00"),
            ("2026-12-24T08:00", "2026-12-27T00:00", "é"),
        ] {
            assert_eq!(one(from, to, offset), Err(malformed), "{from} {to} {offset}");
        }
        let backwards = FieldError::new(Field::StartTime, Problem::NotBefore(Field::EndTime));
        assert_eq!(one("2026-12-24T08:00", "2026-12-24T08:00", ""), Err(backwards));
        assert_eq!(read(&["x".to_owned()], &[], ""), Err(malformed));
    }
}
