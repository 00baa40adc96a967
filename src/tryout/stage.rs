//! The shell for a tour: without rc files of the user or of the system, with an empty home, and with a prompt
//! that counts.

use crate::shells::quote;
use crate::shells::{Shell, Syntax};
use crate::system::own_path::own_path;
use crate::tryout::scratch::Scratch;
use crate::tryout::session::PROMPT;
use crate::tryout::visit;
use crate::venv::search_path::SearchPath;
use anyhow::{Context, Result};
use portable_pty::CommandBuilder;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What a shell needs from the user's environment in order to work; everything else may be a setting.
const KEPT: [&str; 8] =
    ["LANG", "LC_ALL", "LC_CTYPE", "USER", "LOGNAME", "LD_LIBRARY_PATH", "LOCALE_ARCHIVE", "TZ"];

/// The shell without any rc file of the user or of the system, but with the tour's own.
pub fn command(shell: Shell, program: &Path, path: &SearchPath, scratch: &Scratch) -> Result<CommandBuilder> {
    let setup = setup(shell, scratch)?;
    let home = scratch.private("home");
    let bin = scratch.private("bin");
    std::fs::create_dir_all(&bin)?;
    std::os::unix::fs::symlink(own_path()?, bin.join("venvhook"))?;
    let mut command = CommandBuilder::new(program);
    command.env_clear();
    for name in KEPT {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env("PATH", path.value(Some(&bin))?);
    command.env("HOME", &home);
    // fish keeps a folder of its own there.
    command.env("TMPDIR", &home);
    command.env("TERM", "xterm-256color");
    command.env("VENVHOOK_DATA_DIR", scratch.private("data"));
    command.cwd(&scratch.dir);
    match shell {
        Shell::Bash => {
            // --rcfile would also read the system's rc file, if bash is built that way (Debian).
            command.args(["--noprofile", "--norc", "-i"]);
            let source = [b". ".to_vec(), quote::posix(setup.as_os_str())].concat();
            command.env("PROMPT_COMMAND", String::from_utf8(source)?);
        }
        Shell::Zsh => {
            command.args(["--no-globalrcs", "-i"]);
            command.env("ZDOTDIR", setup.parent().context("a file has a folder")?);
        }
        Shell::Fish => {
            command.args(["--interactive", "--init-command"]);
            let source = [b"source ".to_vec(), quote::fish(setup.as_os_str())].concat();
            command.arg(String::from_utf8(source)?);
            // Else fish 3 spends its first minute on reading all manual pages, even after its end.
            std::fs::create_dir_all(home.join(".local/share/fish/generated_completions"))?;
        }
        Shell::PowerShell => {
            command.args(["-NoLogo", "-NoProfile", "-NoExit", "-Command"]);
            command.arg(visit::dot_source(&setup)?);
        }
        Shell::Cmd => unreachable!("refused by commands::try"),
    }
    Ok(command)
}

/// Writes the shell's start-up file: the values, then `shell/tour.*` unchanged.
fn setup(shell: Shell, scratch: &Scratch) -> Result<PathBuf> {
    let (name, file_is, prompt_is, counter) = match shell {
        Shell::Bash => ("setup.bash", "tour_report_file=", "PS1=", r"\#"),
        Shell::Zsh => ("zsh/.zshrc", "tour_report_file=", "PS1=", "%h"),
        Shell::Cmd => unreachable!("refused by commands::try"),
        Shell::Fish => ("setup.fish", "set -g tour_report_file ", "set -g tour_prompt_end ", ""),
        Shell::PowerShell => ("setup.ps1", "$global:tour_report_file = ", "$global:tour_prompt_end = ", ""),
    };
    let script = match shell.syntax() {
        Syntax::Posix => include_str!("../../shell/tour.sh"),
        Syntax::Fish => include_str!("../../shell/tour.fish"),
        Syntax::PowerShell => include_str!("../../shell/tour.ps1"),
        Syntax::Batch => unreachable!("refused by commands::try"),
    };
    let quoted = |value: &OsStr| quote::word(shell.syntax(), value);
    let text = [
        file_is.as_bytes().to_vec(),
        quoted(scratch.private("report").as_os_str()),
        format!("\n{prompt_is}").into_bytes(),
        quoted(OsStr::new(&format!("{counter}{PROMPT}"))),
        b"\n".to_vec(),
        script.as_bytes().to_vec(),
    ];
    scratch.write(name, &text.concat())
}
