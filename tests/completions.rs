//! Tab completion against the command line: all that a person can type is offered, nothing hidden is.

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use std::ffi::OsString;
use std::path::Path;
use venvhook::cli::Cli;
use venvhook::commands::complete::candidates::{Answer, answers};
use venvhook::commands::completions::script;
use venvhook::records::grants::Grants;

const SHELLS: [Shell; 5] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish];

/// The words that are offered behind these.
fn offered(line: &[&str]) -> Vec<String> {
    let words: Vec<OsString> = line.iter().map(OsString::from).collect();
    let answers = answers(&words, Path::new("/"), &Grants::in_dir(Path::new("/nowhere")));
    let word = |answer| match answer {
        Answer::Word(word, _) => Some(word.into_string().unwrap()),
        Answer::Shell(_) => None,
    };
    answers.into_iter().filter_map(word).collect()
}

fn commands() -> Vec<Command> {
    Cli::command().get_subcommands().cloned().collect()
}

#[test]
fn every_command_is_offered_but_the_hidden_ones() {
    let found = offered(&["venvhook", ""]);
    for command in commands() {
        assert_eq!(
            found.contains(&command.get_name().into()),
            !command.is_hide_set(),
            "{}",
            command.get_name()
        );
    }
}

#[test]
fn every_option_and_every_value_is_offered() {
    for command in commands().iter().filter(|command| !command.is_hide_set()) {
        let options = offered(&["venvhook", command.get_name(), "--"]);
        let first = offered(&["venvhook", command.get_name(), ""]);
        for argument in command.get_arguments() {
            let values = argument.get_possible_values();
            let mut values = values.iter().map(|value| value.get_name().to_string());
            if let Some(long) = argument.get_long() {
                assert!(options.contains(&format!("--{long}")), "{} --{long}", command.get_name());
            } else {
                assert!(values.all(|value| first.contains(&value)), "{}: {first:?}", command.get_name());
            }
        }
    }
}

#[test]
fn every_script_asks_the_program() {
    for shell in SHELLS {
        let script = script(shell).unwrap();
        assert!(script.contains(&format!("complete {shell} -- ")), "{shell}");
    }
}
