//! venvhook's data directory: where it is, and how files in it are written so that no half file is ever left.

use crate::records::unfinished;
use crate::system::io_reason::io_reason;
use anyhow::{Context, Result, anyhow, bail};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The data directory: `VENVHOOK_DATA_DIR`, else `venvhook` in the system's place for data.
pub fn dir() -> Result<PathBuf> {
    let given = std::env::var_os("VENVHOOK_DATA_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let dir = given.or_else(|| Some(dirs::data_local_dir()?.join("venvhook")));
    let dir = dir.ok_or_else(|| anyhow!("no data directory is known; set HOME or VENVHOOK_DATA_DIR"))?;
    // Else each project could contain records of its own.
    if !dir.is_absolute() {
        bail!("the data directory {} is not an absolute path; set VENVHOOK_DATA_DIR to one", dir.display());
    }
    Ok(dir)
}

/// Writes a record.
pub fn write(path: &Path, contents: &[u8]) -> Result<()> {
    replace(path, contents).context("nothing was recorded")
}

/// Writes a file completely or not at all: under another name next to it first, then renamed.
pub fn replace(path: &Path, contents: &[u8]) -> Result<()> {
    let dir = path.parent().expect("a file in the data directory has a parent");
    let explain = |what: &Path, error: std::io::Error| {
        anyhow!("{} {}", crate::ui::message::path(what), io_reason(&error))
    };
    std::fs::create_dir_all(dir).map_err(|error| explain(dir, error))?;
    let stage = || -> std::io::Result<()> {
        let mut file = unfinished::builder().tempfile_in(dir)?;
        file.write_all(contents)?;
        file.as_file().sync_all()?;
        unfinished::sweep(&file);
        file.persist(path)?;
        Ok(())
    };
    stage().map_err(|error| explain(dir, error))
}
