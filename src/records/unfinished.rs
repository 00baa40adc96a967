//! Files that are being written: under another name first, then renamed. If the program is killed in between,
//! one is left, and a later write deletes it.

use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, SystemTime};
use tempfile::{Builder, NamedTempFile};

/// A name that no other program uses: files are deleted by this name, also in a home directory.
const PREFIX: &str = ".venvhook-";
const SUFFIX: &str = ".tmp";
const RANDOM: usize = 12;

/// A write is quick. One that is stopped for longer than this (SIGSTOP) loses its file, and reports that
/// nothing was recorded.
const OLD: Duration = Duration::from_secs(60 * 60);

/// Creates such a file.
pub fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(RANDOM);
    builder
}

/// Deletes what killed writes have left next to `current`, which has just been written. Errors are ignored.
pub fn sweep(current: &NamedTempFile) {
    // The file system's own clock, which may be another machine's.
    let now = current.as_file().metadata().and_then(|metadata| metadata.modified());
    if let (Ok(now), Some(dir)) = (now, current.path().parent()) {
        sweep_dir(dir, now);
    }
}

fn sweep_dir(dir: &Path, now: SystemTime) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten().filter(|entry| is_ours(&entry.file_name())) {
        let is_old = |metadata: std::fs::Metadata| {
            let age = metadata.modified().ok().and_then(|modified| now.duration_since(modified).ok());
            metadata.is_file() && age.is_some_and(|age| age > OLD)
        };
        // Of the entry itself: a link is not followed.
        if entry.metadata().is_ok_and(is_old) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn is_ours(name: &OsStr) -> bool {
    let random = name.as_encoded_bytes().strip_prefix(PREFIX.as_bytes());
    let random = random.and_then(|name| name.strip_suffix(SUFFIX.as_bytes()));
    random.is_some_and(|random| random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, FileTimes};

    #[test]
    fn only_what_is_old_and_ours_is_swept() {
        let top = tempfile::tempdir().unwrap();
        let current = builder().tempfile_in(top.path()).unwrap();
        let now = current.as_file().metadata().unwrap().modified().unwrap();
        let plant = |name: &str, age: Duration| {
            let file = File::create(top.path().join(name)).unwrap();
            file.set_times(FileTimes::new().set_modified(now.checked_sub(age).unwrap())).unwrap();
        };
        let (young, old) = (OLD.checked_sub(Duration::from_secs(1)).unwrap(), OLD + Duration::from_secs(1));
        plant(".venvhook-YoungYoung12.tmp", young);
        plant(".venvhook-OldOldOld123.tmp", old);
        for others in [".venvhook-notes.tmp", ".venvhook-OldOldOld123.tmp~", ".venvhook-my-own-file.tmp", "x"]
        {
            plant(others, old);
        }
        std::fs::create_dir(top.path().join(".venvhook-Directory123.tmp")).unwrap();
        sweep(&current);
        let gone = |name: &str| !top.path().join(name).exists();
        assert!(gone(".venvhook-OldOldOld123.tmp"));
        assert!(current.path().exists());
        assert_eq!(std::fs::read_dir(top.path()).unwrap().count(), 7, "nothing else was deleted");
    }
}
