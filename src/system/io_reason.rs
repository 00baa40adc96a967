//! Why the operating system refused something, in words.

use std::io::{Error, ErrorKind as Kind};

/// Why a file could not be used, in words that follow its path.
pub fn io_reason(error: &Error) -> String {
    match error.kind() {
        Kind::NotFound => "does not exist".into(),
        Kind::PermissionDenied => "cannot be accessed (permission denied)".into(),
        Kind::StorageFull => "could not be written (the disk is full)".into(),
        Kind::ReadOnlyFilesystem => "could not be written (the file system is read-only)".into(),
        Kind::NotADirectory => "is unreachable (part of its path is a file)".into(),
        Kind::InvalidInput | Kind::FileTooLarge => error.to_string(),
        _ => format!("could not be used ({error})"),
    }
}
