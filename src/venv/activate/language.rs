//! What the judgement and the hook must know of an activate script, whatever language it is written in. It is
//! read, never run.

use crate::venv::Maker;
use crate::venv::activate::touched::Touched;
use std::path::PathBuf;

/// The activate scripts of one language, as makers write them. No method has a default, so that a new
/// language decides each of them.
pub trait Language: Sync {
    /// The literal paths that the script assigns to `VIRTUAL_ENV`, in order of appearance.
    fn recorded_paths(&self, script: &[u8]) -> Vec<PathBuf>;
    /// The scripts record where the venv was created. Otherwise each works its place out from where it is.
    fn records_its_place(&self) -> bool;
    /// `VIRTUAL_ENV` is set to the recorded path in the spelling that is recorded.
    fn keeps_spelling(&self) -> bool;
    /// Whether a relocatable script, which records no path, works its place out.
    fn works_out_its_place(&self, script: &[u8]) -> bool;
    /// The bytes of a prompt name that this maker's script, or a prompt drawn from it, would take as more than
    /// themselves (docs/activate-scripts.md, "Prompt names").
    fn hazards(&self, script: &[u8], maker: &Maker) -> &'static [u8];
    /// Whether the script would run a part of what is written into it, hazards aside.
    fn runs_a_value(&self, script: &[u8], written: &Written) -> bool;
    /// Adds the names that a line of the script sets.
    fn touched(&self, line: &str, touched: &mut Touched);
}

/// What a maker has written into a script, as bytes.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The name that the prompt shows, in each form that it is recorded in.
    pub names: &'a [&'a [u8]],
    /// The recorded paths.
    pub recorded: &'a [&'a [u8]],
    /// The venv's directory.
    pub dir: &'a [u8],
}

impl<'a> Written<'a> {
    /// The names and the recorded paths.
    pub fn names_and_recorded(&self) -> impl Iterator<Item = &'a [u8]> {
        self.names.iter().chain(self.recorded).copied()
    }
}
