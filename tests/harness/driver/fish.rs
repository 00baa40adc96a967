//! fish.

use std::path::Path;

use super::{Driver, Entry, Hardship};

pub struct Fish;

impl Driver for Fish {
    fn name(&self) -> &'static str {
        "fish"
    }

    fn rc_file(&self) -> &'static str {
        ".config/fish/config.fish"
    }

    fn home_directories(&self) -> &'static [&'static str] {
        // Without it fish reads every manual page, in the background, by a Python on PATH (4.0: the cache).
        &[".local/share/fish/generated_completions", ".cache/fish/generated_completions"]
    }

    fn prelude(&self) -> &'static str {
        r"set -g fish_greeting
set -g T_SHELL (random)
set -g T_NUMBER 0
function t_count --on-event fish_prompt; set T_NUMBER (math $T_NUMBER + 1); end
function fish_prompt; printf '@%s.%s.%s> ' $status $T_SHELL $T_NUMBER; end
"
    }

    fn hook(&self, options: &str) -> String {
        format!("venvhook init fish {options} | source\n")
    }

    fn evaluate(&self, command: &str) -> String {
        format!("{command} | source")
    }

    fn probe(&self, to: &Path) -> String {
        let to = self.quote(&to.to_string_lossy());
        // Not fish's own helpers: they are there once something has called them, in old versions abbr and trap.
        format!(
            r"begin
builtin printf '\0\0env\0'; command /usr/bin/env -0
builtin printf '\0\0variable\0'; builtin set --show
builtin printf '\0\0function\0'; builtin functions -n -a | string match -rv '^__(fish|trap)_'
builtin printf '\0\0body\0'
for T_NAME in fish_prompt fish_right_prompt fish_mode_prompt cd pushd popd deactivate pydoc mine
    builtin functions -q $T_NAME; and builtin functions $T_NAME | string match -v '# Defined*'
end
builtin printf '\0\0alias\0'; abbr --show
builtin printf '\0\0trap\0'; trap -p | string match -v '# Defined*'
end > {to}
"
        )
    }

    fn entry(&self, section: &str, line: &str) -> Entry {
        match section {
            "variable" => {
                let name = line.strip_prefix('$')?.split([':', '[']).next()?;
                Some((name.to_owned(), false))
            }
            "body" | "trap" => {
                let name = line.strip_prefix("function ")?.split(' ').next()?;
                Some((name.to_owned(), true))
            }
            "function" | "alias" => Some((line.to_owned(), true)),
            _ => None,
        }
    }

    fn volatile(&self) -> &'static [&'static str] {
        &[
            "_",
            "status",
            "pipestatus",
            "status_generation",
            "CMD_DURATION",
            "history",
            "OLDPWD",
            "dirprev",
            "dirnext",
            "__fish_cd_direction",
            "__fish_prompt_status_generation",
            // Before 3.2: set once by its handler of the locale.
            "__fish_locale_vars",
            // Saved there by activate scripts; whatever it was before is theirs.
            "_old_fish_prompt",
        ]
    }

    fn script(&self) -> &'static str {
        "activate.fish"
    }

    fn unaliased(&self, command: &str) -> String {
        // An alias is a function here, and what a venv defines replaces it.
        command.to_owned()
    }

    fn quote(&self, text: &str) -> String {
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
    }

    fn set(&self, name: &str, value: &str) -> String {
        format!("set -g {name} {}", self.quote(value))
    }

    fn export(&self, name: &str, value: &str) -> String {
        format!("set -gx {name} {}", self.quote(value))
    }

    fn unset(&self, name: &str) -> String {
        format!("set -e {name}")
    }

    fn prepend_path(&self, directory: &str) -> String {
        format!("set -gx PATH {} $PATH", self.quote(directory))
    }

    fn append_path(&self, directory: &str) -> String {
        format!("set -gx PATH $PATH {}", self.quote(directory))
    }

    fn function(&self, name: &str, body: &str) -> String {
        format!("function {name}; {body}; end")
    }

    fn alias(&self, name: &str, text: &str) -> String {
        format!("alias {name} {}", self.quote(text))
    }

    fn subshell(&self, _command: &str) -> Option<String> {
        None
    }

    fn substitution(&self, command: &str) -> String {
        format!("echo ({command})")
    }

    fn print_pipestatus(&self) -> &'static str {
        "echo $pipestatus"
    }

    fn print_status(&self) -> &'static str {
        "echo $status"
    }

    fn fail(&self, status: u8) -> String {
        format!("command sh -c 'exit {status}'")
    }

    fn print_last_argument(&self) -> Option<&'static str> {
        None
    }

    fn edit_prompt(&self, prefix: &str) -> String {
        let prefix = self.quote(prefix);
        format!(
            "functions -c fish_prompt my_prompt; \
             function fish_prompt; set -l s $status; printf %s {prefix}; \
             command sh -c \"exit $s\"; my_prompt; end"
        )
    }

    fn replace_prompt(&self, prefix: &str) -> Vec<String> {
        let body = format!("printf '{prefix}@%s.%s.%s> ' $status $T_SHELL $T_NUMBER");
        vec![self.function("fish_prompt", &body)]
    }

    fn theme(&self, prefix: &str) -> String {
        // A theme that takes the prompt function for itself whenever it was taken from it.
        format!(
            "function my_theme --on-event fish_prompt\n\
             function fish_prompt; printf '{prefix}@%s.%s.%s> ' $status $T_SHELL $T_NUMBER; end\n\
             end\n"
        )
    }

    fn at_prompt(&self, text: &str) -> String {
        format!("function my_event --on-event fish_prompt; echo {text}; end\n")
    }

    fn cdpath(&self, directory: &str) -> String {
        format!("set -g CDPATH {}", self.quote(directory))
    }

    fn auto_cd(&self) -> Option<&'static str> {
        Some("true")
    }

    fn own_cd(&self) -> &'static str {
        "function cd; echo my cd; builtin cd $argv; end"
    }

    fn own_hook(&self, when: &str, body: &str) -> String {
        format!("function my_{when} --on-event venvhook_{when}; {body}; end\n")
    }

    fn own_hook_arguments(&self) -> [&'static str; 2] {
        ["$argv[1]", "$argv[2]"]
    }

    fn own_hook_failures(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("status", "return 3"),
            ("unknown_command", "no-such-command 2>/dev/null"),
            ("syntax_error", "eval 'if (' 2>/dev/null"),
            ("not_found", "functions --no-such-option 2>/dev/null"),
        ]
    }

    fn path_keeper(&self) -> &'static str {
        r#"function my_tool --on-event fish_prompt
    if string match -q "$T_PROJECT/*" -- $PWD/
        if not set -q T_KEPT
            set -g T_KEPT $PATH
            set -gx PATH $T_PROJECT/bin $PATH
        end
    else if set -q T_KEPT
        set -gx PATH $T_KEPT
        set -e T_KEPT
    end
end"#
    }

    fn source_if_set(&self, name: &str) -> String {
        format!("if set -q {name}; source ${name}; end")
    }

    fn key_that_goes(&self) -> &'static str {
        r"bind \co 'cd $T_PROJECT'"
    }

    fn hardships(&self) -> Vec<Hardship> {
        let after = Hardship::after;
        let before = Hardship::before;
        vec![
            after(
                "aliases_of_builtins",
                "alias source='echo no'; alias echo='command echo'; alias string='builtin string'",
            ),
            before("aliases_before_the_hook", "alias ls='echo no'; alias head='echo no'"),
            after(
                "functions_of_common_names",
                "function uname; echo no; end; function basename; echo no; end; function head; echo no; end",
            ),
            after("vi_mode", "fish_vi_key_bindings"),
            after("right_prompt", "function fish_right_prompt; echo right; end"),
            before(
                "prompt_event_before",
                "function my_event --on-event fish_prompt; set -g T_VALUE $status; end",
            ),
            after(
                "prompt_event_later",
                "function my_event --on-event fish_prompt; set -g T_VALUE $status; end",
            ),
            after("pwd_event", "function my_event --on-variable PWD; set -g T_VALUE $PWD; end"),
            after("cdpath", "set -g CDPATH . / $HOME"),
            after("universal_path", "fish_add_path /usr/games"),
            after("old_prompt_function", "function _old_fish_prompt; echo old; end"),
            after("ifs_of_slashes", "set -g IFS /"),
        ]
    }
}
