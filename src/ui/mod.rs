//! Words for the user: what is written to a terminal, and how.
//!
//! Uses `shells` (to quote what the user may copy) and `system`. Begin with `message.rs`.

pub mod message;
pub mod print;
pub mod progress;
