//! All that is particular to one shell, as text and data: names, hook scripts, quoting, statements, rc files.
//!
//! Uses `system`. Begin with `dialect.rs`, which has the questions; a shell's own file has the answers.

pub mod answers;
pub mod bash;
pub mod cmd;
pub mod current;
pub mod dialect;
pub mod fish;
pub mod git_bash;
pub mod posix;
pub mod powershell;
pub mod quote;
pub mod zsh;

pub use dialect::{Dialect, Syntax};

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
    /// Windows PowerShell 5.1 and PowerShell 7
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
    /// cmd.exe, the Windows command prompt
    Cmd,
}

impl Shell {
    /// The shell whose activate script stands for all where no shell asks: every maker writes it.
    pub const USUAL: Shell = if cfg!(windows) { Shell::Cmd } else { Shell::Bash };

    /// What is particular to it. No other place asks which shell it is: `tests/layers.rs` holds that.
    pub fn dialect(self) -> &'static dyn Dialect {
        match self {
            Shell::Bash => &bash::Bash,
            Shell::Zsh => &zsh::Zsh,
            Shell::Fish => &fish::Fish,
            Shell::PowerShell => &powershell::PowerShell,
            Shell::Cmd => &cmd::Cmd,
        }
    }

    /// The name that the user types.
    pub fn name(self) -> &'static str {
        self.dialect().name()
    }

    /// What its program is called, the newest first.
    pub fn programs(self) -> &'static [&'static str] {
        self.dialect().programs()
    }

    /// The language of its activate script.
    pub fn syntax(self) -> Syntax {
        self.dialect().syntax()
    }

    /// The shell that a program's path names: `/bin/zsh`, `-bash` and `fish` all do.
    pub fn from_program(program: &std::path::Path) -> Option<Shell> {
        let name = program.file_name()?.to_str()?;
        let name = name.trim_start_matches('-').trim_end_matches(".exe");
        Shell::from_str(name, false).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_login_shell_is_recognised() {
        assert_eq!(Shell::from_program(Path::new("-zsh")), Some(Shell::Zsh));
        assert_eq!(Shell::from_program(Path::new("/usr/bin/fish")), Some(Shell::Fish));
        assert_eq!(Shell::from_program(Path::new("/opt/pwsh")), Some(Shell::PowerShell));
        assert_eq!(Shell::from_program(Path::new("powershell.exe")), Some(Shell::PowerShell));
        assert_eq!(Shell::from_program(Path::new("/bin/dash")), None);
    }

    #[test]
    fn a_shell_is_called_by_the_name_of_its_file() {
        for shell in Shell::value_variants() {
            let value = shell.to_possible_value().unwrap();
            assert_eq!(shell.name(), value.get_name());
            assert!(shell.programs().iter().all(|name| Shell::from_program(Path::new(name)) == Some(*shell)));
        }
    }
}
