//! A terminal with a program behind it: a pseudo-terminal whose output goes through an emulator,
//! so that a test reads the screen as a person sees it and a shell that asks gets an answer.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::{Callbacks, Parser, Screen};

/// Tall and wide, so that no scenario scrolls or wraps and every line stays in sight.
const ROWS: u16 = 400;
const COLUMNS: u16 = 240;

/// The longest that any one event may take. Nothing waits this long unless it has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the terminal says back to a shell that asks it something.
#[derive(Default)]
struct Answers(Vec<u8>);

impl Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut Screen,
        first: Option<u8>,
        _second: Option<u8>,
        params: &[&[u16]],
        kind: char,
    ) {
        let param = params.first().and_then(|p| p.first()).copied();
        match (first, kind, param) {
            (None, 'n', Some(6)) => {
                let (row, column) = screen.cursor_position();
                let _ = write!(self.0, "\x1b[{};{}R", row + 1, column + 1);
            }
            (None, 'n', Some(5)) => self.0.extend(b"\x1b[0n"),
            (None, 'c', _) => self.0.extend(b"\x1b[?62;22c"),
            (Some(b'>'), 'c', _) => self.0.extend(b"\x1b[>0;276;0c"),
            (Some(b'?'), 'u', _) => self.0.extend(b"\x1b[?0u"),
            _ => {}
        }
    }
}

/// A running program and the screen it draws on. Dropping it ends the program.
pub struct Terminal {
    parser: Parser<Answers>,
    output: Receiver<Vec<u8>>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// Kept so that the terminal is not hung up.
    _master: Box<dyn MasterPty + Send>,
    ended: bool,
}

impl Terminal {
    /// Starts `command` on a terminal of its own.
    pub fn start(command: CommandBuilder) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keyboard = pair.master.take_writer().expect("a writer");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // The end of the program is an error (EIO) on Linux and an empty read elsewhere.
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let rows = NonZeroU16::new(ROWS).expect("not zero");
        let columns = NonZeroU16::new(COLUMNS).expect("not zero");
        Self {
            parser: Parser::new_with_callbacks(rows, columns, 0, Answers::default()),
            output,
            keyboard,
            child,
            _master: pair.master,
            ended: false,
        }
    }

    /// Presses the keys that send `bytes`.
    pub fn keys(&mut self, bytes: &[u8]) {
        // A program that has ended takes no keys; the wait that follows says so.
        let _ = self.keyboard.write_all(bytes).and_then(|()| self.keyboard.flush());
    }

    /// Waits until `seen` finds what it looks for on the screen; fails with the screen if it does
    /// not come.
    pub fn wait<T>(&mut self, what: &str, seen: impl FnMut(&Self) -> Option<T>) -> T {
        match self.wait_up_to(PATIENCE, seen) {
            Some(found) => found,
            None if self.ended => panic!("the shell ended before {what}\n{}", self.dump()),
            None => panic!("no {what}\n{}", self.dump()),
        }
    }

    /// Waits for it no longer than this; `None` where it did not come, or the program has ended.
    pub fn wait_up_to<T>(
        &mut self,
        patience: Duration,
        mut seen: impl FnMut(&Self) -> Option<T>,
    ) -> Option<T> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(found) = seen(self) {
                return Some(found);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.draw(&bytes),
                Err(RecvTimeoutError::Disconnected) if !self.ended => self.ended = true,
                Err(_) => return None,
            }
        }
    }

    /// The screen's text, each change of style as the escape sequence for it.
    pub fn coloured(&self, style: impl Fn(&vt100::Cell) -> anstyle::Style) -> String {
        let screen = self.parser.screen();
        let mut text = String::new();
        for row in 0..=screen.cursor_position().0 {
            let cells = (0..COLUMNS).filter_map(|column| screen.cell(row, column));
            let mut last = anstyle::Style::new();
            let mut line = String::new();
            for cell in cells.filter(|cell| !cell.is_wide_continuation()) {
                let style = style(cell);
                if style != last {
                    let _ = write!(line, "{last:#}{style}");
                    last = style;
                }
                line.push_str(if cell.has_contents() { cell.contents() } else { " " });
            }
            let _ = write!(line, "{last:#}");
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// Waits for the program to end.
    pub fn wait_for_end(&mut self) {
        self.wait("end of the shell", |terminal| terminal.ended.then_some(()));
    }

    fn draw(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        let answers = std::mem::take(&mut self.parser.callbacks_mut().0);
        if !answers.is_empty() {
            self.keys(&answers);
        }
    }

    /// The row that the cursor is in, counted from zero.
    pub fn row(&self) -> u16 {
        self.parser.screen().cursor_position().0
    }

    /// The text of the cursor's row, up to the cursor.
    pub fn before_cursor(&self) -> String {
        let (row, column) = self.parser.screen().cursor_position();
        self.parser.screen().contents_between(row, 0, row, column)
    }

    /// The text from the start of `row` to the cursor's row, without it.
    pub fn rows_from(&self, row: u16) -> String {
        let text = self.parser.screen().contents_between(row, 0, self.row(), 0);
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// Whether the first row that begins with `text` begins in a colour.
    pub fn is_coloured(&self, text: &str) -> Option<bool> {
        let screen = self.parser.screen();
        let row = screen.rows(0, COLUMNS).position(|row| row.starts_with(text))?;
        let cell = screen.cell(u16::try_from(row).ok()?, 0)?;
        Some(cell.fgcolor() != vt100::Color::Default)
    }

    /// All that is on the screen.
    pub fn contents(&self) -> String {
        self.parser.screen().contents()
    }

    /// The screen in a frame, for a failure's message.
    pub fn dump(&self) -> String {
        let contents = self.contents();
        let mut text = String::from("┌── the screen\n");
        for line in contents.trim_end().lines() {
            let _ = writeln!(text, "│ {line}");
        }
        text.push_str("└──");
        text
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
