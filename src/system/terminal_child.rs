//! A program at a terminal of its own, as if the user had started it there.

use crate::system::child::{Child, Events};
use anyhow::{Context, Result};
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// The program, which leads a session and a process group, and its terminal, which closes when this is dropped.
pub struct TerminalChild {
    /// The program.
    pub child: Child,
    /// Types at the terminal. It sends an end of file when it is dropped, so it comes before the terminal here.
    pub writer: Box<dyn Write + Send>,
    _master: Box<dyn MasterPty + Send>,
}

impl TerminalChild {
    /// Starts the program. The queue gets what it prints, and its end.
    pub fn start(command: CommandBuilder, size: PtySize, events: &Events) -> Result<TerminalChild> {
        let pty = native_pty_system().openpty(size).context("no pseudo-terminal could be opened")?;
        let mut child = pty.slave.spawn_command(command).context("the shell could not be started")?;
        drop(pty.slave);
        let id = child.process_id().context("the shell has no process number")?;
        events.wait_for(move || {
            let code = child.wait()?.exit_code();
            // The crate has a type of its own. wait(2): the status is in the second byte.
            Ok(ExitStatus::from_raw(i32::try_from(code & 0xff).unwrap_or_default() << 8))
        });
        events.read(pty.master.try_clone_reader()?);
        let writer = pty.master.take_writer()?;
        Ok(TerminalChild { child: Child::leader(id), writer, _master: pty.master })
    }
}
