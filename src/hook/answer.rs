//! Steps to what a shell's hook reads: statements or lines of data, one a step, with the values quoted.

use crate::hook::decide::Step;
use crate::shells::Shell;
use crate::shells::answers::Voice;
use crate::shells::quote;
use crate::ui::message;
use crate::venv::activate::touched::Touched;
use anstyle::Style;
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
    /// The project whose venv the user deactivated, or empty.
    pub off: &'a OsStr,
}

/// The statements, one a line.
pub fn emit(shell: Shell, steps: &[Step], entry: Option<Entry>, settled: Settled) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut call = |verb: &str, words: &[&OsStr]| lines.extend(shell.dialect().call(verb, words));
    for step in steps {
        match step {
            Step::Leave => call("leave", &[]),
            Step::Drop => call("drop", &[]),
            Step::Disown => call("disown", &[]),
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
                    call("enter", &arguments);
                }
            }
        }
    }
    call("settle", &[settled.stamp, settled.off]);
    lines
}

/// For Git Bash started from a shell of Windows: it inherits `VIRTUAL_ENV` in Windows' form, but PATH in
/// its own, so what drops the one from the other must know it by that.
pub fn respell(shell: Shell, venv: &OsStr) -> Vec<u8> {
    match shell.dialect().windows_path(venv) {
        Some(venv) if cfg!(windows) => {
            [b"VIRTUAL_ENV=", quote::word(shell, &venv).as_slice(), b"\n"].concat()
        }
        _ => Vec::new(),
    }
}

/// What the user should know, as a step; `None`: the program says it.
pub fn tell(shell: Shell, text: &str) -> Option<Vec<u8>> {
    let verb = match shell.dialect().voice() {
        Voice::Line => "tell",
        Voice::Text => "say",
        Voice::Program => return None,
    };
    let text = words(shell, message::ATTENTION, text);
    Some(shell.dialect().call(verb, &[OsStr::new(&text)]))
}

/// A text in the form in which the shell's hook, or this program for it, says it.
pub fn words(shell: Shell, style: Style, text: &str) -> String {
    match shell.dialect().voice() {
        Voice::Line => message::line(style, text),
        Voice::Text => message::printable(text),
        Voice::Program => text.to_string(),
    }
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
