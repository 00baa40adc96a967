//! A world for one scenario, and a person who types lines into cmd there.

use crate::harness::macros::Macros;
use crate::harness::makers::Maker;
use crate::harness::{windows, windows_venvs};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of its own on drive C.
pub(crate) struct World {
    /// As this process knows it.
    pub(crate) dir: PathBuf,
    /// As cmd knows it: `C:\vh\12-3`.
    pub(crate) path: String,
    /// The directory that cmd starts in, from the world's.
    pub(crate) start: String,
    /// Arguments of cmd.
    pub(crate) flags: Vec<&'static str>,
    /// What cmd starts with in its environment.
    pub(crate) env: Vec<(&'static str, String)>,
    /// Options of `venvhook init cmd`.
    pub(crate) options: Vec<&'static str>,
}

/// What one typed line brought.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) output: String,
    pub(crate) status: i32,
    env: BTreeMap<String, String>,
}

impl World {
    pub(crate) fn new() -> World {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let windows = windows::folder().expect("asked before");
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let dir = windows.join("prefix/drive_c/vh").join(&name);
        for part in ["away", "bin"] {
            fs::create_dir_all(dir.join(part)).unwrap();
        }
        let built = windows.join("target/x86_64-pc-windows-gnu/debug/venvhook.exe");
        fs::copy(built, dir.join("bin/venvhook.exe")).expect("venvhook.exe is built");
        let path = format!("C:\\vh\\{name}");
        World { dir, path, start: "away".into(), flags: vec!["/q"], env: Vec::new(), options: Vec::new() }
    }

    /// `C:\vh\12-3\a\b` for `a/b`.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}\\{}", self.path, path.replace('/', "\\"))
    }

    pub(crate) fn make_dir(&self, path: &str) {
        fs::create_dir_all(self.dir.join(path)).unwrap();
    }

    pub(crate) fn venv(&self, path: &str) -> String {
        self.venv_by(windows_venvs::STD, path)
    }

    pub(crate) fn venv_by(&self, maker: Maker, path: &str) -> String {
        let known = self.path(path);
        windows_venvs::make(maker, &self.dir.join(path), None).expect("a venv");
        known
    }

    fn cmd(&self) -> Command {
        let mut command = Command::new("/usr/lib/wine/wine64");
        command.arg(windows::CMD).args(&self.flags).current_dir(self.dir.join(&self.start));
        // wine hands on the whole environment; the tests' own is none of cmd's business.
        command.env_clear();
        for name in ["HOME", "WINEPREFIX", "WINEDEBUG", "WINEDLLOVERRIDES"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command.env("VENVHOOK_DATA_DIR", self.path("data"));
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Loads the hook, types the lines, and tells what each brought; the first is the loading itself.
    pub(crate) fn person(&self, lines: &[&str]) -> Vec<Seen> {
        let init = format!("\"{}\" init cmd {} >nul", self.path("bin\\venvhook.exe"), self.options.join(" "));
        let load = format!(" \"{}\"", self.path("data\\cmd\\init.bat"));
        self.run(&[&[load.as_str()], lines].concat(), Some(&init))
    }

    /// The same, with nothing loaded.
    pub(crate) fn run(&self, lines: &[&str], first: Option<&str>) -> Vec<Seen> {
        // Those that an earlier session of this world wrote, if any.
        let written = fs::read_to_string(self.dir.join("data/cmd/macros.txt"));
        let macros = written.as_deref().unwrap_or(include_str!("../../shell/cmd/macros.txt"));
        let macros = Macros::parse(macros);
        let mut session = String::new();
        let _ = write!(session, "{}\r\n", first.unwrap_or("rem"));
        for (index, line) in lines.iter().enumerate() {
            let look = self.path(&format!("look.{index}"));
            let line = macros.expand(line);
            // Looking must leave ERRORLEVEL as it was, too.
            let after = format!("\"{}\" %VENVHOOK_CMD_T%", self.path("status.bat"));
            let _ = write!(session, "echo @@begin\r\n{line}\r\n set VENVHOOK_CMD_T=%ERRORLEVEL%\r\n");
            let _ = write!(session, " echo @@status %VENVHOOK_CMD_T%\r\n set >{look}\r\n {after}\r\n");
        }
        session.push_str("exit\r\n");
        let file = self.dir.join("session.txt");
        fs::write(&file, session).unwrap();
        fs::write(self.dir.join("status.bat"), "@exit /b %1\r\n").unwrap();
        // One file for both, so that a message stands where it was said.
        let screen = self.dir.join("screen.txt");
        let _ = fs::remove_file(&screen);
        let out = File::options().create(true).append(true).open(&screen).unwrap();
        let mut cmd = self.cmd();
        cmd.stdin(Stdio::from(File::open(&file).unwrap()));
        cmd.stdout(Stdio::from(out.try_clone().unwrap())).stderr(Stdio::from(out));
        cmd.status().unwrap();
        let text = String::from_utf8_lossy(&fs::read(&screen).unwrap()).into_owned();
        let parts: Vec<&str> = text.split("@@begin").skip(1).collect();
        assert_eq!(parts.len(), lines.len(), "cmd took every line:\n{text}");
        let seen = |(index, part): (usize, &str)| {
            let (output, rest) = part.split_once("@@status ").unwrap_or((part, "-1"));
            let env = fs::read(self.dir.join(format!("look.{index}"))).unwrap_or_default();
            Seen {
                line: lines[index].to_string(),
                output: output.replace('\r', "").trim().to_string(),
                status: rest.lines().next().unwrap_or_default().trim().parse().unwrap_or(-1),
                env: environment(&String::from_utf8_lossy(&env)),
            }
        };
        parts.into_iter().enumerate().map(seen).collect()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

fn environment(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.trim_end_matches('\r').split_once('='));
    pairs.map(|(name, value)| (name.to_uppercase(), value.to_string())).collect()
}

impl Seen {
    pub(crate) fn var(&self, name: &str) -> Option<&str> {
        self.env.get(&name.to_uppercase()).map(String::as_str)
    }

    /// The variables whose names begin so.
    pub(crate) fn names(&self, start: &str) -> Vec<String> {
        self.env.keys().filter(|name| name.starts_with(start)).cloned().collect()
    }

    /// What a program would find, without what the hook keeps for itself.
    pub(crate) fn environment(&self) -> BTreeMap<String, String> {
        let own = |name: &String| name.starts_with("VENVHOOK_CMD_");
        self.env.clone().into_iter().filter(|(name, _)| !own(name)).collect()
    }

    /// This venv is active, by venvhook, in every respect.
    #[track_caller]
    pub(crate) fn on(&self, venv: &str) -> &Seen {
        let same = |found: Option<&str>| found.is_some_and(|found| found.eq_ignore_ascii_case(venv));
        assert!(same(self.var("VIRTUAL_ENV")), "{venv} is on: {self:#?}");
        assert!(same(self.var("VENVHOOK_ENV")), "{venv} is ours: {self:#?}");
        let entry = format!("{venv}\\Scripts;").to_lowercase();
        let path = format!("{};", self.var("PATH").unwrap_or_default()).to_lowercase();
        assert!(path.starts_with(&entry), "{entry} is first on PATH: {self:#?}");
        assert_eq!(path.matches(&entry).count(), 1, "{entry} is on PATH once");
        self
    }

    /// No venv is active, and nothing of one is left.
    #[track_caller]
    pub(crate) fn off(&self) -> &Seen {
        for name in
            ["VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "VENVHOOK_ENV", "_OLD_VIRTUAL_PATH", "_OLD_VIRTUAL_PROMPT"]
        {
            assert_eq!(self.var(name), None, "{name} after {}: {}", self.line, self.output);
        }
        assert!(!self.var("PATH").unwrap_or_default().contains("\\Scripts"), "{self:#?}");
        self
    }
}

/// The lines of a file below the world.
pub(crate) fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}
