//! Turns argv into an exit status, nothing else.
fn main() {}
