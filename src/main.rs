//! argv to exit status, nothing else.

use clap::error::ErrorKind;
use std::process::ExitCode;
use venvhook::cli::Cli;
use venvhook::message;

/// Exit status for a command line that makes no sense.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let cli = match Cli::parsed(&venvhook::arguments::decoded(std::env::args_os())) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    match venvhook::commands::run(cli) {
        Ok(status) => status,
        Err(error) => {
            message::say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Help and version as clap prints them; a mistake as one line like every other message.
fn refuse(error: &clap::Error) -> ExitCode {
    use ErrorKind as Kind;
    match error.kind() {
        Kind::DisplayHelp | Kind::DisplayVersion => {
            // A reader that went away is no failure.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Kind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
        }
        _ => message::say(&format!("{}; see venvhook --help", one_line(&error.to_string()))),
    }
    ExitCode::from(USAGE)
}

/// clap's text for a mistake without its headings, usage and hints, on one line.
fn one_line(text: &str) -> String {
    let told = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let told = told.filter(|line| !line.is_empty() && !line.starts_with("For more information"));
    let parts: Vec<&str> =
        told.map(|line| line.trim_start_matches("error: ").trim_start_matches("tip: ")).collect();
    parts.join("; ").replace(":; ", ": ").replace("; [", " [")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn a_mistake_is_told_in_one_line() {
        for (argv, told) in [
            (&["venvhook", "init", "zhs"][..], "invalid value 'zhs' for '<SHELL>'"),
            (&["venvhook", "frob"], "unrecognized subcommand 'frob'"),
            (&["venvhook", "list", "--jsno"], "unexpected argument '--jsno' found"),
            (&["venvhook", "init"], "the following required arguments were not provided: <SHELL>"),
        ] {
            let line = one_line(&Cli::try_parse_from(argv).unwrap_err().to_string());
            assert!(line.starts_with(told), "{line}");
            assert!(!line.contains('\n'), "{line}");
        }
    }
}
