//! What the makers of venvs write into activate scripts, and how to read it without running it.

pub mod activate_bat;
pub mod activate_fish;
pub mod activate_ps1;
pub mod activate_sh;
pub mod language;
pub mod recorded_path;
pub mod touched;

use crate::shells::{Shell, Syntax};
use crate::venv::Maker;
use activate_bat::Bat;
use activate_fish::Fish;
use activate_ps1::Ps1;
use activate_sh::Sh;
use language::Language;
use touched::Touched;

/// The reader of the scripts that are written in a language.
pub fn language(syntax: Syntax) -> &'static dyn Language {
    match syntax {
        Syntax::Posix => &Sh,
        Syntax::Fish => &Fish,
        Syntax::PowerShell => &Ps1,
        Syntax::Batch => &Bat,
    }
}

/// What a script sets besides what every maker's does.
pub fn touched(script: &[u8], syntax: Syntax) -> Touched {
    Touched::read(script, |line, touched| language(syntax).touched(line, touched))
}

/// The file in a venv's `bin` (or `Scripts`) that this shell sources: the first that exists. Where case counts,
/// a venv that another tool has recreated has both: the maker named in pyvenv.cfg wrote the later one.
pub fn scripts(shell: Shell, maker: &Maker) -> Vec<&'static str> {
    let mut names = shell.dialect().activate_scripts().to_vec();
    if *maker != Maker::Venv {
        names.reverse();
    }
    names
}
