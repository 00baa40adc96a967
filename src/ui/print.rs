//! The output of a command: data, JSON or styled text on standard output.

use crate::ui::message;
use anyhow::{Context, Result};
use serde_json::Value;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// Writes data to standard output; it is no error if the reader has closed the pipe.
pub fn print(data: &[u8]) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    match out.write_all(data).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("standard output could not be written")
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Writes JSON to standard output. That may be a terminal, and JSON does not escape every character that a
/// terminal acts on.
pub fn print_json(value: &Value) -> Result<ExitCode> {
    let escaped = |c: char| match c {
        c if c != '\n' && message::is_obeyed(c) => format!("\\u{:04x}", u32::from(c)),
        c => c.into(),
    };
    let text: String = format!("{value:#}\n").chars().map(escaped).collect();
    print(text.as_bytes())
}

/// Writes text with styles to standard output, which keeps them where colour is wanted: on a
/// terminal, by `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`.
pub fn print_styled(text: &str) -> Result<ExitCode> {
    let mut styled = anstream::AutoStream::new(Vec::new(), anstream::AutoStream::choice(&std::io::stdout()));
    styled.write_all(text.as_bytes())?;
    print(&styled.into_inner())
}
