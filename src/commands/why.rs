//! `venvhook why`: the whole decision for a directory, in words or as JSON.

use crate::cli::Why;
use crate::commands::json;
use crate::create::set_aside;
use crate::find::names::Name;
use crate::find::{self, Found};
use crate::hook::held_back::Held;
use crate::hook::idle;
use crate::inspect::inspection;
use crate::records::grants::Grants;
use crate::shells::Shell;
use crate::shells::current;
use crate::system::current_dir;
use crate::system::real_path;
use crate::trust::judge::judge;
use crate::trust::policy::Policy;
use crate::trust::reason::Reason;
use crate::ui::message;
use crate::ui::print::{print, print_json};
use crate::venv::health::{self, Fault};
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Everything that the answer needs.
struct Report {
    directory: PathBuf,
    names: Vec<Name>,
    policy: Policy,
    found: Option<(Found, Result<PathBuf, Vec<Reason>>)>,
    /// The shell whose hook passed the command on, if one did.
    hook: Option<Shell>,
    /// Why that hook is off, with the remedy.
    idle: Option<&'static str>,
    /// The project whose venv the user deactivated in that shell.
    off: Option<PathBuf>,
    active: Option<OsString>,
    /// The active venv, if it keeps the one found from being used.
    held: Option<Held>,
}

/// Prints the report to stdout. Exit status 0 whatever the decision is.
pub fn run(args: &Why) -> Result<ExitCode> {
    let directory = match &args.path {
        Some(path) => current_dir::absolute(path)?,
        None => current_dir::current_dir()?,
    };
    if !directory.exists() {
        bail!("{} does not exist", message::path(&directory));
    }
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let hook = current::of_hook();
    let policy = args.options.trust;
    let found = find::find(&directory, &args.options.looked.names).map(|found| {
        let verdict = judge(&found.venv, hook.unwrap_or(Shell::USUAL), policy, &Grants::open());
        (found, verdict)
    });
    let held = found.as_ref().and_then(|(found, _)| Held::here(found, hook));
    let report = Report {
        directory,
        names: args.options.looked.names.clone(),
        policy,
        found,
        hook,
        idle: idle::idle(),
        off: variable("VENVHOOK_OFF").map(PathBuf::from),
        active: variable("VIRTUAL_ENV"),
        held,
    };
    if args.json {
        return print_json(&report.json());
    }
    print(report.words().as_bytes())
}

impl Report {
    fn is_off(&self) -> bool {
        // cmd's hook remembers the venv, the others its project.
        let is = |found: &Found, off: &Path| {
            [&found.project, &found.venv.marker].iter().any(|dir| real_path::same(off, dir))
        };
        self.found.as_ref().zip(self.off.as_deref()).is_some_and(|((found, _), off)| is(found, off))
    }

    fn decision(&self) -> String {
        match (&self.found, &self.held) {
            (None, _) => "there is no venv to use".into(),
            (Some((_, Err(_))), _) => "not used".into(),
            (Some(_), _) if self.idle.is_some() => "not used: the hook is off in this shell".into(),
            (Some(_), Some(held)) => format!("not used: {held}"),
            (Some(_), _) if self.is_off() => {
                "not used: you deactivated it in this shell; it stays off until you leave the project".into()
            }
            (Some((_, Ok(_))), None) => "used".into(),
        }
    }

    fn words(&self) -> String {
        let mut text = String::new();
        let mut line = |label: &str, value: &str| {
            let _ = writeln!(text, "{label:12} {}", message::printable(value));
        };
        let names: Vec<&str> = self.names.iter().map(Name::as_str).collect();
        line("directory", &message::path(&self.directory));
        line(
            "searched for",
            &format!(
                "{}, or a venv that is the directory itself, here and in every parent",
                names.join(", ")
            ),
        );
        for passed in find::passed_over(&self.directory, &self.names) {
            line("skipped", &format!("{} ({passed})", message::path(&passed.path)));
        }
        for (text, remedy) in set_aside::reports_in(&self.directory) {
            line("set aside", &format!("{text}; to restore it: {remedy}"));
        }
        match &self.found {
            None => line("found", "no venv"),
            Some((found, verdict)) => self.describe(found, verdict, &mut line),
        }
        line("result", &self.decision());
        match &self.active {
            Some(active) => line("active", &message::path(Path::new(active))),
            None => line("active", "none"),
        }
        match (self.hook, self.idle) {
            (Some(shell), Some(idle)) => line("hook", &format!("loaded in this {}, {idle}", shell.name())),
            (Some(shell), None) => line("hook", &format!("loaded in this {}", shell.name())),
            (None, _) => line("hook", "not loaded in this shell; see venvhook doctor"),
        }
        text
    }

    fn describe(
        &self,
        found: &Found,
        verdict: &Result<PathBuf, Vec<Reason>>,
        line: &mut impl FnMut(&str, &str),
    ) {
        let venv = &found.venv;
        line("found", &message::path(&venv.marker));
        if venv.dir != venv.marker {
            line("resolves to", &message::path(&venv.dir));
        }
        line("python", venv.python_version().as_deref().unwrap_or("unknown"));
        line("created by", &inspection::maker(venv));
        line("base", &inspection::base(venv).map_or_else(|| "unknown".into(), |home| message::path(&home)));
        let runs = match (venv.interpreter(), health::broken(venv)) {
            (Some(file), _) => message::path(&file),
            (None, Some(Fault::Closed(path))) => {
                format!("{}, which you cannot access", message::path(&path))
            }
            (None, _) => "missing".into(),
        };
        line("interpreter", &runs);
        let policy = match self.policy {
            Policy::Local => "local: venvs you created here are used without asking",
            Policy::Ask => "ask: only venvs you allowed are used",
        };
        line("policy", policy);
        match verdict {
            Ok(script) => line("usable", &format!("yes, through {}", message::path(script))),
            Err(against) => {
                for unfit in against {
                    line("not usable", &format!("it {unfit}; {}", unfit.remedy(venv)));
                }
            }
        }
    }

    fn json(&self) -> Value {
        let mut report = json!({
            "names": self.names.iter().map(Name::as_str).collect::<Vec<_>>(),
            "decision": match &self.found {
                None => "nothing",
                Some((_, Err(_))) => "unfit",
                Some(_) if self.idle.is_some() => "off",
                Some(_) if self.held.is_some() => "held",
                Some(_) if self.is_off() => "off",
                Some(_) => "use",
            },
            "hook": self.hook.map(Shell::name),
            "idle": self.idle,
            "held": self.held.as_ref().map(ToString::to_string),
            "active": self.active.as_ref().map(|active| active.to_string_lossy()),
            "venv": null,
        });
        json::put_path(&mut report, "directory", &self.directory);
        if let Some((found, verdict)) = &self.found {
            report["venv"] = venv_json(found, verdict);
        }
        report
    }
}

fn venv_json(found: &Found, verdict: &Result<PathBuf, Vec<Reason>>) -> Value {
    let venv = &found.venv;
    let mut value = json!({
        "python": venv.python_version(),
        "maker": inspection::maker(venv),
        "base": inspection::base(venv).map(|base| base.display().to_string()),
        "interpreter": venv.interpreter().map(|file| file.display().to_string()),
        "fit": verdict.is_ok(),
        "against": json::against(venv, verdict.as_ref().err().map_or(&[], Vec::as_slice)),
    });
    json::put_path(&mut value, "path", &venv.marker);
    json::put_path(&mut value, "resolved", &venv.dir);
    json::put_path(&mut value, "project", &found.project);
    value
}
