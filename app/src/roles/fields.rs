//! Fields of the forms about roles.

use leptos::prelude::*;
use strongroom_ui::{Choice, Select, TextArea};

/// The role's description.
pub fn description(value: String) -> AnyView {
    view! { <TextArea id="role-description" name="description" label="Description" value rows=2/> }.into_any()
}

/// The role's maximum session duration.
pub fn max_session(seconds: u32) -> AnyView {
    let hours = [1, 2, 4, 8, 12].map(|hours| hours * 3_600);
    let other = (!hours.contains(&seconds)).then_some(seconds);
    let choices: Vec<_> =
        other.into_iter().chain(hours).map(|seconds| Choice::new(seconds.to_string(), duration(seconds))).collect();
    view! {
        <Select id="role-longest" name="longest" label="Maximum session duration" choices value=seconds.to_string() required=true/>
    }
    .into_any()
}

/// A duration in hours and minutes.
pub fn duration(seconds: u32) -> String {
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    match (hours, minutes) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_shown_in_words() {
        assert_eq!([900, 3_600, 5_400, 43_200].map(duration), ["15 min", "1 h", "1 h 30 min", "12 h"]);
    }
}
