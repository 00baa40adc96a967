//! May a venv be used? Nothing in it is sourced, run or put on PATH before this says so.
//!
//! The check is made on the exact file that will be sourced, links resolved. Between the check and the
//! sourcing only the user (or root) can change it: the permission checks make sure of that.

use crate::records::grants::{Answer, Grant, Grants, Scope};
use crate::shells::Shell;
use crate::system::download_mark;
use crate::system::io_reason::io_reason;
use crate::system::os_bytes;
use crate::system::permissions::{self, Writable};
use crate::system::read_file;
use crate::system::real_path;
use crate::system::spelling;
use crate::trust::fingerprint::fingerprint;
use crate::trust::git_index::{self, Tracking};
use crate::trust::policy::Policy;
use crate::trust::reason::Reason;
use crate::venv::activate;
use crate::venv::activate::activate_sh::{self, Sh};
use crate::venv::activate::language::{Language, Written};
use crate::venv::health;
use crate::venv::search_path;
use crate::venv::{Maker, Venv};
use std::path::{Path, PathBuf};

/// What the judgement says: the file to source, links resolved; or all the reasons not to, the weightiest first.
pub type Verdict = Result<PathBuf, Vec<Reason>>;

/// Judges a venv for a shell.
pub fn judge(venv: &Venv, shell: Shell, policy: Policy, grants: &Grants) -> Verdict {
    let mut against = Vec::new();
    if shell.dialect().is_unicode_only() && venv.dir.to_str().is_none() {
        against.push(Reason::NotUnicode);
    }
    if os_bytes::bytes(&venv.dir).contains(&search_path::SEPARATOR) {
        against.push(Reason::Separator);
    }
    against.extend(health::broken(venv).map(Reason::from));
    let script = match script(venv, shell) {
        Ok(script) => script,
        Err(reason) => {
            against.push(reason);
            return Err(against);
        }
    };
    let cfg = venv.dir.join("pyvenv.cfg");
    let mut files = vec![script.path.as_path(), &venv.bin, &venv.dir, &cfg];
    // In cmd, deactivate is not a function of the script, but a separate file.
    let deactivate = shell.dialect().deactivate_script().map(|name| venv.bin.join(name));
    files.extend(deactivate.as_deref().filter(|file| file.exists()));
    let witness = witness(venv, shell);
    files.extend(witness.iter().map(|witness| witness.path.as_path()));
    let no_modes = match permissions::writable_by_others(&files) {
        Some(Writable::Open(path)) => {
            against.push(Reason::WritableByOthers(path));
            None
        }
        Some(Writable::Untold(mount)) => Some(Reason::NoModes(mount)),
        None => None,
    };
    let baked = match &witness {
        Some(witness) => Sh.recorded_paths(&witness.text),
        None => activate::language(shell.syntax()).recorded_paths(&script.text),
    };
    if let Some(reason) = misplaced(venv, shell, &script, &baked) {
        against.push(reason);
    }
    let grant = grants.about(&venv.dir);
    against.extend(trust(venv, policy, &files, baked.is_empty(), no_modes, grant));
    if against.is_empty() { Ok(script.path) } else { Err(against) }
}

/// The path that the script will give to `VIRTUAL_ENV`, links resolved: the path of the venv; on a file system
/// that ignores case, in the spelling with which the venv was created.
pub fn place(venv: &Venv, shell: Shell) -> PathBuf {
    let language = activate::language(shell.syntax());
    let by_script = || {
        let script = script(venv, shell).ok()?;
        let baked = language.recorded_paths(&script.text);
        let mut places = baked.iter().filter_map(|path| real_path::links_resolved(path).ok());
        places.next_back().filter(|place| real_path::leads_to(place, &venv.dir))
    };
    // The scripts of other shells work it out from their own path.
    let is_baked = language.keeps_spelling() && spelling::is_free(&venv.dir);
    is_baked.then(by_script).flatten().unwrap_or_else(|| venv.dir.clone())
}

struct Script {
    path: PathBuf,
    text: Vec<u8>,
}

fn script(venv: &Venv, shell: Shell) -> Result<Script, Reason> {
    let names = activate::scripts(shell, &venv.maker());
    let there = names.iter().find_map(|name| Some((name, real_path::resolve(&venv.bin.join(name)).ok()?)));
    let (name, path) = there.ok_or(Reason::NoScript(names[0]))?;
    let text =
        read_file::read(&path).map_err(|error| Reason::Broken(format!("{name} {}", io_reason(&error))))?;
    Ok(Script { path, text })
}

/// The script that records where the venv was created, if the sourced one does not: every maker's PowerShell
/// script works out its place from its own path. All makers write the POSIX script next to it, on Windows too, so
/// every shell gives the same answer to "created here, moved, or unknown".
fn witness(venv: &Venv, shell: Shell) -> Option<Script> {
    if activate::language(shell.syntax()).records_its_place() {
        return None;
    }
    let path = real_path::resolve(&venv.bin.join("activate")).ok()?;
    let text = read_file::read(&path).ok()?;
    Some(Script { path, text })
}

/// A reason if the script is for another place, or cannot be sourced safely in this one.
fn misplaced(venv: &Venv, shell: Shell, script: &Script, baked: &[PathBuf]) -> Option<Reason> {
    if runs_its_name(venv, shell, script, baked) {
        return Some(Reason::RunsAsCode);
    }
    // One that works its place out would activate the venv that the file really is in.
    let works_it_out = !activate::language(shell.syntax()).records_its_place();
    let bin = script.path.parent().filter(|bin| works_it_out && !real_path::leads_to(bin, &venv.bin));
    if let Some(other) = bin.and_then(Path::parent) {
        return Some(Reason::Moved(other.to_path_buf()));
    }
    if let Some(other) = health::elsewhere(venv, baked) {
        return Some(Reason::Moved(other));
    }
    let quoted_well = !baked.is_empty() || holds_no_path(venv, shell, script) || has_plain_path(venv);
    (!quoted_well).then_some(Reason::RunsAsCode)
}

/// Whether the script, or a prompt drawn from it, would run a name that the maker wrote into it.
fn runs_its_name(venv: &Venv, shell: Shell, script: &Script, baked: &[PathBuf]) -> bool {
    let maker = venv.maker();
    let language = activate::language(shell.syntax());
    let hazards = language.hazards(&script.text, &maker);
    let has_hazard = |text: &&[u8]| text.iter().any(|byte| hazards.contains(byte));
    // CPython writes a Python literal; others write the text itself, so quotes at its ends may belong to
    // the name.
    let raw = venv.settings().filter(|_| maker != Maker::Venv).and_then(|cfg| cfg.get("prompt"));
    let (shown, tested) = (venv.prompt_name(), tested_name(venv));
    let names = [Some(os_bytes::bytes(&shown)), raw.map(str::as_bytes), tested.as_deref()];
    let names: Vec<&[u8]> = names.into_iter().flatten().collect();
    let recorded: Vec<&[u8]> = baked.iter().map(os_bytes::bytes).collect();
    let written = Written { names: &names, recorded: &recorded, dir: os_bytes::bytes(&venv.dir) };
    names.iter().any(has_hazard) || language.runs_a_value(&script.text, &written)
}

/// The name that the POSIX script has in its test.
fn tested_name(venv: &Venv) -> Option<Vec<u8>> {
    activate_sh::tested_name(&read_file::read(&venv.bin.join("activate")).ok()?)
}

/// Whether the script works its place out: PowerShell's always does, uv's relocatable ones too, but a batch file has
/// only one way to.
fn holds_no_path(venv: &Venv, shell: Shell, script: &Script) -> bool {
    let language = activate::language(shell.syntax());
    let relocatable = venv.settings().and_then(|cfg| cfg.get("relocatable")) == Some("true");
    !language.records_its_place() || (relocatable && language.works_out_its_place(&script.text))
}

/// Whether the venv's path is only of characters that mean nothing to a shell. A script that holds a path which
/// cannot be read from it may hold it in quotes that run any other character.
fn has_plain_path(venv: &Venv) -> bool {
    let others: &[u8] = if cfg!(windows) { b"\\:/._-+@, " } else { b"/._-+@%, " };
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || others.contains(byte);
    os_bytes::bytes(&venv.dir).iter().all(plain)
}

/// Reasons from the user's records, or from the policy where there is no record.
fn trust(
    venv: &Venv,
    policy: Policy,
    files: &[&Path],
    no_baked_path: bool,
    no_modes: Option<Reason>,
    grant: anyhow::Result<Option<Grant>>,
) -> Vec<Reason> {
    match grant {
        Err(error) => return vec![Reason::NoRecord(format!("{error:#}"))],
        Ok(Some(Grant { answer: Answer::Deny, path, .. })) => return vec![Reason::Denied(path)],
        Ok(Some(Grant { scope: Scope::Tree, .. })) => return Vec::new(),
        Ok(Some(Grant { fingerprint: allowed, .. })) => {
            let same = fingerprint(venv).is_ok_and(|now| now == allowed);
            return if same { Vec::new() } else { vec![Reason::Changed] };
        }
        Ok(None) => {}
    }
    if policy == Policy::Ask {
        return vec![Reason::NotAllowed];
    }
    let mut against = Vec::new();
    match git_index::tracking(&venv.dir) {
        Tracking::Untracked => {}
        Tracking::Tracked(root) => against.push(Reason::Tracked(root)),
        Tracking::Unknown(root) => against.push(Reason::TrackedUnknown(root)),
    }
    let modes_tell = no_modes.is_none();
    against.extend(no_modes);
    if let Some(owner) = files.iter().find_map(|file| permissions::other_owner(file)) {
        against.push(Reason::OtherOwner(owner));
    } else if let Some(dir) = permissions::replaceable_in(files).filter(|_| modes_tell) {
        against.push(Reason::Exposed(dir));
    }
    if let Some(file) = downloaded(venv, files) {
        against.push(Reason::Downloaded(file));
    }
    if no_baked_path {
        against.push(Reason::NoBakedPath);
    }
    against
}

/// The first of the venv's files (not directories) that was downloaded. The project's files do not count: many
/// venvs are created in downloaded projects. (Ages of files prove nothing: `cp -a`, a restored backup, a
/// container's image and a `chown -R` make a venv's ages look like those of an archive, and the reverse.)
fn downloaded(venv: &Venv, files: &[&Path]) -> Option<PathBuf> {
    let mut texts = files.iter().filter(|file| **file != venv.dir && **file != venv.bin);
    texts.find(|file| download_mark::is_on(file)).map(|file| file.to_path_buf())
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
