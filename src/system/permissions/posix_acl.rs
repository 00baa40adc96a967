//! POSIX access lists, as Linux keeps them (acl(5)): who but the owner and the group may write. The mode shows
//! of all that only its upper bound, in the bits of the group.

use nix::unistd::{Gid, Uid};
use std::path::Path;

const NAME: &str = "system.posix_acl_access";
/// The form's number, before the entries.
const VERSION: [u8; 4] = [2, 0, 0, 0];
const USER: u16 = 0x02;
const GROUP: u16 = 0x08;
const WRITE: u16 = 0x02;

/// Whether the file's list lets a user or a group that it names write. To be asked only where the mode gives
/// the group that right: else it is nobody's.
pub(super) fn lets_others_write(file: &Path, is_own_group: impl Fn(Gid) -> bool) -> bool {
    let list = xattr::get_deref(file, NAME).ok().flatten().unwrap_or_default();
    let is_mine = |uid: Uid| uid.is_root() || uid == Uid::effective();
    writers(&list).any(|(kind, id)| match kind {
        USER => !is_mine(Uid::from_raw(id)),
        _ => !is_own_group(Gid::from_raw(id)),
    })
}

/// The users and groups named in a list that may write: tag, rights and number, eight bytes an entry.
fn writers(list: &[u8]) -> impl Iterator<Item = (u16, u32)> {
    let entries = list.strip_prefix(&VERSION).unwrap_or_default().chunks_exact(8);
    let entries = entries.filter_map(|entry| {
        let half = |at| Some(u16::from_le_bytes([*entry.get(at)?, *entry.get(at + 1)?]));
        let id = u32::from_le_bytes(entry.get(4..8)?.try_into().ok()?);
        Some((half(0)?, half(2)?, id))
    });
    let named = entries.filter(|(kind, rights, _)| [USER, GROUP].contains(kind) && rights & WRITE != 0);
    named.map(|(kind, _, id)| (kind, id))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A list as setfacl writes it: the owner, these, the group, the mask and the others.
    pub(in super::super) fn list(named: &[(u16, u16, u32)]) -> Vec<u8> {
        let owner = [(0x01, 6, u32::MAX)];
        let rest = [(0x04, 4, u32::MAX), (0x10, 6, u32::MAX), (0x20, 4, u32::MAX)];
        let mut entries = [&owner, named, &rest].concat();
        entries.sort_unstable();
        let bytes = |(kind, rights, id): (u16, u16, u32)| {
            [kind.to_le_bytes().as_slice(), &rights.to_le_bytes(), &id.to_le_bytes()].concat()
        };
        [VERSION.to_vec(), entries.into_iter().flat_map(bytes).collect()].concat()
    }

    #[test]
    fn only_those_who_are_named_and_may_write_count() {
        let found = |list: &[u8]| writers(list).collect::<Vec<_>>();
        assert_eq!(found(&list(&[])), []);
        assert_eq!(found(&list(&[(USER, 4, 7), (GROUP, 5, 8)])), []);
        assert_eq!(found(&list(&[(USER, 6, 7), (GROUP, 2, 8)])), [(USER, 7), (GROUP, 8)]);
        let whole = list(&[(USER, 6, 7)]);
        assert_eq!(found(&whole[..whole.len() - 3]), [(USER, 7)]);
        assert_eq!(found(b"\x03\0\0\0"), []);
        assert_eq!(found(b""), []);
    }
}
