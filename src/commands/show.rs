//! stub
use crate::cli::Show;
use anyhow::Result;
use std::process::ExitCode;
/// x
pub fn run(_args: &Show) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
