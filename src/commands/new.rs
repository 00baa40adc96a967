//! `venvhook new`: makes a venv here, so that the next prompt has it on.

use crate::cli::New;
use crate::commands::on_off;
use crate::create::python_request::Request;
use crate::create::safe_path;
use crate::create::target_dir::{self, TargetDir};
use crate::create::tool::{VenvTool, Wish};
use crate::create::tool_process::{self, ToolOutcome};
use crate::find;
use crate::find::names::{self, Name};
use crate::records::grants::{Answer, Grant, Grants, Scope};
use crate::records::marks;
use crate::records::stamps;
use crate::shells::Shell;
use crate::system::child::Events;
use crate::system::current_dir;
use crate::system::io_reason::io_reason;
use crate::system::real_path;
use crate::system::signals;
use crate::trust::judge::{self, judge};
use crate::trust::policy::Policy;
use crate::trust::reason::Unfit;
use crate::ui::message;
use crate::venv::Venv;
use crate::venv::search_path::{self, SearchPath};
use anyhow::{Result, anyhow, bail};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

/// Makes it, records it, and says so. Whatever else happens, what was there before is there after.
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
    // Said before what the maker lacks: you should not install it in vain.
    TargetDir::check(&dir, args.clear)?;
    let with_pip = !args.arguments.iter().any(|argument| argument == "--without-pip");
    let programs = safe_path::safe(SearchPath::of_process(), &dir);
    let wish = Wish { request: request.as_ref(), uv_first: true, with_pip, oldest: None };
    let tool = VenvTool::find(&wish, &programs, &here)?;
    keep_others_out();
    let events = Events::listen()?;
    let place = TargetDir::claim(&dir, args.clear)?;
    let left = if place.replaces() { "what was there is back" } else { "nothing is left of it" };

    let mut command = tool.command(&dir, args.prompt.as_deref(), &args.arguments);
    match tool_process::run(&mut command, &format!("making {}", name.display()), &events)? {
        ToolOutcome::Stopped(signal) => return Ok(stop(place, signal, left)),
        ToolOutcome::Failed(status, said) => {
            drop(place);
            for line in said {
                eprintln!("  {line}");
            }
            bail!("{} could not make {shown} ({status}); {left}", tool.name());
        }
        ToolOutcome::Made => {}
    }
    let Some(venv) = Venv::at(&dir) else {
        drop(place);
        bail!("{} made no venv at {shown}; {left}", tool.name());
    };
    let against = hopeless(&venv, &grants);
    if let Some(unfit) = against.as_ref().filter(|unfit| !matches!(unfit, Unfit::WritableByOthers(_))) {
        drop(place);
        let other = if args.prompt.is_some() { "give another --prompt, or " } else { "" };
        bail!(
            "{shown} {unfit}, so it could never be used: {left}; {other}make it under another name or elsewhere"
        );
    }
    if let Some(signal) = events.signal() {
        return Ok(stop(place, signal, left));
    }
    place.keep();
    let what = described(&venv);
    if let Some(unfit) = against {
        bail!("made {shown} ({what}), but it {unfit}; {}", unfit.remedy(&venv));
    }
    let note = note(&venv, &here, &args.looked.names);
    record(&grants, &venv).map_err(|error| anyhow!("made {shown} ({what}), but {error:#}"))?;
    message::say(&format!("made {shown} ({what}){note}"));
    Ok(ExitCode::SUCCESS)
}

fn restore(dir: &Path, clear: bool) -> Result<ExitCode> {
    let shown = message::path(dir);
    if !target_dir::restore(dir, clear)? {
        bail!("nothing was put aside of {shown}: there is none to give back");
    }
    message::say(&format!("gave {shown} back"));
    Ok(ExitCode::SUCCESS)
}

fn refuse_if_denied(grants: &Grants, dir: &Path) -> Result<()> {
    let Some(denial) = denial(grants, dir)? else { return Ok(()) };
    let tree = if denial.scope == Scope::Tree { "--tree " } else { "" };
    let (shown, at) = (message::path(dir), message::argument(&denial.path));
    bail!("{shown} is denied, nothing was made; to undo: venvhook forget {tree}{at}");
}

/// What no record makes good: in the script that stands for all, as with `allow`, or in that of the
/// shell in use. If that one is only missing, the venv may still serve.
fn hopeless(venv: &Venv, grants: &Grants) -> Option<Unfit> {
    let against = |shell| judge(venv, shell, Policy::Local, grants).err().unwrap_or_default();
    let usual = against(Shell::USUAL);
    let of_hook = Shell::of_hook().map(against).unwrap_or_default();
    let of_hook = of_hook.into_iter().filter(|unfit| !matches!(unfit, Unfit::NoScript(_)));
    usual.into_iter().chain(of_hook).find(|unfit| !unfit.can_be_allowed())
}

fn stop(place: TargetDir, signal: i32, left: &str) -> ExitCode {
    drop(place);
    message::say(&format!("stopped; {left}"));
    signals::die_of(signal)
}

/// The directory's name: one that is given, else the first plain one that the hook looks for.
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
        bail!("{shown:?} is not one directory's name: go to where the venv is to be, and give its name only");
    }
    if bytes.contains(&search_path::SEPARATOR) {
        let separator = search_path::SEPARATOR_NAME;
        bail!("{shown} has a {separator} in it, which PATH cannot carry: give it another name");
    }
    plain_text(&shown, &name)?;
    Ok(name)
}

/// An error about what makers refuse, or write as it is into their scripts and settings.
fn plain_text(what: &str, text: &OsStr) -> Result<()> {
    match text.to_str() {
        None => bail!("{what} is not Unicode, and no maker makes a venv with such a name"),
        Some(text) if text.contains(char::is_control) => {
            bail!("{what} has a control character in it: give another one")
        }
        Some(_) => Ok(()),
    }
}

/// The record that denies a venv at this place.
fn denial(grants: &Grants, dir: &Path) -> Result<Option<Grant>> {
    let parent = dir.parent().unwrap_or(dir);
    let real = real_path::resolve(parent)
        .map_err(|error| anyhow!("{} {}", message::path(parent), io_reason(&error)))?;
    let record = grants.about(&real.join(dir.file_name().unwrap_or_default()))?;
    Ok(record.filter(|grant| grant.answer == Answer::Deny))
}

/// What others may write is not fit to use, whatever the person's umask.
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
    let fingerprint = judge::fingerprint(venv)?;
    stamps::clear(venv);
    grants.put(&Grant { answer: Answer::Allow, scope: Scope::Venv, path: venv.dir.clone(), fingerprint })?;
    marks::sweep();
    Ok(())
}

/// Why the next prompt will not have it on, if it will not.
fn note(venv: &Venv, here: &Path, names: &[Name]) -> String {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let same = |path: &OsStr| real_path::leads_to(Path::new(path), &venv.dir);
    // cmd has no function that could tell; what its hook sets does.
    let cmd = cfg!(windows) && variable("VENVHOOK_CMD_EXE").is_some();
    if variable("VENVHOOK_HOOK").is_none() && !cmd {
        return "; the hook is not loaded in this shell: see venvhook doctor".into();
    }
    if let Some(idle) = on_off::idle() {
        return format!("; the hook is {idle}");
    }
    match find::in_dir(here, names) {
        Some(found) if real_path::leads_to(&found.venv.dir, &venv.dir) => {}
        Some(found) => return format!("; {} comes before it", message::path(&found.venv.marker)),
        None => return "; the hook does not look for this name: see --name in venvhook init --help".into(),
    }
    match variable("VIRTUAL_ENV") {
        Some(active) if Some(&active) != variable("VENVHOOK_ENV").as_ref() && !same(&active) => {
            format!("; {} stays on until you call deactivate", message::path(Path::new(&active)))
        }
        _ => String::new(),
    }
}
