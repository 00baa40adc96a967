//! What bash and zsh share.

use crate::shells::dialect::HookValues;
use crate::shells::git_bash;
use crate::system::os_bytes;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// The script that both source.
pub const ACTIVATE: &[&str] = &["activate"];
/// Makes an inherited venv venvhook's.
pub const HAND_OVER: &str = "export VENVHOOK_ENV=\"$VIRTUAL_ENV\"";
/// What shows the `python` that would run, and what joins two commands.
pub const WHICH_PYTHON_AND: [&str; 2] = ["type python", " &&"];
/// The tour's functions.
const TOUR: &str = include_str!("../../shell/tour.sh");

/// A word; on Windows (Git Bash) a path in it in the shell's own form.
pub fn word(value: &OsStr) -> Vec<u8> {
    if cfg!(windows) { quote(&git_bash::posix(value)) } else { quote(value) }
}

/// Quotes for bash, zsh and other POSIX shells: `'…'`, each quote in it as `'\''`.
///
/// By hand, for what a shell evaluates: shell-words takes no bytes, and leaves bare what some shell reads
/// (`{a,b}`, zsh's `^`); shlex puts two quoted parts side by side, which zsh's RC_QUOTES reads as a quote
/// (zshoptions manual). What the user copies is quoted by [`typed`].
pub fn quote(value: &OsStr) -> Vec<u8> {
    quote_bytes(os_bytes::bytes(value))
}

/// Quotes a text that is not a name but a script.
pub fn quote_bytes(bytes: &[u8]) -> Vec<u8> {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-+@%:,".contains(byte);
    if !bytes.is_empty() && bytes.iter().all(plain) {
        return bytes.to_vec();
    }
    let mut quoted = vec![b'\''];
    for &byte in bytes {
        match byte {
            b'\'' => quoted.extend_from_slice(br"'\''"),
            _ => quoted.push(byte),
        }
    }
    quoted.push(b'\'');
    quoted
}

/// A path for the user to copy. Git Bash has paths in its own form, and takes a backslash for a quote.
pub fn typed(path: &Path) -> String {
    if cfg!(windows) {
        typed_value(&git_bash::posix(path.as_os_str()))
    } else {
        typed_value(path.as_os_str())
    }
}

/// A value for the user to copy, bare where that is safe.
pub fn typed_value(value: &OsStr) -> String {
    // shell-words leaves these bare, and a shell that is typed into reads them: history, braces, zsh's patterns.
    let is_read = |c: char| "!^{}".contains(c) || c.is_control();
    match value.to_str() {
        Some(text) if !text.contains(is_read) => shell_words::quote(text).into_owned(),
        // Nor does it take bytes that are not text.
        _ => String::from_utf8_lossy(&quote(value)).into_owned(),
    }
}

/// A path of Windows in Git Bash.
pub fn windows_path(path: &OsStr) -> Option<OsString> {
    Some(git_bash::posix(path))
}

/// A call of a function of the hook.
pub fn call(verb: &str, words: &[&OsStr]) -> Vec<u8> {
    let mut line = [b"__venvhook_", verb.as_bytes()].concat();
    for value in words {
        line.push(b' ');
        line.extend(word(value));
    }
    line.push(b'\n');
    line
}

/// Assignments. Both shells expand a wildcard in a name, or not, when the hook looks.
pub fn hook_values(values: &HookValues) -> Vec<u8> {
    let names: Vec<Vec<u8>> = values.names.iter().map(|name| quote(OsStr::new(name))).collect();
    let torn: Vec<Vec<u8>> = values.torn.iter().map(|entry| word(entry)).collect();
    let mut text = Vec::new();
    for (name, words) in [("names", names), ("torn", torn)] {
        let list = [b"=(", words.join(&b' ').as_slice(), b")\n"].concat();
        text.extend([b"__venvhook_", name.as_bytes(), &list].concat());
    }
    for (name, value) in values.others {
        text.extend([b"__venvhook_", name.as_bytes(), b"=", &word(value), b"\n"].concat());
    }
    text
}

/// Changes the directory, whatever the user's `cd` is.
pub fn cd(dir: &Path) -> Vec<u8> {
    [b"builtin cd -- ", word(dir.as_os_str()).as_slice(), b"\n"].concat()
}

/// The line that loads the hook of the shell `name`.
pub fn rc_line(name: &str, program: &Path, short: bool) -> Vec<u8> {
    let program = if short { b"venvhook".to_vec() } else { word(program.as_os_str()) };
    [b"eval \"$(", program.as_slice(), b" init ", name.as_bytes(), b")\""].concat()
}

/// A function that writes the report, then ends the shell by a way that runs nothing of the user's.
pub fn report_function(question: &Path, answer: &Path) -> Vec<u8> {
    let (question, answer) = (word(question.as_os_str()), word(answer.as_os_str()));
    [
        b"__venvhook_doctor() {\n  \\builtin source ",
        question.as_slice(),
        b" >| ",
        &answer,
        b"\n  \\builtin echo end >> ",
        &answer,
        b"\n  \\builtin kill -KILL $$\n}\n",
    ]
    .concat()
}

/// The tour's rc file. `counter` is what a prompt has for a number that grows.
pub fn tour_file(report: &Path, counter: &str, prompt: &str) -> Vec<u8> {
    let prompt = word(OsStr::new(&format!("{counter}{prompt}")));
    let report = word(report.as_os_str());
    [b"tour_report_file=", report.as_slice(), b"\nPS1=", &prompt, b"\n", TOUR.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_quote_is_escaped() {
        assert_eq!(quote_bytes(b"caf\xe9 'x'\n$(y)"), b"'caf\xe9 '\\''x'\\''\n$(y)'");
        assert_eq!(quote(OsStr::new("/usr/bin")), b"/usr/bin");
        assert_eq!(quote(OsStr::new("a*'^b")), br"'a*'\''^b'");
        assert_eq!(quote(OsStr::new("")), b"''", "an empty value is still a word");
    }
}
