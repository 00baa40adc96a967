//! Quoting, asked of the shells themselves: what was quoted comes back byte for byte.

mod harness;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use clap::ValueEnum;
use harness::driver::Driver;
use harness::scenario::{Scenario, run_all};
use harness::world::World;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use venvhook::shells::{Shell, quote};

/// Names of each kind, per shell and setting.
const NAMES: usize = 3000;

/// Pieces that mean something to one shell or another.
const PIECES: &[&str] = &[
    "'",
    "\"",
    "\\",
    "\\\\",
    "\\'",
    "$",
    "$(",
    "${",
    "`",
    ")",
    "}",
    "(",
    "{",
    "$(echo no)",
    "`echo no`",
    "$HOME",
    "~",
    "*",
    "?",
    "[a]",
    "!",
    "!!",
    "^",
    "%",
    "#",
    "&",
    "|",
    ";",
    "<",
    ">",
    " ",
    "\t",
    "\n",
    "\r",
    "\u{1b}",
    "\u{7f}",
    "-",
    "--",
    "=",
    "@",
    ":",
    ",",
    "+",
    ".",
    "/",
    "a",
    "Z",
    "0",
    "é",
    "漢",
    "🚒",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{f6ff}",
    "\u{feff}",
    "\\n",
    "\\x41",
    "$'\\n'",
    "$\"",
    "<(",
    "=(",
    "(echo no)",
    "{a,b}",
    "\u{1}",
];

fn main() {
    run_all(|_: &'static dyn Driver| {
        let settings: [(&str, &str); 4] = [
            ("in_utf8", "C.UTF-8"),
            ("in_the_c_locale", "C"),
            ("with_settings_of_the_persons", "C.UTF-8"),
            ("one_by_one", "C.UTF-8"),
        ];
        let scenario = |(name, locale): (&str, &'static str)| {
            let (own, single) = (name.starts_with("with"), name.starts_with("one"));
            let run = move |world: &World| prints_back(world, locale, own, single);
            ("quoting", Scenario { name: name.into(), gaps: &[], run: Box::new(run) })
        };
        settings.into_iter().map(scenario).collect()
    });
}

/// Settings that change how a shell reads words.
fn settings(driver: &dyn Driver) -> &'static str {
    match driver.name() {
        "bash" => "set -o posix; set -H; shopt -s extglob; IFS=/; set -u",
        "zsh" => "setopt ksh_arrays sh_word_split glob_subst extended_glob bang_hist rc_quotes",
        "pwsh" => {
            "$OFS = '/'; Set-StrictMode -Version Latest; $t_out = [Console]::OpenStandardOutput()
function t_print($words) {
    foreach ($word in $words) {
        $bytes = [Text.UTF8Encoding]::new($false).GetBytes($word + [char]0)
        $t_out.Write($bytes, 0, $bytes.Length)
    }
}"
        }
        _ => "",
    }
}

fn prints_back(world: &World, locale: &str, own: bool, single: bool) {
    let driver = world.driver;
    let mut names = names(if single { NAMES / 10 } else { NAMES });
    // PowerShell's strings are UTF-16.
    let pwsh = driver.name() == "pwsh";
    names.retain(|name| !pwsh || std::str::from_utf8(name).is_ok());
    let quoted: Vec<Vec<u8>> = names.iter().map(|name| quote(driver, name)).collect();
    let mut lines = Vec::new();
    for words in quoted.chunks(if single { 1 } else { 100 }) {
        if pwsh {
            lines.extend([b"t_print @(", words.join(&b", "[..]).as_slice(), b")\n"].concat());
            continue;
        }
        lines.extend(b"printf '%s\\0'");
        for word in words {
            lines.push(b' ');
            lines.extend(word);
        }
        lines.push(b'\n');
    }
    let file = world.write("lines", lines);
    // As the hook reads what venvhook prints.
    let before = if own || pwsh { settings(driver) } else { "" };
    let script = format!("{before}\n{}\n", driver.evaluate(&format!("cat {}", file.display())));
    let script = world.write(driver.script_name(), script);
    let mut shell = world.command(driver.program().expect("the shell is here"));
    let output = shell.env("LC_ALL", locale).arg(script).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{} {said}", output.status);
    let printed: Vec<&[u8]> = output.stdout.split(|&byte| byte == 0).collect();
    for (index, name) in names.iter().enumerate() {
        let found = printed.get(index).copied().unwrap_or_default();
        let same = found == name.as_slice();
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).escape_debug().to_string();
        let (name, quoted, found) = (shown(name), shown(&quoted[index]), shown(found));
        assert!(same, "{name} was quoted as {quoted} and printed as {found}");
    }
    assert_eq!(printed.len(), names.len() + 1, "nothing more was printed");
}

fn quote(driver: &dyn Driver, name: &[u8]) -> Vec<u8> {
    let shell = Shell::from_str(driver.name(), false).expect("it has a hook");
    quote::word(shell, OsStr::from_bytes(name))
}

/// The same names each time: bytes of any kind but NUL, and strings of what shells mind.
fn names(count: usize) -> Vec<Vec<u8>> {
    let bytes = prop::collection::vec(1..=255_u8, 0..40);
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..8)
        .prop_map(|pieces| pieces.concat().into_bytes());
    let both = prop_oneof![bytes, pieces.boxed()];
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut names: Vec<Vec<u8>> = PIECES.iter().map(|piece| piece.as_bytes().to_vec()).collect();
    names.extend((1..=255).map(|byte| vec![byte]));
    while names.len() < count {
        names.push(both.new_tree(&mut runner).expect("a name").current());
    }
    names
}
