//! The tour: a script typed at a real prompt, with a check of the effect after each step.

use crate::shells::{Shell, Syntax};
use crate::tryout::events::Events;
use crate::tryout::report::Report;
use crate::tryout::scratch::{PROJECTS, Scratch};
use crate::tryout::session::Session;
use crate::tryout::stage;
use crate::ui::message;
use crate::venv::search_path::SearchPath;
use anyhow::{Context, Result};
use portable_pty::CommandBuilder;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const PREFIX: &str = "python -c 'import sys; print(sys.prefix)'";
/// A line to type, and the project whose venv should be active afterwards, if any.
struct Step {
    line: String,
    on: Option<&'static str>,
    /// The line itself should print that venv.
    prints: bool,
    /// What it shows, in words.
    shows: &'static str,
}

fn steps(shell: Shell) -> [Step; 6] {
    let [apple, banana] = PROJECTS;
    let step = |line: String, on, prints, shows| Step { line, on, prints, shows };
    [
        step(load_line(shell), None, false, "the hook is loaded and no venv is active"),
        step(format!("cd {apple}"), Some(apple), false, "activated"),
        step("cd src".into(), Some(apple), false, "still active, in a subdirectory"),
        step(format!("cd ../../{banana} && {PREFIX}"), Some(banana), true, "switched before python ran"),
        step(format!("cd ../{apple}"), Some(apple), false, "switched"),
        step("cd ..".into(), None, false, "deactivated: PATH, the environment and the prompt are as before"),
    ]
}

/// The line that loads the hook, as in an rc file.
pub fn load_line(shell: Shell) -> String {
    match shell.syntax() {
        Syntax::Posix => format!("eval \"$(venvhook init {})\"", shell.name()),
        Syntax::Fish => format!("venvhook init {} | source", shell.name()),
        Syntax::PowerShell => "Invoke-Expression (& { (venvhook init powershell | Out-String) })".into(),
        Syntax::Batch => format!("venvhook init {}", shell.name()),
    }
}

/// Plays the tour and reports on stdout. `true` if every step has worked.
pub fn play(
    shell: Shell,
    program: &Path,
    path: &SearchPath,
    scratch: &Scratch,
    events: &Events,
) -> Result<bool> {
    let [apple, banana] = PROJECTS;
    tell(&format!(
        "A tour of venvhook in {} ({}), in a scratch folder with two projects,\n{apple} and {banana}, each with a .venv created by {}.\n",
        shell.name(),
        message::path(program),
        scratch.made_by
    ));
    let mut tour = Tour::start(shell, stage::command(shell, program, path, scratch)?, scratch, events)?;
    let mut failed = 0;
    for step in &steps(shell) {
        tell(&format!("$ {}", step.line));
        let faults = tour.play(step)?;
        if faults.is_empty() {
            tell(&format!("  ok: {}", tour.outcome(step)));
        } else {
            failed += 1;
            tell(&format!("  FAILED: {}", faults.join("\n          ")));
        }
    }
    let count = steps(shell).len();
    match failed {
        0 => tell(&format!("\nAll {count} steps worked in {}.", shell.name())),
        _ => tell(&format!("\n{failed} of {count} steps FAILED in {}.", shell.name())),
    }
    Ok(failed == 0)
}

/// Prints lines on stdout; it is no error if the reader has closed the pipe.
fn tell(text: &str) {
    let lines: Vec<String> = text.split('\n').map(message::printable).collect();
    let _ = writeln!(io::stdout(), "{}", lines.join("\n"));
}

struct Tour<'a> {
    session: Session<'a>,
    scratch: &'a Scratch,
    file: PathBuf,
    before: Report,
    now: Report,
}

impl<'a> Tour<'a> {
    fn start(
        shell: Shell,
        command: CommandBuilder,
        scratch: &'a Scratch,
        events: &'a Events,
    ) -> Result<Tour<'a>> {
        let session = Session::start(command, events).with_context(|| shell.name())?;
        let file = scratch.private("report");
        let mut tour = Tour { session, scratch, file, before: Report::default(), now: Report::default() };
        tour.look()?;
        tour.before = tour.now.clone();
        Ok(tour)
    }

    /// Asks the shell for its state.
    fn look(&mut self) -> Result<()> {
        let shown = self.session.enter("tour_report")?;
        self.now = Report::read(&self.file, &shown.prompt)?;
        Ok(())
    }

    /// Types the step's line; returns what is not as it should be.
    fn play(&mut self, step: &Step) -> Result<Vec<String>> {
        let output = self.session.enter(&step.line)?.output;
        self.look()?;
        let mut faults = match step.on {
            None => self.now.faults_off(&self.before),
            Some(project) => {
                let venv = self.scratch.venv(project).display().to_string();
                let mut faults = self.now.faults_on(&self.before, &venv, self.scratch.prompt_name(project));
                if step.prints && !output.lines().any(|line| line.trim() == venv) {
                    faults.push(format!("the line did not print \"{venv}\""));
                }
                faults
            }
        };
        if !faults.is_empty() {
            let said = output.split(['\r', '\n']).filter(|line| line.starts_with("venvhook: "));
            faults.extend(said.map(|line| format!("message: {line}")));
        }
        Ok(faults.iter().map(|fault| self.scratch.shorten(fault)).collect())
    }

    fn outcome(&self, step: &Step) -> String {
        if step.on.is_none() {
            return step.shows.to_string();
        }
        let python = self.scratch.shorten(&self.now.python);
        format!("{}; python is {python}, the prompt starts with {}", step.shows, self.now.prompt.trim())
    }
}
