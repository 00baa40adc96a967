//! conda, whose base environment each new shell is in unless conda is configured otherwise.

use crate::doctor::Finding;
use crate::doctor::shell_report::Seen;

/// Whether conda's environment hides the venv, or may do so.
pub fn judge(seen: &Seen) -> Option<Finding> {
    let name = seen.var("CONDA_DEFAULT_ENV")?;
    let prefix = seen.var("CONDA_PREFIX")?;
    let path = seen.var("PATH").unwrap_or_default();
    let at =
        |dir: &str| path.split(':').position(|entry| entry == format!("{}/bin", dir.trim_end_matches('/')));
    let venv = seen.var("VENVHOOK_ENV");
    if let Some(venv) = venv
        && at(prefix)? < at(venv)?
    {
        let text = format!("conda's {name} is before the venv on PATH: python is conda's");
        return Some(Finding::wrong("activator", text, "run: conda deactivate"));
    }
    let text = format!(
        "conda's {name} is active as well as the venv; conda activate puts it before the venv on PATH"
    );
    (name == "base").then(|| {
        Finding::note(
            "activator",
            text,
            "to start shells without it, run: conda config --set auto_activate_base false",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conda_is_wrong_before_the_venv_and_a_note_after_it() {
        let conda = |path: &str| {
            let lines = format!(
                "env\tCONDA_DEFAULT_ENV=base\nenv\tCONDA_PREFIX=/c\nenv\tVENVHOOK_ENV=/v\nenv\tPATH={path}"
            );
            judge(&Seen::parse(&format!("shell\t1\n{lines}")).unwrap()).map(|finding| finding.level)
        };
        assert_eq!(conda("/c/bin:/v/bin"), Some(crate::doctor::Level::Wrong));
        assert_eq!(conda("/v/bin:/c/bin"), Some(crate::doctor::Level::Note));
    }
}
