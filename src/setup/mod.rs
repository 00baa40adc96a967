//! The line in an rc file that loads the hook.
//!
//! Uses `hook` (the script that the line loads) and below. Begin with `plan.rs`; `rc_line.rs` is without I/O.

pub mod addition;
pub mod change;
#[cfg(windows)]
pub mod cmd_autorun_value;
pub mod login_bash;
pub mod plan;
pub mod rc_file;
pub mod rc_line;
pub mod rc_parse;
pub mod rc_place;
pub mod rc_stop;
pub mod removal;
