//! An rc file: setup and then setup --remove give the file back to the byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use venvhook::setup::rc_line::{READS_BASHRC, add, find, marked, remove};
use venvhook::setup::rc_stop::stops;
use venvhook::shells::Shell;
use venvhook_fuzz::{choice, two};

fuzz_target!(|data: &[u8]| {
    let Some((shell, data)) = choice(data, &[Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell]) else {
        return;
    };
    let line = shell.dialect().load_line().expect("it has an rc file");
    let (text, later) = two(data);
    let count = text.split(|&byte| byte == b'\n').count();
    assert!(stops(text, count).iter().all(|stop| (1..count).contains(&stop.number)));
    assert!(find(text, shell).is_none_or(|line| line.number <= count));
    let before = remove(text);
    if marked(text).is_empty() {
        assert_eq!(before.as_deref(), Some(text), "what a person wrote stays");
    } else {
        let again = before.as_deref().unwrap_or_default();
        assert!(marked(again).is_empty(), "a line of setup's is left");
        return;
    }
    for line in [line, READS_BASHRC] {
        let added = add(Some(text), line.as_bytes(), shell);
        assert!(added.starts_with(text));
        assert_eq!(marked(&added).len(), 1);
        assert_eq!(remove(&added).as_deref(), Some(text), "to the byte");
        let twice = add(Some(&added), line.as_bytes(), shell);
        assert!(remove(&twice).is_some_and(|text| text.len() <= added.len()));
    }
    if find(text, shell).is_none() {
        let added = add(Some(text), line.as_bytes(), shell);
        assert!(find(&added, shell).is_some_and(|line| line.marked));
    }
    // What is added below later stays, as a line.
    if !later.is_empty() && marked(later).is_empty() {
        let added = add(Some(text), line.as_bytes(), shell);
        let kept = remove(&[added.as_slice(), later].concat()).expect("something is left");
        assert!(kept.starts_with(text) && kept.ends_with(later));
        let between = &kept[text.len()..kept.len() - later.len()];
        assert!(between.iter().all(|byte| b"\r\n".contains(byte)));
        assert!(text.is_empty() || text.ends_with(b"\n") || between.ends_with(b"\n"));
    }
    assert_eq!(remove(&add(None, line.as_bytes(), shell)), None);
});
