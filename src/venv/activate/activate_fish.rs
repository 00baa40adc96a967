//! The script `activate.fish`.

use crate::venv::Maker;
use crate::venv::activate::language::{Language, Written};
use crate::venv::activate::recorded_path::{self, Assignment};
use crate::venv::activate::touched::Touched;
use std::path::PathBuf;

/// fish's script.
pub struct Fish;

/// fish has escapes between single quotes: `\'` and `\\` (fish manual, "Quotes").
const ASSIGNMENT: Assignment = Assignment {
    key: b"set -gx VIRTUAL_ENV ",
    has_escapes_in_single_quotes: true,
    has_backticks: false,
    has_cygpath: false,
};

impl Language for Fish {
    fn recorded_paths(&self, script: &[u8]) -> Vec<PathBuf> {
        recorded_path::paths(script, &ASSIGNMENT)
    }

    fn records_its_place(&self) -> bool {
        true
    }

    fn keeps_spelling(&self) -> bool {
        true
    }

    fn works_out_its_place(&self, _: &[u8]) -> bool {
        true
    }

    fn hazards(&self, _: &[u8], maker: &Maker) -> &'static [u8] {
        match maker {
            Maker::Virtualenv(_) if maker.at_least([21, 14, 13]) => b"",
            // Quoted as for a POSIX shell: fish reads what follows a backslash and a quote as code.
            Maker::Virtualenv(_) if maker.at_least([20, 26, 6]) => b"\\",
            Maker::Venv | Maker::OldVirtualenv => b"$\\\"",
            Maker::Virtualenv(_) | Maker::Uv(_) => b"\\'",
        }
    }

    /// fish before 3.2 takes a quote after an escaped backslash for an escaped one, so that it would run what is
    /// between the quotes (fish issue 7685). virtualenv writes a backslash in a name that way.
    fn runs_a_value(&self, script: &[u8], written: &Written) -> bool {
        let open_quote = |bytes: &[u8]| matches!(bytes, [b'\\', b'\\', b'\'' | b'"']);
        script.windows(3).any(open_quote)
            && written.names_and_recorded().any(|name| name.iter().any(|byte| b"()".contains(byte)))
    }

    /// `set OPTION… NAME` and `function NAME`, wherever a command begins.
    fn touched(&self, line: &str, touched: &mut Touched) {
        for command in line.split([';', '&', '|']) {
            let words = command.split_whitespace();
            let mut words = words.skip_while(|word| matches!(*word, "and" | "or" | "begin"));
            match words.next() {
                Some("set") => {
                    touched.variable(words.find(|word| !word.starts_with('-')).unwrap_or_default());
                }
                Some("function") => touched.function(words.next().unwrap_or_default()),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fish_before_3_2_would_run_is_misread() {
        let is_misread = |script: &str, name: &str| {
            let written = Written { names: &[name.as_bytes()], recorded: &[], dir: b"" };
            Fish.runs_a_value(script.as_bytes(), &written)
        };
        assert!(is_misread(r"set -gx VIRTUAL_ENV '/a/'\\'$(x)'", r"/a/\$(x)"));
        assert!(is_misread(r#"set -gx VIRTUAL_ENV "/a/"\\"(x)""#, r"/a/\(x)"));
        // Nothing to run; and quotes that it reads as they are.
        assert!(!is_misread(r"set -gx VIRTUAL_ENV '/a/'\\'b'", r"/a/\b"));
        assert!(!is_misread(r"set -gx VIRTUAL_ENV '/a/it'\''s (x)'", r"/a/it's (x)"));
    }
}
