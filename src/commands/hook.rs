//! `venvhook hook`: answers a running shell that saw something change.

use crate::cli::Hook;
use crate::hook::case::Case;
use crate::hook::{cmd_answer, shell_answer};
use crate::ui::message;
use crate::ui::print::print;
use anyhow::Result;
use std::process::ExitCode;

/// Prints the steps for the shell, and with them what the user should know; for cmd, that goes to stderr.
pub fn run(args: &Hook) -> Result<ExitCode> {
    let question = args.question();
    message::read_in(question.shell);
    if question.shell.dialect().hook_is_files() {
        let (said, lines) = cmd_answer::answer(&question);
        for text in &said {
            message::say(text);
        }
        return print(&lines);
    }
    let case = Case::look(question);
    let decision = case.decide();
    case.note_use(&decision);
    print(&shell_answer::answer(&case, &decision))
}
