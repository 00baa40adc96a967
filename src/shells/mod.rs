//! All that is particular to one shell, as text and data: names, hook scripts, quoting, statements.
//!
//! Uses `system`. Begin with `Shell` below; a shell's own file has the rest.

pub mod cmd_autorun;
#[cfg(unix)]
pub mod current;
pub mod git_bash;
pub mod quote;

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

    /// The name a person types, which is also the program's name.
    pub fn name(self) -> &'static str {
        match self {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
            Shell::PowerShell => "powershell",
            Shell::Cmd => "cmd",
        }
    }

    /// What its program is called, the newest first.
    pub fn programs(self) -> &'static [&'static str] {
        match self {
            Shell::Bash => &["bash"],
            Shell::Zsh => &["zsh"],
            Shell::Fish => &["fish"],
            Shell::PowerShell => &["pwsh", "powershell"],
            Shell::Cmd => &["cmd"],
        }
    }

    /// The hook script, from `shell/`. What only defines functions is first: the last lines of the last file run.
    pub fn hook_script(self) -> &'static str {
        match self {
            Shell::Bash => concat!(
                include_str!("../../shell/apply.sh"),
                include_str!("../../shell/apply.bash"),
                include_str!("../../shell/venvhook.bash")
            ),
            Shell::Zsh => concat!(
                include_str!("../../shell/apply.sh"),
                include_str!("../../shell/apply.zsh"),
                include_str!("../../shell/venvhook.zsh")
            ),
            Shell::Fish => include_str!("../../shell/venvhook.fish"),
            Shell::PowerShell => include_str!("../../shell/venvhook.ps1"),
            Shell::Cmd => include_str!("../../shell/cmd/hook.bat"),
        }
    }

    /// Its tab completion as it stands in `completions/`; cmd has none.
    pub fn completion_script(self) -> &'static str {
        match self {
            Shell::Bash => include_str!("../../completions/venvhook.bash"),
            Shell::Zsh => include_str!("../../completions/_venvhook"),
            Shell::Fish => include_str!("../../completions/venvhook.fish"),
            Shell::PowerShell => include_str!("../../completions/_venvhook.ps1"),
            Shell::Cmd => "",
        }
    }

    /// The names that its activate script has in a venv's `bin` (or `Scripts`), what `CPython`'s venv calls it first.
    pub fn activate_scripts(self) -> &'static [&'static str] {
        match self {
            Shell::Bash | Shell::Zsh => &["activate"],
            Shell::Fish => &["activate.fish"],
            Shell::PowerShell => &["Activate.ps1", "activate.ps1"],
            Shell::Cmd => &["activate.bat"],
        }
    }

    /// The shell whose syntax that script has.
    pub fn syntax(self) -> Syntax {
        match self {
            Shell::Bash | Shell::Zsh => Syntax::Posix,
            Shell::Fish => Syntax::Fish,
            Shell::PowerShell => Syntax::PowerShell,
            Shell::Cmd => Syntax::Batch,
        }
    }

    /// The shell whose hook passed a command on, if one did.
    pub fn of_hook() -> Option<Shell> {
        Shell::from_str(std::env::var_os("VENVHOOK_HOOK")?.to_str()?, false).ok()
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
    /// PowerShell.
    PowerShell,
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
        assert_eq!(Shell::from_program(Path::new("/opt/pwsh")), Some(Shell::PowerShell));
        assert_eq!(Shell::from_program(Path::new("powershell.exe")), Some(Shell::PowerShell));
        assert_eq!(Shell::from_program(Path::new("/bin/dash")), None);
    }
}
