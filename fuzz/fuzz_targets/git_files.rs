//! git's text files: a `.git` file leads where git reads it, and a setting is found by its section alone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use venvhook::trust::git_index::{Tracking, tracking};
use venvhook_fuzz::{choice, folder, two, write};

/// An index of version 2 with the one entry `x`, whose objects have names of 20 bytes, or of 32.
fn index(width: usize) -> Vec<u8> {
    let mut index = b"DIRC\0\0\0\x02\0\0\0\x01".to_vec();
    index.extend([0; 24]);
    index.extend(0o100_644_u32.to_be_bytes());
    index.extend([0; 12]);
    index.extend(vec![7; width]);
    index.extend(b"\0\x01x\0");
    while (index.len() - 12) % 8 != 0 {
        index.push(0);
    }
    index.extend(vec![0; width]);
    index
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, data)) = choice(data, &[0, 1, 2]) else { return };
    let one = two(data).0;
    let root = folder().join("repository");
    let _ = std::fs::remove_dir_all(&root);
    match kind {
        0 => {
            // Any such file: an answer, and no hang.
            write("repository/.git", one);
            tracking(&root.join("x"));
        }
        1 => {
            // A name as git writes it, of a directory that is there.
            let Ok(target) = std::str::from_utf8(one) else { return };
            let is_plain = target.split('/').all(|name| !matches!(name, "" | "." | ".."));
            if !is_plain
                || target.contains('\0')
                || target.trim() != target
                || target.len() > 200
                || target == ".git"
                || target.starts_with(".git/")
            {
                return;
            }
            write(&format!("repository/{target}/index"), &index(20));
            write("repository/.git", format!("gitdir: {target}\n").as_bytes());
            // The entry may lie on the way to the target.
            assert_eq!(tracking(&root.join("x")), Tracking::Tracked(root.clone()), "{target:?}");
            assert_eq!(tracking(&root.join("y")), Tracking::Untracked);
        }
        _ => {
            // Around the one setting that counts anything may stand.
            write("repository/.git/index", &index(32));
            write("repository/.git/config", &[one, b"\n[extensions]\n\tobjectformat = sha256\n"].concat());
            assert_eq!(tracking(&root.join("x")), Tracking::Tracked(root.clone()));
            write("repository/.git/index", &index(20));
            write(
                "repository/.git/config",
                &[
                    b"[extensions]\nobjectformat = sha256\nobjectformat = sha1\n[x]\n",
                    one.split(|&byte| byte == b'[').next().unwrap_or_default(),
                ]
                .concat(),
            );
            assert_eq!(tracking(&root.join("x")), Tracking::Tracked(root));
        }
    }
});
