//! The documents against the tree: each file, place and section that they or comments name is there, and each
//! part of the program is named.

use clap::ValueEnum;
use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use venvhook::shells::Shell;

const DOCUMENTS: [&str; 12] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs/activate-scripts.md",
    "docs/data-directory.md",
    "docs/powershell.md",
    "docs/windows.md",
    "shell/README.md",
    "tests/README.md",
    "tests/GAPS.md",
];

/// Names that look like files of the repository: a venv's own scripts, and the parts of the data directory.
const ELSEWHERE: [&str; 5] = ["activate.fish", "activate.ps1", "grants/", "stamps/", "used/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: impl AsRef<Path>) -> String {
    let file = root().join(file);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Every file and directory of the repository, as seen from its root.
fn paths() -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(root()).hidden(false).build();
    walk.filter_map(|entry| Some(entry.ok()?.path().strip_prefix(root()).ok()?.to_path_buf())).collect()
}

/// The titles of a document's sections.
fn titles(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| line.starts_with("##"));
    lines.map(|line| line.trim_start_matches('#').trim()).collect()
}

/// The name by which a link leads to a section.
fn anchor(title: &str) -> String {
    let kept = title.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect()
}

#[test]
fn every_file_that_is_named_is_there() {
    // What is between backticks and looks like a file; a table often names the directory only once.
    let named = Regex::new(r"`((?:[a-z_]+/)*[a-z_]+(?:/|\.(?:rs|sh|bash|zsh|fish|ps1)))`").unwrap();
    let paths = paths();
    for document in DOCUMENTS {
        for name in named.captures_iter(&read(document)).map(|found| found[1].to_string()) {
            let there = ELSEWHERE.contains(&&*name) || paths.iter().any(|path| path.ends_with(&name));
            assert!(there, "{document}: {name}");
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)#]*)(?:#([^)]*))?\)").unwrap();
    for document in DOCUMENTS {
        let text = read(document);
        for found in link.captures_iter(&text).filter(|found| !found[1].contains("://")) {
            let target = match &found[1] {
                "" => Path::new(document).to_path_buf(),
                path => Path::new(document).with_file_name(path),
            };
            assert!(root().join(&target).exists(), "{document}: {}", target.display());
            if let Some(section) = found.get(2) {
                let text = read(&target);
                let there = titles(&text).into_iter().any(|title| anchor(title) == section.as_str());
                assert!(there, "{document}: {}#{}", target.display(), section.as_str());
            }
        }
    }
}

#[test]
fn every_document_and_section_that_a_comment_cites_is_there() {
    // A comment may go on in the next line.
    let next_line = Regex::new(r"\n\s*(?://[/!]?|#|rem)\s*").unwrap();
    let cited = Regex::new(r#"([\w/-]+\.md)\b(?:, "([^"]+)")?"#).unwrap();
    let paths = paths();
    let mut sections = 0;
    let is_code = |path: &&PathBuf| {
        ["src", "shell", "tests"].iter().any(|dir| path.starts_with(dir))
            && path.extension().is_none_or(|end| end != "md")
    };
    for file in paths.iter().filter(is_code) {
        // Directories, and what is not text.
        let Ok(text) = fs::read_to_string(root().join(file)) else { continue };
        for found in cited.captures_iter(&next_line.replace_all(&text, " ")) {
            // Tests also write documents of their own.
            if file.starts_with("tests") && !found[1].starts_with("docs/") {
                continue;
            }
            let (file, name) = (file.display(), &found[1]);
            assert!(paths.iter().any(|path| path.ends_with(name)), "{file}: {name}");
            if let Some(section) = found.get(2) {
                let document = read(name);
                assert!(
                    titles(&document).contains(&section.as_str()),
                    "{file}: {name}, {}",
                    section.as_str()
                );
                sections += 1;
            }
        }
    }
    assert!(sections > 0, "comments cite sections in another form by now");
}

#[test]
fn every_part_of_the_program_is_named() {
    let table = read("CONTRIBUTING.md");
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
fn no_line_of_a_hook_is_over_110_columns() {
    for entry in ignore::WalkBuilder::new(root().join("shell")).build().flatten() {
        let path = entry.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() || extension == "md" {
            continue;
        }
        for (number, line) in fs::read_to_string(path).unwrap().lines().enumerate() {
            assert!(line.chars().count() <= 110, "{}:{}: {line}", path.display(), number + 1);
        }
    }
}

#[test]
fn the_line_of_each_shell_is_the_same_wherever_it_is_shown() {
    for document in ["README.md", "src/cli/mod.rs"] {
        let text = fs::read_to_string(root().join(document)).unwrap().replace(r"\|", "|");
        for line in Shell::value_variants().iter().filter_map(|shell| shell.dialect().load_line()) {
            assert!(text.contains(line), "{document}: {line}");
        }
    }
}
