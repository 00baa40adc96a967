//! Becoming another program, as far as the system has such a thing.

use std::io;
use std::process::{Command, ExitCode};

/// Becomes the command. Comes back only with an error.
#[cfg(unix)]
pub fn exec(command: &mut Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

/// Runs the command to its end and ends with its status. An error means that it did not start.
#[cfg(windows)]
pub fn exec(command: &mut Command) -> io::Result<ExitCode> {
    // Ctrl-C reaches both of us; what it means is for the command to say. A handler, since to
    // ignore it would be inherited (Win32 documentation, "SetConsoleCtrlHandler").
    let _ = ctrlc::set_handler(|| {});
    let status = command.status()?;
    // ExitCode holds 8 bits, a status on Windows 32.
    std::process::exit(status.code().unwrap_or(1));
}
