//! Names and paths as bytes, on every system: on Unix they are bytes; on Windows they are UTF-16,
//! and their bytes here are UTF-8, or the like of it where a name is not Unicode.

use std::ffi::{OsStr, OsString};

/// The bytes of a name. ASCII stands for itself in them, on every system.
pub fn bytes(name: &(impl AsRef<OsStr> + ?Sized)) -> &[u8] {
    name.as_ref().as_encoded_bytes()
}

/// The name that these bytes stand for. `None`: this system cannot have such a name.
#[cfg(unix)]
pub fn from_bytes(bytes: Vec<u8>) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes))
}

/// The name that these bytes stand for. `None`: this system cannot have such a name.
#[cfg(windows)]
pub fn from_bytes(bytes: Vec<u8>) -> Option<OsString> {
    String::from_utf8(bytes).ok().map(OsString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back_as_it_was() {
        for text in ["", "plain", "caf\u{e9} \u{1f40d}"] {
            assert_eq!(from_bytes(bytes(text).to_vec()), Some(OsString::from(text)));
        }
    }
}
