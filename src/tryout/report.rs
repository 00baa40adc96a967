//! The report of a shell on tour: its environment, and the Python that it would run.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::path::Path;

/// The state of the shell at a prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// `$VIRTUAL_ENV`, or empty.
    pub venv: String,
    /// The path of `python`, or empty.
    pub python: String,
    /// That Python's `sys.prefix`; empty where no venv is active.
    pub prefix: String,
    /// `$PATH`.
    pub path: String,
    /// The word `deactivate` if there is such a function.
    pub deactivate: String,
    /// The environment for child processes, without what every command changes.
    pub environment: BTreeSet<String>,
    /// The prompt's text, without the number and end of a session's prompt.
    pub prompt: String,
}

impl Report {
    /// Reads the file that `tour_report` of `shell/tour.*` writes: five lines, then `env`.
    pub fn read(file: &Path, prompt: &str) -> Result<Report> {
        let bytes = std::fs::read(file).context("the shell wrote no report")?;
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines().map(str::to_string);
        let mut line = || lines.next().unwrap_or_default();
        let report = Report {
            venv: line(),
            python: line(),
            prefix: line(),
            path: line(),
            deactivate: line(),
            prompt: prompt.to_string(),
            environment: BTreeSet::new(),
        };
        let fleeting = |entry: &String| {
            let name = entry.split('=').next().unwrap_or_default();
            ["_", "PWD", "OLDPWD", "SHLVL"].contains(&name)
        };
        std::fs::remove_file(file)?;
        Ok(Report { environment: lines.filter(|entry| !fleeting(entry)).collect(), ..report })
    }

    /// What is wrong, if the venv at `venv`, whose prompt name is `name`, should be active.
    pub fn faults_on(&self, before: &Report, venv: &str, name: &str) -> Vec<String> {
        let bin = format!("{venv}/bin");
        let mut faults = Faults::default();
        faults.expect("VIRTUAL_ENV", &self.venv, venv);
        faults.expect("python", &self.python, &format!("{bin}/python"));
        if self.venv.is_empty() {
            // Everything else follows from that.
            return faults.0;
        }
        faults.expect("sys.prefix", &self.prefix, venv);
        let path = self.path.replace(&before.path, "(PATH as before)");
        faults.expect("PATH", &path, &format!("{bin}:(PATH as before)"));
        faults.expect("the function", &self.deactivate, "deactivate");
        if !self.prompt.contains(name) {
            faults.expect("the prompt", &self.prompt, &format!("({name}) "));
        }
        faults.0
    }

    /// What is wrong, if no venv should be active and everything should be as before.
    pub fn faults_off(&self, before: &Report) -> Vec<String> {
        let mut faults = Faults::default();
        faults.expect("VIRTUAL_ENV", &self.venv, "");
        faults.expect("python", &self.python, &before.python);
        faults.expect("PATH", &self.path, &before.path);
        faults.expect("the function", &self.deactivate, "");
        faults.expect("the prompt", &self.prompt, &before.prompt);
        for entry in self.environment.difference(&before.environment) {
            faults.0.push(format!("left in the environment: {entry}"));
        }
        for entry in before.environment.difference(&self.environment) {
            faults.0.push(format!("missing from the environment: {entry}"));
        }
        faults.0
    }
}

#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn expect(&mut self, what: &str, seen: &str, expected: &str) {
        if seen != expected {
            let or_nothing =
                |text: &str| if text.is_empty() { "nothing".into() } else { format!("\"{text}\"") };
            self.0.push(format!("{what} is {}, not {}", or_nothing(seen), or_nothing(expected)));
        }
    }
}
