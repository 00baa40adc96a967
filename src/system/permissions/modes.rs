//! Whether a file system keeps modes. On some (FAT, WSL's `/mnt/c`, many a shared folder) every file has
//! the one that the mount says, and `chmod` does nothing: there modes say nothing of who may write.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const OTHERS_WRITE: u32 = 0o022;

/// Whether the file system that `path` lies on keeps modes. Where its kind does not tell, a file of ours
/// does, made beside `path` and gone again at once; where none can be made, it counts as one that does.
pub fn are_kept(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    if let Some(kept) = by_kind(path) {
        return kept;
    }
    by_a_file(path)
}

/// By the kind of the file system, as far as that is enough.
#[cfg(target_os = "linux")]
fn by_kind(path: &Path) -> Option<bool> {
    kept_by(nix::sys::statfs::statfs(path).ok()?.filesystem_type())
}

#[cfg(target_os = "linux")]
fn kept_by(kind: nix::sys::statfs::FsType) -> Option<bool> {
    use nix::sys::statfs::{
        BTRFS_SUPER_MAGIC, EXT4_SUPER_MAGIC, MSDOS_SUPER_MAGIC, OVERLAYFS_SUPER_MAGIC, TMPFS_MAGIC,
        XFS_SUPER_MAGIC,
    };
    // The number of ext4 is that of ext2 and ext3 too.
    let keep = [EXT4_SUPER_MAGIC, BTRFS_SUPER_MAGIC, XFS_SUPER_MAGIC, TMPFS_MAGIC, OVERLAYFS_SUPER_MAGIC];
    match kind {
        MSDOS_SUPER_MAGIC => Some(false),
        kind => keep.contains(&kind).then_some(true),
    }
}

/// A file made for its owner alone that others may write all the same: modes are not kept.
fn by_a_file(path: &Path) -> bool {
    let dir = if path.is_dir() { Some(path) } else { path.parent() };
    // Made with mode 0600, under a name that nobody knows, and never over another file.
    let file = dir.and_then(|dir| tempfile::Builder::new().prefix(".venvhook-").tempfile_in(dir).ok());
    // Asked by its path: what the system still knows of the open file may be what was asked for.
    let mode = file.and_then(|file| file.path().metadata().ok()).map(|metadata| metadata.mode());
    mode.is_none_or(|mode| mode & OTHERS_WRITE == 0)
}

/// Where the file system that `path` lies on is mounted.
pub fn mount_of(path: &Path) -> PathBuf {
    let device = |path: &Path| path.metadata().ok().map(|metadata| metadata.dev());
    let own = device(path);
    path.ancestors().take_while(|dir| device(dir) == own).last().unwrap_or(path).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_modes_are_kept_a_file_shows_it() {
        let top = tempfile::tempdir().unwrap();
        assert!(are_kept(top.path()) && by_a_file(top.path()));
        assert!(by_a_file(&top.path().join("not there")), "beside it");
        assert!(by_a_file(Path::new("/not/there")), "no file, no finding");
        assert_eq!(top.path().read_dir().unwrap().count(), 0, "nothing is left");
        let mount = mount_of(top.path());
        assert!(top.path().starts_with(&mount) && mount.is_dir());
        assert_ne!(mount, top.path(), "nobody mounted one there");
        assert_eq!(mount_of(&mount), mount);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_kind_of_a_file_system_tells_at_once() {
        use nix::sys::statfs::{FsType, MSDOS_SUPER_MAGIC, TMPFS_MAGIC};
        assert_eq!(kept_by(TMPFS_MAGIC), Some(true));
        assert_eq!(kept_by(MSDOS_SUPER_MAGIC), Some(false));
        assert_eq!(kept_by(FsType(1)), None, "an unknown one is tried");
        assert_eq!(by_kind(Path::new("/not/there")), None);
        let shared_memory = Path::new("/dev/shm");
        if mount_of(shared_memory) == shared_memory {
            assert_eq!(by_kind(shared_memory), Some(true), "it is a tmpfs everywhere");
        }
    }
}
