//! mise, where its configuration activates a venv (mise manual, "Python" and "Environments").

use crate::setup::rc_place;
use crate::system::read_file;
use crate::ui::message;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// Its files in each directory; mise also reads those of all directories above.
const FILES: [&str; 10] = [
    "mise.local.toml",
    ".mise.local.toml",
    "mise.toml",
    ".mise.toml",
    "mise/config.local.toml",
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".config/mise/config.local.toml",
    ".config/mise/config.toml",
];

/// `FILE:LINE` of the setting that activates a venv in this directory.
pub fn setting(here: &Path) -> Option<String> {
    let above = here.ancestors().flat_map(|dir| FILES.map(|name| dir.join(name)));
    // This setting only works where uv has a project.
    let is_uv = here.ancestors().any(|dir| dir.join("uv.lock").exists());
    above.chain(global()).find_map(|file| {
        let text = String::from_utf8(read_file::read(&file).ok()?).ok()?;
        let at = switch(&text, is_uv)?;
        Some(format!("{}:{}", message::path(&file), text[..at].matches('\n').count() + 1))
    })
}

fn global() -> Option<PathBuf> {
    let set = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    let dir = set.or_else(|| rc_place::home().ok().map(|home| home.join(".config")))?;
    Some(dir.join("mise/config.toml"))
}

/// The position of the setting in the text, in bytes.
fn switch(text: &str, is_uv: bool) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let document = document.get_ref();
    let env = match document.get("env").map(toml::Spanned::get_ref) {
        Some(DeValue::Array(tables)) => tables.iter().map(toml::Spanned::get_ref).collect(),
        env => env.into_iter().collect::<Vec<_>>(),
    };
    let venv =
        env.into_iter().find_map(|env| at(env, &["_", "python", "venv"]).or(at(env, &["VIRTUAL_ENV"])));
    let uv = || at(document.get("settings")?.get_ref(), &["python", "uv_venv_auto"]).filter(|_| is_uv);
    venv.or_else(uv)
}

/// The position of a value that is not `false`.
fn at(value: &DeValue<'_>, path: &[&str]) -> Option<usize> {
    let table = value.as_table()?;
    let (name, rest) = path.split_first()?;
    let value = table.get(*name)?;
    if !rest.is_empty() {
        return at(value.get_ref(), rest);
    }
    let is_off = matches!(value.get_ref(), DeValue::Boolean(false));
    (!is_off).then(|| value.span().start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_write_it_counts_and_off_does_not() {
        let line = |text: &str, is_uv| switch(text, is_uv).map(|at| text[..at].matches('\n').count() + 1);
        for (text, expected) in [
            ("[env]\n_.python.venv = \".venv\"", Some(2)),
            ("[env]\n_.python.venv = { path = \".venv\", create = true }", Some(2)),
            ("[env._.python]\nvenv = \".venv\"", Some(2)),
            ("[env]\n_.python = { venv = \"x\" }", Some(2)),
            ("[[env]]\nA = 1\n[[env]]\nVIRTUAL_ENV = \"x\"", Some(4)),
            ("[env]\n# _.python.venv = \".venv\"\nMY_VIRTUAL_ENV = \"x\"", None),
            ("[env]\n_.python.venv = false", None),
            ("[env\n_.python.venv = \".venv\"", None),
        ] {
            assert_eq!(line(text, false), expected, "{text}");
        }
        for (text, expected) in [
            ("[settings]\npython.uv_venv_auto = true", Some(2)),
            ("[settings.python]\nuv_venv_auto = \"source\"", Some(2)),
            ("[settings]\npython.uv_venv_auto = false", None),
        ] {
            assert_eq!(line(text, true), expected, "{text}");
            assert_eq!(line(text, false), None, "no project of uv: {text}");
        }
    }

    #[test]
    fn every_directory_above_counts() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(".mise")).unwrap();
        std::fs::write(dir.path().join("mise.toml"), "[env]\nX = 'y'\n").unwrap();
        std::fs::write(dir.path().join(".mise/config.toml"), "[env]\n_.python.venv = 'y'\n").unwrap();
        let found = setting(&dir.path().join("a/b")).unwrap();
        assert!(found.ends_with(".mise/config.toml:2"), "{found}");
    }
}
