//! The fingerprint of a venv's scripts: a record allows them as they were.

use crate::system::hash;
use crate::system::io_reason::io_reason;
use crate::system::os_bytes;
use crate::system::read_file;
use crate::ui::message;
use crate::venv::Venv;
use std::path::PathBuf;

/// A fingerprint of everything in the venv that a shell may source, and of its settings. An error if a script
/// cannot be read, is not a regular file, or is too large.
pub fn fingerprint(venv: &Venv) -> anyhow::Result<String> {
    use sha2::{Digest, Sha256};
    let is_script = |name: &[u8]| {
        let name = name.to_ascii_lowercase();
        name.starts_with(b"activate") || name.starts_with(b"deactivate")
    };
    let entries = std::fs::read_dir(&venv.bin)?.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.file_name().is_some_and(|name| is_script(os_bytes::bytes(name))))
        .collect();
    files.sort();
    files.extend(venv.settings().map(|_| venv.dir.join("pyvenv.cfg")));
    let mut hasher = Sha256::new();
    for file in files {
        let text = read_file::read(&file)
            .map_err(|error| anyhow::anyhow!("{} {}", message::path(&file), io_reason(&error)))?;
        let name = os_bytes::bytes(file.file_name().unwrap_or_default());
        // With the lengths, moving a byte from one part to the next changes the fingerprint.
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(&text);
    }
    Ok(hash::hex(&hasher.finalize()))
}
