//! Why the operating system refused, in words.

use std::io::{Error, ErrorKind as Kind};

/// Why a file could not be used, in words that stand after its name.
pub fn io_reason(error: &Error) -> String {
    match error.kind() {
        Kind::NotFound => "does not exist".into(),
        Kind::PermissionDenied => "may not be read".into(),
        Kind::StorageFull => "could not be written: the disk is full".into(),
        Kind::ReadOnlyFilesystem => "could not be written: the file system is read-only".into(),
        Kind::NotADirectory => "cannot be reached: a part of its path is a file".into(),
        Kind::InvalidInput | Kind::FileTooLarge => error.to_string(),
        _ => format!("could not be used: {error}"),
    }
}
