//! The line in an rc file that loads the hook.
//!
//! Uses `hook` (the script that the line loads) and below. Begin with `rc_line.rs`, without I/O.

pub mod rc_file;
pub mod rc_line;
pub mod rc_parse;
pub mod rc_place;
pub mod rc_stop;
