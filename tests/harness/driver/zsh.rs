//! zsh.

use std::path::Path;

use super::posix::posix_words;
use super::{Driver, Entry, Hardship, assigned_name};

pub struct Zsh;

impl Driver for Zsh {
    fn name(&self) -> &'static str {
        "zsh"
    }

    fn rc_file(&self) -> &'static str {
        ".zshrc"
    }

    fn prelude(&self) -> &'static str {
        r#"unset HISTFILE
PS1="@%?.$RANDOM.%i> "
"#
    }

    fn hook(&self, options: &str) -> String {
        format!("eval \"$(venvhook init zsh {options})\"\n")
    }

    fn probe(&self, to: &Path) -> String {
        let to = self.quote(&to.to_string_lossy());
        format!(
            r"{{
\builtin printf '\0\0env\0'; \command /usr/bin/env -0
\builtin printf '\0\0variable\0'; \builtin typeset -p
\builtin printf '\0\0function\0'; \builtin functions
\builtin printf '\0\0alias\0'; \builtin alias -L
\builtin printf '\0\0option\0'; \builtin set -o
\builtin printf '\0\0trap\0'; \builtin trap
}} >| {to}
"
        )
    }

    fn entry(&self, section: &str, line: &str) -> Entry {
        let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
        let name = match section {
            "variable" if begins(&["typeset ", "export ", "readonly ", "integer ", "float "]) => {
                assigned_name(line)
            }
            "function" => line.strip_suffix(" () {").map(str::to_owned),
            "alias" if line.starts_with("alias ") => assigned_name(line),
            "option" => line.split(' ').next().map(str::to_owned),
            "trap" => line.rsplit(' ').next().map(str::to_owned),
            _ => None,
        };
        name.map(|name| (name, true))
    }

    fn volatile(&self) -> &'static [&'static str] {
        &[
            "_",
            "RANDOM",
            "SECONDS",
            "EPOCHSECONDS",
            "EPOCHREALTIME",
            "epochtime",
            "TTYIDLE",
            "HISTCMD",
            "LINENO",
            "status",
            "pipestatus",
            "OLDPWD",
            "0",
            "ERRNO",
            "dirstack",
            "TRY_BLOCK_ERROR",
            "TRY_BLOCK_INTERRUPT",
            "ZLE_LINE_ABORTED",
            // Before 5.0.3 the number of the process is among them.
            "'$'",
        ]
    }

    posix_words!();

    fn prepend_path(&self, directory: &str) -> String {
        format!("path=({} $path)", self.quote(directory))
    }

    fn print_pipestatus(&self) -> &'static str {
        "echo ${pipestatus[*]}"
    }

    fn replace_prompt(&self, prefix: &str) -> Vec<String> {
        vec![format!("PS1=\"{prefix}@%?.$RANDOM.%i> \"")]
    }

    fn theme(&self, prefix: &str) -> String {
        format!(
            "T_SHELL=$RANDOM\nmy_theme() {{ PS1=\"{prefix}@%?.$T_SHELL.%i> \" }}\n\
             precmd_functions+=(my_theme)\n"
        )
    }

    fn at_prompt(&self, text: &str) -> String {
        format!("precmd() {{ echo {text} }}\n")
    }

    fn cdpath(&self, directory: &str) -> String {
        format!("cdpath=({})", self.quote(directory))
    }

    fn auto_cd(&self) -> Option<&'static str> {
        Some("setopt auto_cd")
    }

    fn own_cd(&self) -> &'static str {
        "cd() { echo my cd; builtin cd \"$@\" }"
    }

    fn completions(&self) -> &'static str {
        "autoload -Uz compinit; compinit -u -D"
    }

    fn prompt_expands(&self) -> &'static str {
        "setopt prompt_subst"
    }

    fn own_hook_failures(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("status", "return 3"),
            ("unknown_command", "no-such-command 2>/dev/null"),
            ("syntax_error", "eval 'if (' 2>/dev/null"),
            ("errexit", "setopt err_exit; false; return 3"),
            ("nounset", "{ setopt no_unset; echo $my_nothing; } 2>/dev/null"),
            ("missing_value", "{ echo ${my_nothing:?}; } 2>/dev/null"),
            ("options", "setopt ksh_arrays sh_word_split no_glob err_return; return 3"),
            ("separator", "IFS=/; return 3"),
            ("names_of_the_hook", "found=x alive=x steps=x facts=x cfg=x rest=x pydoc=x name=x; return 3"),
            ("loop", "break 2>/dev/null; return 3"),
        ]
    }

    fn path_keeper(&self) -> &'static str {
        r#"my_tool() {
  case $PWD/ in
    "$T_PROJECT"/*) if [[ -z ${T_KEPT-} ]]; then T_KEPT=$PATH; PATH=$T_PROJECT/bin:$PATH; fi ;;
    *) if [[ -n ${T_KEPT-} ]]; then PATH=$T_KEPT; T_KEPT=; fi ;;
  esac
}
precmd_functions=(my_tool $precmd_functions)
chpwd_functions=(my_tool $chpwd_functions)"#
    }

    fn key_that_goes(&self) -> &'static str {
        "my_key() { cd \"$T_PROJECT\"; }; zle -N my_key; bindkey '^O' my_key"
    }

    fn hardships(&self) -> Vec<Hardship> {
        let after = Hardship::after;
        let before = Hardship::before;
        vec![
            after("nounset", "setopt no_unset"),
            before("nounset_before_the_hook", "setopt no_unset"),
            after("err_exit", "setopt err_exit"),
            after("err_return", "setopt err_return"),
            after("noclobber", "setopt no_clobber"),
            after("noglob", "setopt no_glob"),
            after("null_glob", "setopt null_glob"),
            after("no_nomatch", "setopt no_nomatch"),
            after("ksh_arrays", "setopt ksh_arrays"),
            before("ksh_arrays_before_the_hook", "setopt ksh_arrays"),
            after("sh_word_split", "setopt sh_word_split"),
            after("glob_subst", "setopt glob_subst"),
            after("ksh_glob", "setopt ksh_glob extended_glob"),
            after("rc_expand_param", "setopt rc_expand_param"),
            after("warn_create_global", "setopt warn_create_global"),
            after("warn_nested_var", "setopt warn_nested_var"),
            after("prompt_subst", "setopt prompt_subst"),
            after("auto_name_dirs", "setopt auto_name_dirs"),
            after("posix_identifiers", "setopt posix_identifiers"),
            after("posix_builtins", "setopt posix_builtins"),
            after("all_export", "setopt all_export"),
            after("no_function_argzero", "setopt no_function_argzero"),
            after("no_hash", "setopt no_hash_cmds no_hash_dirs"),
            after("pushd_silent", "setopt auto_pushd pushd_silent chase_links"),
            after("correct", "setopt correct"),
            after("ifs_of_slashes", "IFS=/:.e"),
            after("cdpath", "CDPATH=.:/:$HOME"),
            after("err_trap", "trap 'echo ERR trap' ZERR"),
            after("debug_trap", "trap 'T_DEBUG=1' DEBUG"),
            after(
                "aliases_of_builtins",
                "alias source='echo no' test='echo no' command='echo no' builtin='echo no' eval='echo no' local='echo no' unset='echo no' return='echo no' .='echo no'",
            ),
            before(
                "aliases_before_the_hook",
                "alias cd='echo no' deactivate='echo no' source='echo no' test='echo no' command='echo no' .='echo no' builtin='echo no'\nunalias cd",
            ),
            before("global_alias", "alias -g if2='echo no' G='| grep' L='| less'"),
            after("alias_of_deactivate", "alias deactivate='echo no'"),
            before("precmd_function", "precmd() { T_VALUE=$?; }"),
            after("precmd_defined_later", "precmd() { T_VALUE=$?; }; chpwd() { T_VALUE=2; }"),
            before("typeset_unique_path", "typeset -U path precmd_functions chpwd_functions"),
            after(
                "functions_of_common_names",
                "find() { echo no; }; uname() { echo no; }; basename() { echo no; }",
            ),
        ]
    }
}
