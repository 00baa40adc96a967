//! What a variable says that switches something on or off, such as `VENVHOOK_DISABLE`.

use std::convert::Infallible;

/// What stands for no, in any case; so does an empty value. The hooks go by the same words, without a
/// process (`tests/scenarios`, `on_off`, holds them to it).
pub const NO: [&str; 6] = ["0", "n", "no", "f", "false", "off"];

/// Whether the value says yes: whatever does not say no.
pub fn is_on(value: &str) -> bool {
    !value.is_empty() && !NO.iter().any(|no| value.eq_ignore_ascii_case(no))
}

/// The same for the command line's parser.
pub fn parse(value: &str) -> Result<bool, Infallible> {
    Ok(is_on(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_word_for_no_is_one() {
        for no in ["", "0", "n", "No", "F", "FALSE", "off"] {
            assert!(!is_on(no), "{no}");
        }
        for yes in ["1", "yes", "never", "nothing", "forever", "00", "offline", " "] {
            assert!(is_on(yes), "{yes}");
        }
    }
}
