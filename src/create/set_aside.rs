//! The old venv, which `new --clear` sets aside until the new one is complete, in a directory next to it that
//! has its name. A killed run leaves it there: messages say so, and `venvhook new --restore` restores it.

use crate::ui::message;
use anyhow::{Result, anyhow, bail};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const PREFIX: &str = ".venvhook-old-";
/// The venv to restore.
const OLD: &str = "old";
/// What is not needed any more: its deletion was interrupted.
const GONE: &str = "gone";
/// Locked while the venv is being created.
const LOCK: &str = "lock";

/// The directory, locked.
#[derive(Debug)]
pub struct Aside {
    dir: PathBuf,
    /// The place that the venv belongs to.
    venv: PathBuf,
    lock: Lock,
}

/// The directory next to a venv.
fn aside_dir(venv: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(PREFIX);
    name.push(venv.file_name().unwrap_or_default());
    venv.with_file_name(name)
}

impl Aside {
    /// Creates the directory, which only the user can write to, or takes over one that a killed run has left.
    pub fn take(venv: &Path) -> Result<Aside> {
        let dir = aside_dir(venv);
        match make_private(&dir) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(explain(venv, &error)),
            _ => Aside::open(dir, venv),
        }
    }

    /// The one that a killed run has left next to this venv, whatever is in it.
    pub fn left(venv: &Path) -> Result<Option<Aside>> {
        let dir = aside_dir(venv);
        if dir.symlink_metadata().is_err() {
            return Ok(None);
        }
        Aside::open(dir, venv).map(Some)
    }

    fn open(dir: PathBuf, venv: &Path) -> Result<Aside> {
        let at = message::path(&dir);
        if !is_own(&dir) {
            bail!("{at} already exists and was not created by venvhook; move it away");
        }
        let lock = lock(&dir.join(LOCK)).map_err(|error| match error.kind() {
            ErrorKind::WouldBlock => anyhow!(
                "{} is being recreated by another venvhook new, or by a program that it started; wait until it \
                 has finished",
                message::path(venv)
            ),
            _ => explain(venv, &error),
        })?;
        Ok(Aside { dir, venv: venv.to_path_buf(), lock })
    }

    /// Whether it contains a venv to restore.
    pub fn holds_one(&self) -> bool {
        self.old().symlink_metadata().is_ok()
    }

    /// The path of the venv that was set aside.
    pub fn old(&self) -> PathBuf {
        self.dir.join(OLD)
    }

    /// Sets the venv aside.
    pub fn put(&self) -> Result<()> {
        fs::rename(&self.venv, self.old()).map_err(|error| explain(&self.venv, &error))
    }

    /// Sets what is in the venv's place aside, to be deleted.
    pub fn put_away(&self) -> Result<PathBuf> {
        let gone = self.dir.join(GONE);
        self.sweep()
            .and_then(|()| fs::rename(&self.venv, &gone))
            .map_err(|error| explain(&self.venv, &error))?;
        Ok(gone)
    }

    /// Undoes `put_away`.
    pub fn undo_put_away(&self) {
        let _ = fs::rename(self.dir.join(GONE), &self.venv);
    }

    /// Restores the venv; everything else in the directory is deleted.
    pub fn give_back(self) -> std::io::Result<()> {
        fs::rename(self.old(), &self.venv)?;
        // The venv is back in its place: leftovers here are deleted by the next run.
        let _ = self.remove();
        Ok(())
    }

    /// Deletes the venv in it. As soon as this begins there is nothing to restore any more.
    pub fn discard(self) -> std::io::Result<()> {
        if self.holds_one() {
            self.sweep()?;
            fs::rename(self.old(), self.dir.join(GONE))?;
        }
        self.remove()
    }

    fn sweep(&self) -> std::io::Result<()> {
        match fs::remove_dir_all(self.dir.join(GONE)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn remove(self) -> std::io::Result<()> {
        let Aside { dir, lock, .. } = self;
        // Windows removes no file that is open.
        #[cfg(windows)]
        drop(lock);
        fs::remove_dir_all(&dir)?;
        #[cfg(unix)]
        drop(lock);
        Ok(())
    }
}

/// The message about the venv that a killed run has left set aside; `None` while it is being recreated.
pub fn report(venv: &Path) -> Option<String> {
    let dir = aside_dir(venv);
    dir.join(OLD).symlink_metadata().ok()?;
    (is_own(&dir) && !is_locked(&dir.join(LOCK))).then(|| line(venv))
}

/// The same for each in this directory: the state, and the command that restores it.
pub fn reports_in(dir: &Path) -> Vec<(String, String)> {
    let names = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let of = |name: std::ffi::OsString| {
        let venv = dir.join(name_of(name.as_encoded_bytes().strip_prefix(PREFIX.as_bytes())?));
        report(&venv).map(|_| (what(&venv), remedy(&venv)))
    };
    names.filter_map(of).collect()
}

#[cfg(unix)]
fn name_of(bytes: &[u8]) -> PathBuf {
    let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(bytes);
    name.into()
}

#[cfg(windows)]
fn name_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// The whole message: what is where, and what to do.
pub fn line(venv: &Path) -> String {
    format!("{}; to restore it: {}", what(venv), remedy(venv))
}

fn what(venv: &Path) -> String {
    let name = message::printable(&venv.file_name().unwrap_or_default().to_string_lossy());
    let at = message::path(&aside_dir(venv));
    format!("{at} is the old {name}, from before a venvhook new --clear was killed")
}

fn remedy(venv: &Path) -> String {
    format!("venvhook new --restore {}", message::argument(venv.file_name().unwrap_or_default().as_ref()))
}

/// Only what this module creates is ever deleted, not something else with its name.
fn is_own(dir: &Path) -> bool {
    let known = [OLD, GONE, LOCK];
    let holds_known = || {
        fs::read_dir(dir)?.try_fold(true, |so_far, entry| {
            let name = entry?.file_name();
            std::io::Result::Ok(so_far && known.iter().any(|known| name == *known))
        })
    };
    dir.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) && holds_known().unwrap_or_default()
}

fn explain(venv: &Path, error: &std::io::Error) -> anyhow::Error {
    let reason = match (error.kind(), venv.parent()) {
        (ErrorKind::PermissionDenied, Some(parent)) => {
            format!("you cannot write to {}", message::path(parent))
        }
        _ => error.to_string(),
    };
    anyhow!("{} could not be cleared ({reason})", message::path(venv))
}

#[cfg(unix)]
fn make_private(dir: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(dir)
}

#[cfg(windows)]
fn make_private(dir: &Path) -> std::io::Result<()> {
    fs::create_dir(dir)
}

#[cfg(unix)]
type Lock = Option<nix::fcntl::Flock<File>>;

/// Locks a file, without waiting. Where the file system has no locks, nothing is locked.
#[cfg(unix)]
fn lock(path: &Path) -> std::io::Result<Lock> {
    use nix::errno::Errno;
    use nix::fcntl::{FcntlArg, FdFlag, Flock, FlockArg, fcntl};
    use std::os::unix::fs::OpenOptionsExt;
    let flags = nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK;
    let file = File::options().write(true).create(true).mode(0o600).custom_flags(flags).open(path)?;
    match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
        Ok(lock) => {
            // The maker inherits it: if this process is killed, the maker still writes to the venv.
            fcntl(&*lock, FcntlArg::F_SETFD(FdFlag::empty()))?;
            Ok(Some(lock))
        }
        Err((_, Errno::EWOULDBLOCK)) => Err(ErrorKind::WouldBlock.into()),
        Err(_) => Ok(None),
    }
}

/// Whether another process has locked it. Nothing is written, because the hook calls this.
#[cfg(unix)]
fn is_locked(path: &Path) -> bool {
    use nix::fcntl::{Flock, FlockArg};
    use std::os::unix::fs::OpenOptionsExt;
    let flags = nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK;
    let file = File::options().read(true).custom_flags(flags).open(path);
    let locked = file.map(|file| Flock::lock(file, FlockArg::LockSharedNonblock));
    matches!(locked, Ok(Err((_, nix::errno::Errno::EWOULDBLOCK))))
}

#[cfg(windows)]
type Lock = File;

#[cfg(windows)]
fn is_locked(path: &Path) -> bool {
    path.exists() && lock(path).is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

/// Opens a file that no other process can open until it is closed.
#[cfg(windows)]
fn lock(path: &Path) -> std::io::Result<Lock> {
    use std::os::windows::fs::OpenOptionsExt;
    // ERROR_SHARING_VIOLATION (winerror.h)
    const IN_USE: i32 = 32;
    let opened = File::options().write(true).create(true).truncate(false).share_mode(0).open(path);
    opened.map_err(|error| match error.raw_os_error() {
        Some(IN_USE) => ErrorKind::WouldBlock.into(),
        _ => error,
    })
}
