//! Where each shell reads its rc file, and the line that loads the hook there.

use crate::setup::rc_line;
use crate::shells::Shell;
use crate::shells::answers::{Also, Question, RcDir, RcFiles};
use crate::shells::quote;
use crate::system::own_path::own_path;
use crate::system::read_file;
use crate::system::real_path;
use crate::system::run_for_output;
use crate::ui::message;
use crate::venv::search_path;
use anyhow::{Context, Result, anyhow, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An rc file, and others that the shell reads as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file that the line belongs in.
    pub file: PathBuf,
    /// Other files where the line works as well.
    pub also: Vec<PathBuf>,
    /// A login bash's file that setup owns: it has one line, which reads .bashrc.
    pub is_login: bool,
}

/// The rc files of a shell: the line belongs in each.
pub fn places(shell: Shell) -> Result<Vec<Place>> {
    match shell.dialect().rc_files() {
        Some(RcFiles::Below(files)) => below(shell, &files),
        Some(RcFiles::Asked(names, question)) => asked(shell, names, question),
        None => bail!("{} has no rc file", shell.name()),
    }
}

/// In a directory, and where a login shell reads another file, in that too.
fn below(shell: Shell, files: &RcDir) -> Result<Vec<Place>> {
    let rc = in_dir(&dir(shell, files)?, files);
    let login = if files.login.is_empty() { None } else { login_place(&home()?, files, LOGIN_IS_USUAL) };
    Ok([rc].into_iter().chain(login).collect())
}

/// macOS's Terminal starts no other shells than login shells.
const LOGIN_IS_USUAL: bool = cfg!(target_os = "macos");

/// The user's home. In Git Bash that is what HOME says, which Windows itself does not know.
pub fn home() -> Result<PathBuf> {
    let set = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let home = set.or_else(dirs::home_dir).ok_or_else(|| anyhow!("no home directory is known; set HOME"))?;
    if home.is_absolute() && !home.is_dir() {
        bail!("HOME is {}, which is not a directory: set HOME", home.display());
    }
    absolute("HOME", home)
}

/// A shell would take a relative path from where it is started.
fn absolute(name: &str, dir: PathBuf) -> Result<PathBuf> {
    if dir.is_absolute() {
        return Ok(dir);
    }
    bail!(
        "{name} is {}, which is not an absolute path: the shell would look in another place at each start",
        dir.display()
    )
}

/// The file in its directory, and the others there that may have the line.
fn in_dir(dir: &Path, files: &RcDir) -> Place {
    let file = dir.join(files.file);
    let mut also = Vec::new();
    for other in files.also {
        match other {
            Also::File(name) => also.push(dir.join(name)),
            Also::Mentioned(name) => also.extend(mentions(&file, name.as_bytes()).then(|| dir.join(name))),
            Also::All(folder, extension) => also.extend(all_in(&dir.join(folder), extension)),
        }
    }
    also.retain(|other| *other != file);
    Place { file, also, is_login: false }
}

fn all_in(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> =
        entries.filter(|file| file.extension() == Some(OsStr::new(extension))).collect();
    files.sort();
    files
}

/// The file of a login shell where setup is to write to it too.
fn login_place(home: &Path, files: &RcDir, is_usual: bool) -> Option<Place> {
    let place = |file, is_login| Some(Place { file, also: Vec::new(), is_login });
    match first_there(home, files.login) {
        None => place(home.join(files.login[0]), true),
        Some(file) if is_setups_own(&file) => place(file, true),
        Some(file) if is_usual && !reads_bashrc(home, &file) => place(file, false),
        Some(_) => None,
    }
}

fn is_setups_own(file: &Path) -> bool {
    let text = read_file::read(file).unwrap_or_default();
    rc_line::marked(&text).iter().any(|line| line.starts_with(rc_line::READS_BASHRC.as_bytes()))
}

/// The names of the files of which a login shell reads one, instead of its rc file.
pub fn login_names(shell: Shell) -> &'static [&'static str] {
    match shell.dialect().rc_files() {
        Some(RcFiles::Below(files)) => files.login,
        Some(RcFiles::Asked(..)) | None => &[],
    }
}

/// The file that a login shell reads.
pub fn login_file(shell: Shell, home: &Path) -> Option<PathBuf> {
    first_there(home, login_names(shell))
}

fn first_there(home: &Path, names: &[&str]) -> Option<PathBuf> {
    names.iter().map(|name| home.join(name)).find(|file| file.exists())
}

/// Whether a login file reads .bashrc, as most do, directly or through .profile.
pub fn reads_bashrc(home: &Path, file: &Path) -> bool {
    let profile = home.join(".profile");
    mentions(file, b".bashrc")
        || file != profile && mentions(file, b".profile") && mentions(&profile, b".bashrc")
}

fn mentions(file: &Path, name: &[u8]) -> bool {
    let text = read_file::read(file).unwrap_or_default();
    let mut lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_start);
    lines.any(|line| !line.starts_with(b"#") && line.windows(name.len()).any(|part| part == name))
}

/// The directory of the rc files: as the shell says it, else as the environment says it, else the usual one.
fn dir(shell: Shell, files: &RcDir) -> Result<PathBuf> {
    let said = files.asked.and_then(|question| {
        let program = shell.programs().iter().find_map(|name| search_path::program(name))?;
        ask(&program, question).ok()?.into_iter().next()
    });
    let set = said.or_else(|| std::env::var_os(files.variable?).map(PathBuf::from));
    let dir = match set.filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => absolute(files.variable.unwrap_or_default(), dir)?,
        None => files.below_home.into_iter().fold(home()?, |home, name| home.join(name)),
    };
    Ok(files.folder.into_iter().fold(dir, |dir, name| dir.join(name)))
}

fn ask(program: &Path, question: Question) -> Result<Vec<PathBuf>> {
    Ok((question.paths)(&run_for_output::output(Command::new(program).args(question.arguments))?))
}

/// As each of the programs says it that is here.
fn asked(shell: Shell, names: &[&str], question: Question) -> Result<Vec<Place>> {
    let programs: Vec<PathBuf> = names.iter().filter_map(|name| search_path::program(name)).collect();
    if programs.is_empty() {
        bail!("{} was not found on PATH, and only it can say where its profile is", shell.name());
    }
    let place = |program: &PathBuf| {
        let no_answer = || format!("{} did not say where its profile is", message::path(program));
        let mut files = ask(program, question).with_context(no_answer)?.into_iter();
        let file = files.next().ok_or_else(|| anyhow!(no_answer()))?;
        Ok(Place { file, also: files.collect(), is_login: false })
    };
    programs.iter().map(place).collect()
}

/// The line for a shell's rc file. It calls the program by its name where the user's PATH leads to this very
/// program, else by its path.
pub fn load_line(shell: Shell) -> Result<Vec<u8>> {
    let own = own_path().context("this program's own path is unknown")?;
    let same = |found: PathBuf| real_path::resolve(&found).ok() == real_path::resolve(&own).ok();
    let on_path = search_path::program("venvhook").is_some_and(same);
    line_of(shell, &own, on_path)
}

fn line_of(shell: Shell, own: &Path, on_path: bool) -> Result<Vec<u8>> {
    if quote::word(shell, own.as_os_str()).iter().any(u8::is_ascii_control) {
        bail!("{} has a control character in its path, which no line can hold", message::path(own));
    }
    let line = shell.dialect().rc_line(own, on_path);
    line.ok_or_else(|| anyhow!("{} has no rc file", shell.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files_of(shell: Shell) -> RcDir {
        match shell.dialect().rc_files() {
            Some(RcFiles::Below(files)) => files,
            other => panic!("{other:?}"),
        }
    }

    fn bash(home: &Path, login: bool) -> Vec<Place> {
        let files = files_of(Shell::Bash);
        [in_dir(home, &files)].into_iter().chain(login_place(home, &files, login)).collect()
    }

    #[test]
    fn a_login_bash_gets_the_file_that_it_reads() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path();
        let files = |login| -> Vec<String> {
            let name = |place: Place| place.file.file_name().unwrap().to_string_lossy().into_owned();
            bash(home, login).into_iter().map(name).collect()
        };
        assert_eq!(files(false), [".bashrc", ".bash_profile"]);
        assert_eq!(files(true), [".bashrc", ".bash_profile"]);
        assert!(bash(home, false)[1].is_login);
        // A .bash_profile would hide it.
        std::fs::write(home.join(".profile"), "# . ~/.bashrc\n").unwrap();
        assert_eq!(files(true), [".bashrc", ".profile"]);
        assert_eq!(files(false), [".bashrc"]);
        std::fs::write(home.join(".bash_login"), "[ -r ~/.bashrc ] && . ~/.bashrc\n").unwrap();
        assert_eq!(files(true), [".bashrc"]);
        std::fs::write(home.join(".bash_profile"), "export X=1\n. ~/.profile\n").unwrap();
        assert_eq!(files(true), [".bashrc", ".bash_profile"]);
        std::fs::write(home.join(".profile"), ". ~/.bashrc\n").unwrap();
        assert_eq!(files(true), [".bashrc"]);
    }

    #[test]
    fn bash_aliases_count_where_they_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let also = || bash(dir.path(), false)[0].also.len();
        assert_eq!(also(), 0);
        std::fs::write(dir.path().join(".bashrc"), "[ -f ~/.bash_aliases ] && . ~/.bash_aliases\n").unwrap();
        assert_eq!(also(), 1);
    }

    #[test]
    fn every_file_of_fish_counts() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("conf.d")).unwrap();
        for name in ["b.fish", "a.fish", "venvhook.fish", "notes.txt"] {
            std::fs::write(dir.path().join("conf.d").join(name), "").unwrap();
        }
        let place = in_dir(dir.path(), &files_of(Shell::Fish));
        assert_eq!(place.file, dir.path().join("conf.d/venvhook.fish"));
        let also = ["config.fish", "conf.d/a.fish", "conf.d/b.fish"].map(|name| dir.path().join(name));
        assert_eq!(place.also, also);
    }

    #[test]
    fn the_line_is_found_again_wherever_the_program_is() {
        for dir in ["/opt", "/opt/my tools", "/opt/it's", "/opt/a #b", "/opt/J\u{fc}rgen", "/o\u{2019}pt (x)"]
        {
            let own = Path::new(dir).join("venvhook");
            for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
                let line = line_of(shell, &own, false).unwrap();
                let text = String::from_utf8_lossy(&line);
                let found = |line: &[u8]| rc_line::find(line, shell).is_some();
                assert!(found(&line), "{text}");
                assert!(!found(&[b"# ", line.as_slice()].concat()), "{text}");
                let added = rc_line::add(Some(b"x"), &line, shell);
                assert_eq!(rc_line::remove(&added).as_deref(), Some(&b"x"[..]), "{text}");
            }
        }
    }
}
