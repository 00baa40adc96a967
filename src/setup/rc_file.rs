//! An rc file on disk: read, and rewritten completely or not at all; its mode, owner and links are kept.

use crate::records::unfinished;
use crate::setup::rc_line;
use crate::shells::Shell;
use crate::system::io_reason::io_reason;
use crate::system::read_file;
use crate::system::real_path;
use crate::ui::message;
use anyhow::{Result, anyhow, bail};
use std::fs::{self, Metadata};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What Set-AuthenticodeSignature adds to the end of a script.
const SIGNATURE: &[u8] = b"# SIG # Begin signature block";

/// An rc file as it is now.
#[derive(Debug)]
pub struct RcFile {
    /// The path by which the shell reads it.
    pub path: PathBuf,
    /// Its bytes; `None` if there is no such file.
    pub text: Option<Vec<u8>>,
    /// The file itself, links resolved.
    real: PathBuf,
}

impl RcFile {
    /// Reads it. An error says why it cannot be an rc file.
    pub fn open(path: &Path) -> Result<RcFile> {
        let refuse = |error: &std::io::Error| anyhow!("{} {}", message::path(path), io_reason(error));
        match path.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(RcFile { path: path.into(), text: None, real: path.into() });
            }
            Err(error) => return Err(refuse(&error)),
            Ok(metadata) if metadata.is_symlink() && !path.exists() => {
                let target = fs::read_link(path).unwrap_or_default();
                bail!(
                    "{} is a link to {}, which does not exist",
                    message::path(path),
                    message::path(&target)
                );
            }
            Ok(_) => {}
        }
        let text = read_file::read(path).map_err(|error| refuse(&error))?;
        let real = real_path::of(path).map_err(|error| refuse(&error))?;
        Ok(RcFile { path: path.into(), text: Some(text), real })
    }

    /// The line that loads the hook of a shell, if there is one.
    pub fn line(&self, shell: Shell) -> Option<rc_line::Line> {
        rc_line::find(self.text.as_deref().unwrap_or_default(), shell)
    }

    /// Why a program should not write the file, in words that follow its name.
    pub fn objection(&self) -> Option<String> {
        let text = self.text.as_deref()?;
        if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
            return Some("is UTF-16; save it as UTF-8 first".into());
        }
        if text.windows(SIGNATURE.len()).any(|part| part == SIGNATURE) {
            return Some("is signed (a change would make the signature invalid)".into());
        }
        let metadata = self.real.metadata().ok()?;
        if is_read_only(&metadata) {
            return Some("is read-only".into());
        }
        if links(&metadata) > 1 {
            return Some("has a second hard link, which would keep the old text".into());
        }
        is_anothers(&metadata)
            .then(|| "belongs to another user (a rewritten file would belong to you)".into())
    }

    /// Writes the file: under another name next to it first, with its mode and owner, then renamed. `None` deletes it.
    pub fn write(&self, text: Option<&[u8]>) -> Result<()> {
        let stage = || -> std::io::Result<()> {
            match text {
                // A link stays, and its target becomes an empty file.
                None if self.real == self.path => fs::remove_file(&self.real),
                None => self.stage(b""),
                Some(text) => self.stage(text),
            }
        };
        stage().map_err(|error| {
            let reason = match error.kind() {
                ErrorKind::Other => error.to_string(),
                // As containers do with a single file.
                ErrorKind::ResourceBusy => "is a mount point and cannot be replaced".into(),
                ErrorKind::PermissionDenied => {
                    "could not be written (you cannot write to its directory)".into()
                }
                ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                    "could not be created (part of its path is a file)".into()
                }
                _ => io_reason(&error),
            };
            anyhow!("{} {reason}; nothing was changed", message::path(&self.path))
        })
    }

    fn stage(&self, text: &[u8]) -> std::io::Result<()> {
        let dir = self.real.parent().ok_or(ErrorKind::NotFound)?;
        let mut builder = unfinished::builder();
        let metadata = if self.text.is_some() { Some(self.real.metadata()?) } else { None };
        if metadata.is_none() {
            fs::create_dir_all(dir)?;
            new_file_mode(&mut builder);
        }
        let mut file = builder.tempfile_in(dir)?;
        file.write_all(text)?;
        if let Some(metadata) = &metadata {
            keep(file.as_file(), metadata)?;
        }
        file.as_file().sync_all()?;
        unfinished::sweep(&file);
        // Between this check and the rename another program may still write: no system prevents that for files.
        match &self.text {
            None => file.persist_noclobber(&self.real).map_err(|error| error.error)?,
            Some(before) if read_file::read(&self.real)? == *before => {
                file.persist(&self.real).map_err(|error| error.error)?
            }
            Some(_) => {
                return Err(std::io::Error::other("was changed meanwhile by another program; try again"));
            }
        };
        Ok(())
    }
}

#[cfg(unix)]
fn new_file_mode(builder: &mut tempfile::Builder) {
    use std::os::unix::fs::PermissionsExt;
    // Minus the umask, as any editor would create it.
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(windows)]
fn new_file_mode(_builder: &mut tempfile::Builder) {}

/// Gives the new file the old one's owner, then its mode, since a change of owner may remove mode bits.
#[cfg(unix)]
fn keep(file: &fs::File, old: &Metadata) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    if new.uid() != old.uid() {
        fchown(file, Some(old.uid()), Some(old.gid()))?;
    } else if new.gid() != old.gid() {
        // The user may not be in that group: ignore it, as an editor does.
        let _ = fchown(file, None, Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

#[cfg(windows)]
fn keep(file: &fs::File, old: &Metadata) -> std::io::Result<()> {
    file.set_permissions(old.permissions())
}

/// By its mode: root can write to everything, but a read-only file was meant to stay as it is.
#[cfg(unix)]
fn is_read_only(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.mode() & 0o222 == 0
}

#[cfg(windows)]
fn is_read_only(metadata: &Metadata) -> bool {
    metadata.permissions().readonly()
}

/// Only root can give the new file to the old one's owner.
#[cfg(unix)]
fn is_anothers(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let own = nix::unistd::geteuid();
    !own.is_root() && own.as_raw() != metadata.uid()
}

#[cfg(windows)]
fn is_anothers(_metadata: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn links(metadata: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    metadata.nlink()
}

/// Windows would have to open the file to know; hard links to dotfiles are not common there.
#[cfg(windows)]
fn links(_metadata: &Metadata) -> u64 {
    1
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().canonicalize().unwrap();
        (dir, path)
    }

    #[test]
    fn mode_owner_and_link_stay() {
        let (_keep, dir) = folder();
        let (target, link) = (dir.join("repository"), dir.join("rc"));
        fs::write(&target, "a").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        // Only root can give a file away.
        let _ = std::os::unix::fs::chown(&target, Some(12), Some(34));
        let before = target.metadata().unwrap();
        symlink("repository", &link).unwrap();
        RcFile::open(&link).unwrap().write(Some(b"b")).unwrap();
        let after = target.metadata().unwrap();
        assert_eq!(fs::read(&link).unwrap(), b"b");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        let kept = |m: &Metadata| (m.mode(), m.uid(), m.gid());
        assert_eq!(kept(&after), kept(&before));
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 2, "nothing is left next to it");
    }

    #[test]
    fn the_file_of_a_killed_write_is_deleted() {
        let (_keep, dir) = folder();
        let (old, young) = (dir.join(".venvhook-OldOldOld123.tmp"), dir.join(".venvhook-YoungYoung12.tmp"));
        let long_ago = fs::FileTimes::new().set_modified(std::time::SystemTime::UNIX_EPOCH);
        fs::File::create(&old).unwrap().set_times(long_ago).unwrap();
        fs::write(&young, "").unwrap();
        RcFile::open(&dir.join("rc")).unwrap().write(Some(b"x")).unwrap();
        assert_eq!((old.exists(), young.exists()), (false, true));
    }

    #[test]
    fn a_change_by_another_program_is_not_lost() {
        let (_keep, dir) = folder();
        let path = dir.join("rc");
        fs::write(&path, "a").unwrap();
        let file = RcFile::open(&path).unwrap();
        fs::write(&path, "theirs").unwrap();
        let error = file.write(Some(b"ours")).unwrap_err().to_string();
        assert!(error.contains("meanwhile"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        let missing = RcFile::open(&dir.join("new")).unwrap();
        fs::write(dir.join("new"), "theirs").unwrap();
        missing.write(Some(b"ours")).unwrap_err();
        assert_eq!(fs::read(dir.join("new")).unwrap(), b"theirs");
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 2, "nothing is left next to it");
    }

    #[test]
    fn objections_and_refusals_have_a_reason() {
        let (_keep, dir) = folder();
        let objection = |name: &str, text: &[u8]| {
            fs::write(dir.join(name), text).unwrap();
            RcFile::open(&dir.join(name)).unwrap().objection().unwrap_or_default()
        };
        assert_eq!(objection("plain", b"caf\xe9\0"), "");
        assert!(objection("utf16", b"\xff\xfea\0").contains("UTF-16"));
        assert!(objection("signed", b"x\r\n# SIG # Begin signature block\r\n").contains("signed"));
        fs::hard_link(dir.join("plain"), dir.join("other")).unwrap();
        assert!(RcFile::open(&dir.join("plain")).unwrap().objection().unwrap().contains("hard link"));
        fs::write(dir.join("fixed"), "").unwrap();
        fs::set_permissions(dir.join("fixed"), fs::Permissions::from_mode(0o444)).unwrap();
        assert!(RcFile::open(&dir.join("fixed")).unwrap().objection().unwrap().contains("read-only"));
        symlink("nowhere", dir.join("dangling")).unwrap();
        let refusal = |name: &str| RcFile::open(&dir.join(name)).unwrap_err().to_string();
        assert!(refusal("dangling").contains("nowhere, which does not exist"));
        assert!(refusal("").contains("not a regular file"));
        assert!(refusal("plain/below").contains("part of its path is a file"));
    }
}
