//! What an activate script sets in addition to what every maker's script sets: the names of the variables and
//! functions that it contains, so that the hook can put back exactly these.
//!
//! A name that the script only mentions does no harm: its value is the same after the script has run. What a
//! script sets through another file, `eval` or `read` is not seen.

use crate::shells::Syntax;
use std::collections::HashSet;

/// The names that a script sets, each once, in order of appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Variables.
    pub variables: Vec<String>,
    /// Functions.
    pub functions: Vec<String>,
}

/// Names that the hooks put back anyway.
const KNOWN: [&str; 13] = [
    "PATH",
    "VIRTUAL_ENV",
    "VIRTUAL_ENV_PROMPT",
    "VENVHOOK_ENV",
    "PS1",
    "PYTHONHOME",
    "PKG_CONFIG_PATH",
    "TCL_LIBRARY",
    "TK_LIBRARY",
    "SCRIPT_PATH",
    "deactivate",
    "pydoc",
    "fish_prompt",
];

/// Names that a shell changes itself, or that are more than a value to it.
const SHELLS_OWN: [&str; 12] = [
    "_",
    "IFS",
    "PWD",
    "OLDPWD",
    "SHLVL",
    "REPLY",
    "OPTIND",
    "OPTARG",
    "status",
    "argv",
    "psvar",
    "PSModulePath",
];

/// Reads the names from a script's text.
pub fn names(script: &[u8], syntax: Syntax) -> Touched {
    let text = String::from_utf8_lossy(script);
    let mut touched = Touched::default();
    for line in text.lines() {
        match syntax {
            Syntax::Posix => posix(line, &mut touched),
            Syntax::Fish => fish(line, &mut touched),
            Syntax::PowerShell => powershell(line, &mut touched),
            // Its hook has a list of its own.
            Syntax::Batch => {}
        }
    }
    for names in [&mut touched.variables, &mut touched.functions] {
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
    }
    touched
}

/// `NAME=…` as a word begins; `NAME ()` and `function NAME` as a line begins.
fn posix(line: &str, touched: &mut Touched) {
    let words = || line.split(|c: char| c.is_whitespace() || ";&|(){}\"'`".contains(c));
    for word in words() {
        if let Some((name, _)) = word.split_once('=') {
            add(&mut touched.variables, name.trim_end_matches('+'));
        }
    }
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("function ") {
        add(&mut touched.functions, name_at_start(rest.trim_start()));
    } else if let Some((name, _)) =
        line.split_once('(').filter(|(_, rest)| rest.trim_start().starts_with(')'))
    {
        add(&mut touched.functions, name.trim_end());
    }
}

/// `set OPTION… NAME` and `function NAME`, wherever a command begins.
fn fish(line: &str, touched: &mut Touched) {
    for command in line.split([';', '&', '|']) {
        let mut words = command.split_whitespace().skip_while(|word| matches!(*word, "and" | "or" | "begin"));
        match words.next() {
            Some("set") => {
                let name = words.find(|word| !word.starts_with('-')).unwrap_or_default();
                add(&mut touched.variables, name);
            }
            Some("function") => add(&mut touched.functions, words.next().unwrap_or_default()),
            _ => {}
        }
    }
}

/// `$env:NAME = …` and `function global:NAME`.
fn powershell(line: &str, touched: &mut Touched) {
    let lower = line.to_ascii_lowercase();
    for (at, found) in lower.match_indices("env:") {
        let rest = &line[at + found.len()..];
        let name = name_at_start(rest);
        let after = rest[name.len()..].trim_start_matches('}').trim_start();
        let is_set = after.strip_prefix('+').unwrap_or(after).starts_with('=') && !after.starts_with("==");
        if is_set && lower[..at].ends_with(['$', '{']) {
            add(&mut touched.variables, name);
        }
    }
    for (at, found) in lower.match_indices("function global:") {
        add(&mut touched.functions, name_at_start(&line[at + found.len()..]));
    }
}

fn name_at_start(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

fn add(names: &mut Vec<String>, name: &str) {
    let is_name =
        !name.is_empty() && name_at_start(name) == name && !name.starts_with(|c: char| c.is_ascii_digit());
    let saved = ["_OLD_", "_old_", "__venvhook", "VENVHOOK_", "BASH_", "ZSH_"];
    let passes = saved.iter().any(|start| name.starts_with(start))
        || KNOWN.iter().chain(&SHELLS_OWN).any(|known| known.eq_ignore_ascii_case(name));
    if is_name && !passes {
        names.push(name.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, syntax: Syntax) -> (String, String) {
        let touched = names(text.as_bytes(), syntax);
        (touched.variables.join(" "), touched.functions.join(" "))
    }

    #[test]
    fn the_additions_of_users_and_tools_are_named() {
        let text = "PATH=/opt:$PATH\nexport A=1 B=\"x y\"\n  C+=z; D=$(E=1 f)\n_OLD_X=1\nfreeze () {\nfunction g {\nh()\n";
        assert_eq!(read(text, Syntax::Posix), ("A B C D E".into(), "freeze g h".into()));
        let text = "set -gx NODE_PATH /x; and set -e OTHER\n    set PATH /x $PATH\nfunction freeze -d 'x'\n";
        assert_eq!(read(text, Syntax::Fish), ("NODE_PATH OTHER".into(), "freeze".into()));
        let text = "$env:A = 1\n${Env:B}='x'\nif ($env:C -eq 1) {\nfunction global:freeze {\n$env:path = 'x'\n$x = $env:D\n";
        assert_eq!(read(text, Syntax::PowerShell), ("A B".into(), "freeze".into()));
    }

    #[test]
    fn each_name_is_there_once_and_very_many_are_quick() {
        assert_eq!(read("A=1\nB=2\nA=3\nf()\nf()\n", Syntax::Posix), ("A B".into(), "f".into()));
        let many: String = (0..100_000).map(|number| format!("v{number}=\n")).collect();
        let begin = std::time::Instant::now();
        assert_eq!(names(many.as_bytes(), Syntax::Posix).variables.len(), 100_000);
        // Comparing all pairs takes minutes.
        assert!(begin.elapsed().as_secs() < 20);
    }

    #[test]
    fn text_that_is_not_a_name_is_skipped() {
        let text = "[ x=1 ]; 1a=2; --opt=3; =4; é=5; \u{1b}=6; A B() C\n(x) =\n$((N=1))\nfor (( ))\n";
        assert_eq!(read(text, Syntax::Posix), ("x N".into(), String::new()));
        assert_eq!(read("$Env:\u{e9} = 1; env:", Syntax::PowerShell), (String::new(), String::new()));
        assert_eq!(read("set\nfunction\nset -gx\n", Syntax::Fish), (String::new(), String::new()));
    }
}
