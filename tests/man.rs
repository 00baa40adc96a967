//! The manual pages in `man/` are made from the command line. To write them anew:
//! `UPDATE=1 cargo test --test man`.

use clap::CommandFactory;
use std::collections::BTreeMap;
use std::path::Path;
use venvhook::cli::Cli;

/// Every page in a directory, by name.
fn pages(dir: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(dir).unwrap().map(Result::unwrap);
    let page = |entry: std::fs::DirEntry| {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        (entry.file_name().into_string().unwrap(), text.replace("\r\n", "\n"))
    };
    entries.map(page).collect()
}

/// With lines that are set in kept as they are: by itself a manual spreads their blanks, and breaks a
/// command that is to be copied in the middle of a word.
fn unfilled(page: &str) -> String {
    let (mut text, mut is_in) = (String::new(), false);
    for line in page.lines() {
        if line.starts_with("  ") != is_in {
            text.push_str(if is_in { ".fi\n" } else { ".nf\n" });
            is_in = !is_in;
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[test]
fn the_pages_are_held_to_the_command_line() {
    let made = tempfile::tempdir().unwrap();
    clap_mangen::generate_to(Cli::command().disable_help_subcommand(true), made.path()).unwrap();
    let made: BTreeMap<String, String> =
        pages(made.path()).into_iter().map(|(name, text)| (name, unfilled(&text))).collect();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("man");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::remove_dir_all(&dir).unwrap();
        std::fs::create_dir(&dir).unwrap();
        for (name, text) in &made {
            std::fs::write(dir.join(name), text).unwrap();
        }
    }
    let kept = pages(&dir);
    let names: Vec<&String> = made.keys().collect();
    assert_eq!(kept.keys().collect::<Vec<_>>(), names, "UPDATE=1 cargo test --test man");
    for (name, text) in made {
        assert!(kept[&name] == text, "man/{name} is old: UPDATE=1 cargo test --test man");
    }
}
