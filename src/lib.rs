//! venvhook: a project's virtual environment is active while you are in the project.
//!
//! The binary (`main.rs`) is a thin rim around this library; tests and benches use it too.
//! ARCHITECTURE.md follows one `cd` through all of it. The words used here are those of CONTRIBUTING.md: look,
//! decide, apply, marker, settled.
//!
//! Each room says in its `mod.rs` what it is for, and uses only rooms below it:
//! `commands` and `cli`; `doctor`, `tryout`; `setup`; `hook`, `inspect`; `trust`, `find`; `records`, `create`;
//! `venv`; `ui`; `shells`; `system`. `tests/layers.rs` holds that.

pub mod cli;
pub mod commands;
pub mod create;
pub mod doctor;
pub mod find;
pub mod hook;
pub mod inspect;
pub mod records;
pub mod setup;
pub mod shells;
pub mod system;
pub mod trust;
#[cfg(unix)]
pub mod tryout;
pub mod ui;
pub mod venv;
