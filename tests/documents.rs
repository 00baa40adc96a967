//! The documents against the tree: each file that they name is there, and each part of the program is named.

use clap::ValueEnum;
use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use venvhook::shells::Shell;

const DOCUMENTS: [&str; 5] =
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", "shell/README.md", "tests/README.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file and directory of the repository, as seen from its root.
fn paths() -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(root()).hidden(false).build();
    walk.filter_map(|entry| Some(entry.ok()?.path().strip_prefix(root()).ok()?.to_path_buf())).collect()
}

#[test]
fn every_file_that_is_named_is_there() {
    // What stands between marks and looks like one; in a table its directory is often named once.
    let named = Regex::new(r"`((?:[a-z_]+/)*[a-z_]+(?:/|\.(?:rs|sh|bash|zsh|fish|ps1)))`").unwrap();
    let paths = paths();
    for document in DOCUMENTS {
        let text = fs::read_to_string(root().join(document)).unwrap();
        for name in named.captures_iter(&text).map(|found| found[1].to_string()) {
            // A venv's own.
            let there = name == "activate.fish" || paths.iter().any(|path| path.ends_with(&name));
            assert!(there, "{document}: {name}");
        }
    }
}

#[test]
fn every_part_of_the_program_is_named() {
    let table = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".rs");
        if ["main", "lib"].contains(&stem) || stem.ends_with("_tests") {
            continue;
        }
        let word = Regex::new(&format!(r"[`/]{stem}(\.rs|/)")).unwrap();
        assert!(word.is_match(&table), "CONTRIBUTING.md does not say what src/{name} is for");
    }
}

#[test]
fn the_line_of_each_shell_is_the_same_wherever_it_is_shown() {
    for document in ["README.md", "src/cli.rs"] {
        let text = fs::read_to_string(root().join(document)).unwrap().replace(r"\|", "|");
        for line in Shell::value_variants().iter().filter_map(|shell| shell.dialect().load_line()) {
            assert!(text.contains(line), "{document}: {line}");
        }
    }
}
