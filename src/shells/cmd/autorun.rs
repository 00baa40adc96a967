//! cmd's AutoRun, a value in the registry that every cmd runs as a command line: our part is joined to
//! what others have there, and removed again to the letter.

/// The part that runs a batch file, if it is there.
///
/// In parentheses: without them all that follows would be part of the `if`, so that what others have
/// there would end with our file, and cmd stops at an error in AutoRun for every program that uses it.
pub fn part(file: &str) -> String {
    format!("(if exist \"{file}\" \"{file}\")")
}

/// The value with our part first. `None`: it is there already.
pub fn add(value: &str, part: &str) -> Option<String> {
    if value.contains(part) {
        return None;
    }
    Some(if value.trim().is_empty() { part.to_string() } else { format!("{part} & {value}") })
}

/// The value without our part, in whatever place it is now. `None`: it is not there.
pub fn remove(value: &str, part: &str) -> Option<String> {
    let (before, after) = value.split_once(part)?;
    // One joint goes with it, by choice the one after it: that is how it was added. A joint without blanks, by
    // another tool, cannot be left at an end, where it would be an error.
    let joint = |c: char| c == '&' || c.is_whitespace();
    Some(match after.strip_prefix(" & ") {
        Some(after) => format!("{before}{after}"),
        None if before.trim_end().ends_with('&') => format!("{}{after}", before.trim_end_matches(joint)),
        None if before.is_empty() => after.trim_start_matches(joint).to_string(),
        None => format!("{before}{after}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CONDA: &str = r#"if exist "C:\Users\a b\conda\condabin\conda_hook.bat" "C:\Users\a b\conda\condabin\conda_hook.bat""#;

    fn ours() -> String {
        part(r"C:\Users\a b (x86)\AppData\Local\venvhook\cmd\venvhook_autorun.bat")
    }

    #[test]
    fn what_others_have_there_stays_and_no_ampersand_is_left() {
        let ours = ours();
        assert_eq!(add("", &ours), Some(ours.clone()));
        assert_eq!(add(" ", &ours), Some(ours.clone()));
        let both = add(CONDA, &ours).unwrap();
        assert_eq!(both, format!("{ours} & {CONDA}"));
        assert_eq!(add(&both, &ours), None);
        assert_eq!(remove(&both, &ours).as_deref(), Some(CONDA));
        assert_eq!(remove(&ours, &ours).as_deref(), Some(""));
        // Others may have come before and after it meanwhile.
        assert_eq!(remove(&format!("clink & {both}"), &ours), Some(format!("clink & {CONDA}")));
        assert_eq!(remove(&format!("clink & {ours}"), &ours).as_deref(), Some("clink"));
        assert_eq!(remove(&format!("{ours}&clink"), &ours).as_deref(), Some("clink"));
        assert_eq!(remove(&format!("a&{ours}&clink"), &ours).as_deref(), Some("a&clink"));
        assert_eq!(remove(&format!("a&{ours}"), &ours).as_deref(), Some("a"));
        assert_eq!(remove(CONDA, &ours), None);
    }

    proptest! {
        #[test]
        fn add_then_remove_changes_nothing(value in "[ &()a-c\"]{0,12}") {
            prop_assume!(!value.trim().is_empty());
            let added = add(&value, &ours()).unwrap();
            prop_assert_eq!(remove(&added, &ours()), Some(value));
        }
    }
}
