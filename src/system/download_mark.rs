//! The mark by which a system remembers that a file was downloaded. Who unpacks an archive may hand it on: macOS's
//! Archive Utility, Windows' Explorer and WinRAR do, 7-Zip on demand; tar, unzip and most of Linux do not.

use std::path::Path;

/// Whether a file carries it, links followed. Where it cannot be told, it does not.
#[cfg(unix)]
pub fn is_on(file: &Path) -> bool {
    // macOS: com.apple.quarantine. Elsewhere: freedesktop.org's guidelines for extended attributes.
    let name = if cfg!(target_os = "macos") { "com.apple.quarantine" } else { "user.xdg.origin.url" };
    xattr::get_deref(file, name).is_ok_and(|mark| mark.is_some())
}

/// Whether a file carries it, links followed. Where it cannot be told, it does not.
#[cfg(windows)]
pub fn is_on(file: &Path) -> bool {
    let mut stream = file.as_os_str().to_os_string();
    stream.push(":Zone.Identifier");
    crate::system::read_file::read(Path::new(&stream)).is_ok_and(|text| is_from_outside(&text))
}

/// Whether a `Zone.Identifier` stream names the internet (3) or a site that is restricted (4). Nearer zones
/// are this machine, the local network and what the user trusts. One that names none was written by someone.
#[cfg(any(windows, test))]
fn is_from_outside(stream: &[u8]) -> bool {
    let text = String::from_utf8_lossy(stream);
    let zone = text.lines().find_map(|line| line.trim().strip_prefix("ZoneId="));
    zone.and_then(|zone| zone.trim().parse::<u32>().ok()).is_none_or(|zone| zone >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_writes_is_read() {
        let stream =
            |zone: &str| format!("[ZoneTransfer]\r\nZoneId={zone}\r\nHostUrl=https://host/a.zip\r\n");
        for zone in ["3", "4", " 3 ", "?"] {
            assert!(is_from_outside(stream(zone).as_bytes()), "{zone}");
        }
        for zone in ["0", "1", "2"] {
            assert!(!is_from_outside(stream(zone).as_bytes()), "{zone}");
        }
        assert!(is_from_outside(b""));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_mark_is_seen_behind_a_link() {
        let top = tempfile::tempdir().unwrap();
        let (file, link) = (top.path().join("file"), top.path().join("link"));
        std::fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(!is_on(&file) && !is_on(&link) && !is_on(&top.path().join("none")));
        // Not every file system keeps attributes.
        if xattr::set(&file, "user.xdg.origin.url", b"https://host/a.tar").is_ok() {
            assert!(is_on(&file) && is_on(&link));
        }
    }
}
