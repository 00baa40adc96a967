//! Whether a shell reaches the end of its rc file: we ask the shell's own parser, which runs nothing.

use crate::setup::rc_stop::{self, Stop};
use crate::shells::answers::{Below, PARSED};
use crate::shells::{self, Shell};
use crate::system::run_for_output;
use crate::venv::search_path;
use std::path::PathBuf;
use std::process::Command;

/// Parses the text as the rc file of a shell.
#[derive(Debug)]
pub struct Parser {
    shell: shells::answers::Parser,
    program: PathBuf,
}

impl Parser {
    /// That of a shell on PATH. `None`: the shell cannot be asked.
    pub fn of(shell: Shell) -> Option<Parser> {
        let program = || shell.programs().iter().find_map(|name| search_path::program(name));
        Some(Parser { shell: shell.dialect().parser()?, program: program()? })
    }

    /// Why a line below this text would not be run, in the shell's words, to follow the file's name in a message.
    pub fn unfinished(&self, text: &[u8]) -> Option<String> {
        if let Some([head, tail]) = self.shell.function
            && self.parse(&[head.as_bytes(), text, tail.as_bytes()].concat())?.is_ok()
        {
            return None;
        }
        // A last line without an end gets one, which a line after it needs.
        let end: &[u8] = if text.ends_with(b"\n") { b"" } else { b"\n" };
        let warned = match self.parse(&[text, end].concat())? {
            Err(said) => return Some(said),
            Ok(warned) => warned,
        };
        match self.shell.below {
            Below::Statement(line, reason) => {
                self.parse(&[text, line.as_bytes()].concat())?.is_err().then(|| reason.into())
            }
            Below::Error(line) => {
                self.parse(&[text, line.as_bytes()].concat())?.is_ok().then_some(if warned.is_empty() {
                    ": something is unfinished and takes what follows it, perhaps a here-document".into()
                } else {
                    warned
                })
            }
        }
    }

    /// Whether the shell runs what is above a place that it cannot read.
    pub fn runs_above(&self) -> bool {
        self.shell.runs_above
    }

    /// The line above line `below` that certainly ends the file: it is not inside an `if`, function or string.
    pub fn stop(&self, text: &[u8], below: usize) -> Option<Stop> {
        rc_stop::stops(text, below).into_iter().find(|stop| self.unfinished(&text[..stop.above]).is_none())
    }

    /// The first line that the shell prints about what is wrong or doubtful.
    fn parse(&self, text: &[u8]) -> Option<Result<String, String>> {
        let folder = tempfile::tempdir().ok()?;
        std::fs::write(folder.path().join(PARSED), text).ok()?;
        let mut command = Command::new(&self.program);
        command.args(self.shell.arguments).current_dir(folder.path());
        if let Some(name) = self.shell.without {
            command.env_remove(name);
        }
        let (is_well, said) = run_for_output::check(&mut command).ok()?;
        let said = String::from_utf8_lossy(&said).into_owned();
        // Each names the file, and then the line, in a way of its own.
        let line = said.lines().find_map(|line| Some(line.strip_prefix(PARSED)?.trim_end().to_string()));
        let line = line.unwrap_or_default();
        // A shell that fails without a word about the file cannot do this.
        if is_well { Some(Ok(line)) } else { (!line.is_empty()).then_some(Err(line)) }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn parsers() -> impl Iterator<Item = (Shell, Parser)> {
        let shells = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell];
        shells.into_iter().filter_map(|shell| Some((shell, Parser::of(shell)?)))
    }

    #[test]
    fn every_shell_reports_an_end_that_is_not_reached() {
        for (shell, parser) in parsers() {
            let (good, bad) = match shell {
                Shell::Bash => ("case x in !(y)) ;; esac\nif true; then\n:\nfi\n", "if true; then\n:\n"),
                Shell::Zsh => {
                    ("for x (a b) { : }\n[[ x ]] && h=(${(f)\"$(<$none)\"})\ncat <&$none\n", "f() {\n")
                }
                Shell::Fish => ("if true\nend\n", "if true\n"),
                _ => ("if ($true) {\n}\n", "if ($true) {\n"),
            };
            assert_eq!(parser.unfinished(b""), None, "{parser:?}");
            assert_eq!(parser.unfinished(good.as_bytes()), None, "{parser:?}");
            let open = if shell == Shell::PowerShell { "echo a `" } else { "echo a \\" };
            for end in ["", "\n", "\n\n"] {
                assert_eq!(parser.unfinished(format!("{open}{end}").as_bytes()), None, "{parser:?}");
            }
            let said = parser.unfinished(bad.as_bytes()).unwrap();
            assert!(said.contains(['1', '2', '3']), "the line is named: {said}");
            assert!(parser.unfinished(b"echo 'x\n").is_some(), "{parser:?}");
            if shell == Shell::PowerShell {
                assert!(parser.unfinished(b"begin { }\n").unwrap().contains("blocks"));
                assert_eq!(parser.unfinished(b"param($x)\n"), None);
            }
        }
        for (_, parser) in parsers().take(2) {
            assert!(parser.unfinished(b"cat <<END\nx\n").unwrap().contains("here-document"), "{parser:?}");
            assert_eq!(parser.unfinished(b"cat <<END\nx\nEND\n"), None, "{parser:?}");
        }
    }

    #[test]
    fn nothing_of_the_text_is_run() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("made");
        for (_, parser) in parsers() {
            let text = format!("echo x >'{}'\nexit 3\n", file.display());
            assert_eq!(parser.unfinished(text.as_bytes()), None);
            assert!(!file.exists(), "{parser:?}");
        }
    }

    #[test]
    fn a_stop_counts_where_it_is_always_reached() {
        let parser = Parser::of(Shell::Bash).unwrap();
        let stop = |text: &str| parser.stop(text.as_bytes(), usize::MAX).map(|stop| stop.number);
        assert_eq!(stop("a\nexec fish\n"), Some(2));
        assert_eq!(stop("if x; then\nreturn\nfi\ncat <<E\nexit\nE\nf() {\nexit\n}\n"), None);
        assert_eq!(stop("if x; then\nreturn\nfi\nexit\n"), Some(4));
        assert_eq!(parser.stop(b"a\nb\nexec fish\n", 2), None);
        assert_eq!(stop("a\nx; exec fish\n"), Some(2));
        assert_eq!(stop("if x; then return; fi; exec fish\n"), Some(1));
        let within = [
            "if x; then y; exit; fi",
            "f() { x; exit; }",
            "echo 'x; exec fish'",
            "(x; exit)",
            "x && { y; exit; }",
        ];
        for text in within {
            assert_eq!(stop(text), None, "{text}");
        }
    }
}
