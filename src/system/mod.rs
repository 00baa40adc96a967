//! The operating system: files, paths, programs, terminals. No word about venvs.
//!
//! Uses no other room. What differs between systems is here, so that the other rooms need not know on which one
//! they run. Begin with `read_file.rs` (files that others wrote) and `real_path.rs` (when two paths are one).

pub mod child;
pub mod current_dir;
pub mod download_mark;
pub mod executable;
pub mod hash;
pub mod io_reason;
pub mod os_bytes;
pub mod own_path;
#[cfg(unix)]
pub mod parent_process;
pub mod percent_arguments;
pub mod permissions;
#[cfg(unix)]
pub mod processes;
pub mod read_file;
pub mod real_path;
pub mod replace_process;
pub mod run_for_output;
pub mod signals;
pub mod spelling;
pub mod switch;
#[cfg(unix)]
pub mod terminal;
#[cfg(unix)]
pub mod terminal_child;
