//! What venvhook keeps on disk, below its data directory: what an uninstall has to delete.
//!
//! Uses `venv`, `ui` and below. Begin with `data_dir.rs`, then `grants.rs`.

pub mod data_dir;
pub mod grants;
pub mod last_used;
pub mod marks;
pub mod stamps;
pub mod unfinished;
