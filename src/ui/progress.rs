//! A progress line on stderr, only if that is a terminal; it is removed afterwards.

use crate::ui::message;
use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};
use std::io::Result;
use std::time::Duration;

/// How often it is redrawn.
pub const REDRAW: Duration = Duration::from_millis(100);

/// A spinner; `template` is indicatif's, with `what` as its prefix.
pub fn spinner(template: &str, what: &str) -> ProgressBar {
    let terminal = Term::stderr();
    let plain = !terminal.is_term() || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let target = if plain {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::term_like_with_hz(Box::new(Narrow(terminal)), 20)
    };
    let bar = ProgressBar::with_draw_target(None, target).with_prefix(message::printable(what));
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// The width of what a terminal echoes for Ctrl-C, in cells.
const ECHO: u16 = 2;

/// The terminal without its last cells. indicatif fills the whole line, so that a `^C` echoed after it would
/// wrap into the next line, which then would be cleared instead.
#[derive(Debug)]
struct Narrow(Term);

impl TermLike for Narrow {
    fn width(&self) -> u16 {
        self.0.size().1.saturating_sub(ECHO + 1)
    }

    fn height(&self) -> u16 {
        self.0.size().0
    }

    fn move_cursor_up(&self, n: usize) -> Result<()> {
        self.0.move_cursor_up(n)
    }

    fn move_cursor_down(&self, n: usize) -> Result<()> {
        self.0.move_cursor_down(n)
    }

    fn move_cursor_right(&self, n: usize) -> Result<()> {
        self.0.move_cursor_right(n)
    }

    fn move_cursor_left(&self, n: usize) -> Result<()> {
        self.0.move_cursor_left(n)
    }

    fn write_line(&self, s: &str) -> Result<()> {
        self.0.write_line(s)
    }

    fn write_str(&self, s: &str) -> Result<()> {
        self.0.write_str(s)
    }

    fn clear_line(&self) -> Result<()> {
        self.0.clear_line()
    }

    fn flush(&self) -> Result<()> {
        self.0.flush()
    }
}
