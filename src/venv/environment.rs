//! Variables of this process's environment that a program which it starts must not inherit, in groups.

use std::ffi::OsString;

/// Variables that belong together. Who starts a program names the groups that it must not inherit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Which venv is active: set by its activate script and by the hook.
    ActiveVenv,
    /// What activate scripts save to restore it later. Exported only where a shell exports all (`set -a`).
    Saved,
    /// What the hook's function passes to this program about its shell, for one call.
    HookCall,
    /// The hook's options, which that function passes too. If it did not call, they are the user's own settings.
    HookOptions,
    /// All of venvhook: the hook's variables and the user's settings.
    Venvhook,
    /// Where Python's own library is. Activate scripts unset it, as a venv's Python would not work with it.
    PythonHome,
    /// Other modules for Python, and what macOS's `python3` sets to find its own program again.
    PythonModules,
}

impl Group {
    fn has(self, name: &str) -> bool {
        let is_one_of = |names: &[&str]| names.contains(&name);
        match self {
            Group::ActiveVenv => is_one_of(&["VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "VENVHOOK_ENV"]),
            Group::Saved => name.starts_with("_OLD_VIRTUAL_"),
            Group::HookCall => {
                let told = ["HOOK", "SEEN", "OFF", "IDLE", "FUNCTION"];
                name.strip_prefix("VENVHOOK_").is_some_and(|rest| told.contains(&rest))
            }
            Group::HookOptions => is_one_of(&["VENVHOOK_NAME", "VENVHOOK_TRUST"]),
            Group::Venvhook => name.starts_with("VENVHOOK_"),
            Group::PythonHome => name == "PYTHONHOME",
            Group::PythonModules => is_one_of(&["PYTHONPATH", "__PYVENV_LAUNCHER__"]),
        }
    }
}

/// The names of the variables of these groups that exist now; a command removes them from its environment.
pub fn names(groups: &[Group]) -> Vec<OsString> {
    let is_meant =
        |name: &OsString| name.to_str().is_some_and(|name| groups.iter().any(|group| group.has(name)));
    std::env::vars_os().map(|(name, _)| name).filter(is_meant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_has_its_own_variables() {
        let of = |name: &str| {
            let all = [
                Group::ActiveVenv,
                Group::Saved,
                Group::HookCall,
                Group::HookOptions,
                Group::Venvhook,
                Group::PythonHome,
                Group::PythonModules,
            ];
            all.into_iter().filter(|group| group.has(name)).collect::<Vec<_>>()
        };
        assert_eq!(of("VIRTUAL_ENV"), [Group::ActiveVenv]);
        assert_eq!(of("VENVHOOK_ENV"), [Group::ActiveVenv, Group::Venvhook]);
        assert_eq!(of("_OLD_VIRTUAL_PATH"), [Group::Saved]);
        assert_eq!(of("VENVHOOK_SEEN"), [Group::HookCall, Group::Venvhook]);
        assert_eq!(of("VENVHOOK_TRUST"), [Group::HookOptions, Group::Venvhook]);
        assert_eq!(of("VENVHOOK_DATA_DIR"), [Group::Venvhook]);
        assert_eq!(of("PYTHONHOME"), [Group::PythonHome]);
        for other in ["VIRTUAL_ENV_DISABLE_PROMPT", "HOOK", "PYTHONSTARTUP", "PATH"] {
            assert_eq!(of(other), [], "{other}");
        }
    }
}
