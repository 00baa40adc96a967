//! A running shell asks, venvhook answers.
//!
//! Uses `trust`, `find`, `records` and below. Begin with `decide.rs`: facts to decision, without I/O.

pub mod answer;
pub mod cmd_files;
pub mod cmd_protocol;
pub mod decide;
pub mod held_back;
pub mod script;
pub mod settings;
pub mod tmux_path;
