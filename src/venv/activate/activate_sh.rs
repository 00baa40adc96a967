//! The script `activate`, which bash and zsh source and every maker writes.

use crate::venv::Maker;
use crate::venv::activate::language::{Language, Written};
use crate::venv::activate::recorded_path::{self, Assignment};
use crate::venv::activate::touched::{Touched, name_at_start};
use std::path::PathBuf;

/// A POSIX shell's script.
pub struct Sh;

const ASSIGNMENT: Assignment = Assignment {
    key: b"VIRTUAL_ENV=",
    has_escapes_in_single_quotes: false,
    has_backticks: true,
    has_cygpath: true,
};

impl Language for Sh {
    fn recorded_paths(&self, script: &[u8]) -> Vec<PathBuf> {
        recorded_path::paths(script, &ASSIGNMENT)
    }

    fn records_its_place(&self) -> bool {
        true
    }

    fn keeps_spelling(&self) -> bool {
        true
    }

    fn works_out_its_place(&self, _: &[u8]) -> bool {
        true
    }

    fn hazards(&self, _: &[u8], maker: &Maker) -> &'static [u8] {
        match maker {
            Maker::Virtualenv(_) if maker.at_least([21, 14, 13]) => b"",
            Maker::Virtualenv(_) if maker.at_least([20, 26, 6]) => b"$`\\",
            Maker::Virtualenv(_) => b"$`\\\"'",
            Maker::Venv | Maker::OldVirtualenv | Maker::Uv(_) => b"$`\\\"",
        }
    }

    fn runs_a_value(&self, _: &[u8], _: &Written) -> bool {
        false
    }

    /// `NAME=…` as a word begins; `NAME ()` and `function NAME` as a line begins.
    fn touched(&self, line: &str, touched: &mut Touched) {
        for word in line.split(|c: char| c.is_whitespace() || ";&|(){}\"'`".contains(c)) {
            if let Some((name, _)) = word.split_once('=') {
                touched.variable(name.trim_end_matches('+'));
            }
        }
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("function ") {
            touched.function(name_at_start(rest.trim_start()));
        } else if let Some((name, _)) =
            line.split_once('(').filter(|(_, rest)| rest.trim_start().starts_with(')'))
        {
            touched.function(name.trim_end());
        }
    }
}

/// The prompt name as the script itself has it, where it tests for one: `CPython` before 3.8 and virtualenv
/// before 20 wrote it nowhere else. Taken from the first mark to the last, so that a name which has a mark in
/// it is not cut short.
pub fn tested_name(script: &[u8]) -> Option<Vec<u8>> {
    let (before, after) = (b"if [ \"x", b"\" != x ]");
    let start = script.windows(before.len()).position(|window| window == before)? + before.len();
    let name = &script[start..];
    let name = &name[..name.windows(after.len()).rposition(|window| window == after)?];
    let bare = name.strip_prefix(b"(").and_then(|name| name.strip_suffix(b") "));
    Some(bare.unwrap_or(name).to_vec())
}
