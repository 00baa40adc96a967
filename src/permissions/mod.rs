//! Who owns a file and who else may write it: the same questions on every system.

#[cfg(any(windows, test))]
mod access;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::{other_owner, remedy, replaceable_in, writable_by_others};
#[cfg(windows)]
pub use windows::{other_owner, remedy, replaceable_in, writable_by_others};
