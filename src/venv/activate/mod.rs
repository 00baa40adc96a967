//! What the makers of venvs write into activate scripts, and how to read it without running it.

pub mod activate_bat;
pub mod activate_ps1;
pub mod recorded_path;
pub mod touched;

use crate::shells::Shell;
use crate::venv::Maker;

/// The file in a venv's `bin` (or `Scripts`) that this shell sources: the first that exists. Where case counts,
/// a venv that another tool has recreated has both: the maker named in pyvenv.cfg wrote the later one.
pub fn scripts(shell: Shell, maker: &Maker) -> Vec<&'static str> {
    let mut names = shell.activate_scripts().to_vec();
    if *maker != Maker::Venv {
        names.reverse();
    }
    names
}
