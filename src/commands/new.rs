//! `venvhook new`: creates a venv here, which is active at the next prompt.

use crate::cli::New;
use crate::create::python_request::Request;
use crate::create::safe_path;
use crate::create::target_dir::{self, TargetDir};
use crate::create::tool::{VenvTool, Wish};
use crate::create::tool_process::{self, ToolOutcome};
use crate::find;
use crate::find::names::{self, Name};
use crate::hook::idle;
use crate::records::grants::{Answer, Grant, Grants, Scope};
use crate::records::marks;
use crate::records::stamps;
use crate::shells::Shell;
use crate::shells::current;
use crate::system::child::Events;
use crate::system::current_dir;
use crate::system::io_reason::io_reason;
use crate::system::real_path;
use crate::system::signals;
use crate::trust::fingerprint::fingerprint;
use crate::trust::judge::judge;
use crate::trust::policy::Policy;
use crate::trust::reason::Reason;
use crate::ui::message;
use crate::venv::Venv;
use crate::venv::search_path::{self, SearchPath};
use anyhow::{Result, anyhow, bail};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

/// Creates it, records it, and says so. If anything fails, an older venv in its place is put back.
pub fn run(args: &New) -> Result<ExitCode> {
    let here = current_dir::current_dir()?;
    let name = checked_name(args)?;
    let dir = here.join(&name);
    let shown = message::path(&dir);
    if args.restore {
        return restore(&dir, args.clear);
    }
    if let Some(prompt) = &args.prompt {
        plain_text("--prompt", prompt)?;
    }
    let grants = Grants::open();
    refuse_if_denied(&grants, &dir)?;
    let request = args.python.as_deref().map(|text| Request::parse(text, &here)).transpose()?;
    // Before the check of what the tool lacks: the user should not install something for nothing.
    TargetDir::check(&dir, args.clear)?;
    let with_pip = !args.arguments.iter().any(|argument| argument == "--without-pip");
    let programs = safe_path::safe(SearchPath::of_process(), &dir);
    let wish = Wish { request: request.as_ref(), uv_first: true, with_pip, oldest: None };
    let tool = VenvTool::find(&wish, &programs, &here)?;
    keep_others_out();
    let events = Events::listen()?;
    let place = TargetDir::claim(&dir, args.clear)?;
    let left = if place.replaces() { "the old venv was restored" } else { "nothing was left behind" };

    let mut command = tool.command(&dir, args.prompt.as_deref(), &args.arguments);
    match tool_process::run(&mut command, &format!("creating {}", name.display()), &events)? {
        ToolOutcome::Stopped(signal) => return Ok(stop(place, signal, left)),
        ToolOutcome::Failed(status, said) => {
            drop(place);
            for line in said {
                eprintln!("  {line}");
            }
            bail!("{} could not create {shown} ({status}); {left}", tool.name());
        }
        ToolOutcome::Made => {}
    }
    let Some(venv) = Venv::at(&dir) else {
        drop(place);
        bail!("{} succeeded but created no venv at {shown}; {left}", tool.name());
    };
    let against = hopeless(&venv, &grants);
    if let Some(unfit) = against.as_ref().filter(|unfit| !matches!(unfit, Reason::WritableByOthers(_))) {
        drop(place);
        let other = if args.prompt.is_some() { "choose another --prompt, or " } else { "" };
        bail!(
            "{shown} {unfit}, so it could never be used; {left}; {other}create it under another name or elsewhere"
        );
    }
    if let Some(signal) = events.signal() {
        return Ok(stop(place, signal, left));
    }
    place.keep();
    let what = described(&venv);
    if let Some(unfit) = against {
        bail!("created {shown} ({what}), but it {unfit}; {}", unfit.remedy(&venv));
    }
    let note = note(&venv, &here, &args.looked.names);
    record(&grants, &venv).map_err(|error| anyhow!("created {shown} ({what}), but {error:#}"))?;
    message::say(&format!("created {shown} ({what}){note}"));
    Ok(ExitCode::SUCCESS)
}

fn restore(dir: &Path, clear: bool) -> Result<ExitCode> {
    let shown = message::path(dir);
    if !target_dir::restore(dir, clear)? {
        bail!("there is no old {shown} to restore");
    }
    message::say(&format!("restored {shown}"));
    Ok(ExitCode::SUCCESS)
}

fn refuse_if_denied(grants: &Grants, dir: &Path) -> Result<()> {
    let Some(denial) = denial(grants, dir)? else { return Ok(()) };
    let tree = if denial.scope == Scope::Tree { "--tree " } else { "" };
    let (shown, at) = (message::path(dir), message::argument(&denial.path));
    let record = message::path(&denial.path);
    bail!("{shown} is denied (by your record for {record}); to undo: venvhook forget {tree}{at}");
}

/// A reason that no record can overrule: in the script that stands for all, as with `allow`, or in that of the
/// shell in use. If only that one is missing, the venv may still be useful in another shell.
fn hopeless(venv: &Venv, grants: &Grants) -> Option<Reason> {
    let against = |shell| judge(venv, shell, Policy::Local, grants).err().unwrap_or_default();
    let usual = against(Shell::USUAL);
    let of_hook = current::of_hook().map(against).unwrap_or_default();
    let of_hook = of_hook.into_iter().filter(|unfit| !matches!(unfit, Reason::NoScript(_)));
    usual.into_iter().chain(of_hook).find(|unfit| !unfit.can_be_allowed())
}

fn stop(place: TargetDir, signal: i32, left: &str) -> ExitCode {
    drop(place);
    message::say(&format!("stopped; {left}"));
    signals::die_of(signal)
}

/// The directory's name: the one on the command line, else the first one without wildcards that the hook looks for.
fn checked_name(args: &New) -> Result<OsString> {
    let plain = args.looked.names.iter().find(|name| !name.is_glob()).map(Name::as_str);
    let default = plain.or(names::DEFAULT.split(':').next()).unwrap_or_default();
    let name = args.name.clone().unwrap_or_else(|| default.into());
    let shown = message::printable(&name.to_string_lossy());
    let bytes = name.as_encoded_bytes();
    let is_one_name = Path::new(&name).components().count() == 1
        && Path::new(&name).file_name() == Some(&name)
        && !bytes.contains(&b'/')
        && !(cfg!(windows) && bytes.contains(&b'\\'));
    if !is_one_name {
        bail!("{shown:?} is not a plain directory name: cd to the project and give just the name");
    }
    if bytes.contains(&search_path::SEPARATOR) {
        let separator = search_path::SEPARATOR_NAME;
        bail!("{shown} has a {separator} in its name, so it cannot be put on PATH; choose another name");
    }
    plain_text(&shown, &name)?;
    Ok(name)
}

/// An error about text that tools refuse, or write unquoted into their scripts and settings.
fn plain_text(what: &str, text: &OsStr) -> Result<()> {
    match text.to_str() {
        None => bail!("{what} is not valid Unicode; no tool can create a venv with that name"),
        Some(text) if text.contains(char::is_control) => {
            bail!("{what} has a control character in it; choose another one")
        }
        Some(_) => Ok(()),
    }
}

/// The record that denies a venv in this place.
fn denial(grants: &Grants, dir: &Path) -> Result<Option<Grant>> {
    let parent = dir.parent().unwrap_or(dir);
    let real = real_path::resolve(parent)
        .map_err(|error| anyhow!("{} {}", message::path(parent), io_reason(&error)))?;
    let record = grants.about(&real.join(dir.file_name().unwrap_or_default()))?;
    Ok(record.filter(|grant| grant.answer == Answer::Deny))
}

/// A venv that others can write to is not usable, whatever the user's umask.
#[cfg(unix)]
fn keep_others_out() {
    use nix::sys::stat::{Mode, umask};
    let others = Mode::S_IWGRP | Mode::S_IWOTH;
    let own = umask(others);
    umask(own | others);
}

#[cfg(windows)]
fn keep_others_out() {}

fn described(venv: &Venv) -> String {
    let version = venv.python_version().unwrap_or_else(|| "unknown".into());
    format!("Python {version}, by {}", venv.maker())
}

fn record(grants: &Grants, venv: &Venv) -> Result<()> {
    let fingerprint = fingerprint(venv)?;
    stamps::clear(venv);
    grants.put(&Grant { answer: Answer::Allow, scope: Scope::Venv, path: venv.dir.clone(), fingerprint })?;
    marks::sweep();
    Ok(())
}

/// Why the venv will not be active at the next prompt, or an empty text.
fn note(venv: &Venv, here: &Path, names: &[Name]) -> String {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let same = |path: &OsStr| real_path::leads_to(Path::new(path), &venv.dir);
    // cmd has no function that sets VENVHOOK_HOOK; its hook sets this.
    let cmd = cfg!(windows) && variable("VENVHOOK_CMD_EXE").is_some();
    if variable("VENVHOOK_HOOK").is_none() && !cmd {
        return "; the hook is not loaded in this shell; see venvhook doctor".into();
    }
    if let Some(idle) = idle::idle() {
        return format!("; the hook is {idle}");
    }
    match find::in_dir(here, names) {
        Some(found) if real_path::leads_to(&found.venv.dir, &venv.dir) => {}
        Some(found) => {
            return format!(
                "; not active here, because {} is found first",
                message::path(&found.venv.marker)
            );
        }
        None => return "; the hook does not look for this name; see --name in venvhook init --help".into(),
    }
    match variable("VIRTUAL_ENV") {
        Some(active) if Some(&active) != variable("VENVHOOK_ENV").as_ref() && !same(&active) => {
            format!("; {} stays active until you run deactivate", message::path(Path::new(&active)))
        }
        _ => String::new(),
    }
}
