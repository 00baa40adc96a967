//! A world for one scenario: a home, projects with real venvs, an rc file, and the product.

use std::cell::RefCell;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::driver::Driver;
use super::makers::{Maker, Tool, cache};
use super::person::Person;
use super::scenario::lacking;
use super::{venvs, windows};

/// A directory with a venv in it.
#[derive(Debug, Clone)]
pub struct Project {
    pub dir: PathBuf,
    pub venv: PathBuf,
}

/// The rc file's parts, besides the prelude.
#[derive(Debug, Clone)]
struct Rc {
    before: String,
    hook: Option<String>,
    after: String,
}

pub struct World {
    pub driver: &'static dyn Driver,
    dir: PathBuf,
    rc: RefCell<Rc>,
    env: RefCell<Vec<(String, OsString)>>,
    /// What runs the shell, if it is not to run by itself (`strace` and its arguments).
    under: RefCell<Vec<OsString>>,
    _folder: TempDir,
}

impl World {
    pub fn new(driver: &'static dyn Driver) -> Self {
        let root = if driver.on_windows() { windows::worlds().expect("a drive") } else { root() };
        let folder = tempfile::Builder::new().prefix("vh-").tempdir_in(root).expect("a temporary folder");
        let dir = folder.path().canonicalize().expect("the folder is there");
        let world = Self {
            driver,
            rc: RefCell::new(Rc { before: String::new(), hook: Some(driver.hook("")), after: String::new() }),
            env: RefCell::default(),
            under: RefCell::default(),
            dir,
            _folder: folder,
        };
        for part in ["home", "data", "bin", "away"] {
            fs::create_dir(world.path(part)).expect("a new folder");
        }
        world.install();
        world.link_given();
        world
    }

    /// Puts each shell program that was given first on PATH, by the shell's name: a child shell that is
    /// started by name is that one too.
    fn link_given(&self) {
        for name in super::driver::ALL.iter().map(|driver| driver.name()) {
            if let Some(program) = super::driver::given_program(name) {
                std::os::unix::fs::symlink(program, self.path("bin").join(name)).expect("a link");
            }
        }
    }

    /// Puts the program in the world's `bin`, which is on PATH.
    pub fn install(&self) {
        let (built, _) = self.driver.product();
        let program = self.installed();
        // One that is there is replaced, never written to.
        let _ = fs::remove_file(&program);
        if fs::hard_link(&built, &program).is_err() {
            let copied = Command::new("cp").args([&built, &program]).status().expect("cp");
            assert!(copied.success(), "the program is copied");
        }
    }

    /// The program under test, where it is installed.
    pub fn installed(&self) -> PathBuf {
        self.path("bin").join(self.driver.product().1)
    }

    /// A path of this world as the shell writes it.
    pub fn shown(&self, path: impl AsRef<Path>) -> String {
        self.driver.shown(&self.path(path))
    }

    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.dir.join(path)
    }

    /// A directory that no venv is in or above of.
    pub fn away(&self) -> PathBuf {
        self.path("away")
    }

    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    pub fn make_dir(&self, path: impl AsRef<Path>) -> PathBuf {
        let dir = self.path(path);
        fs::create_dir_all(&dir).expect("a new folder");
        dir
    }

    pub fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) -> PathBuf {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a new folder");
        fs::write(&file, text).expect("a file is written");
        file
    }

    /// An executable script on PATH. A copy by a child: what this process has open to write, a shell that
    /// another thread starts at that moment has open too, and then it cannot be run ("Text file busy").
    pub fn program(&self, name: &str, text: &str) -> PathBuf {
        let written = self.write(Path::new("bin").join(format!(".{name}")), text);
        fs::set_permissions(&written, fs::Permissions::from_mode(0o755)).expect("a mode");
        let file = self.path("bin").join(name);
        let copied = Command::new("cp").args([&written, &file]).status().expect("cp");
        assert!(copied.success(), "the program is copied");
        fs::remove_file(&written).expect("it is removed");
        file
    }

    /// A project whose `.venv` was made by the newest Python here.
    pub fn project(&self, name: &str) -> Project {
        self.project_by(Maker::STD, name)
    }

    pub fn project_by(&self, maker: Maker, name: &str) -> Project {
        let dir = self.make_dir(name);
        let venv = dir.join(".venv");
        self.place_by(maker, &venv);
        Project { dir, venv }
    }

    /// A venv at that path, whose last part is `.venv`.
    pub fn place(&self, venv: &Path) {
        self.place_by(Maker::STD, venv);
    }

    fn place_by(&self, maker: Maker, venv: &Path) {
        fs::create_dir_all(venv.parent().expect("a parent")).expect("a new folder");
        let placed = self.driver.make(maker, venv, None).unwrap_or_else(|| venvs::place(maker, venv));
        Self::had(maker, placed);
    }

    /// A tool that cannot be fetched here is lacking; a Python's own venv module is always needed.
    fn had(maker: Maker, made: Result<(), String>) {
        match made {
            Ok(()) => {}
            Err(error) if maker.tool == Tool::Std => panic!("{}: {error}", maker.name()),
            Err(error) => lacking(format!("{}: {error}", maker.name())),
        }
    }

    /// A venv of any name, made on the spot.
    pub fn make(&self, maker: Maker, venv: &Path) {
        let made = self.driver.make(maker, venv, None).unwrap_or_else(|| maker.make(venv));
        Self::had(maker, made);
    }

    /// Loads the hook with these options.
    pub fn hook(&self, options: &str) {
        self.rc.borrow_mut().hook = Some(self.driver.hook(options));
    }

    /// Does not load the hook.
    pub fn no_hook(&self) {
        self.rc.borrow_mut().hook = None;
    }

    pub fn has_hook(&self) -> bool {
        self.rc.borrow().hook.is_some()
    }

    /// Adds rc lines above the hook's.
    pub fn before_hook(&self, lines: &str) {
        let before = &mut self.rc.borrow_mut().before;
        *before = format!("{before}{lines}\n");
    }

    /// Adds rc lines below the hook's.
    pub fn after_hook(&self, lines: &str) {
        let after = &mut self.rc.borrow_mut().after;
        *after = format!("{after}{lines}\n");
    }

    /// Adds to the environment that shells are started with.
    pub fn env(&self, name: &str, value: impl Into<OsString>) {
        self.env.borrow_mut().push((name.to_owned(), value.into()));
    }

    /// Starts shells by another program.
    pub fn run_under(&self, program: &[&str]) {
        *self.under.borrow_mut() = program.iter().map(OsString::from).collect();
    }

    pub fn rc_file(&self) -> PathBuf {
        self.home().join(self.driver.rc_file())
    }

    /// Writes the rc file of this shell, and plain ones of the others for when they are started
    /// from it.
    fn write_rc(&self) {
        let rc = self.rc.borrow();
        let same = |other: &&&dyn Driver| other.on_windows() == self.driver.on_windows();
        for driver in super::driver::ALL.iter().filter(same) {
            for (name, text) in driver.helpers() {
                self.write(Path::new("home").join(name), text);
            }
            let text = if driver.name() == self.driver.name() {
                let hook = rc.hook.as_deref().unwrap_or_default();
                format!("{}{}{hook}{}{}", driver.prelude(), rc.before, rc.after, driver.closing())
            } else {
                format!("{}{}{}", driver.prelude(), driver.hook(""), driver.closing())
            };
            self.write(Path::new("home").join(driver.rc_file()), text);
            for dir in driver.home_directories() {
                self.make_dir(Path::new("home").join(dir));
            }
            self.write(self.probe(*driver), driver.probe(&self.look_file()));
        }
    }

    /// The script that writes the look file.
    pub fn probe(&self, driver: &dyn Driver) -> PathBuf {
        self.path(format!("probe.{}", driver.name()))
    }

    pub fn look_file(&self) -> PathBuf {
        self.path("look")
    }

    /// A shell started where nothing is active.
    pub fn start(&self) -> Person<'_> {
        self.start_in(&self.away())
    }

    pub fn start_in(&self, dir: &Path) -> Person<'_> {
        self.write_rc();
        let mut line = self.under.borrow().clone();
        line.extend(self.driver.launcher());
        line.extend(self.driver.options().iter().map(OsString::from));
        let mut command = portable_pty::CommandBuilder::from_argv(line);
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.cwd(dir);
        Person::start(self, command)
    }

    /// Runs a program in the environment that shells have, without a terminal.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment()).current_dir(self.away());
        command.stdin(std::process::Stdio::null());
        command
    }

    /// Whether a look's entry may change by itself: the shell's own clockwork, the harness's
    /// counters (`T_…`), and the hook's documented names.
    pub fn passes(&self, key: &str) -> bool {
        let name = key.split_once(' ').map_or(key, |(_kind, name)| name);
        let own = ["T_", "__venvhook_", "VENVHOOK_CMD_"];
        own.iter().any(|prefix| name.starts_with(prefix)) || self.driver.volatile().contains(&name)
    }

    /// Runs the program under test.
    pub fn venvhook(&self, arguments: &[&str]) -> Output {
        let mut command = match self.driver.runner() {
            Some(runner) => self.command(runner),
            None => self.command(self.installed()),
        };
        if self.driver.runner().is_some() {
            command.arg(self.installed());
        }
        let shown = arguments.iter().map(|argument| self.driver.shown(Path::new(argument)));
        command.args(shown).output().expect("venvhook starts")
    }

    /// Runs git in `dir`, and expects it to do well.
    pub fn git(&self, dir: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@b"];
        let mut git = self.command("git");
        let output = git.args(identity).args(arguments).current_dir(dir).output().expect("git");
        assert!(output.status.success(), "git {arguments:?}: {output:?}");
    }

    /// The PATH that shells are started with.
    pub fn search_path(&self) -> String {
        if self.driver.on_windows() {
            let system = windows::native_list("C:\\windows\\system32;C:\\windows");
            return format!("{}:{system}", self.path("bin").display());
        }
        let shell = self.driver.program().expect("the shell is here");
        let shells = shell.parent().expect("a folder");
        let bin = self.path("bin");
        format!("{}:{}:/usr/local/bin:/usr/bin:/bin", bin.display(), shells.display())
    }

    fn environment(&self) -> Vec<(String, OsString)> {
        let shell = self.driver.program().expect("the shell is here");
        let mut environment: Vec<(String, OsString)> = vec![
            ("HOME".into(), self.home().into()),
            ("PATH".into(), self.search_path().into()),
            ("TERM".into(), "xterm-256color".into()),
            ("LANG".into(), "C.UTF-8".into()),
            ("USER".into(), "tester".into()),
            ("SHELL".into(), shell.into()),
            ("VENVHOOK_DATA_DIR".into(), self.path("data").into()),
        ];
        if self.driver.on_windows() {
            environment.push(("T_HOME".into(), self.home().into()));
        }
        environment.extend(self.env.borrow().iter().cloned());
        let given = environment.iter().map(|(name, value)| self.driver.environment(name, value));
        given.chain(self.driver.needs()).collect()
    }
}

/// A directory for worlds that no venv of this machine lies above of.
fn root() -> PathBuf {
    let has_venv = |dir: &Path| {
        let names = ["", ".venv", "venv", "env"];
        names.iter().any(|name| dir.join(name).join("pyvenv.cfg").exists())
    };
    let roots = [std::env::temp_dir(), cache().to_owned()];
    let free = |root: &&PathBuf| !root.ancestors().any(has_venv);
    roots.iter().find(free).expect("a directory without a venv above it").clone()
}
