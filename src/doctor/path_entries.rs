//! Entries of PATH that belong to a venv which is not active: a tool that restores an old PATH leaves them.

use crate::doctor::Finding;
use crate::doctor::rc_files::RcFiles;
use crate::doctor::shell_report::Seen;
use crate::system::executable;
use crate::system::real_path;
use crate::ui::message;
use crate::venv::BIN_DIRS;
use std::env::split_paths;
use std::path::{Path, PathBuf};

/// Checks the PATH of a shell. A new one has `inherited` these entries from the shell that runs doctor: they
/// count only if an rc file names them.
pub fn judge(seen: &Seen, rc: &RcFiles, name: &str, inherited: Option<&[PathBuf]>) -> Vec<Finding> {
    let entries: Vec<PathBuf> = split_paths(seen.var("PATH").unwrap_or_default()).collect();
    let on = seen.var("VIRTUAL_ENV").and_then(|venv| real_path::of(Path::new(venv)).ok());
    // An entry after another Python changes little.
    let python = entries.iter().find(|entry| has_python(entry));
    let mut findings = Vec::new();
    for entry in entries.iter().filter(|entry| venv_of(entry).is_some_and(|venv| Some(venv) != on)) {
        let at = inherited.and_then(|_| rc.mention(&[&end_of(entry)]));
        if at.is_none() && inherited.is_some_and(|inherited| inherited.contains(entry)) {
            continue;
        }
        let shown = message::path(entry);
        let place = at.as_ref().map(|at| format!(" ({})", at.place)).unwrap_or_default();
        let text = format!("PATH in {name} contains {shown}{place}, of a venv that is not active");
        let remedy = match (at, inherited.is_some()) {
            (Some(_), _) => "remove that from the rc file; the hook puts a venv on PATH when it is needed".into(),
            (None, true) => "find out which program or file sets it: an editor, the desktop, another rc file".into(),
            (None, false) => "open a new shell; if a tool restores an old PATH there (direnv, mise, an editor), load it above venvhook's line".to_string(),
        };
        let finding = if python == Some(entry) {
            Finding::wrong("path-entry", format!("{text}; its python is the one that runs"), remedy)
        } else {
            Finding::note("path-entry", text, remedy)
        };
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings
}

/// The venv whose scripts are in this directory, links resolved.
fn venv_of(entry: &Path) -> Option<PathBuf> {
    let is_bin = BIN_DIRS.iter().any(|bin| entry.file_name().is_some_and(|name| name == *bin));
    let venv = entry.parent().filter(|venv| is_bin && venv.join("pyvenv.cfg").exists())?;
    real_path::of(venv).ok()
}

fn has_python(entry: &Path) -> bool {
    let names = ["python", "python3"].map(|name| entry.join(name));
    names.iter().flat_map(|file| executable::spellings(file)).any(|file| executable::may_run(&file))
}

/// The end of a path, which is the same whether the home directory is written `~`, `$HOME` or in full.
fn end_of(entry: &Path) -> String {
    let parts: Vec<_> = entry.iter().rev().take(3).collect();
    parts.into_iter().rev().collect::<PathBuf>().display().to_string()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn an_entry_counts_where_its_venv_is_not_active() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path().canonicalize().unwrap();
        let bin = top.join("shop/.venv/bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::write(top.join("shop/.venv/pyvenv.cfg"), "").unwrap();
        std::os::unix::fs::symlink("/bin/sh", bin.join("python")).unwrap();
        std::os::unix::fs::symlink("/bin/sh", top.join("python3")).unwrap();
        let levels = |path: &str, venv: &str, is_new: bool| {
            let path = path.replace('@', top.to_str().unwrap());
            let venv = venv.replace('@', top.to_str().unwrap());
            let seen =
                Seen::parse(&format!("shell\t1\nenv\tPATH={path}\nenv\tVIRTUAL_ENV={venv}\n")).unwrap();
            let inherited = is_new.then_some(std::slice::from_ref(&bin));
            let found = judge(&seen, &RcFiles::default(), "this", inherited);
            found.into_iter().map(|finding| finding.level).collect::<Vec<_>>()
        };
        assert_eq!(levels("/bin:@/shop/.venv/bin", "@/shop/.venv", false), []);
        assert_eq!(levels("@/shop/.venv/bin:@", "", false), [Level::Wrong]);
        assert_eq!(levels("@:@/shop/.venv/bin:@/shop/.venv/bin", "", false), [Level::Note]);
        assert_eq!(levels("@/shop/.venv/bin", "", true), []);
        assert_eq!(levels("@/shop:/bin", "", false), []);
    }
}
