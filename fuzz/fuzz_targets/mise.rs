//! mise's TOML: the line that is told is there, and a comment changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use venvhook::doctor::mise::setting;
use venvhook_fuzz::{folder, write};

fuzz_target!(|data: &[u8]| {
    let here = folder().join("p");
    write("p/mise.toml", data);
    let Some(said) = setting(&here) else { return };
    let number: usize = said.rsplit(':').next().and_then(|number| number.parse().ok()).expect("a number");
    let lines: Vec<&[u8]> = data.split(|&byte| byte == b'\n').collect();
    assert!(!lines[number - 1].trim_ascii().is_empty(), "{said}");
    write("p/mise.toml", &[b"# a comment\n", data].concat());
    let below = format!("{}:{}", said.rsplit_once(':').expect("a number").0, number + 1);
    // A byte order mark is one at the very start alone.
    if !data.starts_with(b"\xef\xbb\xbf") {
        assert_eq!(setting(&here), Some(below));
    }
});
