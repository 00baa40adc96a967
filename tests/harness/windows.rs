//! Windows as wine shows it: where it is set up, and its paths in this system's words and back.
//! Scenarios and looks speak of this system's paths only; what a shell is told or says is turned here.

use std::path::PathBuf;

/// What wine is told to start. By a bare name it starts cmd by another program, start.exe, which fails
/// now and then on a busy machine ("ShellExecuteEx failed: Internal error").
pub const CMD: &str = r"C:\windows\system32\cmd.exe";

/// Where tests/windows/setup has put its things, if it has.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os("VENVHOOK_WINDOWS").map(PathBuf::from)
}

/// What the drive C: is here.
fn drive_c() -> Option<String> {
    let dir = folder()?.canonicalize().ok()?.join("prefix/drive_c");
    dir.into_os_string().into_string().ok()
}

/// The folder for worlds, on drive C:.
pub fn worlds() -> Option<PathBuf> {
    let dir = PathBuf::from(drive_c()?).join("vh");
    std::fs::create_dir_all(&dir).ok()?;
    Some(dir)
}

/// `C:\p\q` for a path on that drive, `Z:\p` for any other. What is no absolute path stays.
pub fn shown(path: &str) -> String {
    if !path.starts_with('/') {
        return path.to_owned();
    }
    let on_c = drive_c().and_then(|c| path.strip_prefix(&c).map(|rest| format!("C:{rest}")));
    let mut text = on_c.unwrap_or_else(|| format!("Z:{path}")).replace('/', "\\");
    if text.len() == 2 {
        text.push('\\');
    }
    text
}

/// The path here of `C:\p` or `Z:\p`; any other text stays.
pub fn native(text: &str) -> String {
    let rest = |drive: char| {
        let rest = text.strip_prefix([drive, drive.to_ascii_lowercase()])?.strip_prefix(':')?;
        rest.starts_with('\\').then(|| rest.replace('\\', "/"))
    };
    match (rest('C'), rest('Z')) {
        (Some(rest), _) => drive_c().unwrap_or_default() + &rest,
        (_, Some(rest)) => rest,
        _ => text.to_owned(),
    }
}

/// A search path in Windows' form.
pub fn shown_list(list: &str) -> String {
    list.split(':').map(shown).collect::<Vec<_>>().join(";")
}

/// A search path in this system's form.
pub fn native_list(list: &str) -> String {
    list.split(';').map(native).collect::<Vec<_>>().join(":")
}
