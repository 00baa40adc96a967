//! `venvhook try`: a scratch folder with two projects, and a shell in it that the user types in (a visit) or
//! that a script types in (a tour).
//!
//! Uses `setup`, `hook`, `create` and below. Begin with `visit.rs`.

pub mod events;
pub mod python;
pub mod report;
pub mod scratch;
pub mod session;
pub mod stage;
pub mod tour;
pub mod visit;
