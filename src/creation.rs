//! Making a venv: who makes it, where, and what becomes of it when that fails.

pub mod aside;
pub mod child;
pub mod maker;
pub mod pinned;
pub mod place;
pub mod program;
pub mod request;
pub mod versions;
