//! The rc files of a shell, searched for what may be the cause of a problem.

use crate::setup::rc_line;
use crate::setup::rc_parse::Parser;
use crate::setup::rc_place::{self, Place};
use crate::shells::Shell;
use crate::system::read_file;
use crate::ui::message;
use std::path::{Path, PathBuf};

/// Prompt themes, by a part of the line that loads them.
const THEMES: [(&str, &str); 9] = [
    ("starship init", "starship"),
    ("oh-my-posh init", "oh-my-posh"),
    ("oh-my-zsh.sh", "oh-my-zsh"),
    ("oh-my-bash.sh", "oh-my-bash"),
    ("bash_it.sh", "bash-it"),
    ("powerlevel10k.zsh-theme", "powerlevel10k"),
    ("prezto/init.zsh", "prezto"),
    ("liquidprompt", "liquidprompt"),
    ("powerline", "powerline"),
];

/// What overwrites the prompt's commands, so that the earlier ones are lost.
const RESETS: [&str; 5] = [
    "PROMPT_COMMAND=",
    "precmd_functions=(",
    "chpwd_functions=(",
    "functions -e __venvhook",
    "unset PROMPT_COMMAND",
];

/// The files, with their text.
#[derive(Debug, Default)]
pub struct RcFiles {
    files: Vec<(PathBuf, Vec<u8>)>,
    /// The number of files where the line belongs; the others are only searched.
    main: usize,
    /// The number of files that every shell of the user reads; the others are read only by a login shell, or by the
    /// shells of all users.
    common: usize,
    shell: Option<Shell>,
}

/// Why the shell does not reach the hook's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A line above it ends the file.
    Stop(At),
    /// The shell cannot read the file.
    Unfinished {
        /// The file, and what the shell says about it.
        said: String,
        /// It runs what is above that.
        runs_above: bool,
    },
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// `FILE:NUMBER`, for a message.
    pub place: String,
    /// The line, trimmed.
    pub text: String,
}

impl RcFiles {
    /// Reads those of a shell.
    pub fn of(shell: Shell, places: &[Place]) -> RcFiles {
        let mut paths: Vec<PathBuf> =
            places.iter().filter(|place| !place.is_login).map(|place| place.file.clone()).collect();
        let main = paths.len();
        paths.extend(places.iter().flat_map(|place| place.also.clone()));
        let common = paths.len();
        let home = rc_place::home().unwrap_or_default();
        let beside =
            places.first().and_then(|place| place.file.parent()).unwrap_or(Path::new("")).to_path_buf();
        paths.extend(match shell {
            Shell::Bash => {
                rc_place::login_file(&home).into_iter().chain(["/etc/bash.bashrc".into()]).collect()
            }
            Shell::Zsh => {
                let own = [".zshenv", ".zprofile", ".zlogin"].map(|name| beside.join(name));
                own.into_iter().chain([home.join(".zshenv")]).collect::<Vec<_>>()
            }
            _ => Vec::new(),
        });
        let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        for (index, path) in paths.into_iter().enumerate() {
            if index < main || files.iter().all(|(known, _)| *known != path) {
                let text = read_file::read(&path).unwrap_or_default();
                files.push((path, text));
            }
        }
        RcFiles { files, main, common, shell: Some(shell) }
    }

    /// The line that loads the hook, wherever it is.
    pub fn hook(&self) -> Option<At> {
        let (index, number) = self.hook_line()?;
        Some(self.at(index, number))
    }

    /// The line is in a file that not every shell reads.
    pub fn is_elsewhere(&self) -> bool {
        self.hook_line().is_some_and(|(index, _)| index >= self.common)
    }

    /// `Some` if a login bash does not load the hook: the file that it reads, if there is one.
    pub fn login_without(&self) -> Option<Option<PathBuf>> {
        let home = rc_place::home().ok().filter(|_| self.shell == Some(Shell::Bash))?;
        let Some(file) = rc_place::login_file(&home) else { return Some(None) };
        let text = &self.files.iter().find(|(path, _)| *path == file)?.1;
        let leads = rc_place::reads_bashrc(&home, &file) || rc_line::find(text, Shell::Bash).is_some();
        (!leads).then_some(Some(file))
    }

    fn hook_line(&self) -> Option<(usize, usize)> {
        let found = |(index, (_, text)): (usize, &(PathBuf, Vec<u8>))| {
            Some((index, rc_line::find(text, self.shell?)?.number))
        };
        self.files.iter().enumerate().find_map(found)
    }

    /// Where the line belongs, for a message.
    pub fn file(&self) -> String {
        self.files
            .first()
            .filter(|_| self.main > 0)
            .map_or_else(|| "its rc file".into(), |(path, _)| message::path(path))
    }

    /// The first line, in any file, that contains one of the words and is not a comment.
    pub fn mention(&self, words: &[&str]) -> Option<At> {
        self.first(|line| words.iter().any(|word| line.contains(word)))
    }

    /// A prompt theme that is loaded below the hook's line.
    pub fn theme_below(&self) -> Option<(&'static str, At)> {
        let (index, hook) = self.hook_line()?;
        self.lines(index).filter(|(number, _)| *number > hook).find_map(|(number, line)| {
            let (_, name) = THEMES.iter().find(|(word, _)| line.contains(word))?;
            Some((*name, self.at(index, number)))
        })
    }

    /// A line below the hook's that may have taken the hook out of the prompt.
    pub fn reset_below(&self) -> Option<At> {
        let (index, hook) = self.hook_line()?;
        let (number, _) = self.lines(index).filter(|(number, _)| *number > hook).find(|(_, line)| {
            RESETS.iter().any(|word| line.contains(word)) && !line.contains("$PROMPT_COMMAND")
        })?;
        Some(self.at(index, number))
    }

    /// What is above the hook's line and keeps the shell from reaching it, according to its parser.
    pub fn obstacle(&self) -> Option<Obstacle> {
        let (index, hook) = self.hook_line()?;
        let (path, text) = &self.files[index];
        let parser = Parser::of(self.shell?)?;
        if let Some(stop) = parser.stop(text, hook) {
            return Some(Obstacle::Stop(self.at(index, stop.number)));
        }
        let said = parser.unfinished(text)?;
        let said = message::path(path) + &said;
        Some(Obstacle::Unfinished { said, runs_above: parser.runs_above() })
    }

    /// A line that replaces the shell with another program.
    pub fn exec(&self) -> Option<At> {
        self.first(|line| {
            line.split([' ', ';', '&', '|']).any(|word| word == "exec") && !line.contains(['<', '>'])
        })
    }

    fn first(&self, fits: impl Fn(&str) -> bool) -> Option<At> {
        let number = |index| self.lines(index).find(|(_, line)| fits(line)).map(|(number, _)| number);
        (0..self.files.len()).find_map(|index| Some(self.at(index, number(index)?)))
    }

    /// Lines that are not comments, with their numbers.
    fn lines(&self, index: usize) -> impl Iterator<Item = (usize, String)> + '_ {
        let lines = self.files[index].1.split(|&byte| byte == b'\n').enumerate();
        let text = lines.map(|(at, line)| (at + 1, String::from_utf8_lossy(line.trim_ascii()).into_owned()));
        text.filter(|(_, line)| !line.starts_with('#'))
    }

    fn at(&self, index: usize, number: usize) -> At {
        let (path, text) = &self.files[index];
        let line = text.split(|&byte| byte == b'\n').nth(number - 1).unwrap_or_default();
        At {
            place: format!("{}:{number}", message::path(path)),
            text: String::from_utf8_lossy(line.trim_ascii()).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> RcFiles {
        RcFiles { files: vec![("/rc".into(), text.into())], main: 1, common: 1, shell: Some(Shell::Bash) }
    }

    #[test]
    fn a_theme_or_reset_below_the_line_is_named() {
        let rc = files(
            "PROMPT_COMMAND=x\neval \"$(venvhook init bash)\"\n# starship init\neval \"$(starship init bash)\"\nPROMPT_COMMAND=y\n",
        );
        assert_eq!(rc.hook().unwrap().place, "/rc:2");
        assert_eq!(rc.theme_below().unwrap().0, "starship");
        assert_eq!(rc.reset_below().unwrap().place, "/rc:5");
        assert_eq!(rc.mention(&["PROMPT_COMMAND"]).unwrap().text, "PROMPT_COMMAND=x");
        assert_eq!(files("venvhook init bash\nPROMPT_COMMAND=\"a;$PROMPT_COMMAND\"\n").reset_below(), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_keeps_the_shell_from_the_line_is_named() {
        let obstacle = |text| files(text).obstacle().unwrap();
        assert!(
            matches!(obstacle("exec fish\nvenvhook init bash\n"), Obstacle::Stop(at) if at.place == "/rc:1")
        );
        let said = obstacle("venvhook init bash\nif true\n");
        assert!(
            matches!(&said, Obstacle::Unfinished { said, .. } if said.starts_with("/rc: line 3")),
            "{said:?}"
        );
        assert_eq!(files("venvhook init bash\nexec fish\n").obstacle(), None);
    }
}
