//! bash, from 3.2 on.

use crate::shells::answers::{
    Also, AtCd, AtPrompt, Below, Listed, Parser, RcDir, RcFiles, Searched, Start, Voice,
};
use crate::shells::dialect::{Dialect, HookValues, Syntax, Tour};
use crate::shells::posix;
use crate::system::os_bytes;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// bash.
pub struct Bash;

/// The line that a login bash's file needs: it reads that file, and not .bashrc.
pub const READS_BASHRC: &str = "if [ -r ~/.bashrc ]; then . ~/.bashrc; fi";

/// Before the hook. In a restricted shell PATH may not be set. An alias is replaced while a function is
/// parsed, so aliases are off before the script is parsed; and under allexport bash would hand its functions
/// to every script.
const HEAD: &[u8] = b"case $- in *i*) \\builtin shopt -q restricted_shell || {
case $- in *a*) \\builtin set +a; __venvhook_load='set -a;' ;; *) __venvhook_load='' ;; esac
if \\builtin shopt -q expand_aliases; then __venvhook_load+='shopt -s expand_aliases'; fi
\\builtin shopt -u expand_aliases
\\builtin eval ";
/// After it: the options go back.
const TAIL: &[u8] = b"\n\\builtin eval \"$__venvhook_load\"\n};; esac\n";

/// Calls `__venvhook_doctor` after all that runs at the prompt.
const CALL_DOCTOR: &[u8] = b"__venvhook_flags=$(\\builtin declare -p PROMPT_COMMAND 2>/dev/null)
__venvhook_flags=${__venvhook_flags#declare -}
if [[ ${__venvhook_flags%% *} == *r* ]]; then
  __venvhook_doctor
elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
  PROMPT_COMMAND+=(__venvhook_doctor)
else
  PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}__venvhook_doctor
fi
";

impl Dialect for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn programs(&self) -> &'static [&'static str] {
        &["bash"]
    }

    fn oldest(&self) -> Option<&'static str> {
        Some("3.2")
    }

    fn hook(&self) -> &'static str {
        // What only defines functions is first: the last lines of the last file run.
        concat!(
            include_str!("../../shell/apply.sh"),
            include_str!("../../shell/apply.bash"),
            include_str!("../../shell/venvhook.bash")
        )
    }

    fn hook_is_files(&self) -> bool {
        false
    }

    fn completion(&self) -> Option<&'static str> {
        Some(include_str!("../../completions/venvhook.bash"))
    }

    fn doctor(&self) -> Option<&'static str> {
        Some(include_str!("../../shell/doctor.bash"))
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
        [HEAD, &posix::quote_bytes(&hook), TAIL].concat()
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

    /// Login shells read one file of three and not .bashrc (bash manual, "Bash Startup Files"). .bash_aliases is
    /// a custom of Debian's .bashrc.
    fn rc_files(&self) -> Option<RcFiles> {
        Some(RcFiles::Below(RcDir {
            asked: None,
            variable: None,
            below_home: None,
            folder: None,
            file: ".bashrc",
            also: &[Also::Mentioned(".bash_aliases")],
            login: &[".bash_profile", ".bash_login", ".profile"],
            searched: &[Searched::At("/etc/bash.bashrc")],
        }))
    }

    fn load_line(&self) -> Option<&'static str> {
        Some("eval \"$(venvhook init bash)\"")
    }

    fn rc_line(&self, program: &Path, short: bool) -> Option<Vec<u8>> {
        Some(posix::rc_line("bash", program, short))
    }

    fn continues_line(&self) -> u8 {
        b'\\'
    }

    /// With extglob, which the file itself may switch on, as bash-completion does. On Windows the name bash may
    /// lead to another system's (WSL).
    fn parser(&self) -> Option<Parser> {
        let parser = Parser {
            arguments: &["-O", "extglob", "-n", "rc"],
            without: Some("BASH_ENV"),
            function: None,
            below: Below::Error("\n)\n"),
            runs_above: true,
        };
        (!cfg!(windows)).then_some(parser)
    }

    fn at_prompt(&self) -> AtPrompt {
        AtPrompt { name: "PROMPT_COMMAND", listed: Listed::Always }
    }

    fn at_cd(&self) -> AtCd {
        AtCd::Wrapped
    }

    fn rc_error(&self) -> &'static str {
        ".bashrc: line "
    }

    fn report_arguments(&self) -> Option<Vec<String>> {
        None
    }

    fn report_at_prompt(&self, question: &Path, answer: &Path) -> Option<Vec<u8>> {
        Some([posix::report_function(question, answer).as_slice(), CALL_DOCTOR].concat())
    }

    fn start(&self, folder: &Path, text: &[u8]) -> Option<Start> {
        Some(Start {
            files: vec![("rc.bash", [READS_BASHRC.as_bytes(), b"\n", text].concat())],
            arguments: vec!["--rcfile".into(), folder.join("rc.bash").into(), "-i".into()],
            ..Start::default()
        })
    }

    /// By `PROMPT_COMMAND`: `--rcfile` would read the system's file as well, where bash is built so (Debian).
    fn tour(&self, tour: &Tour) -> Option<Start> {
        let source = [b". ", posix::word(tour.folder.join("setup.bash").as_os_str()).as_slice()].concat();
        Some(Start {
            files: vec![("setup.bash", posix::tour_file(tour.report, r"\#", tour.prompt))],
            arguments: ["--noprofile", "--norc", "-i"].map(OsString::from).to_vec(),
            variables: vec![("PROMPT_COMMAND", os_bytes::from_bytes(source)?)],
            ..Start::default()
        })
    }
}
