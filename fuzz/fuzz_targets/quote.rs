//! Quoting: what is quoted comes back as it was, by another reader of each syntax, and as one word.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::OsStr;
use std::path::Path;
use venvhook::ui::message::argument_in;
use venvhook::shells::powershell::quoting::utf16_escapes;
use venvhook::shells::quote;
use venvhook::shells::Shell;
use venvhook_fuzz::name;

/// What fish makes of one word (fish manual, "Quotes"); `None`: it is none, or more than a literal.
fn fish(word: &[u8]) -> Option<Vec<u8>> {
    let body = word.strip_prefix(b"'")?;
    let (mut value, mut rest) = (Vec::new(), body.iter());
    loop {
        match rest.next()? {
            b'\'' => return rest.next().is_none().then_some(value),
            b'\\' => match rest.next()? {
                byte @ (b'\'' | b'\\') => value.push(*byte),
                byte => value.extend([b'\\', *byte]),
            },
            byte => value.push(*byte),
        }
    }
}

/// What .NET's `[regex]::Unescape` makes of the escapes that are used, as UTF-16.
fn unescaped(text: &str) -> Option<Vec<u16>> {
    let (mut units, mut rest) = (Vec::new(), text.chars());
    while let Some(c) = rest.next() {
        if c == '\\' {
            let digits: String = rest.by_ref().take(5).collect();
            units.push(
                u16::from_str_radix(digits.strip_prefix('u').filter(|digits| digits.len() == 4)?, 16).ok()?,
            );
        } else {
            units.push(u16::try_from(u32::from(c)).ok()?);
        }
    }
    Some(units)
}

/// What PowerShell makes of one word.
fn powershell(word: &[u8]) -> Option<Vec<u16>> {
    let word = std::str::from_utf8(word).ok().filter(|word| word.is_ascii())?;
    if let Some(escapes) = word.strip_prefix("([regex]::Unescape('").and_then(|rest| rest.strip_suffix("'))"))
    {
        return (!escapes.contains('\'')).then(|| unescaped(escapes)).flatten();
    }
    let value = word.strip_prefix('\'')?.strip_suffix('\'')?;
    (!value.contains('\'')).then(|| value.encode_utf16().collect())
}

fuzz_target!(|data: &[u8]| {
    let value = name(data);
    let split = |line: &[u8]| shlex::bytes::split(line).unwrap_or_default();
    let posix = quote::word(Shell::Bash, &value);
    assert_eq!(split(&posix), [data]);
    // Two words stay two, and zsh's RC_QUOTES sees no pair of quotes in one.
    assert_eq!(split(&[&posix, &b" "[..], &posix].concat()), [data, data]);
    assert!(
        data.is_empty()
            || !posix.windows(2).any(|pair| pair == b"''")
            || posix.windows(4).any(|part| part == br"'\''")
    );
    assert_eq!(fish(&quote::word(Shell::Fish, &value)).as_deref(), Some(data));

    let text = value.to_string_lossy();
    let units: Vec<u16> = text.encode_utf16().collect();
    assert_eq!(powershell(&quote::word(Shell::PowerShell, &value)), Some(units.clone()));
    let escapes = String::from_utf8(utf16_escapes(&value)).expect("ASCII");
    assert_eq!(unescaped(&escapes), Some(units));

    // What a person copies.
    let copied = |shell: Option<Shell>| argument_in(shell, Path::new(OsStr::new(&*text)));
    for shell in [Some(Shell::Bash), Some(Shell::Zsh), None] {
        assert_eq!(shell_words::split(&copied(shell)), Ok(vec![text.to_string()]));
    }
    let fished = copied(Some(Shell::Fish));
    if text.contains('\\') {
        assert_eq!(fish(fished.as_bytes()).as_deref(), Some(text.as_bytes()));
    } else {
        assert_eq!(shell_words::split(&fished), Ok(vec![text.to_string()]));
    }
    // Bare is only what no shell reads.
    if fished == text {
        assert!(
            !text.contains(|c: char| c.is_control() || " '\"\\$`!^*?[(){}<>|&;#~".contains(c)),
            "{text:?}"
        );
    }
    let typed = copied(Some(Shell::PowerShell));
    let single = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
    if let Some(body) = typed.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        let (mut value, mut rest) = (String::new(), body.chars());
        while let Some(c) = rest.next() {
            assert!(!single(c) || rest.next() == Some(c), "{typed:?} ends early");
            value.push(c);
        }
        assert_eq!(value, text);
    } else {
        assert_eq!(typed, text);
    }
});
