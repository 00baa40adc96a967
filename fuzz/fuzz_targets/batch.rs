//! Batch files: a path in each maker's form is read as it is, a variable never is, and nothing hides either.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use venvhook::venv::activate::activate_bat::{baked, hazards, works_out_its_place};
use venvhook_fuzz::two;

fuzz_target!(|data: &[u8]| {
    let (script, path) = two(data);
    let _ = (hazards(script), works_out_its_place(script));
    let found = baked(script);
    for path in &found {
        let path = path.to_string_lossy();
        assert!(
            !path.contains(['"', '\n']) && (path.get(1..3) == Some(":\\") || path.starts_with('/')),
            "{path}"
        );
    }
    let Ok(path) = std::str::from_utf8(path) else { return };
    // What no name on Windows holds.
    if path.contains(|c: char| c.is_control() || "\"*?<>|:".contains(c))
        || path.ends_with(char::is_whitespace)
    {
        return;
    }
    let path = format!("C:\\{path}");
    let doubled = path.replace('%', "%%");
    for line in [
        format!("set \"VIRTUAL_ENV={doubled}\""),
        format!("@set \"VIRTUAL_ENV={doubled}\"\r"),
        format!("@for %%i in (\"{doubled}\") do @set \"VIRTUAL_ENV=%%~fi\""),
    ] {
        let with = baked(&[script, b"\n", line.as_bytes(), b"\n", script].concat());
        assert!(with.contains(&PathBuf::from(&path)), "{path:?} is hidden in {line:?}");
        assert!(found.iter().all(|one| with.contains(one)));
    }
    if !path.contains('%') {
        // Where one `%` stands alone something else comes out.
        let with = format!("set \"VIRTUAL_ENV={path}%x%\"");
        assert!(baked(with.as_bytes()).is_empty(), "{with}");
    }
});
