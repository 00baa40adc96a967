//! Creating a venv: which tool creates it, where, and what happens when that fails.
//!
//! Uses `ui` and below. Begin with `target_dir.rs` (where) and `tool.rs` (which tool).

pub mod python_request;
pub mod python_version_file;
pub mod python_versions;
pub mod safe_path;
pub mod set_aside;
pub mod target_dir;
pub mod tool;
pub mod tool_process;
