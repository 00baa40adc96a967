//! Reads a file that may be anything: a pipe, a device, a directory or 100 MB all get an error,
//! never a hang. pyvenv.cfg and activate scripts are read through here alone.

use std::fs::File;
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

/// No pyvenv.cfg or activate script that a maker writes comes near this; bytes.
pub const LIMIT: u64 = 1 << 20;

/// The file's bytes. Errors: the system's own, `InvalidInput` for what is no regular file,
/// `FileTooLarge` beyond [`LIMIT`].
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let file = open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "is not a regular file"));
    }
    let too_large = || Error::new(ErrorKind::FileTooLarge, "is larger than 1 MiB");
    if metadata.len() > LIMIT {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT { Err(too_large()) } else { Ok(bytes) }
}

#[cfg(unix)]
fn open(path: &Path) -> Result<File, Error> {
    use std::os::unix::fs::OpenOptionsExt;
    // O_NONBLOCK: opening a named pipe would wait for a writer for ever.
    File::options().read(true).custom_flags(nix::libc::O_NONBLOCK).open(path)
}

#[cfg(windows)]
fn open(path: &Path) -> Result<File, Error> {
    // A directory cannot be opened as a file here; the error would be about permission.
    if path.is_dir() {
        return Err(Error::new(ErrorKind::InvalidInput, "is not a regular file"));
    }
    File::open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_regular_file_of_sane_size_is_read() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).unwrap_err().kind(), ErrorKind::InvalidInput);
        let large = dir.path().join("large");
        File::create(&large).unwrap().set_len(LIMIT + 1).unwrap();
        assert_eq!(read(&large).unwrap_err().kind(), ErrorKind::FileTooLarge);
        let small = dir.path().join("small");
        std::fs::write(&small, "x").unwrap();
        assert_eq!(read(&small).unwrap(), b"x");
    }

    #[test]
    fn a_file_of_just_the_limit_is_read_whole() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        File::create(&file).unwrap().set_len(LIMIT).unwrap();
        assert_eq!(read(&file).unwrap().len() as u64, LIMIT);
        assert_eq!(read(&dir.path().join("none")).unwrap_err().kind(), ErrorKind::NotFound);
    }

    // A process's command line is a file that says it is empty.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_holds_more_than_it_says_is_too_large_all_the_same() {
        use std::process::{Command, Stdio};
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", "echo; read x"]).args((0..20).map(|_| "x".repeat(1 << 16)));
        let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        // Once it writes, it runs with them.
        child.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
        let told = read(Path::new(&format!("/proc/{}/cmdline", child.id())));
        drop(child.stdin.take());
        child.wait().unwrap();
        assert_eq!(told.unwrap_err().kind(), ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert_eq!(read(&pipe).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}
