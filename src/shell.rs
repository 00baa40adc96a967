//! The shells: their names, their hook scripts, and which of a venv's scripts each one sources.

use clap::ValueEnum;

/// A shell that venvhook has a hook for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash, from 3.2 on
    Bash,
    /// zsh, from 5.0 on
    Zsh,
    /// fish, from 3.1 on
    Fish,
    /// cmd.exe, the Windows command prompt
    Cmd,
}

impl Shell {
    /// The shell whose activate script stands for all where no shell asks: every maker writes it.
    pub const USUAL: Shell = if cfg!(windows) { Shell::Cmd } else { Shell::Bash };

    /// The name a person types, which is also the program's name.
    pub fn name(self) -> &'static str {
        match self {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
            Shell::Cmd => "cmd",
        }
    }

    /// The hook script as it stands in `shell/`.
    pub fn hook_script(self) -> &'static str {
        match self {
            Shell::Bash => include_str!("../shell/venvhook.bash"),
            Shell::Zsh => include_str!("../shell/venvhook.zsh"),
            Shell::Fish => include_str!("../shell/venvhook.fish"),
            Shell::Cmd => include_str!("../shell/cmd/hook.bat"),
        }
    }

    /// The file in a venv's `bin` (or `Scripts`) that this shell sources.
    pub fn activate_script(self) -> &'static str {
        match self {
            Shell::Bash | Shell::Zsh => "activate",
            Shell::Fish => "activate.fish",
            Shell::Cmd => "activate.bat",
        }
    }

    /// The shell whose syntax that script has.
    pub fn syntax(self) -> Syntax {
        match self {
            Shell::Bash | Shell::Zsh => Syntax::Posix,
            Shell::Fish => Syntax::Fish,
            Shell::Cmd => Syntax::Batch,
        }
    }

    /// The shell that a program's path names: `/bin/zsh`, `-bash` and `fish` all do.
    pub fn from_program(program: &std::path::Path) -> Option<Shell> {
        let name = program.file_name()?.to_str()?;
        let name = name.trim_start_matches('-').trim_end_matches(".exe");
        Shell::from_str(name, false).ok()
    }
}

/// The quoting rules that a script or a statement is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// bash, zsh and their relatives.
    Posix,
    /// fish.
    Fish,
    /// cmd.
    Batch,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_login_shell_is_recognised() {
        assert_eq!(Shell::from_program(Path::new("-zsh")), Some(Shell::Zsh));
        assert_eq!(Shell::from_program(Path::new("/usr/bin/fish")), Some(Shell::Fish));
        assert_eq!(Shell::from_program(Path::new("/bin/dash")), None);
    }
}
