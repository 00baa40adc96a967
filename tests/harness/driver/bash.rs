//! bash.

use std::path::Path;

use super::posix::posix_words;
use super::{Driver, Entry, Hardship, assigned_name};

pub struct Bash;

impl Driver for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn rc_file(&self) -> &'static str {
        ".bashrc"
    }

    fn prelude(&self) -> &'static str {
        // Before 4.0 a shell in another's place (`exec`) has the same random numbers: hence the depth.
        r"unset HISTFILE
export T_DEPTH=1${T_DEPTH-}; T_SHELL=$RANDOM$T_DEPTH T_NUMBER=0
PS1='@$?.'$T_SHELL'.$((T_NUMBER+=1))> '
"
    }

    fn hook(&self, options: &str) -> String {
        format!("eval \"$(venvhook init bash {options})\"\n")
    }

    fn probe(&self, to: &Path) -> String {
        let to = self.quote(&to.to_string_lossy());
        // Before 4.0 `declare -p` alone tells no attributes, and a variable's name only by its value.
        let variables = if self.version() < (4, 0) {
            r#"\builtin compgen -v | while IFS= \builtin read -r T_NAME; do \builtin declare -p "$T_NAME" 2>/dev/null || \builtin true; done"#
        } else {
            r"\builtin declare -p"
        };
        format!(
            r"{{
\builtin printf '\0\0env\0'; \command /usr/bin/env -0
\builtin printf '\0\0variable\0'; {variables}
\builtin printf '\0\0function\0'; \builtin declare -f
\builtin printf '\0\0alias\0'; \builtin alias -p
\builtin printf '\0\0option\0'; \builtin set +o; \builtin shopt -p || \builtin true
\builtin printf '\0\0trap\0'; \builtin trap -p
}} >| {to}
"
        )
    }

    fn entry(&self, section: &str, line: &str) -> Entry {
        let name = match section {
            "variable" if line.starts_with("declare -") => assigned_name(line),
            "function" => line.trim_end().strip_suffix(" ()").map(str::to_owned),
            "alias" if line.starts_with("alias ") => assigned_name(line),
            "option" | "trap" => line.rsplit(' ').next().map(str::to_owned),
            _ => None,
        };
        name.map(|name| (name, true))
    }

    fn volatile(&self) -> &'static [&'static str] {
        &[
            "_",
            "RANDOM",
            "SRANDOM",
            "SECONDS",
            "EPOCHSECONDS",
            "EPOCHREALTIME",
            "LINENO",
            "BASH_LINENO",
            "BASH_COMMAND",
            "BASH_MONOSECONDS",
            "BASH_CMDS",
            "HISTCMD",
            "OLDPWD",
            "DIRSTACK",
            "PIPESTATUS",
            "BASH_SUBSHELL",
            "BASH_ARGC",
            "BASH_ARGV",
            "BASH_SOURCE",
            "FUNCNAME",
            // Options are compared one by one; these are only brought up to date now and then.
            "BASHOPTS",
            "SHELLOPTS",
        ]
    }

    posix_words!();

    fn prepend_path(&self, directory: &str) -> String {
        format!("export PATH={}:$PATH", self.quote(directory))
    }

    fn print_pipestatus(&self) -> &'static str {
        "echo ${PIPESTATUS[*]}"
    }

    fn replace_prompt(&self, prefix: &str) -> Vec<String> {
        vec![format!("PS1='{prefix}@$?.'$T_SHELL'.$((T_NUMBER+=1))> '")]
    }

    fn theme(&self, prefix: &str) -> String {
        format!(
            "my_theme() {{ PS1='{prefix}@'$?'.{}.$((T_NUMBER+=1))> '; }}\n\
             PROMPT_COMMAND=\"my_theme${{PROMPT_COMMAND:+;$PROMPT_COMMAND}}\"\n",
            "'$T_SHELL'"
        )
    }

    fn at_prompt(&self, text: &str) -> String {
        format!("PROMPT_COMMAND='echo {text}'\n")
    }

    fn at_prompt_too(&self, text: &str) -> String {
        format!("PROMPT_COMMAND=\"${{PROMPT_COMMAND:+$PROMPT_COMMAND;}}echo {text}\"\n")
    }

    fn cdpath(&self, directory: &str) -> String {
        format!("CDPATH={}", self.quote(directory))
    }

    fn auto_cd(&self) -> Option<&'static str> {
        (self.version() >= (4, 0)).then_some("shopt -s autocd")
    }

    fn own_cd(&self) -> &'static str {
        "cd() { echo my cd; builtin cd \"$@\"; }"
    }

    fn own_hook_failures(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("status", "return 3"),
            ("unknown_command", "no-such-command 2>/dev/null"),
            ("syntax_error", "eval 'if (' 2>/dev/null"),
            ("errexit", "set -e; false; return 3"),
            ("nounset", "{ set -u; echo $my_nothing; } 2>/dev/null"),
            ("missing_value", "{ echo ${my_nothing:?}; } 2>/dev/null"),
            ("options", "set -faevx 2>/dev/null; return 3"),
            ("separator", "IFS=/; return 3"),
            (
                "names_of_the_hook",
                "found=x alive=x steps=x facts=x cfg=x path=x pydoc=x status=x name=x; return 3",
            ),
        ]
    }

    fn path_keeper(&self) -> &'static str {
        r#"my_tool() {
  case $PWD/ in
    "$T_PROJECT"/*) if [[ -z ${T_KEPT-} ]]; then T_KEPT=$PATH; PATH=$T_PROJECT/bin:$PATH; fi ;;
    *) if [[ -n ${T_KEPT-} ]]; then PATH=$T_KEPT; T_KEPT=; fi ;;
  esac
}
PROMPT_COMMAND="my_tool${PROMPT_COMMAND:+;$PROMPT_COMMAND}""#
    }

    fn hardships(&self) -> Vec<Hardship> {
        let after = Hardship::after;
        let before = Hardship::before;
        vec![
            after("nounset", "set -u"),
            before("nounset_before_the_hook", "set -u"),
            before("errexit_and_nounset_before_the_hook", "set -eu"),
            after("errexit", "set -e"),
            after("keyword", "set -k"),
            before("keyword_and_nounset_before_the_hook", "set -ku"),
            after("noclobber", "set -C"),
            after("noglob", "set -f"),
            after("nohash", "set +h"),
            after("pipefail", "set -o pipefail"),
            after("allexport", "set -a"),
            after("functrace", "set -T"),
            after("posix_mode", "set -o posix"),
            before("posix_mode_before_the_hook", "set -o posix"),
            after("nullglob", "shopt -s nullglob"),
            after("failglob", "shopt -s failglob"),
            after("extdebug", "shopt -s extdebug"),
            after("nocasematch", "shopt -s nocasematch"),
            after("localvar_inherit", "shopt -s localvar_inherit 2>/dev/null || :"),
            after("ifs_of_slashes", "IFS=/:.e"),
            after("ifs_unset", "unset IFS"),
            after("cdpath", "CDPATH=.:/:$HOME"),
            after("err_trap", "trap 'echo ERR trap' ERR; set -E"),
            after("debug_trap", "trap 'T_DEBUG=1' DEBUG"),
            after(
                "aliases_of_builtins",
                "alias source='echo no' test='echo no' command='echo no' builtin='echo no' eval='echo no' local='echo no' unset='echo no' return='echo no' '[=echo no' .='echo no'",
            ),
            before(
                "aliases_before_the_hook",
                "alias cd='echo no' deactivate='echo no' source='echo no' test='echo no' command='echo no' .='echo no' builtin='echo no'\nunalias cd",
            ),
            after("alias_of_deactivate", "alias deactivate='echo no'"),
            before("prompt_command_string", "PROMPT_COMMAND='T_VALUE=$?; true;  '"),
            before("prompt_command_array", "PROMPT_COMMAND=('T_VALUE=$?' '' 'true')").since(5, 1),
            after("prompt_command_added_later", "PROMPT_COMMAND=\"${PROMPT_COMMAND%;};T_VALUE=1\""),
            before("prompt_command_exported", "export PROMPT_COMMAND='T_VALUE=1'"),
            after(
                "functions_of_common_names",
                "find() { echo no; }; uname() { echo no; }; basename() { echo no; }; echo_() { :; }",
            ),
        ]
    }
}
