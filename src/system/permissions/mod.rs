//! Who owns a file and who else may write it: the same questions on every system.

#[cfg(any(windows, test))]
mod access;
#[cfg(unix)]
pub mod modes;
#[cfg(target_os = "linux")]
mod posix_acl;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::path::PathBuf;

/// A file or directory that others may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writable {
    /// By what its file system says of it.
    Open(PathBuf),
    /// As far as can be told: its file system, mounted at this place, keeps no modes.
    Untold(PathBuf),
}

#[cfg(unix)]
pub use unix::{other_owner, replaceable_in, writable_by_others};
#[cfg(windows)]
pub use windows::{other_owner, replaceable_in, writable_by_others};
