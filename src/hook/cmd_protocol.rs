//! cmd: its facts are in the environment, where no character needs quoting; the answer is lines of plain
//! words, which its hook reads and never evaluates.

use crate::find::names::Name;
use crate::hook::decide::Step;
use crate::hook::settings::{Question, Volume};
use crate::trust::policy::Policy;
use std::ffi::{OsStr, OsString};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The facts as the hook for cmd has them, in its variables.
pub fn facts(question: &Question) -> Question {
    let text = |name: &str| std::env::var(name).unwrap_or_default();
    let value = |name: &str| std::env::var_os(name).unwrap_or_default();
    let names = text("VENVHOOK_CMD_NAME").split(':').map(str::parse).collect::<Result<Vec<Name>, _>>();
    let mut args = question.clone();
    args.names = names.unwrap_or(args.names);
    args.trust = Policy::of_name(&text("VENVHOOK_CMD_TRUST")).unwrap_or(args.trust);
    if args.volume != Volume::Quiet {
        args.volume = match Volume::of_option(&text("VENVHOOK_CMD_VOLUME")) {
            Volume::Usual => args.volume,
            asked => asked,
        };
    }
    args.pwd = std::env::current_dir().unwrap_or_default();
    args.venv = value("VIRTUAL_ENV");
    args.owned = value("VENVHOOK_ENV");
    args.function = has_deactivate(&args);
    args.entered = args.function;
    args.stamp = value("VENVHOOK_CMD_STAMP");
    args.was_marker = value("VENVHOOK_CMD_MARKER");
    args.was_venv = value("VENVHOOK_CMD_VENV");
    args.off = project(&value("VENVHOOK_CMD_OFF"), &args.names);
    args
}

/// Whether `venvhook off` asks: then no venv is wanted here.
pub fn stops() -> bool {
    std::env::var_os("VENVHOOK_CMD_STOP").is_some()
}

/// cmd's replacement for a stamp: the date and size of the `pyvenv.cfg` that the hook saw.
pub fn stamp() -> PathBuf {
    std::env::var_os("VENVHOOK_CMD_AGE").unwrap_or_default().into()
}

/// The longest PATH that the hook handles; UTF-16 units. A line in cmd has at most 8191 ("Command prompt
/// line string limitation", Microsoft), and the line that sets PATH contains a little more than PATH; a longer
/// line would end the batch file half-way.
const LONGEST_PATH: usize = 8100;

/// The length that PATH would have with the venv's scripts, if cmd cannot handle that.
pub fn path_too_long(bin: &Path) -> Option<usize> {
    let length = units(&search_path()) + units(bin.as_os_str()) + 1;
    (length > LONGEST_PATH).then_some(length)
}

/// The length of PATH, if it has become too long for cmd to remove anything from it.
pub fn path_grown_too_long() -> Option<usize> {
    Some(units(&search_path())).filter(|length| *length > LONGEST_PATH)
}

fn units(text: &OsStr) -> usize {
    text.to_string_lossy().encode_utf16().count()
}

/// The PATH of the cmd that asks. This process's own PATH went through another cmd, and the user's AutoRun.
fn search_path() -> OsString {
    let own = || std::env::var_os("PATH").unwrap_or_default();
    std::env::var_os("VENVHOOK_CMD_PATH").unwrap_or_else(own)
}

/// The answer where the user's own script must run first, since it may change PATH.
pub fn own_script_first(steps: &[Step]) -> Option<&'static [u8]> {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let leaves = steps.iter().any(|step| matches!(step, Step::Leave | Step::Drop));
    let due = leaves && has("VENVHOOK_LEAVE") && has("VENVHOOK_CMD_PROJECT");
    due.then_some(b"venvhook own_first\nvenvhook answered\n")
}

/// Whether the active venv's own script can deactivate it: the variables that it needs are set, unless the venv
/// was inherited from another kind of shell.
fn has_deactivate(args: &Question) -> bool {
    let entry = std::env::var_os("VENVHOOK_CMD_ENTRY").map(PathBuf::from);
    let ours = entry.is_some_and(|entry| entry.parent() == Some(Path::new(&args.venv)));
    if args.venv == args.owned { ours } else { std::env::var_os("_OLD_VIRTUAL_PATH").is_some() }
}

/// The hook remembers a project by its venv's path.
fn project(marker: &OsString, names: &[Name]) -> OsString {
    let path = Path::new(marker);
    let is_named = path.file_name().is_some_and(|name| names.iter().any(|known| known.matches(name)));
    match path.parent() {
        Some(parent) if is_named => parent.into(),
        _ => marker.clone(),
    }
}

/// The answer to the hook.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The steps.
    pub steps: &'a [Step],
    /// The scripts' directory of the venv to enter, if its marker is the one that the hook saw.
    pub enter: Option<&'a Path>,
    /// The venv to enter is the project itself.
    pub inside: bool,
    /// The scripts' directory of the venv to leave, if its own script may still be run.
    pub leave: Option<&'a Path>,
    /// The project whose venv the user has deactivated: before, and from now on.
    pub off: (&'a OsString, &'a OsString),
}

/// The lines: `venvhook VERB WORD WORD`. The last one shows the hook that the program really ran.
pub fn lines(plan: Plan) -> Vec<u8> {
    let mut text = String::new();
    let name = |bin: &Path| bin.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for step in plan.steps {
        match step {
            Step::Leave | Step::Drop => {
                cuts(&mut text);
                let _ = match plan.leave.filter(|_| *step == Step::Leave) {
                    Some(bin) => writeln!(text, "venvhook leave {}", name(bin)),
                    None => writeln!(text, "venvhook drop"),
                };
            }
            Step::Disown => text.push_str("venvhook disown\n"),
            Step::Enter => {
                if let Some(bin) = plan.enter {
                    let place = if plan.inside { "inside" } else { "below" };
                    let _ = writeln!(text, "venvhook enter {} {place}", name(bin));
                }
            }
        }
    }
    match plan.off {
        (before, after) if before == after => {}
        (_, after) if after.is_empty() => text.push_str("venvhook off none\n"),
        _ => text.push_str("venvhook off here\n"),
    }
    text.push_str("venvhook answered\n");
    text.into_bytes()
}

/// What leaving removes from PATH and PROMPT, as positions, the last first: cmd counts as Windows does, in
/// UTF-16 units, and a position needs no quoting.
fn cuts(text: &mut String) {
    let value = |name: &str| std::env::var_os(name).unwrap_or_default().to_string_lossy().into_owned();
    let (venv, path) = (value("VIRTUAL_ENV"), search_path().to_string_lossy().into_owned());
    let mut entries = vec![format!("{venv}\\Scripts"), format!("{venv}\\bin")];
    // What else its script put on PATH.
    entries.extend(value("VENVHOOK_CMD_ENTRIES").split(';').map(str::to_owned));
    for (start, end) in positions(&path, &entries, &value("VENVHOOK_CMD_WAS_PATH")) {
        let _ = writeln!(text, "venvhook path {start} {end}");
    }
    let basename = Path::new(&venv).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let named = value("VIRTUAL_ENV_PROMPT");
    let prefixes = [value("VENVHOOK_CMD_PREFIX"), format!("({named}) "), format!("({basename}) ")];
    let prompt = value("VENVHOOK_CMD_PROMPT");
    if let Some((start, end)) = prefixes.iter().find_map(|prefix| place(&prompt, prefix)) {
        let _ = writeln!(text, "venvhook prompt {start} {end}");
    }
}

/// The position of a part in a text, with the user's own edits before and after it: start and end in UTF-16
/// units.
fn place(text: &str, part: &str) -> Option<(usize, usize)> {
    let at = text.find(part).filter(|_| !part.is_empty())?;
    let start = text[..at].encode_utf16().count();
    Some((start, start + part.encode_utf16().count()))
}

/// The positions of these entries in a search path, with their separators: start and end in UTF-16 units, the
/// last first, without overlap. All copies of an entry, but only the first copy of one that was there before.
fn positions(path: &str, entries: &[String], before: &str) -> Vec<(usize, usize)> {
    let is = |part: &str, entry: &str| {
        !entry.is_empty() && part.trim_end_matches('\\').eq_ignore_ascii_case(entry.trim_end_matches('\\'))
    };
    let mut entries: Vec<&String> = entries.iter().collect();
    let (mut found, mut at) = (Vec::<(usize, usize)>::new(), 0_usize);
    for part in path.split(';') {
        let end = at + part.encode_utf16().count();
        if let Some(index) = entries.iter().position(|entry| is(part, entry)) {
            if before.split(';').any(|known| is(known, entries[index])) {
                let taken = entries.swap_remove(index);
                entries.retain(|entry| !is(taken, entry));
            }
            match found.last_mut().filter(|last| last.1 == at) {
                Some(last) => last.1 = end + 1,
                None => found.push((at, end + 1)),
            }
        }
        at = end + 1;
    }
    let whole = path.encode_utf16().count();
    // The last entry is removed with the separator before it.
    if let Some(last) = found.last_mut().filter(|last| last.1 > whole) {
        *last = (last.0.saturating_sub(1), whole);
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_in_utf16_units_and_takes_a_separator() {
        let all = |path, entry: &str| positions(path, &[entry.into()], "");
        assert_eq!(all("C:\\v;C:\\w", "C:\\v"), [(0, 5)]);
        assert_eq!(all("\u{1f40d};C:\\v\\;x", "c:\\V"), [(3, 9)]);
        assert_eq!(all("C:\\w;C:\\v", "C:\\v"), [(4, 9)]);
        assert_eq!(all("C:\\v", "C:\\v"), [(0, 4)]);
        assert_eq!(all("C:\\v;x;C:\\v", "C:\\v"), [(6, 11), (0, 5)]);
        assert_eq!(all("C:\\vv;", "C:\\v"), []);
        assert_eq!(all("C:\\v;;x", ""), []);
    }

    /// Makes the cuts as the hook does, one after the other.
    fn left(path: &str, entries: &[&str], before: &str) -> String {
        let entries: Vec<String> = entries.iter().map(ToString::to_string).collect();
        let mut units: Vec<u16> = path.encode_utf16().collect();
        for (start, end) in positions(path, &entries, before) {
            units.drain(start..end);
        }
        String::from_utf16(&units).unwrap()
    }

    #[test]
    fn what_is_cut_leaves_the_rest_of_path() {
        let both = ["V\\Scripts", "V\\bin"];
        for path in
            ["V\\Scripts;V\\bin;x", "V\\bin;V\\Scripts;x", "V\\bin;x;V\\Scripts", "x;V\\Scripts;v\\BIN\\"]
        {
            assert_eq!(left(path, &both, "x"), "x", "{path}");
        }
        assert_eq!(left("t;V\\Scripts;x;t;y", &["V\\Scripts", "t"], "x;y"), "x;y");
        assert_eq!(left("x;V;V", &["V"], "x"), "x");
        assert_eq!(left("V;V", &["V"], ""), "");
        // One copy of what the user had there before belongs to the script.
        assert_eq!(left("t;V;t;V", &["V", "V", "t\\"], "t;V"), "t;V");
    }

    #[test]
    fn a_prefix_is_cut_out_of_an_edited_prompt() {
        assert_eq!(place("\u{1f40d} (.venv) $P$G", "(.venv) "), Some((3, 11)));
        assert_eq!(place("(.venv) $P$G", "(.venv) "), Some((0, 8)));
        assert_eq!(place("$P$G", "(.venv) "), None);
        assert_eq!(place("$P$G", ""), None);
    }

    #[test]
    fn a_project_is_its_venvs_parent_unless_it_is_the_venv() {
        let names = [".venv".parse().unwrap()];
        assert_eq!(project(&"/p/.venv".into(), &names), "/p");
        assert_eq!(project(&"/p".into(), &names), "/p");
    }
}
