//! The command line as it was meant.
//!
//! Windows PowerShell garbles quotes, and backslashes before them, on the way to a program. So its
//! hook passes each argument percent-encoded (`[uri]::EscapeDataString`): nothing to garble.

use percent_encoding::percent_decode;
use std::ffi::OsString;

/// The arguments, decoded where it is a PowerShell hook that calls.
pub fn decoded(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match arguments.as_slice() {
        [_, hook, shell, ..] if hook == "hook" && shell == "powershell" => {
            arguments.into_iter().map(decode).collect()
        }
        _ => arguments,
    }
}

/// One argument, decoded.
pub fn decode(argument: OsString) -> OsString {
    match argument.to_str() {
        Some(text) => percent_decode(text.as_bytes()).decode_utf8_lossy().into_owned().into(),
        None => argument,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(words: &[&str]) -> OsString {
        decoded(words.iter().map(OsString::from)).pop().unwrap()
    }

    #[test]
    fn only_a_powershell_hook_is_decoded() {
        let given = ["venvhook", "hook", "powershell", "--pwd%3D%2Fa%20%22b%5C%E2%80%99"];
        assert_eq!(last(&given), "--pwd=/a \"b\\\u{2019}");
        assert_eq!(last(&["venvhook", "hook", "bash", "--pwd=/100%25"]), "--pwd=/100%25");
    }
}
