//! What an activate script sets in addition to what every maker's script sets: the names of the variables and
//! functions that it contains, so that the hook can put back exactly these.
//!
//! A name that the script only mentions does no harm: its value is the same after the script has run. What a
//! script sets through another file, `eval` or `read` is not seen.

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

impl Touched {
    /// The names in a script's text; `line` adds those of one line.
    pub fn read(script: &[u8], line: impl Fn(&str, &mut Touched)) -> Touched {
        let text = String::from_utf8_lossy(script);
        let mut touched = Touched::default();
        text.lines().for_each(|text| line(text, &mut touched));
        for names in [&mut touched.variables, &mut touched.functions] {
            let mut seen = HashSet::new();
            names.retain(|name| seen.insert(name.clone()));
        }
        touched
    }

    /// Adds a variable's name.
    pub fn variable(&mut self, name: &str) {
        add(&mut self.variables, name);
    }

    /// Adds a function's name.
    pub fn function(&mut self, name: &str) {
        add(&mut self.functions, name);
    }
}

/// The letters, digits and underscores that a text begins with.
pub fn name_at_start(text: &str) -> &str {
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
    use crate::shells::Syntax;
    use crate::venv::activate::touched;

    fn read(text: &str, syntax: Syntax) -> (String, String) {
        let touched = touched(text.as_bytes(), syntax);
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
        assert_eq!(touched(many.as_bytes(), Syntax::Posix).variables.len(), 100_000);
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
