//! May a venv be used? Nothing of a venv is sourced, run or put on PATH before this room says so.
//!
//! Uses `records`, `venv` and below. Begin with `judge.rs`; what is promised is in SECURITY.md.

pub mod fingerprint;
pub mod git_index;
pub mod judge;
pub mod policy;
pub mod reason;
pub mod record_state;
pub mod wide_tree;
