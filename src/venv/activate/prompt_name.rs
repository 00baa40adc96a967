//! The name that a venv's activate script puts in front of the prompt, and when a shell would run it.

use crate::shells::Syntax;
use crate::system::read_file;
use crate::venv::{Maker, Venv};

/// The name as the POSIX script itself has it, where it tests for one: `CPython` before 3.8 and
/// virtualenv before 20 wrote it nowhere else. Taken from the first mark to the last, so that a
/// name which holds a mark is not cut short.
pub fn tested(venv: &Venv) -> Option<Vec<u8>> {
    let (before, after) = (b"if [ \"x", b"\" != x ]");
    let script = read_file::read(&venv.bin.join("activate")).ok()?;
    let start = script.windows(before.len()).position(|window| window == before)? + before.len();
    let name = &script[start..];
    let name = &name[..name.windows(after.len()).rposition(|window| window == after)?];
    let bare = name.strip_prefix(b"(").and_then(|name| name.strip_suffix(b") "));
    Some(bare.unwrap_or(name).to_vec())
}

/// The bytes of a prompt name that this maker's script, or a prompt drawn from it, would take as
/// more than themselves (docs/activate-scripts.md, "Prompt names").
pub fn hazards(maker: &Maker, syntax: Syntax) -> &'static [u8] {
    match (syntax, maker) {
        // Only what is written into the script can run there: `activate_ps1` reads it.
        (Syntax::PowerShell, _) => b"",
        (_, Maker::Virtualenv(_)) if maker.at_least([21, 14, 13]) => b"",
        (Syntax::Posix, Maker::Virtualenv(_)) if maker.at_least([20, 26, 6]) => b"$`\\",
        // Quoted as for a POSIX shell: what follows a backslash and a quote lies open to fish.
        (Syntax::Fish, Maker::Virtualenv(_)) if maker.at_least([20, 26, 6]) => b"\\",
        (Syntax::Posix, Maker::Virtualenv(_)) => b"$`\\\"'",
        (Syntax::Posix, _) => b"$`\\\"",
        (Syntax::Fish, Maker::Venv | Maker::OldVirtualenv) => b"$\\\"",
        (Syntax::Batch, _) => b"%\"&|<>^",
        (Syntax::Fish, _) => b"\\'",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_run_in_a_name_depends_on_who_wrote_the_script() {
        let virtualenv = |version: &str| Maker::Virtualenv(version.into());
        let uv = || Maker::Uv("0.13.9".into());
        let told = |maker: Maker, syntax| String::from_utf8(hazards(&maker, syntax).to_vec()).unwrap();
        for (maker, posix, fish) in [
            (Maker::Venv, "$`\\\"", "$\\\""),
            (Maker::OldVirtualenv, "$`\\\"", "$\\\""),
            (uv(), "$`\\\"", "\\'"),
            (virtualenv("20.26.5"), "$`\\\"'", "\\'"),
            (virtualenv("20.26.6"), "$`\\", "\\"),
            (virtualenv("21.14.12"), "$`\\", "\\"),
            (virtualenv("21.14.13"), "", ""),
        ] {
            assert_eq!(told(maker.clone(), Syntax::Posix), posix, "{maker}");
            assert_eq!(told(maker.clone(), Syntax::Fish), fish, "{maker}");
            assert_eq!(told(maker, Syntax::PowerShell), "");
        }
        assert_eq!(told(Maker::Venv, Syntax::Batch), "%\"&|<>^");
    }
}
