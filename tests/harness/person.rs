//! A person at a shell's prompt: types, reads the screen, and looks at the shell's state.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use portable_pty::CommandBuilder;
use regex::Regex;

use super::driver::Driver;
use super::look::Look;
use super::terminal::Terminal;
use super::world::World;

static PROMPT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(.*)@(-?\d+)\.(\w+\.\d+)>$").expect("a pattern"));

/// A prompt as it stands on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Prompt {
    prefix: String,
    status: i32,
    /// Different for each prompt drawn.
    id: String,
}

/// What one line brought.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The exit status, as the prompt shows it.
    pub status: i32,
    /// What stands between the line typed and the next prompt.
    pub output: String,
    /// The prompt's text before the marker, such as `(.venv) `.
    pub prompt: String,
}

pub struct Person<'w> {
    pub world: &'w World,
    pub driver: &'static dyn Driver,
    terminal: Terminal,
    prompt: Prompt,
    /// The hook was taken out of this shell.
    unloaded: bool,
}

impl<'w> Person<'w> {
    pub fn start(world: &'w World, command: CommandBuilder) -> Self {
        let mut terminal = Terminal::start(command);
        let prompt = terminal.wait("first prompt", prompt);
        Self { world, driver: world.driver, terminal, prompt, unloaded: false }
    }

    /// Types a line and waits for the next prompt.
    pub fn run(&mut self, line: &str) -> Seen {
        let mut seen = self.line(line, self.driver.after_line());
        self.unloaded |= line.starts_with("venvhook off --all");
        if let Some((again, after)) = self.driver.look_again(line).filter(|_| self.has_hook()) {
            let later = self.line(again, Some(after));
            seen.output.push_str(&later.output);
            seen.prompt = later.prompt;
        }
        seen
    }

    /// Whether a console has the hook's macros.
    fn has_hook(&self) -> bool {
        self.world.has_hook() && !self.unloaded
    }

    /// Types one line, and what the harness has to type behind it.
    fn line(&mut self, line: &str, after: Option<&str>) -> Seen {
        let row = self.terminal.row();
        let last = self.prompt.id.clone();
        let typed = if self.has_hook() { self.driver.typed(line) } else { line.to_owned() };
        self.terminal.keys(format!("{typed}\r").as_bytes());
        if let Some(after) = after {
            let bare = self.terminal.wait(&format!("prompt after {line:?}"), |terminal| {
                prompt(terminal).filter(|_| terminal.row() > row)
            });
            let output = output(&self.terminal.rows_from(row)).trim_end_matches('\n').to_owned();
            self.terminal.keys(format!("{after}\r").as_bytes());
            self.prompt = self.terminal.wait(&format!("marker after {line:?}"), |terminal| {
                prompt(terminal).filter(|prompt| prompt.id != last && prompt.id != bare.id)
            });
            return Seen { status: self.prompt.status, output, prompt: self.prompt.prefix.clone() };
        }
        self.prompt = self.terminal.wait(&format!("prompt after {line:?}"), |terminal| {
            prompt(terminal).filter(|prompt| prompt.id != last)
        });
        let output = output(&self.terminal.rows_from(row)).to_owned();
        Seen { status: self.prompt.status, output, prompt: self.prompt.prefix.clone() }
    }

    /// Types each line in turn.
    pub fn run_all<S: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = S>) {
        for line in lines {
            self.run(line.as_ref());
        }
    }

    /// Starts another shell by this line, and is at its prompt from then on.
    pub fn start_shell(&mut self, line: &str, driver: &'static dyn Driver) -> Seen {
        self.driver = driver;
        self.run(line)
    }

    /// Leaves that shell for the one it was started from.
    pub fn exit_to(&mut self, driver: &'static dyn Driver) -> Seen {
        self.driver = driver;
        self.run("exit")
    }

    /// Types a line whose command goes on, and waits for a text on the screen.
    pub fn run_until(&mut self, line: &str, text: &str) {
        self.keys(&format!("{line}\r"));
        self.expect(text);
    }

    /// Presses Ctrl-C while a command runs, and waits for the next prompt.
    pub fn interrupt(&mut self) {
        let last = self.prompt.id.clone();
        let bare = self.driver.bare_prompt();
        self.keys("\x03");
        let next = self.terminal.wait("prompt after Ctrl-C", |terminal| match prompt(terminal) {
            Some(prompt) => (prompt.id != last).then_some(Some(prompt)),
            None => {
                bare.is_some_and(|bare| terminal.before_cursor().trim_end().ends_with(bare)).then_some(None)
            }
        });
        match next {
            Some(prompt) => self.prompt = prompt,
            None => _ = self.enter(),
        }
    }

    /// Presses Ctrl-C at this very moment, and is at a prompt where nothing is typed, whatever came of it.
    pub fn interrupt_now(&mut self) {
        self.keys("\x03");
        // A shell that hears of the key later throws away what was typed behind it: then it is typed again.
        for turn in 1.. {
            // Half a line that was left may hold an open quote, which takes in all that is typed behind it.
            if turn > 1 {
                self.keys("\x03");
                let _ = self.terminal.wait_up_to(std::time::Duration::from_millis(300), |_| None::<()>);
            }
            let marker = format!("T_CAME_BACK_{turn}_{}", self.prompt.id.replace('.', "_"));
            let line = format!("echo {marker}");
            self.keys(&format!("{line}\r"));
            let last = self.prompt.id.clone();
            let back = self.terminal.wait_up_to(std::time::Duration::from_millis(500 * turn), |terminal| {
                let said = terminal.contents().lines().any(|row| row == marker);
                prompt(terminal).filter(|prompt| said && prompt.id != last)
            });
            if let Some(prompt) = back {
                self.prompt = prompt;
                return;
            }
            self.check(turn < 8, "the shell is back at its prompt after Ctrl-C");
        }
    }

    /// Presses Enter on an empty line.
    pub fn enter(&mut self) -> Seen {
        self.run("")
    }

    /// Goes to a directory, which must work.
    pub fn cd(&mut self, dir: impl AsRef<Path>) -> Seen {
        let dir = dir.as_ref().to_str().expect("a name that can be typed").to_owned();
        let seen = self.run(&self.driver.cd(&dir));
        self.check(seen.status == 0, &format!("cd {dir} succeeds"));
        seen
    }

    /// A word for this shell.
    pub fn quote(&self, path: impl AsRef<Path>) -> String {
        self.driver.quote(path.as_ref().to_str().expect("a name that can be typed"))
    }

    /// Goes where nothing is active.
    pub fn leave(&mut self) -> Seen {
        let away = self.world.away();
        self.cd(away)
    }

    /// Whether the row of the screen that begins with `text` begins in a colour.
    #[track_caller]
    pub fn is_coloured(&self, text: &str) -> bool {
        let coloured = self.terminal.is_coloured(text);
        self.check(coloured.is_some(), &format!("a row begins with {text:?}"));
        coloured.unwrap_or_default()
    }

    /// Presses keys and waits for nothing.
    pub fn keys(&mut self, keys: &str) {
        self.terminal.keys(keys.as_bytes());
    }

    /// Waits for a text to stand on the screen.
    pub fn expect(&mut self, text: &str) {
        self.terminal.wait(text, |terminal| terminal.contents().contains(text).then_some(()));
    }

    /// Waits for a text to stand before the cursor.
    pub fn expect_typed(&mut self, text: &str) {
        self.terminal.wait(text, |terminal| {
            // Some shells put the slash after a directory, or the blank after a word, only later.
            let typed = terminal.before_cursor();
            let trimmed = |text: &str| text.trim_end_matches(['/', ' ']).to_owned();
            trimmed(&typed).ends_with(&trimmed(text)).then_some(())
        });
    }

    /// Waits until the prompt stands there with nothing typed.
    pub fn expect_prompt(&mut self) {
        let id = self.prompt.id.clone();
        self.terminal
            .wait("empty prompt", |terminal| prompt(terminal).filter(|prompt| prompt.id == id).map(drop));
    }

    /// Types a line that ends the shell.
    pub fn end(&mut self, line: &str) {
        self.keys(&format!("{line}\r"));
        self.terminal.wait_for_end();
    }

    pub fn screen(&self) -> String {
        self.terminal.contents()
    }

    /// The screen's text in the colours that it has.
    pub fn coloured(&self, style: impl Fn(&vt100::Cell) -> anstyle::Style) -> String {
        self.terminal.coloured(style)
    }

    /// The last prompt's text before its marker.
    pub fn prompt(&self) -> &str {
        &self.prompt.prefix
    }

    /// The shell's state, asked by a line typed at its prompt.
    pub fn look(&mut self) -> Look {
        let file = self.world.look_file();
        let _ = std::fs::remove_file(&file);
        let line = self.driver.source(&self.world.probe(self.driver));
        self.line(&line, self.driver.after_line());
        let bytes = std::fs::read(&file).unwrap_or_default();
        self.check(!bytes.is_empty(), "the probe writes what it sees");
        self.driver.look(&bytes)
    }

    /// Fails, with the screen, unless `good`.
    #[track_caller]
    pub fn check(&self, good: bool, what: &str) {
        assert!(good, "not so: {what}\n{}", self.terminal.dump());
    }

    #[track_caller]
    pub fn same<T: PartialEq + std::fmt::Debug>(&self, found: T, wanted: T, what: &str) {
        let text = format!("{what}: found {found:?}, wanted {wanted:?}");
        self.check(found == wanted, &text);
    }

    /// How many messages of the product are on the screen.
    pub fn messages(&self) -> usize {
        self.screen().lines().filter(|line| line.starts_with("venvhook: ")).count()
    }

    /// One message is on the screen, and it holds these words, in any case.
    #[track_caller]
    pub fn told_once(&self, words: &[&str]) {
        self.same(self.messages(), 1, "messages");
        let screen = self.screen().to_lowercase().replace('\n', "");
        for word in words {
            self.check(screen.contains(&word.to_lowercase()), &format!("{word:?} is read"));
        }
    }

    #[track_caller]
    pub fn silent(&self) {
        self.check(self.messages() == 0, "nothing was said");
    }

    /// Nothing has changed since `before`, but by itself.
    #[track_caller]
    pub fn unchanged_since(&mut self, before: &Look) {
        let after = self.look();
        let found = before.differences(&after, |key| self.world.passes(key));
        self.check(found.is_empty(), &format!("nothing changed; but {found:#?}"));
    }

    /// This venv is active, by venvhook, in every respect.
    #[track_caller]
    pub fn on(&mut self, venv: &Path) {
        let look = self.look();
        self.active(&look, venv);
        let ours = look.var("VENVHOOK_ENV");
        self.same(ours, look.var("VIRTUAL_ENV"), "VENVHOOK_ENV is VIRTUAL_ENV");
    }

    /// This venv is active, by whomever.
    #[track_caller]
    pub fn active(&self, look: &Look, venv: &Path) {
        let set = look.var("VIRTUAL_ENV");
        self.check(set.is_some(), &format!("{} is active: VIRTUAL_ENV is set", venv.display()));
        self.same(real(set.unwrap_or_default()), real(venv), "VIRTUAL_ENV is the venv");
        self.check(look.has("function", "deactivate"), "deactivate is a function");
        let bin = real(venv.join(self.driver.bin()));
        let path: Vec<PathBuf> = look.path().iter().map(real).collect();
        self.same(path.first(), Some(&bin), "the venv's bin is first on PATH");
        self.same(path.iter().filter(|p| **p == bin).count(), 1, "the venv's bin is on PATH once");
    }

    /// No venv is active, and nothing of one is left.
    #[track_caller]
    pub fn off(&mut self) {
        let look = self.look();
        for name in ["VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "VENVHOOK_ENV"] {
            self.same(look.var(name), None, &format!("{name} is not set"));
        }
        let saved = |name: &&String| name.starts_with("_OLD_VIRTUAL") || name.starts_with("_OLD_FISH");
        self.same(look.env.keys().find(saved), None, "no saved variable is left");
        for name in ["deactivate", "_old_fish_prompt"] {
            self.check(!look.has("function", name), &format!("there is no function {name}"));
        }
        let venv = |dir: &&PathBuf| dir.join("../pyvenv.cfg").exists() || dir.join("activate").exists();
        self.same(look.path().iter().find(venv), None, "no venv is on PATH");
    }
}

/// What was printed: all but the row that was typed.
fn output(rows: &str) -> &str {
    rows.split_once('\n').map_or("", |(_typed, output)| output)
}

/// The file that a path leads to, or the path itself where there is none.
pub fn real(path: impl AsRef<Path>) -> PathBuf {
    path.as_ref().canonicalize().unwrap_or_else(|_| path.as_ref().to_owned())
}

fn prompt(terminal: &Terminal) -> Option<Prompt> {
    let text = terminal.before_cursor();
    let parts = PROMPT.captures(text.trim_end())?;
    Some(Prompt { prefix: parts[1].to_owned(), status: parts[2].parse().ok()?, id: parts[3].to_owned() })
}
