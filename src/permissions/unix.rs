//! On Unix: by owner and mode.

use super::Writable;
use super::modes;
use nix::unistd::{Gid, Group, Uid, User};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const STICKY: u32 = 0o1000;
const GROUP_WRITE: u32 = 0o020;
const WORLD_WRITE: u32 = 0o002;
/// Whom a user namespace (a rootless container) shows for all that is outside of it, root first.
const UNMAPPED: u32 = 65534;

/// The owner of a file that belongs neither to the person nor to root: a name, or a number where
/// there is no name. What cannot be looked at is nobody else's.
pub fn other_owner(file: &Path) -> Option<String> {
    let metadata = file.metadata().ok().filter(|metadata| !is_mine(metadata))?;
    let uid = Uid::from_raw(metadata.uid());
    Some(User::from_uid(uid).ok().flatten().map_or_else(|| format!("uid {uid}"), |user| user.name))
}

fn is_mine(metadata: &Metadata) -> bool {
    let owner = Uid::from_raw(metadata.uid());
    owner.is_root() || owner == Uid::effective()
}

/// What makes a file nobody else's to write.
pub fn remedy(file: &Path) -> String {
    format!("run: chmod go-w {}", crate::message::argument(file))
}

/// The first of `files` that others may write, or the first directory above them in which anybody
/// could put something else in their place. What cannot be looked at is not writable either. Where modes
/// are not kept they say nothing: another place is told first.
pub fn writable_by_others(files: &[&Path]) -> Option<Writable> {
    let written = files.iter().filter(|file| file.metadata().is_ok_and(|m| others_write(file, &m)));
    let open = |_: &Path, m: &Metadata| m.mode() & WORLD_WRITE != 0 && m.mode() & STICKY == 0;
    let mut without_modes = Vec::new();
    for path in written.map(|file| file.to_path_buf()).chain(above(files, open)) {
        let Ok(device) = path.metadata().map(|metadata| metadata.dev()) else { continue };
        if without_modes.iter().any(|(known, _)| *known == device) {
            continue;
        }
        if modes::are_kept(&path) {
            return Some(Writable::Open(path));
        }
        without_modes.push((device, path));
    }
    without_modes.first().map(|(_, path)| Writable::Untold(modes::mount_of(path)))
}

/// The first directory above `files` in which some other user could put something else in their
/// place: its owner, or the members of its group.
pub fn replaceable_in(files: &[&Path]) -> Option<PathBuf> {
    let mut exposed = above(files, |dir, m| {
        // A number without a name, as on a folder that a container was given, is nobody here.
        let somebody = |uid| User::from_uid(Uid::from_raw(uid)).is_ok_and(|user| user.is_some());
        let outside = m.uid() == UNMAPPED && in_user_namespace();
        let foreign = !is_mine(m) && !outside && somebody(m.uid());
        foreign || (m.mode() & STICKY == 0 && others_write(dir, m))
    });
    exposed.next()
}

fn in_user_namespace() -> bool {
    let whole = "4294967295";
    std::fs::read_to_string("/proc/self/uid_map").is_ok_and(|map| !map.trim_end().ends_with(whole))
}

/// The directories above `files`, links resolved, of which `test` holds.
fn above(files: &[&Path], test: impl Fn(&Path, &Metadata) -> bool) -> impl Iterator<Item = PathBuf> {
    let real = files.iter().filter_map(|file| file.canonicalize().ok());
    let dirs = real.flat_map(|file| file.ancestors().skip(1).map(Path::to_path_buf).collect::<Vec<_>>());
    dirs.filter(move |dir| dir.metadata().is_ok_and(|metadata| test(dir, &metadata)))
}

fn others_write(file: &Path, metadata: &Metadata) -> bool {
    let mode = metadata.mode();
    let by_group = || !is_private_group(Gid::from_raw(metadata.gid())) || list_lets_others_write(file);
    mode & WORLD_WRITE != 0 || (mode & GROUP_WRITE != 0 && by_group())
}

#[cfg(target_os = "linux")]
fn list_lets_others_write(file: &Path) -> bool {
    super::posix_acl::lets_others_write(file, is_private_group)
}

/// macOS's lists are of another kind, and leave the mode as it is.
#[cfg(not(target_os = "linux"))]
fn list_lets_others_write(_: &Path) -> bool {
    false
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
        assert_eq!(writable_by_others(&[file.as_path()]), None);
        set_permissions(&dir, Permissions::from_mode(0o777)).unwrap();
        assert_eq!(writable_by_others(&[file.as_path()]), Some(Writable::Open(dir.clone())));
        set_permissions(&dir, Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(writable_by_others(&[file.as_path()]), None);
        set_permissions(&file, Permissions::from_mode(0o646)).unwrap();
        assert_eq!(writable_by_others(&[file.as_path()]), Some(Writable::Open(file)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn whom_an_access_list_names_is_another() {
        use super::super::posix_acl::tests::list;
        let top = tempfile::tempdir().unwrap();
        let file = top.path().canonicalize().unwrap().join("file");
        write(&file, "").unwrap();
        let own = Uid::effective().as_raw();
        for (user, is_open) in [(0, false), (own, false), (54321, true)] {
            // Not every file system keeps lists; and where the group is not the person's own, it is another anyway.
            if xattr::set(&file, "system.posix_acl_access", &list(&[(0x02, 6, user)])).is_err()
                || !is_private_group(Gid::from_raw(file.metadata().unwrap().gid()))
            {
                return;
            }
            assert_eq!(writable_by_others(&[file.as_path()]).is_some(), is_open, "{user}");
        }
    }
}
