//! A running shell asks, venvhook answers.
//!
//! Uses `trust`, `find`, `records`, `create` and below. Begin with `decide.rs`: facts to decision, without I/O; then
//! `case.rs`: where the facts come from.

pub mod answer;
pub mod case;
pub mod cmd_answer;
pub mod cmd_files;
pub mod cmd_protocol;
pub mod decide;
pub mod held_back;
pub mod idle;
pub mod script;
pub mod settings;
pub mod shell_answer;
pub mod switched_off;
pub mod tmux_path;
