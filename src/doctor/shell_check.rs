//! From a shell's report to what is wrong with the shell. Pure.

use crate::doctor::Finding;
use crate::doctor::checked_shell::CheckedShell;
use crate::doctor::hook_check;
use crate::system::switch;
use crate::ui::message;
use std::cmp::Ordering;
use std::path::Path;

/// What is wrong with the shell.
pub fn judge(case: CheckedShell) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(old_shell(case));
    findings.extend(policy(case));
    findings.extend(hook_check::judge(case));
    findings.extend(disabled(case));
    findings.extend(activated(case));
    findings.extend(deactivate(case));
    findings
}

fn old_shell(case: CheckedShell) -> Option<Finding> {
    let oldest = case.shell.dialect().oldest()?;
    let is_old = hook_check::compare(&case.seen.shell, oldest) == Ordering::Less;
    let text = format!("{} is version {}, but the hook needs {oldest} or later", case.name, case.seen.shell);
    is_old.then(|| Finding::wrong("old-shell", text, "install a newer version"))
}

fn policy(case: CheckedShell) -> Option<Finding> {
    let policy = case.seen.policy.as_str();
    let text = format!("the execution policy is {policy}: PowerShell runs no profile and no activate script");
    ["Restricted", "AllSigned"]
        .contains(&policy)
        .then(|| Finding::wrong("policy", text, "run: Set-ExecutionPolicy -Scope CurrentUser RemoteSigned"))
}

fn disabled(case: CheckedShell) -> Option<Finding> {
    let value = case.seen.var("VENVHOOK_DISABLE")?;
    let text = format!("VENVHOOK_DISABLE={value} is set in {}, so the hook does nothing", case.name);
    switch::is_on(value).then(|| Finding::wrong("disabled", text, "unset it"))
}

/// The hook takes a venv that every shell starts with for the user's wish, and never leaves it.
fn activated(case: CheckedShell) -> Option<Finding> {
    let venv = case.seen.var("VIRTUAL_ENV").filter(|_| case.is_new)?;
    if case.seen.var("VENVHOOK_ENV") == Some(venv) {
        return None;
    }
    let at = case.rc.mention(&["/activate", "VIRTUAL_ENV=", "VIRTUAL_ENV "]);
    let at = at.map(|at| format!(" ({})", at.place)).unwrap_or_default();
    let text = format!(
        "{} starts with a venv that its rc files activate{at}: {}; the hook does not touch that, and activates no other",
        case.name,
        message::path(Path::new(venv))
    );
    Some(Finding::wrong("activated", text, "remove that from the rc file"))
}

fn deactivate(case: CheckedShell) -> Option<Finding> {
    let what = match case.seen.deactivate.as_str() {
        "alias" => "an alias",
        // While a venv is active, the function belongs to the venv.
        "function" if case.seen.var("VIRTUAL_ENV").is_none() => "a function",
        _ => return None,
    };
    let words = ["alias deactivate", "function deactivate", "deactivate()", "Set-Alias deactivate"];
    let at = case.rc.mention(&words).map(|at| format!(" ({})", at.place)).unwrap_or_default();
    let text =
        format!("deactivate is {what} of yours in {}{at}, which hides the venv's deactivate", case.name);
    Some(Finding::wrong("deactivate-taken", text, "rename yours"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;
    use crate::doctor::rc_files::RcFiles;
    use crate::doctor::shell_report::Seen;
    use crate::shells::Shell;

    fn checks(shell: Shell, is_new: bool, lines: &str) -> Vec<(Level, &'static str)> {
        let seen = Seen::parse(&format!("shell\t9\n{lines}")).unwrap();
        let rc = RcFiles::default();
        let case = CheckedShell {
            shell,
            name: "this",
            is_new,
            seen: &seen,
            rc: &rc,
            version: "0.2.0+x",
            obstacle: None,
            said: &[],
            is_called_unseen: false,
        };
        judge(case).into_iter().map(|finding| (finding.level, finding.check)).collect()
    }

    const LOADED: &str =
        "loaded\t0.2.0+x\nbin\t/bin/sh\nready\t1\nprompt\t__venvhook_at_prompt\nmoved\t__venvhook_after_cd\n";

    #[test]
    fn a_healthy_shell_has_no_findings() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            assert_eq!(checks(shell, true, LOADED), []);
            assert_eq!(checks(shell, false, LOADED), []);
        }
    }

    #[test]
    fn each_fault_has_its_check() {
        use Level::{Note, Wrong};
        let loaded = |more: &str| format!("{LOADED}{more}");
        let cases = [
            (Shell::Bash, true, String::new(), (Wrong, "line-missing")),
            (Shell::Bash, false, String::new(), (Wrong, "not-loaded")),
            (Shell::Bash, false, LOADED.replace("__venvhook_at_prompt", "x"), (Wrong, "displaced")),
            (Shell::Bash, true, LOADED.replace("ready\t1", ""), (Wrong, "displaced")),
            (
                Shell::Bash,
                true,
                LOADED.replace("__venvhook_at_prompt", "x") + "fixed\t1\n",
                (Wrong, "readonly"),
            ),
            (Shell::Zsh, true, LOADED.replace("__venvhook_after_cd", "x"), (Wrong, "displaced")),
            (Shell::PowerShell, false, LOADED.replace("ready\t1", ""), (Wrong, "displaced")),
            (Shell::Fish, false, LOADED.replace("0.2.0+x", "0.1.0+x"), (Wrong, "other-version")),
            (Shell::Bash, false, LOADED.replace("/bin/sh", "/nowhere"), (Wrong, "program-gone")),
            (Shell::Bash, true, loaded("program\t/bin/ls"), (Note, "two-programs")),
            (Shell::Bash, true, loaded("own\tcd"), (Note, "cd-taken")),
            (Shell::Bash, true, loaded("deactivate\talias"), (Wrong, "deactivate-taken")),
            (Shell::Bash, true, loaded("deactivate\tfunction"), (Wrong, "deactivate-taken")),
            (Shell::PowerShell, true, loaded("policy\tRestricted"), (Wrong, "policy")),
            (Shell::Bash, true, loaded("env\tVENVHOOK_DISABLE=1"), (Wrong, "disabled")),
            (Shell::Bash, true, loaded("shell\t3.1.17(1)"), (Wrong, "old-shell")),
            (Shell::Bash, true, loaded("env\tVIRTUAL_ENV=/v"), (Wrong, "activated")),
        ];
        for (shell, is_new, lines, expected) in cases {
            assert_eq!(checks(shell, is_new, &lines), [expected], "{lines}");
        }
        assert_eq!(checks(Shell::Bash, false, &loaded("deactivate\tfunction\nenv\tVIRTUAL_ENV=/v")), []);
        assert_eq!(checks(Shell::Bash, true, &loaded("env\tVIRTUAL_ENV=/v\nenv\tVENVHOOK_ENV=/v")), []);
        assert_eq!(checks(Shell::Bash, true, &loaded("unwrapped\t1\nown\tcd")), []);
        assert_eq!(checks(Shell::Bash, true, &(LOADED.replace("ready\t1", "ready\t") + "fixed\t1")), []);
    }

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(hook_check::compare("5.10", "5.9.1"), Ordering::Greater);
        assert_eq!(hook_check::compare("3.2.57(1)-release", "3.2"), Ordering::Greater);
        assert_eq!(hook_check::compare("5.0", "5.0"), Ordering::Equal);
    }
}
