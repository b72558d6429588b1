//! Number formatting.

/// A whole number in groups of three: `1,284`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A length for SVG attributes with one decimal, not below zero. Rust's own float formatting would add 7 kB to the bundle.
pub(crate) fn tenths(number: f64) -> String {
    let tenths = (number * 10.0 + 0.5) as u32;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{grouped, tenths};

    #[test]
    fn lengths_have_one_decimal() {
        for (number, text) in [(-1.0, "0.0"), (0.04, "0.0"), (0.96, "1.0"), (66.66, "66.7"), (1120.0, "1120.0")] {
            assert_eq!(tenths(number), text);
        }
    }

    #[test]
    fn numbers_are_grouped_by_three_digits() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_284, "1,284"),
            (9_481_220, "9,481,220"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
