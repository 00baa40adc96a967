//! Where each shell reads its rc file, and the line that loads the hook there.

use crate::setup::rc_line;
use crate::shells::quote;
use crate::shells::{Shell, Syntax};
use crate::system::os_bytes;
use crate::system::own_path::own_path;
use crate::system::read_file;
use crate::system::real_path;
use crate::system::run_for_output;
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
    match shell {
        Shell::Bash => Ok(bash(&home()?, cfg!(target_os = "macos"))),
        Shell::Zsh => Ok(vec![alone(zsh_dir()?.join(".zshrc"))]),
        Shell::Fish => Ok(vec![fish(&fish_dir()?)]),
        Shell::PowerShell => powershell(),
        Shell::Cmd => bail!("cmd has no rc file"),
    }
}

fn alone(file: PathBuf) -> Place {
    Place { file, also: Vec::new(), is_login: false }
}

/// The user's home. In Git Bash that is HOME, which Windows itself does not know.
pub fn home() -> Result<PathBuf> {
    let set = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let home = set.or_else(dirs::home_dir).ok_or_else(|| anyhow!("no home directory is known; set HOME"))?;
    if home.is_absolute() && !home.is_dir() {
        bail!("HOME is {}, which is not a directory", home.display());
    }
    absolute("HOME", home)
}

/// A shell would use a relative path from wherever it is started.
fn absolute(name: &str, dir: PathBuf) -> Result<PathBuf> {
    if dir.is_absolute() {
        return Ok(dir);
    }
    bail!("{name} is {}, which is not an absolute path", dir.display())
}

/// bash, whose login shells read one file of three and not .bashrc (bash manual, "Bash Startup
/// Files"). macOS's Terminal starts no other kind.
fn bash(home: &Path, login: bool) -> Vec<Place> {
    let file = home.join(".bashrc");
    // By custom (Debian's .bashrc), not by bash itself.
    let aliases = home.join(".bash_aliases");
    let also = if mentions(&file, b".bash_aliases") { vec![aliases] } else { Vec::new() };
    let rc = Place { file, also, is_login: false };
    let login_place = |file| Place { file, also: Vec::new(), is_login: true };
    match login_file(home) {
        None => vec![rc, login_place(home.join(".bash_profile"))],
        Some(file) if is_setups_own(&file) => vec![rc, login_place(file)],
        Some(file) if login && !reads_bashrc(home, &file) => vec![rc, alone(file)],
        Some(_) => vec![rc],
    }
}

fn is_setups_own(file: &Path) -> bool {
    let text = read_file::read(file).unwrap_or_default();
    rc_line::marked(&text).iter().any(|line| line.starts_with(rc_line::READS_BASHRC.as_bytes()))
}

/// The file that a login bash reads, if there is one.
pub fn login_file(home: &Path) -> Option<PathBuf> {
    let names = [".bash_profile", ".bash_login", ".profile"];
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

/// ZDOTDIR as zsh sees it: .zshenv may set it without exporting it.
fn zsh_dir() -> Result<PathBuf> {
    let from_zsh = search_path::find("zsh").and_then(|zsh| {
        let answer =
            run_for_output::ask(Command::new(zsh).args(["-c", "builtin print -rn -- \"/${ZDOTDIR-}\""]))
                .ok()?;
        // .zshenv may print something too.
        let at = answer.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        os_bytes::name(answer[at..].strip_prefix(b"/")?.to_vec())
    });
    let dir = from_zsh.or_else(|| std::env::var_os("ZDOTDIR")).filter(|dir| !dir.is_empty());
    dir.map_or_else(home, |dir| absolute("ZDOTDIR", dir.into()))
}

fn fish_dir() -> Result<PathBuf> {
    let set = std::env::var_os("XDG_CONFIG_HOME").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let set = set.map(|dir| absolute("XDG_CONFIG_HOME", dir));
    Ok(set.unwrap_or_else(|| home().map(|home| home.join(".config")))?.join("fish"))
}

fn fish(dir: &Path) -> Place {
    let conf = dir.join("conf.d");
    let entries = std::fs::read_dir(&conf).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut also: Vec<PathBuf> =
        entries.filter(|file| file.extension() == Some(OsStr::new("fish"))).collect();
    also.sort();
    also.insert(0, dir.join("config.fish"));
    let file = conf.join("venvhook.fish");
    also.retain(|other| *other != file);
    Place { file, also, is_login: false }
}

/// The profile of each PowerShell on this machine, which it must say itself: the documents folder may be anywhere.
fn powershell() -> Result<Vec<Place>> {
    let names = if cfg!(windows) { &["pwsh", "powershell"][..] } else { &["pwsh"] };
    let programs: Vec<PathBuf> = names.iter().filter_map(|name| search_path::find(name)).collect();
    if programs.is_empty() {
        bail!("powershell was not found on PATH, and only powershell knows where its profile is");
    }
    programs.iter().map(|program| profile(program)).collect()
}

fn profile(program: &Path) -> Result<Place> {
    // By numbers: they pass through every code page and ConstrainedLanguage.
    let question = "foreach ($p in \"$PROFILE\", $PROFILE.CurrentUserAllHosts, $PROFILE.AllUsersCurrentHost, \
                    $PROFILE.AllUsersAllHosts) { \"$([int[]][char[]]$p)\" }";
    let answer = run_for_output::ask(Command::new(program).args([
        "-NoLogo",
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        question,
    ]));
    let no_answer = || format!("{} did not say where its profile is", crate::ui::message::path(program));
    let answer = answer.with_context(no_answer)?;
    let mut files =
        String::from_utf8_lossy(&answer).lines().filter_map(from_numbers).collect::<Vec<_>>().into_iter();
    let file = files.next().ok_or_else(|| anyhow!(no_answer()))?;
    Ok(Place { file, also: files.collect(), is_login: false })
}

/// UTF-16 units in decimal, separated by blanks.
fn from_numbers(line: &str) -> Option<PathBuf> {
    let units = line.split_whitespace().map(str::parse::<u16>).collect::<Result<Vec<_>, _>>().ok()?;
    let text = String::from_utf16(&units).ok().filter(|text| !text.is_empty())?;
    Some(PathBuf::from(text))
}

/// The line for a shell's rc file. It uses the program's name if the user's PATH leads to this program, else its
/// path. fish reads conf.d before the file that may set PATH, and for scripts too.
pub fn load_line(shell: Shell) -> Result<Vec<u8>> {
    let own = own_path().context("this program could not find its own path")?;
    let same = |found: PathBuf| real_path::of(&found).ok() == real_path::of(&own).ok();
    let on_path = search_path::find("venvhook").is_some_and(same);
    line_of(shell, &own, on_path)
}

fn line_of(shell: Shell, own: &Path, on_path: bool) -> Result<Vec<u8>> {
    let word = quote::word(shell.syntax(), own.as_os_str());
    if word.iter().any(u8::is_ascii_control) {
        bail!(
            "{} has a control character in its path, so it cannot be put into an rc file",
            crate::ui::message::path(own)
        );
    }
    let short = if on_path { b"venvhook".to_vec() } else { word.clone() };
    Ok(match shell.syntax() {
        Syntax::Posix => {
            [b"eval \"$(".to_vec(), short, format!(" init {})\"", shell.name()).into_bytes()].concat()
        }
        Syntax::Fish => {
            let word = word.as_slice();
            [b"status is-interactive; and test -x ", word, b"; and ", word, b" init fish | source"].concat()
        }
        Syntax::PowerShell => {
            let call = if on_path { short } else { [b"& ".to_vec(), short].concat() };
            [b"Invoke-Expression (& { (".to_vec(), call, b" init powershell | Out-String) })".to_vec()]
                .concat()
        }
        Syntax::Batch => bail!("cmd has no rc file"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let place = fish(dir.path());
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
                let added = rc_line::add(Some(b"x"), &line, shell.syntax());
                assert_eq!(rc_line::remove(&added).as_deref(), Some(&b"x"[..]), "{text}");
            }
        }
    }

    #[test]
    fn a_profile_comes_by_numbers() {
        assert_eq!(from_numbers("67 58 92 252"), Some(PathBuf::from("C:\\\u{fc}")));
        assert_eq!(from_numbers(""), None);
        assert_eq!(from_numbers("What a day"), None);
    }
}
