//! May a venv be used? Nothing in it is sourced, run or put on PATH before this says so.
//!
//! The check is made on the exact file that will be sourced, links resolved. Between the check and the
//! sourcing only the user (or root) can change it: the permission checks make sure of that.

use crate::records::grants::{Answer, Grant, Grants, Scope};
use crate::shells::{Shell, Syntax};
use crate::system::download_mark;
use crate::system::hash;
use crate::system::io_reason::io_reason;
use crate::system::os_bytes;
use crate::system::permissions::{self, Writable};
use crate::system::read_file;
use crate::system::real_path;
use crate::system::spelling;
use crate::trust::git_index::{self, Tracking};
use crate::trust::policy::Policy;
use crate::trust::reason::Unfit;
use crate::ui::message;
use crate::venv::activate;
use crate::venv::activate::activate_bat;
use crate::venv::activate::activate_ps1;
use crate::venv::activate::recorded_path;
use crate::venv::search_path;
use crate::venv::{Maker, Venv};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Decides whether a shell may use a venv. `Ok` is the file to source, links resolved; `Err` lists every reason
/// not to use it, the most important first.
pub fn judge(venv: &Venv, shell: Shell, policy: Policy, grants: &Grants) -> Result<PathBuf, Vec<Unfit>> {
    let mut against = Vec::new();
    if matches!(shell.syntax(), Syntax::PowerShell | Syntax::Batch) && venv.dir.to_str().is_none() {
        against.push(Unfit::NotUnicode);
    }
    if os_bytes::of(&venv.dir).contains(&search_path::SEPARATOR) {
        against.push(Unfit::Separator);
    }
    against.extend(broken(venv));
    let script = match script(venv, shell) {
        Ok(script) => script,
        Err(unfit) => {
            against.push(unfit);
            return Err(against);
        }
    };
    let cfg = venv.dir.join("pyvenv.cfg");
    let mut files = vec![script.path.as_path(), &venv.bin, &venv.dir, &cfg];
    // In cmd, deactivate is not a function of the script, but a separate file.
    let deactivate = venv.bin.join("deactivate.bat");
    if shell.syntax() == Syntax::Batch && deactivate.exists() {
        files.push(&deactivate);
    }
    let witness = witness(venv, shell);
    files.extend(witness.iter().map(|witness| witness.path.as_path()));
    let no_modes = match permissions::writable_by_others(&files) {
        Some(Writable::Open(path)) => {
            against.push(Unfit::WritableByOthers(path));
            None
        }
        Some(Writable::Untold(mount)) => Some(Unfit::NoModes(mount)),
        None => None,
    };
    let baked = match &witness {
        Some(witness) => recorded_path::paths(&witness.text, Syntax::Posix),
        None => recorded_path::paths(&script.text, shell.syntax()),
    };
    if let Some(unfit) = misplaced(venv, shell, &script, &baked) {
        against.push(unfit);
    }
    let grant = grants.about(&venv.dir);
    against.extend(trust(venv, policy, &files, baked.is_empty(), no_modes, grant));
    if against.is_empty() { Ok(script.path) } else { Err(against) }
}

/// The path that the script will give to `VIRTUAL_ENV`, links resolved: the path of the venv; on a file system
/// that ignores case, in the spelling with which the venv was created.
pub fn place(venv: &Venv, shell: Shell) -> PathBuf {
    let by_script = || {
        let script = script(venv, shell).ok()?;
        let baked = recorded_path::paths(&script.text, shell.syntax());
        let mut places = baked.iter().filter_map(|path| real_path::links_resolved(path).ok());
        places.next_back().filter(|place| real_path::leads_to(place, &venv.dir))
    };
    // The scripts of other shells work it out from their own path.
    let is_baked = matches!(shell.syntax(), Syntax::Posix | Syntax::Fish) && spelling::is_free(&venv.dir);
    is_baked.then(by_script).flatten().unwrap_or_else(|| venv.dir.clone())
}

/// A reason why the venv cannot work at all, if there is one.
pub fn broken(venv: &Venv) -> Option<Unfit> {
    let broken = |what: String| Some(Unfit::Broken(what));
    match &venv.cfg {
        Err(reason) => return broken(format!("pyvenv.cfg {reason}")),
        Ok(None) => {}
        Ok(Some(cfg)) => {
            let Some(home) = cfg.home() else {
                return broken("pyvenv.cfg does not name a base Python".into());
            };
            match real_path::is_dir(&home) {
                Some(true) => {}
                Some(false) => {
                    return broken(format!("its base Python {} does not exist", message::path(&home)));
                }
                None => return Some(Unfit::Closed(home)),
            }
        }
    }
    if venv.interpreter().is_some() {
        return None;
    }
    let entry = venv.interpreter_entry();
    match real_path::of(&entry) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            Some(Unfit::Closed(entry.read_link().map_or(entry.clone(), |target| venv.bin.join(target))))
        }
        _ => broken("its Python interpreter is missing".into()),
    }
}

struct Script {
    path: PathBuf,
    text: Vec<u8>,
}

fn script(venv: &Venv, shell: Shell) -> Result<Script, Unfit> {
    let names = activate::scripts(shell, &venv.maker());
    let there = names.iter().find_map(|name| Some((name, real_path::of(&venv.bin.join(name)).ok()?)));
    let (name, path) = there.ok_or(Unfit::NoScript(names[0]))?;
    let text =
        read_file::read(&path).map_err(|error| Unfit::Broken(format!("{name} {}", io_reason(&error))))?;
    Ok(Script { path, text })
}

/// The script that records where the venv was created, if the sourced one does not: every maker's PowerShell
/// script works out its place from its own path. All makers write the POSIX script next to it, on Windows too, so
/// every shell gives the same answer to "created here, moved, or unknown".
fn witness(venv: &Venv, shell: Shell) -> Option<Script> {
    let path = match shell.syntax() {
        Syntax::PowerShell => real_path::of(&venv.bin.join("activate")).ok()?,
        _ => return None,
    };
    let text = read_file::read(&path).ok()?;
    Some(Script { path, text })
}

/// A reason if the script is for another place, or cannot be sourced safely in this one.
fn misplaced(venv: &Venv, shell: Shell, script: &Script, baked: &[PathBuf]) -> Option<Unfit> {
    let maker = venv.maker();
    let hazards = match shell.syntax() {
        Syntax::Batch => activate_bat::hazards(&script.text),
        syntax => hazards(&maker, syntax),
    };
    let has_hazard = |text: &[u8]| text.iter().any(|byte| hazards.contains(byte));
    // CPython writes a Python literal; others write the text itself, so quotes at its ends may belong to
    // the name.
    let raw = venv.settings().filter(|_| maker != Maker::Venv).and_then(|cfg| cfg.get("prompt"));
    let (shown, tested) = (venv.prompt_name(), tested_name(venv));
    let names = [Some(os_bytes::of(&shown)), raw.map(str::as_bytes), tested.as_deref()];
    if names.into_iter().flatten().any(has_hazard) {
        return Some(Unfit::RunsAsCode);
    }
    let held = names.into_iter().flatten().chain(baked.iter().map(os_bytes::of));
    if shell.syntax() == Syntax::Fish && is_misread(&script.text, held) {
        return Some(Unfit::RunsAsCode);
    }
    let powershell = shell.syntax() == Syntax::PowerShell;
    let mut written = names.into_iter().flatten().chain([os_bytes::of(&venv.dir)]);
    if powershell && (!activate_ps1::is_literal(&script.text) || written.any(activate_ps1::leaves_its_line)) {
        return Some(Unfit::RunsAsCode);
    }
    // PowerShell's script would activate the venv that the file is really in.
    let bin = script.path.parent().filter(|bin| powershell && !real_path::leads_to(bin, &venv.bin));
    if let Some(other) = bin.and_then(Path::parent) {
        return Some(Unfit::Moved(other.to_path_buf()));
    }
    if let Some(other) = elsewhere(venv, baked) {
        return Some(Unfit::Moved(other));
    }
    // The script has no path that a shell would take literally, and the place's name has special
    // characters: the script may contain it in quotes that run it as code. uv's relocatable scripts do not
    // contain it at all: a batch file has only one way to work out its place.
    let plain = |byte: &u8| {
        let others: &[u8] = if cfg!(windows) { b"\\:/._-+@, " } else { b"/._-+@%, " };
        byte.is_ascii_alphanumeric() || !byte.is_ascii() || others.contains(byte)
    };
    let relocatable = venv.settings().and_then(|cfg| cfg.get("relocatable")) == Some("true");
    let works_it_out = shell.syntax() != Syntax::Batch || activate_bat::works_out_its_place(&script.text);
    let holds_none = powershell || (relocatable && works_it_out);
    let quoted_well = !baked.is_empty() || holds_none || os_bytes::of(&venv.dir).iter().all(plain);
    (!quoted_well).then_some(Unfit::RunsAsCode)
}

/// Whether fish before 3.2 would run what the script quotes: it reads a quote after an escaped backslash as an
/// escaped quote, so that the text in the quotes is not quoted (fish issue 7685). virtualenv writes a backslash in
/// a name that way.
fn is_misread<'a>(script: &[u8], mut held: impl Iterator<Item = &'a [u8]>) -> bool {
    let open_quote = |bytes: &[u8]| matches!(bytes, [b'\\', b'\\', b'\'' | b'"']);
    script.windows(3).any(open_quote) && held.any(|name| name.iter().any(|byte| b"()".contains(byte)))
}

/// A place that the script was written for and that is not the venv's, if there is one.
fn elsewhere(venv: &Venv, baked: &[PathBuf]) -> Option<PathBuf> {
    let here = |path: &PathBuf| !depends_on_process(path) && real_path::leads_to(path, &venv.dir);
    baked.iter().find(|path| !here(path)).cloned()
}

/// Whether it was moved or copied, according to the POSIX script, which every maker writes.
pub fn moved(venv: &Venv) -> Option<Unfit> {
    let text = read_file::read(&venv.bin.join("activate")).ok()?;
    elsewhere(venv, &recorded_path::paths(&text, Syntax::Posix)).map(Unfit::Moved)
}

/// The name in the POSIX script itself, where it tests for one: `CPython` before 3.8 and virtualenv before 20
/// wrote it nowhere else. It goes from the first mark to the last, so that a name which contains a mark is not
/// cut short.
fn tested_name(venv: &Venv) -> Option<Vec<u8>> {
    let (before, after) = (b"if [ \"x", b"\" != x ]");
    let script = read_file::read(&venv.bin.join("activate")).ok()?;
    let start = script.windows(before.len()).position(|window| window == before)? + before.len();
    let name = &script[start..];
    let name = &name[..name.windows(after.len()).rposition(|window| window == after)?];
    let bare = name.strip_prefix(b"(").and_then(|name| name.strip_suffix(b") "));
    Some(bare.unwrap_or(name).to_vec())
}

/// Whether a path leads somewhere else in each process (`/proc/self/cwd`): a script with such a path does not
/// say where it was created.
fn depends_on_process(path: &Path) -> bool {
    let in_proc = |path: PathBuf| path.starts_with("/proc") || path.starts_with("/dev/fd");
    path.ancestors().any(|above| real_path::links_resolved(above).is_ok_and(in_proc))
}

/// The bytes of a prompt name that have a meaning in this maker's script, or in a prompt drawn from it
/// (facts/activate.md, sections 6 and 8).
fn hazards(maker: &Maker, syntax: Syntax) -> &'static [u8] {
    match (syntax, maker) {
        // Only text in the script itself can run there: `activate_ps1` reads it.
        (Syntax::PowerShell, _) => b"",
        (_, Maker::Virtualenv(_)) if maker.at_least([21, 14, 13]) => b"",
        (Syntax::Posix, Maker::Virtualenv(_)) if maker.at_least([20, 26, 6]) => b"$`\\",
        // Quoted as for a POSIX shell: to fish, what follows a backslash and a quote is not quoted.
        (Syntax::Fish, Maker::Virtualenv(_)) if maker.at_least([20, 26, 6]) => b"\\",
        (Syntax::Posix, Maker::Virtualenv(_)) => b"$`\\\"'",
        (Syntax::Posix, _) => b"$`\\\"",
        (Syntax::Fish, Maker::Venv | Maker::OldVirtualenv) => b"$\\\"",
        (Syntax::Batch, _) => b"%\"&|<>^",
        (Syntax::Fish, _) => b"\\'",
    }
}

/// Reasons from the user's records, or from the policy where there is no record.
fn trust(
    venv: &Venv,
    policy: Policy,
    files: &[&Path],
    no_baked_path: bool,
    no_modes: Option<Unfit>,
    grant: anyhow::Result<Option<Grant>>,
) -> Vec<Unfit> {
    match grant {
        Err(error) => return vec![Unfit::NoRecord(format!("{error:#}"))],
        Ok(Some(Grant { answer: Answer::Deny, path, .. })) => return vec![Unfit::Denied(path)],
        Ok(Some(Grant { scope: Scope::Tree, .. })) => return Vec::new(),
        Ok(Some(Grant { fingerprint: allowed, .. })) => {
            let same = fingerprint(venv).is_ok_and(|now| now == allowed);
            return if same { Vec::new() } else { vec![Unfit::Changed] };
        }
        Ok(None) => {}
    }
    if policy == Policy::Ask {
        return vec![Unfit::NotAllowed];
    }
    let mut against = Vec::new();
    match git_index::tracking(&venv.dir) {
        Tracking::Untracked => {}
        Tracking::Tracked(root) => against.push(Unfit::Tracked(root)),
        Tracking::Unknown(root) => against.push(Unfit::TrackedUnknown(root)),
    }
    let modes_tell = no_modes.is_none();
    against.extend(no_modes);
    if let Some(owner) = files.iter().find_map(|file| permissions::other_owner(file)) {
        against.push(Unfit::OtherOwner(owner));
    } else if let Some(dir) = permissions::replaceable_in(files).filter(|_| modes_tell) {
        against.push(Unfit::Exposed(dir));
    }
    if let Some(file) = downloaded(venv, files) {
        against.push(Unfit::Downloaded(file));
    }
    if no_baked_path {
        against.push(Unfit::NoBakedPath);
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

/// A fingerprint of everything in the venv that a shell may source, and of its settings. An error if a script
/// cannot be read, is not a regular file, or is too large.
pub fn fingerprint(venv: &Venv) -> anyhow::Result<String> {
    use sha2::{Digest, Sha256};
    let is_script = |name: &[u8]| {
        let name = name.to_ascii_lowercase();
        name.starts_with(b"activate") || name.starts_with(b"deactivate")
    };
    let entries = std::fs::read_dir(&venv.bin)?.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.file_name().is_some_and(|name| is_script(os_bytes::of(name)))).collect();
    files.sort();
    files.extend(venv.settings().map(|_| venv.dir.join("pyvenv.cfg")));
    let mut hasher = Sha256::new();
    for file in files {
        let text = read_file::read(&file)
            .map_err(|error| anyhow::anyhow!("{} {}", message::path(&file), io_reason(&error)))?;
        let name = os_bytes::of(file.file_name().unwrap_or_default());
        // With the lengths, moving a byte from one part to the next changes the fingerprint.
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(&text);
    }
    Ok(hash::hex(&hasher.finalize()))
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
