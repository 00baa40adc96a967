//! What the makers of venvs write into activate scripts, and how to read it without running it.

pub mod activate_bat;
pub mod activate_ps1;
pub mod recorded_path;
pub mod touched;
