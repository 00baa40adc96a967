//! The rooms of `src/`: each uses only rooms below it, and no file uses itself by way of others. What is
//! particular to a shell is in its own file.

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, the lowest first. Those on one floor do not use each other.
const FLOORS: [&[&str]; 11] = [
    &["system"],
    &["shells"],
    &["ui"],
    &["venv"],
    &["records", "create"],
    &["trust", "find"],
    &["hook", "inspect"],
    &["setup"],
    &["doctor", "tryout"],
    &["cli"],
    &["commands"],
];

/// A module of the program: its path within the crate, such as `["ui", "message"]`, and what it uses.
struct Module {
    path: Vec<String>,
    uses: BTreeSet<Vec<String>>,
}

fn modules() -> Vec<Module> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let parts = |file: &Path| {
        let path = file.strip_prefix(&src).unwrap().with_extension("");
        let mut path: Vec<String> = path.iter().map(|part| part.to_str().unwrap().to_string()).collect();
        path.pop_if(|last| last == "mod");
        path
    };
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap();
        Module { path: parts(&file), uses: uses(&text) }
    };
    sources(&src).into_iter().map(read).filter(|module| module.path.len() > 1 || !root(module)).collect()
}

/// The files of the program, without those of tests.
fn sources(src: &Path) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(src).build();
    let files = walk.filter_map(|entry| Some(entry.ok()?.into_path()));
    let is_test = |file: &PathBuf| file.file_stem().unwrap().to_str().unwrap().ends_with("_tests");
    files.filter(|file| file.extension().is_some_and(|end| end == "rs") && !is_test(file)).collect()
}

/// A file's text without its tests and the lines that are comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let code = code.split("#[cfg(all(test, unix))]\nmod tests {").next().unwrap();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |code, line| code + line + "\n")
}

/// The binary's and the library's own files.
fn root(module: &Module) -> bool {
    ["main", "lib"].contains(&module.path[0].as_str())
}

/// The paths that a file names below `crate::`, its tests left out.
fn uses(text: &str) -> BTreeSet<Vec<String>> {
    let code = code(text);
    let named = Regex::new(r"\bcrate::((?:[a-z_#0-9]+::)*[A-Za-z_#0-9]+)(?:::\{([^}]*)\})?").unwrap();
    let mut uses = BTreeSet::new();
    for found in named.captures_iter(&code) {
        let path: Vec<String> = found[1].replace("r#", "").split("::").map(String::from).collect();
        for item in found.get(2).map_or("", |list| list.as_str()).split(',') {
            let item = item.trim().split("::").next().unwrap().replace("r#", "");
            uses.insert(path.iter().cloned().chain((!item.is_empty()).then_some(item)).collect());
        }
        uses.insert(path);
    }
    uses
}

fn floor(room: &str) -> usize {
    let floor = FLOORS.iter().position(|rooms| rooms.contains(&room));
    floor.unwrap_or_else(|| panic!("{room} has no floor in tests/layers.rs"))
}

#[test]
fn a_room_uses_only_rooms_below_it() {
    let mut wrong = Vec::new();
    for module in modules() {
        let room = &module.path[0];
        for used in module.uses.iter().map(|path| &path[0]).collect::<BTreeSet<_>>() {
            if used != room && floor(used) >= floor(room) {
                wrong.push(format!("{} uses {used}", module.path.join("/")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_uses_itself_by_way_of_others() {
    let modules = modules();
    let names: BTreeSet<&[String]> = modules.iter().map(|module| module.path.as_slice()).collect();
    // The file that a path leads to: the longest part of it that is one.
    let file = |path: &Vec<String>| (1..=path.len()).rev().find_map(|n| names.get(&path[..n]).copied());
    let arrows: BTreeMap<&[String], BTreeSet<&[String]>> = modules
        .iter()
        .map(|module| {
            let used = module.uses.iter().filter_map(file).filter(|used| *used != module.path.as_slice());
            (module.path.as_slice(), used.collect())
        })
        .collect();
    for start in arrows.keys() {
        let mut reached = BTreeSet::new();
        let mut next = vec![*start];
        while let Some(at) = next.pop() {
            for used in arrows.get(at).into_iter().flatten() {
                assert!(used != start, "{} uses itself, by way of {}", start.join("/"), at.join("/"));
                if reached.insert(*used) {
                    next.push(used);
                }
            }
        }
    }
}

/// Where a shell is named, besides its own file. The first two have the two `match`es; the others name a shell
/// that they know, and ask nothing: a Git Bash, and cmd in the files for cmd.
const NAMED: [&str; 4] = ["shells/mod.rs", "venv/activate/mod.rs", "shells/current.rs", "hook/cmd_files.rs"];
/// Where a language is named besides: each shell says which one its script is in.
const LANGUAGES: &str = "shells/";

#[test]
fn one_place_asks_which_shell_it_is() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let named = Regex::new(r"\b(Shell|Syntax)::(?:Bash|Zsh|Fish|PowerShell|Cmd|Posix|Batch|\*|\{)").unwrap();
    let asked = Regex::new(r"=>|[!=]=|\b(?:match|matches!|contains|let \w+\()").unwrap();
    let dispatch = Regex::new(r"(?s)\bmatch (?:self|syntax) \{.*?\n    \}").unwrap();
    let mut wrong = Vec::new();
    for file in sources(&src) {
        let name = file.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        let code = code(&fs::read_to_string(&file).unwrap());
        if NAMED[..2].contains(&&*name) {
            let matches: Vec<&str> = dispatch.find_iter(&code).map(|found| found.as_str()).collect();
            let is_whole = matches.len() == 1 && !matches[0].contains("_ =>");
            assert!(is_whole, "{name}: one match, without an arm for shells that are to come");
            continue;
        }
        for line in code.lines() {
            let Some(found) = named.captures(line) else { continue };
            let may = NAMED.contains(&&*name) || (&found[1] == "Syntax" && name.starts_with(LANGUAGES));
            if !may || asked.is_match(line) {
                wrong.push(format!("{name}: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "ask src/shells/dialect.rs instead:\n{}", wrong.join("\n"));
}

#[test]
fn no_file_is_over_300_lines() {
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 300, "{} has {lines} lines: split it by noun", file.display());
    }
}
