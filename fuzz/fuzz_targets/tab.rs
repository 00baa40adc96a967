//! Tab: what is offered goes on from what is typed, and holds what one line of an answer can.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::Once;
use venvhook::commands::complete::candidates::{Answer, answers};
use venvhook::records::grants::{Answer as Said, Grant, Grants, Scope};
use venvhook::commands::complete::typed_line::from_bash;
use venvhook_fuzz::{bytes, folder, name, two, write};

fuzz_target!(|data: &[u8]| {
    static MADE: Once = Once::new();
    let grants = Grants::in_dir(&folder().join("data"));
    MADE.call_once(|| {
        write("here/my venv/pyvenv.cfg", b"home = /usr/bin\nversion = 3.13.1\n");
        write("here/.venv/bin/tool", b"");
        let (answer, scope, path) = (Said::Deny, Scope::Tree, "/some/tree".into());
        grants.put(&Grant { answer, scope, path, fingerprint: String::new() }).expect("a record");
    });
    let (line, current) = two(data);
    let (words, _) = from_bash(&name(&[b"venvhook ", line].concat()), &name(current));
    let typed = words.last().cloned().unwrap_or_default();
    for answer in answers(&words, &folder().join("here"), &grants) {
        if let Answer::Word(word, _) = answer {
            assert!(bytes(&word).starts_with(bytes(&typed)), "{typed:?} is given up for {word:?}");
        }
    }
});
