//! venvhook: a project's virtual environment is on while one stands in the project.
//!
//! The binary (`main.rs`) is a thin rim around this library; tests and benches use it too.
//! The words used here are those of CONTRIBUTING.md: look, decide, apply, marker, settled.

pub mod activate_ps1;
pub mod arguments;
pub mod ask;
pub mod auto_run;
pub mod baked;
pub mod batch;
pub mod bytes;
pub mod chain;
pub mod cli;
pub mod cmd;
pub mod commands;
pub mod completion;
pub mod creation;
pub mod data;
pub mod decide;
pub mod doctor;
pub mod download_mark;
pub mod emit;
pub mod executable;
pub mod find;
pub mod git;
pub mod grants;
pub mod held;
pub mod init;
pub mod init_cmd;
pub mod judge;
pub mod last_use;
pub mod mark;
pub mod message;
pub mod msys;
pub mod names;
pub mod packages;
pub mod passed;
pub mod permissions;
pub mod portrait;
pub mod progress;
pub mod pyvenv_cfg;
pub mod quote;
pub mod rc_file;
pub mod rc_line;
pub mod rc_place;
pub mod rc_syntax;
pub mod real_path;
pub mod regular_file;
pub mod replace;
pub mod scan;
pub mod search_path;
pub mod shell;
pub mod size;
pub mod spelling;
pub mod stamp;
pub mod switch;
pub mod torn;
pub mod touched;
#[cfg(unix)]
pub mod trial;
pub mod typed_line;
pub mod unfinished;
pub mod unfit;
pub mod venv;
pub mod wide;
