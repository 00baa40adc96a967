//! argv to exit status, nothing else.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use std::process::ExitCode;
use venvhook::cli::Cli;
use venvhook::ui::message;

/// Exit status for a wrong command line.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let words = venvhook::system::percent_arguments::decoded(std::env::args_os());
    let cli = match Cli::parsed(&words) {
        Ok(cli) => cli,
        Err(error) => return refuse(error, &words),
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
fn refuse(mut error: clap::Error, words: &[OsString]) -> ExitCode {
    use ErrorKind as Kind;
    match error.kind() {
        Kind::DisplayHelp | Kind::DisplayVersion => {
            // It is no error if the reader has closed the pipe.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Kind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            message::say("to start: venvhook setup");
        }
        _ => {
            suggest_what_is_shown(&mut error);
            if let Some(text) = in_own_words(&error, words) {
                message::say(&format!("{text}; see {}", help_for(words)));
                return ExitCode::from(USAGE);
            }
            name_the_variable(&mut error, words);
            message::say(&format!("{}; see {}", one_line(&error.to_string()), help_for(words)));
        }
    }
    ExitCode::from(USAGE)
}

/// clap suggests hidden commands too, which users should not type.
fn suggest_what_is_shown(error: &mut clap::Error) {
    let Some(ContextValue::Strings(names)) = error.remove(ContextKind::SuggestedSubcommand) else { return };
    let names: Vec<String> = names.into_iter().filter(|name| is_shown(name)).collect();
    if !names.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(names));
    }
}

fn is_shown(command: &str) -> bool {
    Cli::command().find_subcommand(command).is_some_and(|command| !command.is_hide_set())
}

/// Our own words for mistakes that clap does not explain well.
fn in_own_words(error: &clap::Error, words: &[OsString]) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let command = words.get(1).and_then(|word| word.to_str()).unwrap_or_default();
    match (error.kind(), text(ContextKind::InvalidArg)?.as_str()) {
        (ErrorKind::InvalidValue, "<SHELL>" | "[SHELL]") => {
            let (value, shells) = (text(ContextKind::InvalidValue)?, text(ContextKind::ValidValue)?);
            Some(format!("venvhook does not support a shell called '{value}'; it supports {shells}"))
        }
        (ErrorKind::MissingRequiredArgument, "<CMD>...") if command == "exec" => {
            Some("exec needs a command to run: venvhook exec [--in DIR] -- CMD [ARGS]".into())
        }
        _ => None,
    }
}

/// A bad value may come from the variable of an option, and not from the option itself.
fn name_the_variable(error: &mut clap::Error, words: &[OsString]) {
    let kind = ContextKind::InvalidArg;
    let (Some(ContextValue::String(argument)), Some(ContextValue::String(value))) =
        (error.get(kind), error.get(ContextKind::InvalidValue))
    else {
        return;
    };
    let Some(option) = argument.split(' ').next().filter(|option| option.starts_with("--")) else { return };
    let is_typed = |word: &OsString| {
        let word = word.to_string_lossy();
        word.split('=').next() == Some(option)
    };
    let name = format!("VENVHOOK_{}", option.trim_start_matches('-').to_uppercase().replace('-', "_"));
    let is_from_it =
        std::env::var(&name).is_ok_and(|text| text.split(':').any(|part| part == value) || text == *value);
    if is_from_it && !words.iter().any(is_typed) {
        error.insert(kind, ContextValue::String(name));
    }
}

/// The command that shows more about a command line.
fn help_for(words: &[OsString]) -> String {
    let command = words.get(1).and_then(|word| word.to_str()).filter(|word| is_shown(word));
    command.map_or_else(|| "venvhook --help".into(), |command| format!("venvhook {command} --help"))
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
    fn a_mistake_is_reported_in_one_line() {
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

    #[test]
    fn no_hidden_command_is_suggested() {
        let suggested = |word: &str| {
            let mut error = Cli::try_parse_from(["venvhook", word]).unwrap_err();
            suggest_what_is_shown(&mut error);
            one_line(&error.to_string())
        };
        for hidden in ["hoook", "prob", "complet"] {
            let line = suggested(hidden);
            assert!(
                !line.contains("'hook'") && !line.contains("'probe'") && !line.contains("'complete'"),
                "{line}"
            );
        }
        assert!(suggested("complet").contains("'completions'"));
    }
}
