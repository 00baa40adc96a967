//! git's index: the names in it decide, whatever else it holds; one that cannot be read is unknown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use venvhook::trust::git_index::{Tracking, tracking};
use venvhook_fuzz::{choice, folder, write};

/// An index of version 2 with these names.
fn index(names: &BTreeSet<&[u8]>) -> Vec<u8> {
    let mut index = b"DIRC\0\0\0\x02".to_vec();
    index.extend(u32::try_from(names.len()).expect("few").to_be_bytes());
    for name in names {
        let start = index.len();
        index.extend([0; 24]);
        index.extend(0o100_644_u32.to_be_bytes());
        index.extend([0; 12]);
        index.extend([7; 20]);
        index.extend(u16::try_from(name.len()).expect("short").to_be_bytes());
        index.extend_from_slice(name);
        index.push(0);
        while (index.len() - start) % 8 != 0 {
            index.push(0);
        }
    }
    index.extend([0; 20]);
    index
}

fuzz_target!(|data: &[u8]| {
    let Some((raw, data)) = choice(data, &[true, false]) else { return };
    let (root, venv) = (folder().join("repository"), folder().join("repository/p/.venv"));
    if raw {
        write("repository/.git/index", data);
        assert!(matches!(tracking(&venv), Tracking::Unknown(_) | Tracking::Untracked | Tracking::Tracked(_)));
        return;
    }
    let is_name =
        |name: &&[u8]| !name.is_empty() && name.len() < 4000 && !name.contains(&0) && !name.ends_with(b"/");
    let names: BTreeSet<&[u8]> = data.split(|&byte| byte == b'\n').filter(is_name).collect();
    write("repository/.git/index", &index(&names));
    let within = |name: &&&[u8]| **name == b"p/.venv" || name.starts_with(b"p/.venv/");
    let expected = names.iter().find(within).map_or(Tracking::Untracked, |_| Tracking::Tracked(root));
    assert_eq!(tracking(&venv), expected, "{names:?}");
});
