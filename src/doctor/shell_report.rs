//! A shell's report about itself: the lines that `shell/doctor.*` print, `KEY<TAB>VALUE`.

use crate::shells::Shell;
use std::collections::HashMap;

/// The part of a shell's state that matters to doctor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The shell's version.
    pub shell: String,
    /// The version of the hook that is loaded.
    pub loaded: Option<String>,
    /// The program that the hook calls.
    pub bin: String,
    /// The hook has run at a prompt (PowerShell: will run at the next one).
    pub ready: bool,
    /// The commands that run at the prompt.
    pub prompt: Vec<String>,
    /// bash: `PROMPT_COMMAND` is readonly, so that a new shell was asked before its first prompt.
    pub fixed: bool,
    /// The commands that run when the directory changes; in bash and zsh also the text of a `cd` function.
    pub moved: Vec<String>,
    /// Functions that run there, or replace `cd`, and contain the name of an activate script.
    pub activates: Vec<String>,
    /// bash: `cd`, `pushd`, `popd` that are functions or aliases of the user or of another tool.
    pub own: Vec<String>,
    /// bash: the hook was loaded with --no-cd, so it does not wrap those.
    pub unwrapped: bool,
    /// `alias` or `function` if `deactivate` is one.
    pub deactivate: String,
    /// The program that PATH finds as `venvhook`.
    pub program: String,
    /// PowerShell's execution policy.
    pub policy: String,
    /// PowerShell's language mode.
    pub language: String,
    /// Some environment variables.
    pub env: HashMap<String, String>,
}

impl Seen {
    /// Reads the lines; `None` if they are not what the script prints.
    pub fn parse(text: &str) -> Option<Seen> {
        let mut seen = Seen::default();
        for (key, value) in text.lines().filter_map(|line| line.trim_end_matches('\r').split_once('\t')) {
            let text = || value.to_string();
            match key {
                "shell" => seen.shell = text(),
                "loaded" => seen.loaded = Some(text()),
                "bin" => seen.bin = text(),
                "ready" => seen.ready = !value.is_empty(),
                "prompt" => seen.prompt.push(text()),
                "fixed" => seen.fixed = true,
                "moved" => seen.moved.push(text()),
                "activates" => seen.activates.push(text()),
                "own" => seen.own.push(text()),
                "unwrapped" => seen.unwrapped = true,
                "deactivate" => seen.deactivate = text(),
                "program" => seen.program = text(),
                "policy" => seen.policy = text(),
                "language" => seen.language = text(),
                "env" => {
                    let (name, value) = value.split_once('=')?;
                    seen.env.insert(name.into(), value.into());
                }
                _ => {}
            }
        }
        (!seen.shell.is_empty()).then_some(seen)
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// The script that a shell evaluates to print its report.
pub fn question(shell: Shell) -> Option<&'static str> {
    match shell {
        Shell::Bash => Some(include_str!("../../shell/doctor.bash")),
        Shell::Zsh => Some(include_str!("../../shell/doctor.zsh")),
        Shell::Fish => Some(include_str!("../../shell/doctor.fish")),
        Shell::PowerShell => Some(include_str!("../../shell/doctor.ps1")),
        // All of cmd's state is in the environment.
        Shell::Cmd => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_unknown_ones_are_skipped() {
        let seen =
            Seen::parse("noise\nshell\t5.2\r\nloaded\t\nprompt\ta\tb\nprompt\tc\nenv\tPATH=/a=b\nx\ty\n")
                .unwrap();
        assert_eq!((seen.shell.as_str(), seen.loaded.as_deref()), ("5.2", Some("")));
        assert_eq!(seen.prompt, ["a\tb", "c"]);
        assert_eq!(seen.var("PATH"), Some("/a=b"));
        assert_eq!(Seen::parse("bash: syntax error\n"), None);
    }
}
