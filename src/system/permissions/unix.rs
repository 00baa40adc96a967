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

/// The owner of a file that belongs neither to the user nor to root: a name, or a number where
/// there is no name. What cannot be looked at is nobody else's.
pub fn other_owner(file: &Path) -> Option<String> {
    let metadata = file.metadata().ok().filter(|metadata| !is_mine(metadata))?;
    let uid = Uid::from_raw(metadata.uid());
    Some(User::from_uid(uid).ok().flatten().map_or_else(|| format!("uid {uid}"), |user| user.name))
}

fn is_mine(metadata: &Metadata) -> bool {
    belongs_to(Uid::from_raw(metadata.uid()), Uid::effective())
}

fn belongs_to(owner: Uid, person: Uid) -> bool {
    owner.is_root() || owner == person
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
    std::fs::read_to_string("/proc/self/uid_map").is_ok_and(|map| leaves_some_out(&map))
}

/// Whether a map of users is not that of the whole system, which has every number.
fn leaves_some_out(uid_map: &str) -> bool {
    !uid_map.trim_end().ends_with(" 4294967295")
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

/// Whether a group is the user's own and nobody else's, as on systems that give each user a
/// group of the same name and a umask of 002.
fn is_private_group(gid: Gid) -> bool {
    let Ok(Some(user)) = User::from_uid(Uid::effective()) else { return false };
    let Ok(Some(group)) = Group::from_gid(gid) else { return false };
    is_private_to(&user, &group)
}

fn is_private_to(user: &User, group: &Group) -> bool {
    user.gid == group.gid && group.name == user.name && group.mem.iter().all(|member| *member == user.name)
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
            // Not every file system keeps lists; and where the group is not the user's own, it is another anyway.
            if xattr::set(&file, "system.posix_acl_access", &list(&[(0x02, 6, user)])).is_err()
                || !is_private_group(Gid::from_raw(file.metadata().unwrap().gid()))
            {
                return;
            }
            assert_eq!(writable_by_others(&[file.as_path()]).is_some(), is_open, "{user}");
        }
    }

    #[test]
    fn a_group_is_private_if_it_is_nobody_elses() {
        let user = User::from_uid(Uid::from_raw(0)).unwrap().unwrap();
        let is_private = |gid: u32, name: &str, members: &[&str]| {
            let group = Group {
                name: name.into(),
                passwd: std::ffi::CString::default(),
                gid: Gid::from_raw(gid),
                mem: members.iter().map(ToString::to_string).collect(),
            };
            is_private_to(&user, &group)
        };
        let (gid, name) = (user.gid.as_raw(), user.name.as_str());
        assert!(is_private(gid, name, &[]) && is_private(gid, name, &[name]));
        assert!(!is_private(gid, name, &[name, "ann"]) && !is_private(gid, name, &["ann"]));
        assert!(!is_private(gid, "users", &[]), "that all are in");
        assert!(!is_private(gid + 1, name, &[]), "that is not the user's first");
        assert!(!is_private_group(Gid::from_raw(4_000_000)), "nobody knows it");
    }

    #[test]
    fn a_groups_right_to_write_counts_unless_the_group_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().canonicalize().unwrap().join("file");
        write(&file, "").unwrap();
        let told = |mode: u32| {
            set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            writable_by_others(&[file.as_path()])
        };
        let person = User::from_uid(Uid::effective()).unwrap().unwrap();
        let own = Group::from_gid(person.gid).unwrap().unwrap();
        std::os::unix::fs::chown(&file, None, Some(own.gid.as_raw())).unwrap();
        assert_eq!(told(0o664).is_none(), is_private_to(&person, &own));
        // Only root gives files away.
        if Uid::effective().is_root() {
            std::os::unix::fs::chown(&file, None, Some(4_000_000)).unwrap();
            assert_eq!(told(0o664), Some(Writable::Open(file.clone())));
            assert_eq!(told(0o644), None);
            std::os::unix::fs::chown(dir.path(), None, Some(4_000_000)).unwrap();
            set_permissions(dir.path(), Permissions::from_mode(0o775)).unwrap();
            assert_eq!(writable_by_others(&[file.as_path()]), None, "above it only what is open to all");
            assert_eq!(replaceable_in(&[file.as_path()]), file.parent().map(Path::to_path_buf));
            set_permissions(dir.path(), Permissions::from_mode(0o1775)).unwrap();
            assert_eq!(replaceable_in(&[file.as_path()]), None, "there everybody's files are their own");
        }
    }

    #[test]
    fn the_owner_is_told_if_it_is_somebody_else() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().canonicalize().unwrap().join("file");
        write(&file, "").unwrap();
        assert_eq!(other_owner(&file), None);
        assert_eq!(other_owner(Path::new("/")), None, "root's is as good as one's own");
        assert_eq!(other_owner(&dir.path().join("none")), None);
        assert_eq!(replaceable_in(&[file.as_path()]), None);
        if Uid::effective().is_root() {
            let nobody = User::from_name("nobody").unwrap().unwrap();
            let give = |path: &Path, uid| std::os::unix::fs::chown(path, Some(uid), None).unwrap();
            give(&file, nobody.uid.as_raw());
            assert_eq!(other_owner(&file).as_deref(), Some("nobody"));
            give(&file, 4_000_000);
            assert_eq!(other_owner(&file).as_deref(), Some("uid 4000000"));
            give(dir.path(), 4_000_000);
            assert_eq!(replaceable_in(&[file.as_path()]), None, "a number without a name is nobody here");
            give(dir.path(), nobody.uid.as_raw());
            let map = std::fs::read_to_string("/proc/self/uid_map");
            let outside = nobody.uid.as_raw() == UNMAPPED && map.is_ok_and(|map| leaves_some_out(&map));
            let exposed = file.parent().filter(|_| !outside).map(Path::to_path_buf);
            assert_eq!(replaceable_in(&[file.as_path()]), exposed);
        }
    }

    #[test]
    fn what_belongs_to_root_is_as_good_as_ones_own() {
        let (ann, bob, root) = (Uid::from_raw(1000), Uid::from_raw(1001), Uid::from_raw(0));
        assert!(belongs_to(ann, ann) && belongs_to(root, ann) && belongs_to(root, root));
        assert!(!belongs_to(bob, ann) && !belongs_to(ann, root));
    }

    #[test]
    fn a_map_of_users_tells_whether_some_are_left_out() {
        assert!(!leaves_some_out("         0          0 4294967295\n"));
        assert!(leaves_some_out("         0       1000          1\n"));
        assert!(leaves_some_out("         0       1000          1\n         1     100000      65536\n"));
    }
}
