//! The hook for a shell: a block of values, then the hook script as it stands in `shell/`.

use crate::find::names::Name;
use crate::hook::settings::Settings;
use crate::hook::tmux_path;
use crate::shells::quote;
use crate::shells::{Shell, Syntax};
use crate::system::real_path;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// The text that the shell evaluates. `binary` is the path that the hook will call.
pub fn render(settings: &Settings, binary: &Path) -> Vec<u8> {
    let completions = if settings.completions { settings.shell.completion_script() } else { "" };
    let script = match settings.shell.syntax() {
        Syntax::Posix => without_comments(settings.shell.hook_script()),
        Syntax::Fish | Syntax::PowerShell | Syntax::Batch => settings.shell.hook_script().to_string(),
    };
    let hook = [values(settings, binary), script.into_bytes(), completions.as_bytes().to_vec()].concat();
    wrap(settings.shell, hook)
}

/// Without the lines that are only a comment: each start of a shell would read them, and they are a third of the
/// script. No text of the scripts in `shell/` has such a line in a string.
fn without_comments(script: &str) -> String {
    script.split_inclusive('\n').filter(|line| !line.trim_start().starts_with('#')).collect()
}

/// The version of a shell's hook: the program's, and which script it is, since a build has no number.
pub fn version(shell: Shell) -> String {
    let script = crate::records::data_dir::key(shell.hook_script().as_bytes());
    format!("{}+{}", env!("CARGO_PKG_VERSION"), &script[..8])
}

/// The values that the hook script starts from.
fn values(settings: &Settings, binary: &Path) -> Vec<u8> {
    let names = &settings.names;
    let name_list = names.iter().map(Name::as_str).collect::<Vec<_>>().join(":");
    let flag = |on: bool| if on { "1" } else { "" };
    let mut text = match settings.shell.syntax() {
        Syntax::Posix => posix_names(names),
        Syntax::Fish => fish_names(names),
        Syntax::PowerShell => powershell_names(names),
        Syntax::Batch => Vec::new(),
    };
    text.extend(torn_entries(settings.shell.syntax()));
    let version = version(settings.shell);
    let values = [
        ("version", OsStr::new(&version)),
        ("bin", binary.as_os_str()),
        ("name_list", OsStr::new(&name_list)),
        ("has_glob", OsStr::new(flag(names.iter().any(Name::is_glob)))),
        ("trust", OsStr::new(settings.trust.name())),
        ("volume", OsStr::new(settings.volume.option())),
        ("wrap_cd", OsStr::new(flag(settings.wrap_cd))),
    ];
    for (name, value) in values {
        let set = match settings.shell.syntax() {
            Syntax::Posix => format!("__venvhook_{name}="),
            Syntax::Fish => format!("set -g __venvhook_{name} "),
            Syntax::PowerShell => powershell_set(name),
            Syntax::Batch => continue,
        };
        text.extend_from_slice(set.as_bytes());
        text.extend(quote::word(settings.shell.syntax(), value));
        text.extend_from_slice(if settings.shell == Shell::PowerShell { POWERSHELL_KEPT } else { b"\n" });
    }
    text
}

/// bash and zsh expand a name, or not, when they look.
fn posix_names(names: &[Name]) -> Vec<u8> {
    let words: Vec<Vec<u8>> = names.iter().map(|name| quote::posix(OsStr::new(name.as_str()))).collect();
    [b"__venvhook_names=(".to_vec(), words.join(&b' '), b")\n".to_vec()].concat()
}

/// What the hook is to take out of PATH as if it had left it.
fn torn_entries(syntax: Syntax) -> Vec<u8> {
    let words: Vec<Vec<u8>> =
        tmux_path::entries().iter().map(|entry| quote::word(syntax, entry.as_os_str())).collect();
    let words = words.join(&b' ');
    match syntax {
        Syntax::Posix => [b"__venvhook_torn=(", &words[..], b")\n"].concat(),
        Syntax::Fish => [b"set -g __venvhook_torn ", &words[..], b"\n"].concat(),
        Syntax::PowerShell | Syntax::Batch => Vec::new(),
    }
}

/// fish expands a wildcard only where it is written: so the names are written into a function.
fn fish_names(names: &[Name]) -> Vec<u8> {
    let mut text =
        b"function __venvhook_expand --argument-names dir\n    set -g __venvhook_candidates".to_vec();
    for name in names {
        text.extend_from_slice(b" $dir/");
        for part in name.as_str().split_inclusive(['*', '?']) {
            let literal = part.trim_end_matches(['*', '?']);
            if !literal.is_empty() {
                text.extend(quote::fish(OsStr::new(literal)));
            }
            if literal.len() < part.len() {
                // fish 4 takes `?` literally; looking at too much costs nothing, the binary decides.
                text.push(b'*');
            }
        }
    }
    text.extend_from_slice(b"\nend\n");
    text
}

/// People tidy up a session by `Remove-Variable *`, which leaves alone what is read-only. Whatever the
/// person prefers.
const POWERSHELL_KEPT: &[u8] = b" -Scope Global -Option ReadOnly -Force -WhatIf:$false -Confirm:$false\n";

fn powershell_set(name: &str) -> String {
    format!("Microsoft.PowerShell.Utility\\Set-Variable __venvhook_{name} ")
}

/// PowerShell has no word splitting: an array is an array.
fn powershell_names(names: &[Name]) -> Vec<u8> {
    let words: Vec<Vec<u8>> = names.iter().map(|name| quote::powershell(OsStr::new(name.as_str()))).collect();
    [powershell_set("names").as_bytes(), b"@(", &words.join(&b", "[..]), b")", POWERSHELL_KEPT].concat()
}

/// Shields the hook script from the shell it is loaded into: an alias is put in place while a
/// function is being parsed, so the script must not be parsed before aliases are off; and under
/// allexport bash would hand its functions to every script.
fn wrap(shell: Shell, hook: Vec<u8>) -> Vec<u8> {
    match shell {
        Shell::Bash => {
            // In a restricted shell PATH may not be set. zsh is none yet while it reads its files.
            let head = b"case $- in *i*) \\builtin shopt -q restricted_shell || {
case $- in *a*) \\builtin set +a; __venvhook_load='set -a;' ;; *) __venvhook_load='' ;; esac
if \\builtin shopt -q expand_aliases; then __venvhook_load+='shopt -s expand_aliases'; fi
\\builtin shopt -u expand_aliases
\\builtin eval "
                .to_vec();
            let tail = b"\n\\builtin eval \"$__venvhook_load\"\n};; esac\n".to_vec();
            [head, quote::posix_bytes(&hook), tail].concat()
        }
        // Functions defined under `emulate -c` keep these options whenever they run (zshbuiltins
        // manual, "emulate"), whatever the person sets. Before 5.0.3 `-o no_NAME` is lost on them.
        Shell::Zsh => {
            let guard = b"[[ ! -o interactive ]] || 'builtin' 'emulate' 'zsh' '+o' 'aliases' \
                '+o' 'warn_create_global' '-c' "
                .to_vec();
            [guard, quote::posix_bytes(&hook), b"\n".to_vec()].concat()
        }
        // cmd's hook is files: see init_cmd.
        Shell::PowerShell | Shell::Cmd => hook,
        // config.fish is read by every fish, scripts' included (fish manual, "Configuration files").
        Shell::Fish => [b"if status is-interactive\n".to_vec(), hook, b"end\n".to_vec()].concat(),
    }
}

/// The path of this binary, for the hook to call: absolute, since PATH is what changes, and with
/// links kept, so that an upgrade behind a link (Homebrew, nix, a symlink of one's own) is followed.
pub fn own_path() -> io::Result<PathBuf> {
    let resolved = std::env::current_exe()?;
    let called = std::env::args_os().next().unwrap_or_default();
    let called = Path::new(&called);
    let candidate = if called.components().count() > 1 {
        Some(std::path::absolute(called)?)
    } else {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).map(|dir| dir.join(called)).find(|file| file.is_file())
    };
    let same =
        |path: &PathBuf| path.is_absolute() && real_path::of(path).ok() == real_path::of(&resolved).ok();
    Ok(candidate.filter(same).unwrap_or(resolved))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_no_comments() {
        assert_eq!(without_comments("# a\nb # c\n  # d\n  \"$#\"\ne"), "b # c\n  \"$#\"\ne");
        for shell in [Shell::Bash, Shell::Zsh] {
            let script = without_comments(shell.hook_script());
            assert!(script.len() > shell.hook_script().len() / 2, "{shell:?}: more than comments is missing");
        }
    }
}
