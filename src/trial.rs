//! What `venvhook try` is made of: a scratch folder with two projects, and a shell in it that is
//! either the person's (a visit) or played by a script (a tour).

pub mod escapes;
pub mod events;
pub mod in_use;
pub mod python;
pub mod report;
pub mod scratch;
pub mod session;
pub mod stage;
pub mod tour;
pub mod visit;
