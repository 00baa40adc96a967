//! zsh, from 5.0 on.

use crate::shells::answers::{
    AtCd, AtPrompt, Below, Listed, Parser, Question, RcDir, RcFiles, Searched, Start, Voice,
};
use crate::shells::dialect::{Dialect, HookValues, Syntax, Tour};
use crate::shells::posix;
use crate::system::os_bytes;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// zsh.
pub struct Zsh;

/// Before the hook. Functions defined under `emulate -c` keep these options whenever they run (zshbuiltins
/// manual, "emulate"), whatever the user sets. Before 5.0.3 `-o no_NAME` is lost on them.
const HEAD: &[u8] = b"[[ ! -o interactive ]] || 'builtin' 'emulate' 'zsh' '+o' 'aliases' \
    '+o' 'warn_create_global' '-c' ";

/// .zshenv may set ZDOTDIR without exporting it.
const ZDOTDIR: Question =
    Question { arguments: &["-c", "builtin print -rn -- \"/${ZDOTDIR-}\""], paths: zdotdir };

/// .zshenv may print something too.
fn zdotdir(said: &[u8]) -> Vec<PathBuf> {
    let at = said.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let dir = said[at..].strip_prefix(b"/").and_then(|dir| os_bytes::from_bytes(dir.to_vec()));
    dir.map(PathBuf::from).into_iter().collect()
}

impl Dialect for Zsh {
    fn name(&self) -> &'static str {
        "zsh"
    }

    fn programs(&self) -> &'static [&'static str] {
        &["zsh"]
    }

    fn oldest(&self) -> Option<&'static str> {
        Some("5.0")
    }

    fn hook(&self) -> &'static str {
        // What only defines functions is first: the last lines of the last file run.
        concat!(
            include_str!("../../shell/apply.sh"),
            include_str!("../../shell/apply.zsh"),
            include_str!("../../shell/venvhook.zsh")
        )
    }

    fn hook_is_files(&self) -> bool {
        false
    }

    fn completion(&self) -> Option<&'static str> {
        Some(include_str!("../../completions/_venvhook"))
    }

    fn doctor(&self) -> Option<&'static str> {
        Some(include_str!("../../shell/doctor.zsh"))
    }

    fn activate_scripts(&self) -> &'static [&'static str] {
        posix::ACTIVATE
    }

    fn syntax(&self) -> Syntax {
        Syntax::Posix
    }

    fn deactivate_script(&self) -> Option<&'static str> {
        None
    }

    fn deactivate_variable(&self) -> &'static str {
        "VENVHOOK_FUNCTION"
    }

    fn is_unicode_only(&self) -> bool {
        false
    }

    fn quote(&self, value: &OsStr) -> Vec<u8> {
        posix::word(value)
    }

    fn typed(&self, path: &Path) -> String {
        posix::typed(path)
    }

    fn windows_path(&self, path: &OsStr) -> Option<OsString> {
        posix::windows_path(path)
    }

    fn call(&self, verb: &str, words: &[&OsStr]) -> Vec<u8> {
        posix::call(verb, words)
    }

    fn voice(&self) -> Voice {
        Voice::Line
    }

    fn hook_values(&self, values: &HookValues) -> Vec<u8> {
        posix::hook_values(values)
    }

    fn wrap(&self, hook: Vec<u8>) -> Vec<u8> {
        [HEAD, &posix::quote_bytes(&hook), b"\n"].concat()
    }

    fn cd(&self, dir: &Path) -> Vec<u8> {
        posix::cd(dir)
    }

    fn hand_over(&self) -> &'static str {
        posix::HAND_OVER
    }

    fn which_python_and(&self) -> [&'static str; 2] {
        posix::WHICH_PYTHON_AND
    }

    fn rc_files(&self) -> Option<RcFiles> {
        Some(RcFiles::Below(RcDir {
            asked: Some(ZDOTDIR),
            variable: Some("ZDOTDIR"),
            below_home: None,
            folder: None,
            file: ".zshrc",
            also: &[],
            login: &[],
            searched: &[
                Searched::Here(".zshenv"),
                Searched::Here(".zprofile"),
                Searched::Here(".zlogin"),
                Searched::Home(".zshenv"),
            ],
        }))
    }

    fn load_line(&self) -> Option<&'static str> {
        Some("eval \"$(venvhook init zsh)\"")
    }

    fn rc_line(&self, program: &Path, short: bool) -> Option<Vec<u8>> {
        Some(posix::rc_line("zsh", program, short))
    }

    fn continues_line(&self) -> u8 {
        b'\\'
    }

    /// zsh expands some of what it does not run, and fails where a file or a variable does not exist. In a
    /// function it only reads.
    fn parser(&self) -> Option<Parser> {
        let parser = Parser {
            arguments: &["-f", "-n", "rc"],
            without: None,
            function: Some(["__f() { ", "\n\n}\n"]),
            below: Below::Error("\n)\n"),
            runs_above: true,
        };
        (!cfg!(windows)).then_some(parser)
    }

    fn at_prompt(&self) -> AtPrompt {
        AtPrompt { name: "precmd_functions", listed: Listed::Always }
    }

    fn at_cd(&self) -> AtCd {
        AtCd::List("chpwd_functions")
    }

    fn rc_error(&self) -> &'static str {
        ".zshrc:"
    }

    fn report_arguments(&self) -> Option<Vec<String>> {
        None
    }

    fn report_at_prompt(&self, question: &Path, answer: &Path) -> Option<Vec<u8>> {
        let function = posix::report_function(question, answer);
        Some([function.as_slice(), b"precmd_functions+=(__venvhook_doctor)\n"].concat())
    }

    /// zsh looks for its files in ZDOTDIR, and the user's .zshenv may set that: so it has the user's value while
    /// one of their files is read, and ours in between.
    fn start(&self, folder: &Path, text: &[u8]) -> Option<Start> {
        let ours = folder.join("zsh");
        let theirs = match std::env::var_os("ZDOTDIR") {
            Some(dir) => [b"export ZDOTDIR=", posix::quote(&dir).as_slice(), b"\n"].concat(),
            None => b"unset ZDOTDIR\n".to_vec(),
        };
        let dir = posix::word(ours.as_os_str());
        let env =
            [b"venvhook_try_dir=", dir.as_slice(), b"\n", &theirs, include_bytes!("../../shell/try.zshenv")];
        let rc = [include_bytes!("../../shell/try.zshrc").as_slice(), text];
        Some(Start {
            files: vec![("zsh/.zshenv", env.concat()), ("zsh/.zshrc", rc.concat())],
            arguments: vec!["-i".into()],
            variables: vec![("ZDOTDIR", ours.into())],
            ..Start::default()
        })
    }

    fn tour(&self, tour: &Tour) -> Option<Start> {
        Some(Start {
            files: vec![("zsh/.zshrc", posix::tour_file(tour.report, "%h", tour.prompt))],
            arguments: ["--no-globalrcs", "-i"].map(OsString::from).to_vec(),
            variables: vec![("ZDOTDIR", tour.folder.join("zsh").into())],
            ..Start::default()
        })
    }
}
