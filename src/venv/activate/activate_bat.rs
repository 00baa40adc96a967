//! Batch files as makers of venvs write them: the path recorded in an activate.bat.
//!
//! `& | < > ^` have a meaning in cmd outside quotes, and `%` everywhere; a script that would run a directory's
//! name has no literal path for us (facts/activate.md, section 8).

use std::path::PathBuf;

/// What surrounds the path in each maker's script: CPython with correct quoting and virtualenv; uv; older CPython.
const QUOTED: [(&str, &str); 2] =
    [("set \"VIRTUAL_ENV=", "\""), ("for %%i in (\"", "\") do @set \"VIRTUAL_ENV=%%~fi\"")];
const BARE: &str = "set VIRTUAL_ENV=";

/// The literal paths that the script assigns to `VIRTUAL_ENV`, in order of appearance.
pub fn baked(script: &[u8]) -> Vec<PathBuf> {
    let text = String::from_utf8_lossy(script);
    let absolute = |path: &PathBuf| path.is_absolute() || path.to_string_lossy().get(1..3) == Some(":\\");
    text.lines().filter_map(|line| literal(line.trim_end()).map(PathBuf::from).filter(absolute)).collect()
}

fn literal(line: &str) -> Option<String> {
    let line = line.trim_start().trim_start_matches('@');
    for (start, end) in QUOTED {
        if let Some(path) = line.strip_prefix(start).and_then(|rest| rest.strip_suffix(end)) {
            return without_percent(path).filter(|path| !path.contains('"'));
        }
    }
    let bare = line.strip_prefix(BARE)?;
    without_percent(bare).filter(|path| !path.contains(['&', '|', '<', '>', '^', '"']))
}

/// The text with `%%` as `%`; `None` where a single `%` would begin a variable.
fn without_percent(text: &str) -> Option<String> {
    let mut parts = text.split("%%");
    parts.all(|part| !part.contains('%')).then(|| text.replace("%%", "%"))
}

/// Whether the script works out `VIRTUAL_ENV` from its own path.
pub fn works_out_its_place(script: &[u8]) -> bool {
    String::from_utf8_lossy(script)
        .lines()
        .any(|line| line.contains("VIRTUAL_ENV=") && line.contains("%~dp0"))
}

/// The bytes of a prompt name that would have a meaning in the script.
pub fn hazards(script: &[u8]) -> &'static [u8] {
    let has = |needle: &str| script.windows(needle.len()).any(|window| window == needle.as_bytes());
    // virtualenv since 21.14.13 quotes every name correctly.
    if has("VIRTUAL_ENV_PROMPT:$=$$") {
        b""
    } else if has("set \"PROMPT=(") || has("set \"PROMPT=%ENV_PROMPT%") {
        b"%\""
    } else {
        b"%\"&|<>^"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Vec<String> {
        baked(line.as_bytes()).iter().map(|path| path.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn each_makers_form_is_read() {
        assert_eq!(one("set VIRTUAL_ENV=C:\\a b\\.venv\r\n"), ["C:\\a b\\.venv"]);
        assert_eq!(one("@set \"VIRTUAL_ENV=C:\\a&b\"\r\n"), ["C:\\a&b"]);
        assert_eq!(one("@set \"VIRTUAL_ENV=C:\\100%%\"\r\n"), ["C:\\100%"]);
        assert_eq!(one("@for %%i in (\"C:\\p (1)\") do @set \"VIRTUAL_ENV=%%~fi\"\r\n"), ["C:\\p (1)"]);
    }

    #[test]
    fn a_path_is_worked_out_from_the_scripts_own_path() {
        assert!(works_out_its_place(b"@for %%i in (\"%~dp0..\") do @set \"VIRTUAL_ENV=%%~fi\"\r\n"));
        assert!(!works_out_its_place(b"@rem %~dp0\r\nset VIRTUAL_ENV=C:\\a&calc\r\n"));
    }

    #[test]
    fn text_that_cmd_would_not_take_literally_is_not_a_path() {
        for line in [
            "set VIRTUAL_ENV=C:\\a&calc",
            "set VIRTUAL_ENV=C:\\a^b",
            "set \"VIRTUAL_ENV=C:\\%x%\"",
            "@for %%i in (\"%~dp0..\") do @set \"VIRTUAL_ENV=%%~fi\"",
            "set VIRTUAL_ENV=",
        ] {
            assert_eq!(one(line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn text_in_quotes_is_a_path_unless_it_ends_the_quotes() {
        assert_eq!(one("set \"VIRTUAL_ENV=C:\\a\"b\""), [] as [&str; 0]);
        assert_eq!(one("set VIRTUAL_ENV=C:\\a\"b"), [] as [&str; 0]);
        assert_eq!(one("set VIRTUAL_ENV=C:\\%x%"), [] as [&str; 0]);
        assert_eq!(one("set VIRTUAL_ENV=C:\\100%%\r\n  @set \"VIRTUAL_ENV=D:\\b\""), ["C:\\100%", "D:\\b"]);
        assert_eq!(one("set VIRTUAL_ENV=a\\b"), [] as [&str; 0], "no absolute path");
    }

    #[test]
    fn a_path_is_worked_out_only_if_it_is_set_on_that_line() {
        assert!(!works_out_its_place(b"set \"X=%~dp0..\"\r\n"));
        assert!(!works_out_its_place(b"set VIRTUAL_ENV=C:\\a\r\n"));
    }

    #[test]
    fn a_prompts_name_is_run_as_the_script_writes_it() {
        let hazards = |script: &str| String::from_utf8(hazards(script.as_bytes()).to_vec()).unwrap();
        assert_eq!(hazards("set PROMPT=(a) %PROMPT%"), "%\"&|<>^");
        assert_eq!(hazards("set \"PROMPT=(a) %PROMPT%\""), "%\"");
        assert_eq!(hazards("set \"PROMPT=%ENV_PROMPT%%PROMPT%\""), "%\"");
        assert_eq!(hazards("set \"VIRTUAL_ENV_PROMPT=%VIRTUAL_ENV_PROMPT:$=$$%\"\r\nset \"PROMPT=(x"), "");
    }
}
