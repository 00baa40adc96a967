//! Makers' `activate.fish`: what of it an old fish would read otherwise than it was meant.

/// Whether fish before 3.2 would run what the script quotes: it takes a quote behind an escaped backslash for
/// an escaped one, so that what is between the quotes lies open to it (fish issue 7685). virtualenv writes
/// a backslash in a name that way.
pub fn is_misread<'a>(script: &[u8], mut held: impl Iterator<Item = &'a [u8]>) -> bool {
    let open_quote = |bytes: &[u8]| matches!(bytes, [b'\\', b'\\', b'\'' | b'"']);
    script.windows(3).any(open_quote) && held.any(|name| name.iter().any(|byte| b"()".contains(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_after_an_escaped_backslash_is_misread() {
        let is_misread =
            |script: &str, name: &str| is_misread(script.as_bytes(), [name.as_bytes()].into_iter());
        assert!(is_misread(r"set -gx VIRTUAL_ENV '/a/'\\'$(x)'", r"/a/\$(x)"));
        assert!(is_misread(r#"set -gx VIRTUAL_ENV "/a/"\\"(x)""#, r"/a/\(x)"));
        // Nothing to run; and quotes that it reads as they are.
        assert!(!is_misread(r"set -gx VIRTUAL_ENV '/a/'\\'b'", r"/a/\b"));
        assert!(!is_misread(r"set -gx VIRTUAL_ENV '/a/it'\''s (x)'", r"/a/it's (x)"));
    }
}
