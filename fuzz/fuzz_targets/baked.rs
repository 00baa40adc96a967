//! The recorded path: what a script assigns literally is read as the shell reads it, and no text around
//! an assignment hides it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use venvhook::venv::activate::language;
use venvhook::shells::{quote, Shell, Syntax};
use venvhook_fuzz::{assigned, bytes, choice, name, two};

fuzz_target!(|data: &[u8]| {
    let Some((shell, data)) = choice(data, &[Shell::Bash, Shell::Fish]) else { return };
    let syntax = shell.syntax();
    let paths = |script: &[u8]| language(syntax).recorded_paths(script);
    let (script, path) = two(data);
    // Of very many assignments the last are not read; below the script is there twice.
    if script.windows(11).filter(|part| part == b"VIRTUAL_ENV").count() > 30 {
        return;
    }
    let found = paths(script);
    assert!(found.iter().all(|path| path.has_root()));
    if syntax == Syntax::Posix {
        let assigned = assigned(script);
        for path in &found {
            let path = bytes(path.as_os_str());
            // Windows' line ends are read as such, where a shell may take the first half for the word's.
            let is = |word: &Vec<u8>| word == path || word.strip_suffix(b"\r") == Some(path);
            assert!(assigned.iter().any(is), "{path:?} is not what the shell reads");
        }
    }

    // What a maker writes for a path is that path, whatever stands around it. What cannot be a path is
    // none: a NUL, and more than a system takes.
    let path = name(&[b"/", path].concat());
    if bytes(&path).contains(&0) || bytes(&path).len() > 4000 {
        return;
    }
    let key: &[u8] = if syntax == Syntax::Fish { b"\nset -gx VIRTUAL_ENV " } else { b"\nVIRTUAL_ENV=" };
    // virtualenv's form, by Python's shlex.
    let python = || {
        [
            b"'",
            bytes(&path).split(|&byte| byte == b'\'').collect::<Vec<_>>().join(&b"'\"'\"'"[..]).as_slice(),
            b"'",
        ]
        .concat()
    };
    let mut words = vec![quote::word(shell, &path)];
    if syntax == Syntax::Posix || !bytes(&path).contains(&b'\\') {
        words.push(python());
    }
    for word in words {
        let with = paths(&[script, key, &word, b"\n", script].concat());
        assert!(with.contains(&PathBuf::from(&path)), "{path:?} is hidden in {word:?}");
        for one in &found {
            assert!(with.contains(one), "{one:?} is hidden");
        }
    }
});
