//! Steps to statements: calls of the functions that the hook scripts define, arguments quoted; for
//! PowerShell, lines of data that the hook reads and never evaluates.

use crate::hook::decide::Step;
use crate::shells::quote;
use crate::shells::{Shell, Syntax};
use crate::ui::message;
use crate::venv::activate::touched::Touched;
use std::ffi::OsStr;
use std::path::Path;

/// What an `enter` step needs.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The venv, links resolved, as its script spells it.
    pub venv: &'a Path,
    /// Its scripts' directory name there: `bin` or `Scripts`.
    pub bin: &'a Path,
    /// The file to source.
    pub script: &'a Path,
    /// The name that its prompt shows.
    pub name: &'a OsStr,
    /// The file to source as a message may show it.
    pub shown: &'a str,
    /// The project it belongs to.
    pub project: &'a Path,
    /// What is said once it is on, and once it is off again; empty: nothing.
    pub told: &'a (String, String),
    /// What the file sets besides what every maker's does.
    pub touched: &'a Touched,
}

/// What the shell remembers until something changes.
#[derive(Clone, Copy, Debug)]
pub struct Settled<'a> {
    /// The stamp to watch, or empty.
    pub stamp: &'a OsStr,
    /// The project that the person switched off, or empty.
    pub off: &'a OsStr,
}

/// The statements, one a line.
pub fn emit(shell: Shell, steps: &[Step], entry: Option<Entry>, settled: Settled) -> Vec<u8> {
    let mut lines = Vec::new();
    for step in steps {
        match step {
            Step::Leave => call(shell, &mut lines, "leave", &[]),
            Step::Drop => call(shell, &mut lines, "drop", &[]),
            Step::Disown => call(shell, &mut lines, "disown", &[]),
            Step::Enter => {
                if let Some(entry) = entry {
                    let Entry { venv, bin, script, name, shown, project, told, touched } = entry;
                    let (variables, functions) = (touched.variables.join(" "), touched.functions.join(" "));
                    let arguments = [
                        venv.as_os_str(),
                        bin.as_os_str(),
                        script.as_os_str(),
                        name,
                        OsStr::new(shown),
                        project.as_os_str(),
                        OsStr::new(&told.0),
                        OsStr::new(&told.1),
                        OsStr::new(&variables),
                        OsStr::new(&functions),
                    ];
                    call(shell, &mut lines, "enter", &arguments);
                }
            }
        }
    }
    call(shell, &mut lines, "settle", &[settled.stamp, settled.off]);
    lines
}

/// For Git Bash started from a shell of Windows: it inherits `VIRTUAL_ENV` in Windows' form, but PATH in
/// its own, so what drops the one from the other must know it by that.
pub fn respell(shell: Shell, venv: &OsStr) -> Vec<u8> {
    if !cfg!(windows) || shell.syntax() != Syntax::Posix {
        return Vec::new();
    }
    [b"VIRTUAL_ENV=".to_vec(), quote::word(Syntax::Posix, venv), b"\n".to_vec()].concat()
}

fn call(shell: Shell, lines: &mut Vec<u8>, function: &str, arguments: &[&OsStr]) {
    if shell.syntax() == Syntax::PowerShell {
        return data(lines, function, arguments);
    }
    lines.extend_from_slice(b"__venvhook_");
    lines.extend_from_slice(function.as_bytes());
    for argument in arguments {
        lines.push(b' ');
        lines.extend_from_slice(&quote::word(shell.syntax(), argument));
    }
    lines.push(b'\n');
}

/// What the person should know, said by the shell, which knows where its cursor stands and whether the
/// terminal is somebody else's for now. cmd's hook says nothing: `None`.
pub fn tell(shell: Shell, text: &str) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    match shell.syntax() {
        Syntax::Posix | Syntax::Fish => {
            call(shell, &mut line, "tell", &[OsStr::new(&message::line(message::ATTENTION, text))]);
        }
        // It colours by itself what it says.
        Syntax::PowerShell => data(&mut line, "say", &[OsStr::new(&message::printable(text))]),
        Syntax::Batch => return None,
    }
    Some(line)
}

/// A line of ASCII, since PowerShell reads what programs print in the console's code page.
fn data(lines: &mut Vec<u8>, verb: &str, arguments: &[&OsStr]) {
    lines.extend_from_slice(verb.as_bytes());
    for argument in arguments {
        lines.push(b'\t');
        lines.extend(quote::utf16_escapes(argument));
    }
    lines.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_quoted() {
        let entry = Entry {
            venv: Path::new("/a b/$(x)"),
            bin: Path::new("/a b/$(x)/bin"),
            script: Path::new("/a b/$(x)/bin/activate"),
            name: OsStr::new("it's"),
            shown: "~/activate",
            project: Path::new("/a b"),
            told: &("on".into(), String::new()),
            touched: &Touched { variables: vec!["A".into(), "B".into()], functions: vec![] },
        };
        let settled = Settled { stamp: OsStr::new(""), off: OsStr::new("/p;q") };
        let text = emit(Shell::Fish, &[Step::Leave, Step::Enter], Some(entry), settled);
        let expected = "__venvhook_leave\n\
             __venvhook_enter '/a b/$(x)' '/a b/$(x)/bin' '/a b/$(x)/bin/activate' 'it\\'s' '~/activate' '/a b' 'on' '' 'A B' ''\n\
             __venvhook_settle '' '/p;q'\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn a_venv_that_comes_from_cmd_is_dropped_by_git_bashs_name() {
        let line = |shell| String::from_utf8(respell(shell, OsStr::new("C:\\p q\\.venv"))).unwrap();
        assert_eq!(line(Shell::Bash), if cfg!(windows) { "VIRTUAL_ENV='/c/p q/.venv'\n" } else { "" });
        assert_eq!(line(Shell::PowerShell), "");
    }

    #[cfg(windows)]
    #[test]
    fn git_bash_gets_its_own_form_of_paths() {
        let entry = Entry {
            venv: Path::new("C:\\p q\\.venv"),
            bin: Path::new("C:\\p q\\.venv\\Scripts"),
            script: Path::new("C:\\p q\\.venv\\Scripts\\activate"),
            name: OsStr::new(".venv"),
            shown: "~/activate",
            project: Path::new("C:\\p q"),
            told: &(String::new(), String::new()),
            touched: &Touched::default(),
        };
        let settled = Settled { stamp: OsStr::new("C:\\s"), off: OsStr::new("") };
        let text = String::from_utf8(emit(Shell::Bash, &[Step::Enter], Some(entry), settled)).unwrap();
        assert!(text.starts_with("__venvhook_enter '/c/p q/.venv' '/c/p q/.venv/Scripts' "), "{text}");
        assert!(text.contains("'/c/p q/.venv/Scripts/activate'"), "{text}");
        assert!(text.contains("__venvhook_settle /c/s "), "{text}");
    }

    #[test]
    fn powershell_reads_data() {
        let settled = Settled { stamp: OsStr::new("/s"), off: OsStr::new("/p\u{2019};\n\tq") };
        let text = emit(Shell::PowerShell, &[Step::Leave], None, settled);
        let expected = "leave\nsettle\t/s\t/p\\u2019\\u003b\\u000a\\u0009q\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
