//! Words for people: what is written to a terminal, and how.
//!
//! Uses `shells` (to quote what a person may copy) and `system`. Begin with `message.rs`.

pub mod message;
pub mod print;
pub mod progress;
