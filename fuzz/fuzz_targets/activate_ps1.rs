//! activate.ps1: lines are judged one by one, a quoted value is a literal, and what runs is never one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use venvhook::venv::activate::activate_ps1::is_literal;
use venvhook_fuzz::two;

fuzz_target!(|data: &[u8]| {
    let (one, other) = two(data);
    let (Ok(one), Ok(other)) = (std::str::from_utf8(one), std::str::from_utf8(other)) else {
        assert!(!is_literal(data) || std::str::from_utf8(data).is_ok());
        return;
    };
    let both = format!("{one}\n{other}");
    assert_eq!(is_literal(both.as_bytes()), is_literal(one.as_bytes()) && is_literal(other.as_bytes()));
    assert!(!is_literal(format!("{one}\nif (\"$(x)\" -ne \"\") {{\n{other}").as_bytes()));
    assert!(!is_literal(format!("{one}\n}} elseif ('';x;'' -ne \"\") {{\n{other}").as_bytes()));

    // A value in quotes that are doubled in it, on one line.
    let text: String = other.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let single = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
    let quoted: String =
        text.chars().flat_map(|c| std::iter::repeat_n(c, if single(c) { 2 } else { 1 })).collect();
    assert!(is_literal(format!("if ('{quoted}' -ne \"\") {{").as_bytes()), "{quoted:?}");
    // And one whose quote is not: it ends the text early, wherever it stands.
    if text.chars().filter(|&c| single(c)).count() == 1
        && !text.ends_with(single)
        && !text.starts_with(single)
    {
        assert!(!is_literal(format!("if ('{text}' -ne \"\") {{").as_bytes()), "{text:?}");
    }
});
