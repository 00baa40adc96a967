//! What a script sets: names that are names, each once, and none is lost for what stands around it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::HashSet;
use venvhook::shells::Syntax;
use venvhook::venv::activate::touched as names;
use venvhook_fuzz::{choice, two};

fuzz_target!(|data: &[u8]| {
    let syntaxes = [Syntax::Posix, Syntax::Fish, Syntax::PowerShell, Syntax::Batch];
    let Some((syntax, data)) = choice(data, &syntaxes) else { return };
    let (one, other) = two(data);
    let touched = [one, other].map(|script| names(script, syntax));
    let both = names(&[one, b"\n", other].concat(), syntax);
    let merged = |get: fn(&venvhook::venv::activate::touched::Touched) -> &Vec<String>| {
        let mut seen = HashSet::new();
        let merged: Vec<&String> = touched.iter().flat_map(get).filter(|name| seen.insert(*name)).collect();
        assert_eq!(merged, get(&both).iter().collect::<Vec<_>>());
        for name in get(&both) {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            assert!(name.chars().all(is_part) && !name.starts_with(|c: char| c.is_ascii_digit()), "{name:?}");
            assert!(!["PATH", "VIRTUAL_ENV", "IFS", "PWD"].contains(&name.as_str()), "{name}");
        }
    };
    merged(|touched| &touched.variables);
    merged(|touched| &touched.functions);
    let line = match syntax {
        Syntax::Posix => "export fuzz_new=1",
        Syntax::Fish => "set -gx fuzz_new 1",
        Syntax::PowerShell => "$env:fuzz_new = 1",
        Syntax::Batch => return,
    };
    let more = names(&[one, b"\n", line.as_bytes(), b"\n", other].concat(), syntax);
    assert!(more.variables.iter().any(|name| name == "fuzz_new"));
});
