//! What virtualenv and uv write into the `activate.ps1` of a venv: its prompt, and paths of Tcl/Tk.
//!
//! They test whether each is set, `if (VALUE -ne "")`, and use the same VALUE after that. uv and virtualenv
//! before 20.26.6 put a prompt unquoted between double quotes, where PowerShell runs `$(…)`; later ones double
//! only one of the four characters that end a single-quoted string. So the script is trusted only if each VALUE
//! is a string that PowerShell takes literally.

/// Whether every value written into the script is a literal.
pub fn is_literal(script: &[u8]) -> bool {
    // PowerShell reads a script as UTF-8, or Windows PowerShell in a code page: what looks like a
    // quote in one is not a quote in the other, so a script that is not UTF-8 is not trusted.
    let Ok(text) = std::str::from_utf8(script) else { return false };
    text.lines().filter_map(question).all(is_about_a_literal)
}

/// Whether a name in the script could end its string and continue in lines of its own, each of which looks like
/// one of the maker's.
pub fn leaves_its_line(name: &[u8]) -> bool {
    let text = String::from_utf8_lossy(name);
    text.contains(['\n', '\r']) && text.contains(|c| is_single(c) || is_double(c))
}

/// The part of a line after `if (` where that begins with a quote.
fn question(line: &str) -> Option<&str> {
    let line = line.trim_start().trim_start_matches("} ").trim_start_matches("else");
    let rest = line.strip_prefix("if (")?;
    // CPython's own, the same for every venv.
    let fixed = rest.starts_with(r#""'""".Contains("#);
    (!fixed && rest.starts_with(|c| is_single(c) || is_double(c))).then_some(rest)
}

fn is_about_a_literal(text: &str) -> bool {
    let mut rest = text.chars();
    let closes = if rest.next().is_some_and(is_single) { is_single } else { is_double };
    let expands = closes('"');
    while let Some(c) = rest.next() {
        if closes(c) {
            if !rest.as_str().starts_with(closes) {
                // To the line's end: a value may itself contain the words that follow it, and continue.
                return rest.as_str().trim_end() == " -ne \"\") {";
            }
            // Two of them are one character of the string.
            rest.next();
        } else if expands && matches!(c, '$' | '`') {
            return false;
        }
    }
    false
}

/// The characters that PowerShell takes for `'` (facts/powershell.md).
fn is_single(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201b}')
}

/// The characters that PowerShell takes for `"`.
fn is_double(c: char) -> bool {
    matches!(c, '"' | '\u{201c}'..='\u{201e}')
}

#[cfg(test)]
mod tests {
    use super::{is_literal, leaves_its_line};

    #[test]
    fn a_quote_and_a_line_end_are_more_than_a_name() {
        assert!(leaves_its_line("x\u{2019} -ne \"\") {\ntouch pwned}\nif (\u{2019}".as_bytes()));
        assert!(!leaves_its_line(b"it's") && !leaves_its_line(b"a\nb"));
    }

    #[test]
    fn what_makers_write_for_plain_names_is_literal() {
        for text in [
            "if (\"\" -ne \"\") {\n",
            "    } elseif ('' -ne \"\") {\n",
            "if (''';touch pwned;' -ne \"\") {\n",
            "if ('it''s $(x)' -ne \"\") {\n",
            "if (\"my 'own'\" -ne \"\") {\n",
            "if ('\u{2019}\u{2019}' -ne \"\") {\n",
            "if ($VenvDir) {\n    if (\"'\"\"\".Contains($val.Substring(0, 1))) {\n",
        ] {
            assert!(is_literal(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn text_that_would_run_is_not_literal() {
        for text in [
            "if (\"$(touch pwned)\" -ne \"\") {\n",
            "if (\"`x\" -ne \"\") {\n",
            "if (\"\";touch pwned;\"\" -ne \"\") {\n",
            "if (\"\u{201d};touch pwned;\u{201d}\" -ne \"\") {\n",
            "if ('';touch pwned;'' -ne \"\") {\n",
            "if ('\u{2019};touch pwned;\u{2019}' -ne \"\") {\n",
            "    } elseif ('\u{2019};touch pwned;\u{2019}' -ne \"\") {\n",
            "if ('x\u{2019} -ne \"\") {touch pwned}; if (\u{2019}' -ne \"\") {\n",
            "if (\"x\" -ne \"\") {touch pwned}; if (\"\" -ne \"\") {\n",
            "if (\"a\ntouch pwned\nb\" -ne \"\") {\n",
        ] {
            assert!(!is_literal(text.as_bytes()), "{text}");
        }
        assert!(!is_literal(b"if (\"\xff\" -ne \"\")"));
    }

    #[test]
    fn a_value_is_a_literal_up_to_the_question_that_is_asked_of_it() {
        assert!(is_literal(b"if ('$x`y' -ne \"\") {"), "single quotes expand nothing");
        for text in [
            "if ('a' -eq \"\") {",
            "if ('a' + 'b' -ne \"\") {",
            "if ('a",
            "if (\"a$b\" -ne \"\") {",
            "if (\"a`nb\" -ne \"\") {",
        ] {
            assert!(!is_literal(text.as_bytes()), "{text}");
        }
        assert!(is_literal(b"if ($x) {\nsomething 'else\n"), "other lines belong to the maker");
        assert!(!is_literal(b"if (\"'\"\"x\" -eq 1) {"), "only CPython's whole line is known");
    }
}
