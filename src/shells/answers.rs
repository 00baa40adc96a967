//! The answers of a [`Dialect`](crate::shells::dialect) that are more than a text.

use std::ffi::OsString;
use std::path::PathBuf;

/// Who says what the user should know: a hook knows where the cursor is, and whether the terminal is
/// another program's for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The hook, by `tell LINE`: a whole line in its colours.
    Line,
    /// The hook, by `say TEXT`: it adds its own colours.
    Text,
    /// This program, on stderr.
    Program,
}

/// Where a shell's rc files are.
#[derive(Clone, Copy, Debug)]
pub enum RcFiles {
    /// In one directory.
    Below(RcDir),
    /// Each of these programs says where: the file for the hook's line, then others that it reads.
    Asked(&'static [&'static str], Question),
}

/// The directory of a shell's rc files, and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct RcDir {
    /// The shell itself knows the directory, perhaps from a file of its own.
    pub asked: Option<Question>,
    /// The variable that names the directory, else.
    pub variable: Option<&'static str>,
    /// Where it is below the home directory, where neither says it.
    pub below_home: Option<&'static str>,
    /// The folder in that directory, where the shell shares it with others.
    pub folder: Option<&'static str>,
    /// The file for the hook's line.
    pub file: &'static str,
    /// Other files that a line may be in.
    pub also: &'static [Also],
    /// A login shell reads the first of these in the home directory that exists, and not `file`.
    pub login: &'static [&'static str],
    /// Files that are searched for faults as well.
    pub searched: &'static [Searched],
}

/// Another file that every shell reads.
#[derive(Clone, Copy, Debug)]
pub enum Also {
    /// This one.
    File(&'static str),
    /// This one, where the file for the hook's line mentions it: by custom, not by the shell itself.
    Mentioned(&'static str),
    /// All in a folder that have this extension, in order.
    All(&'static str, &'static str),
}

/// Where a file is that only some shells read.
#[derive(Clone, Copy, Debug)]
pub enum Searched {
    /// In the directory of the hook's line.
    Here(&'static str),
    /// In the home directory.
    Home(&'static str),
    /// At this absolute path.
    At(&'static str),
}

/// What a shell is asked, and how its answer is read.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The program's arguments.
    pub arguments: &'static [&'static str],
    /// The paths that its output names.
    pub paths: fn(&[u8]) -> Vec<PathBuf>,
}

/// The name of the file that a [`Parser`] reads, in the current directory. What it says about a line begins
/// with that.
pub const PARSED: &str = "rc";

/// How a shell's parser checks a file and runs nothing of it. It fails where the file has an error.
#[derive(Clone, Copy, Debug)]
pub struct Parser {
    /// The program's arguments.
    pub arguments: &'static [&'static str],
    /// A variable that may name a file to run first.
    pub without: Option<&'static str>,
    /// What makes the text a function's body: that can be read where the text alone cannot.
    pub function: Option<[&'static str; 2]>,
    /// How it is found out that a line below the text would run.
    pub below: Below,
    /// The shell runs a file line by line, so also what is above an error.
    pub runs_above: bool,
}

/// What is put below a text that can be read, to find out whether it would run.
#[derive(Clone, Copy, Debug)]
pub enum Below {
    /// An error, which the parser sees unless something unfinished takes it.
    Error(&'static str),
    /// A statement, which the parser refuses for this reason where it would not run.
    Statement(&'static str, &'static str),
}

/// How the hook is called at a prompt, and how far the shell's report lists that.
#[derive(Clone, Copy, Debug)]
pub struct AtPrompt {
    /// What holds the calls, for a message.
    pub name: &'static str,
    /// How far they are listed.
    pub listed: Listed,
}

/// How far a shell's report lists what runs at its prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// All of it.
    Always,
    /// All of it or nothing, depending on the version.
    Sometimes,
    /// Nothing: the report itself says whether the hook is called.
    Never,
}

/// How the hook is called when the directory changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtCd {
    /// By a list of functions in this variable, which others may overwrite.
    List(&'static str),
    /// By functions around `cd` and its relatives, unless the user has some.
    Wrapped,
    /// By an event that others do not take away, or not at all.
    Event,
}

/// How a shell is started.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Files to write first, and their text; below the folder that was named.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// Directories to create below a home directory that is ours.
    pub home: &'static [&'static str],
    /// The program's arguments.
    pub arguments: Vec<OsString>,
    /// Variables to set.
    pub variables: Vec<(&'static str, OsString)>,
}
