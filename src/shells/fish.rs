//! fish, from 3.1 on.

use crate::shells::answers::{Also, AtCd, AtPrompt, Below, Listed, Parser, RcDir, RcFiles, Start, Voice};
use crate::shells::cmd;
use crate::shells::dialect::{Dialect, HookValues, Syntax, Tour};
use crate::shells::posix;
use crate::system::os_bytes;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// fish.
pub struct Fish;

/// Quotes for fish, where a backslash inside single quotes escapes itself and the quote
/// (fish manual, "Quotes"), so that POSIX quoting would shrink `\\` and lose a trailing `\`.
pub fn quote(value: &OsStr) -> Vec<u8> {
    let mut quoted = vec![b'\''];
    for &byte in os_bytes::bytes(value) {
        if matches!(byte, b'\'' | b'\\') {
            quoted.push(b'\\');
        }
        quoted.push(byte);
    }
    quoted.push(b'\'');
    quoted
}

/// fish expands a wildcard only where it is written: so the names are written into a function.
fn expand_function(names: &[&str]) -> Vec<u8> {
    let mut text =
        b"function __venvhook_expand --argument-names dir\n    set -g __venvhook_candidates".to_vec();
    for name in names {
        text.extend_from_slice(b" $dir/");
        for part in name.split_inclusive(['*', '?']) {
            let literal = part.trim_end_matches(['*', '?']);
            if !literal.is_empty() {
                text.extend(quote(OsStr::new(literal)));
            }
            if literal.len() < part.len() {
                // fish 4 takes `?` literally; looking at too much costs nothing, the binary decides.
                text.push(b'*');
            }
        }
    }
    text.extend_from_slice(b"\nend\n");
    text
}

/// The arguments of a fish at a prompt that reads this file after its own.
fn reading(file: &Path) -> Option<Vec<OsString>> {
    let source = os_bytes::from_bytes([b"source ", quote(file.as_os_str()).as_slice()].concat())?;
    Some(vec!["--interactive".into(), "--init-command".into(), source])
}

impl Dialect for Fish {
    fn name(&self) -> &'static str {
        "fish"
    }

    fn programs(&self) -> &'static [&'static str] {
        &["fish"]
    }

    fn oldest(&self) -> Option<&'static str> {
        Some("3.1")
    }

    fn hook(&self) -> &'static str {
        include_str!("../../shell/venvhook.fish")
    }

    fn hook_is_files(&self) -> bool {
        false
    }

    fn completion(&self) -> Option<&'static str> {
        Some(include_str!("../../completions/venvhook.fish"))
    }

    fn doctor(&self) -> Option<&'static str> {
        Some(include_str!("../../shell/doctor.fish"))
    }

    fn activate_scripts(&self) -> &'static [&'static str] {
        &["activate.fish"]
    }

    fn syntax(&self) -> Syntax {
        Syntax::Fish
    }

    fn deactivate_script(&self) -> Option<&'static str> {
        None
    }

    fn deactivate_variable(&self) -> &'static str {
        "VENVHOOK_FUNCTION"
    }

    fn is_unicode_only(&self) -> bool {
        false
    }

    fn quote(&self, value: &OsStr) -> Vec<u8> {
        quote(value)
    }

    /// Only to fish a backslash between quotes is more than itself.
    fn typed(&self, path: &Path) -> String {
        if cfg!(windows) {
            cmd::typed(path)
        } else if os_bytes::bytes(path).contains(&b'\\') {
            String::from_utf8_lossy(&quote(path.as_os_str())).into_owned()
        } else {
            posix::typed(path)
        }
    }

    fn windows_path(&self, _: &OsStr) -> Option<OsString> {
        None
    }

    fn call(&self, verb: &str, words: &[&OsStr]) -> Vec<u8> {
        let mut line = [b"__venvhook_", verb.as_bytes()].concat();
        for value in words {
            line.push(b' ');
            line.extend(quote(value));
        }
        line.push(b'\n');
        line
    }

    fn voice(&self) -> Voice {
        Voice::Line
    }

    fn hook_values(&self, values: &HookValues) -> Vec<u8> {
        let torn: Vec<Vec<u8>> = values.torn.iter().map(|entry| quote(entry)).collect();
        let mut text = expand_function(values.names);
        text.extend([b"set -g __venvhook_torn ", torn.join(&b' ').as_slice(), b"\n"].concat());
        for (name, value) in values.others {
            text.extend([b"set -g __venvhook_", name.as_bytes(), b" ", &quote(value), b"\n"].concat());
        }
        text
    }

    /// config.fish is read by every fish, scripts' included (fish manual, "Configuration files").
    fn wrap(&self, hook: Vec<u8>) -> Vec<u8> {
        [b"if status is-interactive\n", hook.as_slice(), b"end\n"].concat()
    }

    fn cd(&self, dir: &Path) -> Vec<u8> {
        [b"builtin cd ", quote(dir.as_os_str()).as_slice(), b"\n"].concat()
    }

    fn hand_over(&self) -> &'static str {
        "set -gx VENVHOOK_ENV $VIRTUAL_ENV"
    }

    fn which_python_and(&self) -> [&'static str; 2] {
        ["type python", " &&"]
    }

    fn rc_files(&self) -> Option<RcFiles> {
        Some(RcFiles::Below(RcDir {
            asked: None,
            variable: Some("XDG_CONFIG_HOME"),
            below_home: Some(".config"),
            folder: Some("fish"),
            file: "conf.d/venvhook.fish",
            also: &[Also::File("config.fish"), Also::All("conf.d", "fish")],
            login: &[],
            searched: &[],
        }))
    }

    fn load_line(&self) -> Option<&'static str> {
        Some("venvhook init fish | source")
    }

    /// By the path, always: fish reads conf.d before the file that may set PATH, and for scripts too.
    fn rc_line(&self, program: &Path, _: bool) -> Option<Vec<u8>> {
        let word = quote(program.as_os_str());
        let word = word.as_slice();
        Some([b"status is-interactive; and test -x ", word, b"; and ", word, b" init fish | source"].concat())
    }

    fn continues_line(&self) -> u8 {
        b'\\'
    }

    fn parser(&self) -> Option<Parser> {
        let parser = Parser {
            arguments: &["--no-execute", "rc"],
            without: None,
            function: None,
            below: Below::Error("\n)\n"),
            runs_above: false,
        };
        (!cfg!(windows)).then_some(parser)
    }

    fn at_prompt(&self) -> AtPrompt {
        AtPrompt { name: "the handlers of fish_prompt", listed: Listed::Sometimes }
    }

    fn at_cd(&self) -> AtCd {
        AtCd::Event
    }

    fn rc_error(&self) -> &'static str {
        ".fish (line "
    }

    fn report_arguments(&self) -> Option<Vec<String>> {
        None
    }

    fn report_at_prompt(&self, question: &Path, answer: &Path) -> Option<Vec<u8>> {
        let (question, answer) = (quote(question.as_os_str()), quote(answer.as_os_str()));
        let text = [
            b"function __venvhook_doctor --on-event fish_prompt\n    builtin source ",
            question.as_slice(),
            b" >",
            &answer,
            b"\n    builtin echo end >>",
            &answer,
            // PATH may lead to no kill.
            b"\n    /bin/kill -KILL $fish_pid; or command kill -KILL $fish_pid\nend\n",
        ];
        Some(text.concat())
    }

    fn start(&self, folder: &Path, text: &[u8]) -> Option<Start> {
        Some(Start {
            files: vec![("rc.fish", text.to_vec())],
            arguments: reading(&folder.join("rc.fish"))?,
            ..Start::default()
        })
    }

    fn tour(&self, tour: &Tour) -> Option<Start> {
        let (report, prompt) = (quote(tour.report.as_os_str()), quote(OsStr::new(tour.prompt)));
        let text = [
            b"set -g tour_report_file ",
            report.as_slice(),
            b"\nset -g tour_prompt_end ",
            &prompt,
            b"\n",
            include_bytes!("../../shell/tour.fish"),
        ];
        Some(Start {
            files: vec![("setup.fish", text.concat())],
            arguments: reading(&tour.folder.join("setup.fish"))?,
            // Else fish 3 spends its first minute on reading all manual pages, even after its end.
            home: &[".local/share/fish/generated_completions"],
            ..Start::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_backslash_and_the_quote_are_escaped() {
        let quote = |value: &str| String::from_utf8(quote(OsStr::new(value))).unwrap();
        assert_eq!(quote("plain"), "'plain'");
        assert_eq!(quote("it's"), r"'it\'s'");
        assert_eq!(quote(r"end\"), r"'end\\'");
        assert_eq!(quote("$HOME(x)"), "'$HOME(x)'");
        assert_eq!(quote(""), "''", "an empty value is still a word");
    }
}
