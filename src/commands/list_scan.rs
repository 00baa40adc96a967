//! `venvhook list --scan`: every venv below a directory, as a table or as JSON.

use crate::cli::Sort;
use crate::commands::json;
use crate::inspect::inspection;
use crate::inspect::scan::{self, Count, Finding};
use crate::records::last_used;
use crate::system::current_dir;
use crate::system::io_reason::io_reason;
use crate::ui::message;
use crate::ui::print::{print_json, print_styled};
use crate::ui::progress;
use anstyle::{AnsiColor, Style};
use anyhow::{Result, anyhow, bail};
use comfy_table::{CellAlignment, Table, presets};
use indicatif::{HumanBytes, HumanCount, ProgressBar};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};

const HEAD: Style = Style::new().bold();
const BAD: Style = AnsiColor::Red.on_default();

/// Prints them to stdout, sorted, and a summary to stderr.
pub fn run(dir: &Path, sort: Sort, json: bool) -> Result<ExitCode> {
    let dir = current_dir::absolute(dir)?;
    let shown = message::path(&dir);
    let metadata = dir.metadata().map_err(|error| anyhow!("{shown} {}", io_reason(&error)))?;
    if !metadata.is_dir() {
        bail!("{shown} is not a directory");
    }
    let count = Count::default();
    let bar = progress::spinner("{spinner} {prefix}: {msg}", &shown);
    let mut found = with_progress(&count, &bar, || scan::below(&dir, &count));
    order(&mut found, sort);
    let status = if json {
        print_json(&found.iter().map(as_json).collect())?
    } else {
        print_styled(&if found.is_empty() { String::new() } else { table(&found) })?
    };
    let unread = count.unread.into_inner() + found.iter().map(|finding| finding.size.unread).sum::<u64>();
    let blind = match unread {
        0 => String::new(),
        1 => "; 1 directory could not be read".into(),
        _ => format!("; {} directories could not be read", HumanCount(unread)),
    };
    let bytes = HumanBytes(found.iter().map(|finding| finding.size.bytes).sum());
    match found.len() {
        0 => message::say(&format!("no venv below {shown}{blind}")),
        // A program that reads the JSON can count for itself.
        _ if json => {}
        1 => message::say(&format!("1 venv, {bytes}{blind}")),
        count => message::say(&format!("{count} venvs, {bytes}{blind}")),
    }
    Ok(status)
}

/// Shows the progress while the work goes on.
fn with_progress<T: Send>(count: &Count, bar: &ProgressBar, work: impl FnOnce() -> T + Send) -> T {
    let (done, waiting) = channel::<()>();
    let result = std::thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let result = work();
            drop(done);
            result
        });
        while waiting.recv_timeout(progress::REDRAW) == Err(RecvTimeoutError::Timeout) {
            let directories = HumanCount(count.directories.load(Ordering::Relaxed));
            let venvs = count.venvs.load(Ordering::Relaxed);
            let plural = if venvs == 1 { "" } else { "s" };
            bar.set_message(format!("{directories} directories, {venvs} venv{plural}"));
            bar.tick();
        }
        worker.join()
    });
    bar.finish_and_clear();
    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn order(found: &mut [Finding], sort: Sort) {
    found.sort_by(|a, b| a.venv.marker.cmp(&b.venv.marker));
    let numbers = |finding: &Finding| {
        let version = finding.venv.python_version().unwrap_or_default();
        version.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u32>>()
    };
    match sort {
        Sort::Path => {}
        Sort::Python => found.sort_by_cached_key(|finding| Reverse(numbers(finding))),
        Sort::Maker => found.sort_by_cached_key(|finding| inspection::maker(&finding.venv)),
        Sort::Size => found.sort_by_key(|finding| Reverse(finding.size.bytes)),
        Sort::Health => found.sort_by_key(|finding| finding.faults.is_empty()),
        Sort::Used => found.sort_by_key(|finding| Reverse(finding.used)),
    }
}

fn table(found: &[Finding]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["PYTHON", "CREATED BY", "SIZE", "LAST USED", "VENV", "HEALTH"]);
    for finding in found {
        let venv = &finding.venv;
        let cells = [
            venv.python_version().unwrap_or_else(|| "?".into()),
            inspection::maker(venv),
            HumanBytes(finding.size.bytes).to_string(),
            finding.used.map(last_used::ago).unwrap_or_default(),
            message::path(&venv.marker),
            finding.faults.first().map_or("ok".into(), |fault| format!("it {fault}")),
        ];
        table.add_row(cells.map(|cell| message::printable(&cell)));
    }
    if let Some(size) = table.column_mut(2) {
        size.set_cell_alignment(CellAlignment::Right);
    }
    let styles =
        [HEAD].into_iter().chain(found.iter().map(|f| if f.faults.is_empty() { Style::new() } else { BAD }));
    let mut text = String::new();
    for (line, style) in table.lines().zip(styles) {
        let _ = writeln!(text, "{style}{}{style:#}", line.trim());
    }
    text
}

fn as_json(finding: &Finding) -> Value {
    let venv = &finding.venv;
    let mut row = json!({
        "python": venv.python_version(),
        "maker": inspection::maker(venv),
        "size": finding.size.bytes,
        "files": finding.size.files,
        "health": finding.faults,
        "last_use": finding.used.map(|moment| humantime::format_rfc3339_seconds(moment).to_string()),
    });
    json::put_path(&mut row, "path", &venv.marker);
    json::put_path(&mut row, "resolved", &venv.dir);
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn progress_is_shown_while_the_work_goes_on() {
        let (count, bar) = (Count::default(), ProgressBar::hidden());
        let told = with_progress(&count, &bar, || {
            count.directories.store(1234, Ordering::Relaxed);
            count.venvs.store(1, Ordering::Relaxed);
            let begin = Instant::now();
            while bar.message() != "1,234 directories, 1 venv" {
                assert!(begin.elapsed().as_secs() < 60, "shown: {}", bar.message());
                std::thread::yield_now();
            }
            "the result of the work"
        });
        assert_eq!((told, bar.is_finished()), ("the result of the work", true));
    }
}
