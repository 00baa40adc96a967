//! Short names for bytes of any length: the first half of their SHA-256, in hexadecimal digits.

use sha2::{Digest, Sha256};
use std::ffi::OsStr;

/// A file name for a path or any other bytes: the first half of their SHA-256.
pub fn key(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..16])
}

/// Whether a file's name is such a key.
pub fn is_key(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.len() == 32 && name.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
