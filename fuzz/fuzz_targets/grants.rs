//! Records: what was written comes back, what is read is written the same, and a part of one is none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use venvhook::records::grants::{Answer, Grant, Scope, decode, encode};
use venvhook_fuzz::{choice, name, two};

fuzz_target!(|data: &[u8]| {
    if let Some(grant) = decode(data) {
        assert_eq!(encode(&grant), data);
    }
    let answers =
        [Answer::Allow, Answer::Deny].map(|answer| [Scope::Venv, Scope::Tree].map(|scope| (answer, scope)));
    let Some(((answer, scope), rest)) = choice(data, answers.as_flattened()) else { return };
    let (fingerprint, path) = two(rest);
    let fingerprint = String::from_utf8_lossy(fingerprint).replace('\n', "");
    let grant = Grant { answer, scope, path: name(path).into(), fingerprint };
    let written = encode(&grant);
    assert_eq!(decode(&written), Some(grant));
    // A path may hold what looks like a record's end; else each cut is noticed.
    if !path.windows(4).any(|part| part == b"\nend") {
        let cut = usize::from(data[0]) % written.len();
        assert_eq!(decode(&written[..cut]), None);
    }
});
