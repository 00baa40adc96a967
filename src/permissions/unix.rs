//! On Unix: by owner and mode.

use nix::unistd::{Gid, Group, Uid, User};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const STICKY: u32 = 0o1000;
const GROUP_WRITE: u32 = 0o020;
const WORLD_WRITE: u32 = 0o002;

/// The owner of a file that belongs neither to the person nor to root: a name, or a number where
/// there is no name. What cannot be looked at is nobody else's.
pub fn other_owner(file: &Path) -> Option<String> {
    let uid = Uid::from_raw(file.metadata().ok()?.uid());
    if uid.is_root() || uid == Uid::effective() {
        return None;
    }
    Some(User::from_uid(uid).ok().flatten().map_or_else(|| format!("uid {uid}"), |user| user.name))
}

/// What makes a file nobody else's to write.
pub fn remedy(file: &Path) -> String {
    format!("run: chmod go-w {}", crate::message::argument(file))
}

/// The first of `files` that others may write, or the first directory above them in which others
/// could put something else in their place. What cannot be looked at is not writable either.
pub fn writable_by_others<'a>(files: impl IntoIterator<Item = &'a Path>) -> Option<PathBuf> {
    let files: Vec<&Path> = files.into_iter().collect();
    let written = files.iter().find(|file| file.metadata().is_ok_and(|m| others_write(&m)));
    if let Some(file) = written {
        return Some(file.to_path_buf());
    }
    let above = files.first()?.ancestors().skip(1);
    let open =
        |dir: &Path| dir.metadata().is_ok_and(|m| m.mode() & WORLD_WRITE != 0 && m.mode() & STICKY == 0);
    above.filter(|dir| open(dir)).map(Path::to_path_buf).next()
}

fn others_write(metadata: &Metadata) -> bool {
    let mode = metadata.mode();
    mode & WORLD_WRITE != 0 || (mode & GROUP_WRITE != 0 && !is_private_group(Gid::from_raw(metadata.gid())))
}

/// Whether a group is the person's own and nobody else's, as on systems that give each user a
/// group of the same name and a umask of 002.
fn is_private_group(gid: Gid) -> bool {
    let Ok(Some(user)) = User::from_uid(Uid::effective()) else { return false };
    let Ok(Some(group)) = Group::from_gid(gid) else { return false };
    user.gid == gid && group.name == user.name && group.mem.iter().all(|member| *member == user.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn world_write_counts_on_the_file_and_above_it() {
        let top = tempfile::tempdir().unwrap();
        let dir = top.path().canonicalize().unwrap().join("open");
        std::fs::create_dir(&dir).unwrap();
        let file = dir.join("file");
        write(&file, "").unwrap();
        set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        set_permissions(&dir, Permissions::from_mode(0o755)).unwrap();
        assert_eq!(writable_by_others([file.as_path()]), None);
        set_permissions(&dir, Permissions::from_mode(0o777)).unwrap();
        assert_eq!(writable_by_others([file.as_path()]), Some(dir.clone()));
        set_permissions(&dir, Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(writable_by_others([file.as_path()]), None);
        set_permissions(&file, Permissions::from_mode(0o646)).unwrap();
        assert_eq!(writable_by_others([file.as_path()]), Some(file));
    }
}
