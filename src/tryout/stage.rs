//! The shell that a tour is played in: no rc file of the user or the system, an empty home,
//! a prompt that counts.

use crate::shells::Shell;
use crate::shells::dialect::Tour;
use crate::system::own_path::own_path;
use crate::tryout::scratch::Scratch;
use crate::tryout::session::PROMPT;
use crate::venv::search_path::SearchPath;
use anyhow::{Result, anyhow};
use portable_pty::CommandBuilder;
use std::path::Path;

/// What a shell needs of the user's environment to work as usual; all else might be a setting.
const KEPT: [&str; 8] =
    ["LANG", "LC_ALL", "LC_CTYPE", "USER", "LOGNAME", "LD_LIBRARY_PATH", "LOCALE_ARCHIVE", "TZ"];

/// The shell without any rc file of the user or the system, but with the tour's own.
pub fn command(shell: Shell, program: &Path, path: &SearchPath, scratch: &Scratch) -> Result<CommandBuilder> {
    let tour = Tour { folder: &scratch.private(""), report: &scratch.private("report"), prompt: PROMPT };
    let start = shell.dialect().tour(&tour).ok_or_else(|| anyhow!("{} has no tour", shell.name()))?;
    for (name, text) in &start.files {
        scratch.write(name, text)?;
    }
    let home = scratch.private("home");
    for name in start.home {
        std::fs::create_dir_all(home.join(name))?;
    }
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
    command.args(start.arguments);
    for (name, value) in start.variables {
        command.env(name, value);
    }
    Ok(command)
}
