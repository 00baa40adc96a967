//! Whether a shell reaches the end of its rc file: we ask the shell's own parser, which runs nothing.

use crate::setup::rc_line::{self, Stop};
use crate::shells::{Shell, Syntax};
use crate::system::run_for_output;
use crate::venv::search_path;
use std::path::PathBuf;
use std::process::Command;

/// The name of the text that is parsed, in the folder that it is parsed in.
const NAME: &str = "rc";
/// An error in every shell, unless a here-document has taken it.
const ERROR: &[u8] = b"\n)\n";
/// A statement of PowerShell.
const LINE: &[u8] = b"\n$null\n";

/// Parses text as the rc file of a shell.
#[derive(Debug)]
pub struct Parser {
    shell: Shell,
    program: PathBuf,
}

impl Parser {
    /// The parser of a shell on PATH; `None` if the shell cannot be asked.
    pub fn of(shell: Shell) -> Option<Parser> {
        // On Windows the name bash may lead to WSL, another system.
        if shell == Shell::Cmd || (cfg!(windows) && shell != Shell::PowerShell) {
            return None;
        }
        let program = shell.programs().iter().find_map(|name| search_path::find(name))?;
        Some(Parser { shell, program })
    }

    /// Why a line after this text would not run, in the shell's words, to follow the file's name.
    pub fn unfinished(&self, text: &[u8]) -> Option<String> {
        // zsh expands some of what it does not run, and fails where a file or a variable is not there. In a
        // function it only reads.
        let as_function = || self.parse(&[b"__f() { ".as_slice(), text, b"\n\n}\n"].concat());
        if self.shell == Shell::Zsh && as_function()?.is_ok() {
            return None;
        }
        // A last line without an end gets one, which a line after it needs.
        let end: &[u8] = if text.ends_with(b"\n") { b"" } else { b"\n" };
        match self.parse(&[text, end].concat())? {
            Err(said) => Some(said),
            Ok(_) if self.shell == Shell::PowerShell => self
                .parse(&[text, LINE].concat())?
                .is_err()
                .then(|| ": it consists of begin, process or end blocks".into()),
            Ok(warned) => self.parse(&[text, ERROR].concat())?.is_ok().then_some(if warned.is_empty() {
                ": something unfinished, perhaps a here-document, swallows what follows it".into()
            } else {
                warned
            }),
        }
    }

    /// Whether the shell runs what is above a syntax error.
    pub fn runs_above(&self) -> bool {
        self.shell.syntax() == Syntax::Posix
    }

    /// The line above line `below` that certainly ends the file: it is not inside an `if`, function or string.
    pub fn stop(&self, text: &[u8], below: usize) -> Option<Stop> {
        rc_line::stops(text, below).into_iter().find(|stop| self.unfinished(&text[..stop.above]).is_none())
    }

    /// The first error (`Err`) or warning (`Ok`) that the shell prints about the file.
    fn parse(&self, text: &[u8]) -> Option<Result<String, String>> {
        let folder = tempfile::tempdir().ok()?;
        std::fs::write(folder.path().join(NAME), text).ok()?;
        let mut command = Command::new(&self.program);
        // Each names the file, and then the line, in a way of its own.
        match self.shell {
            // An option that the file itself may set, as bash-completion does.
            Shell::Bash => command.args(["-O", "extglob", "-n", NAME]).env_remove("BASH_ENV"),
            Shell::Zsh => command.args(["-f", "-n", NAME]),
            Shell::Fish => command.args(["--no-execute", NAME]),
            Shell::PowerShell => {
                command.args(["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", POWERSHELL])
            }
            Shell::Cmd => return None,
        };
        let (is_well, said) = run_for_output::verdict(command.current_dir(folder.path())).ok()?;
        let said = String::from_utf8_lossy(&said).into_owned();
        let line = said.lines().find_map(|line| Some(line.strip_prefix(NAME)?.trim_end().to_string()));
        let line = line.unwrap_or_default();
        // It failed without such a line: the shell cannot do this.
        if is_well { Some(Ok(line)) } else { (!line.is_empty()).then_some(Err(line)) }
    }
}

const POWERSHELL: &str = "$e = $null; \
    $null = [Management.Automation.Language.Parser]::ParseFile(\"$PWD/rc\", [ref]$null, [ref]$e); \
    foreach ($one in $e) { \"rc:$($one.Extent.StartLineNumber): $($one.Message)\" }; exit $e.Count";

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn parsers() -> impl Iterator<Item = Parser> {
        [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell].into_iter().filter_map(Parser::of)
    }

    #[test]
    fn every_shell_reports_an_end_that_is_not_reached() {
        for parser in parsers() {
            let (good, bad) = match parser.shell {
                Shell::Bash => ("case x in !(y)) ;; esac\nif true; then\n:\nfi\n", "if true; then\n:\n"),
                Shell::Zsh => {
                    ("for x (a b) { : }\n[[ x ]] && h=(${(f)\"$(<$none)\"})\ncat <&$none\n", "f() {\n")
                }
                Shell::Fish => ("if true\nend\n", "if true\n"),
                _ => ("if ($true) {\n}\n", "if ($true) {\n"),
            };
            assert_eq!(parser.unfinished(b""), None, "{parser:?}");
            assert_eq!(parser.unfinished(good.as_bytes()), None, "{parser:?}");
            let open = if parser.shell == Shell::PowerShell { "echo a `" } else { "echo a \\" };
            for end in ["", "\n", "\n\n"] {
                assert_eq!(parser.unfinished(format!("{open}{end}").as_bytes()), None, "{parser:?}");
            }
            let said = parser.unfinished(bad.as_bytes()).unwrap();
            assert!(said.contains(['1', '2', '3']), "the line is named: {said}");
            assert!(parser.unfinished(b"echo 'x\n").is_some(), "{parser:?}");
            if parser.shell == Shell::PowerShell {
                assert!(parser.unfinished(b"begin { }\n").unwrap().contains("blocks"));
                assert_eq!(parser.unfinished(b"param($x)\n"), None);
            }
        }
        for parser in parsers().take(2) {
            assert!(parser.unfinished(b"cat <<END\nx\n").unwrap().contains("here-document"), "{parser:?}");
            assert_eq!(parser.unfinished(b"cat <<END\nx\nEND\n"), None, "{parser:?}");
        }
    }

    #[test]
    fn nothing_of_the_text_is_run() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("made");
        for parser in parsers() {
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
