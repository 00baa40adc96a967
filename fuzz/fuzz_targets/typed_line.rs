//! A line that is being typed: every line has words, joined again they split to the same, and bytes have
//! those of text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{OsStr, OsString};
use venvhook::commands::complete::typed_line::{from_bash, words};
use venvhook_fuzz::{bytes, name, two};

fuzz_target!(|data: &[u8]| {
    let (line, current) = (two(data).0, two(data).1);
    let found = words(&name(line));
    if let Ok(line) = std::str::from_utf8(line) {
        let texts: Vec<&str> = found.iter().map(|word| word.to_str().expect("text stays text")).collect();
        let joined = shell_words::join(&texts);
        assert_eq!(words(OsStr::new(&joined)), found);
        if let Ok(whole) = shell_words::split(line) {
            assert_eq!(whole, texts, "a whole line is split as it stands");
        }
        // With a byte behind it that is no text, the words before the last are the same.
        let bytewise = words(&name(&[line.as_bytes(), b" \xff"].concat()));
        // shlex makes an empty word of a line's continuation that stands alone, and a comment takes the rest.
        if shell_words::split(line).is_ok()
            && !line.ends_with('\\')
            && !line.contains('#')
            && !line.contains("\\\n")
        {
            assert_eq!(bytewise[..bytewise.len() - 1], found[..]);
            assert_eq!(bytewise.last().map(OsString::as_os_str), Some(name(b"\xff").as_os_str()));
        }
    }
    let (found, kept) = from_bash(&name(line), &name(current));
    assert!(found.last().is_none_or(|last| bytes(last).starts_with(bytes(&kept))));
});
