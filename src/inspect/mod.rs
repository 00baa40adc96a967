//! What can be seen of a venv without starting its Python.
//!
//! Uses `trust`, `find` and below. Begin with `inspection.rs`.

pub mod dir_size;
pub mod inspection;
pub mod links;
pub mod packages;
pub mod scan;
