//! Other tools that activate venvs automatically: two at once undo each other's work.

use crate::doctor::rc_files::RcFiles;
use crate::doctor::shell_report::Seen;
use crate::doctor::{Finding, mise};
use crate::system::read_file;
use crate::ui::message;
use std::path::Path;

/// A tool that is recognised by the functions that it runs at the prompt or on a change of directory.
struct Tool {
    name: &'static str,
    /// Its functions' names.
    functions: &'static [&'static str],
    /// A part of the line that loads it.
    lines: &'static [&'static str],
    remedy: &'static str,
}

/// Names as in each tool's own scripts (facts: their sources, as of 2026).
const TOOLS: [Tool; 8] = [
    Tool {
        name: "pyenv-virtualenv",
        functions: &["_pyenv_virtualenv_hook"],
        lines: &["virtualenv-init"],
        remedy: "remove that line; pyenv itself keeps working",
    },
    Tool {
        name: "zsh-autoswitch-virtualenv",
        functions: &["check_venv", "_autoswitch_startup"],
        lines: &["autoswitch"],
        remedy: "remove the plugin, or keep it and run: venvhook setup zsh --remove",
    },
    Tool {
        name: "oh-my-zsh's python plugin",
        functions: &["auto_vrun"],
        lines: &["PYTHON_AUTO_VRUN"],
        remedy: "remove PYTHON_AUTO_VRUN=true",
    },
    Tool {
        name: "oh-my-zsh's virtualenvwrapper plugin",
        functions: &["workon_cwd"],
        lines: &["virtualenvwrapper"],
        remedy: "set DISABLE_VENV_CD=1 above the line that loads oh-my-zsh",
    },
    Tool {
        name: "prezto's python module",
        functions: &["_python-workon-cwd"],
        lines: &["auto-switch"],
        remedy: "set zstyle ':prezto:module:python:virtualenv' auto-switch 'no'",
    },
    Tool {
        name: "virtualfish's auto-activation",
        functions: &["__vfsupport_auto_activate"],
        lines: &["virtualfish", "vf install"],
        remedy: "run: vf delplugins auto_activation",
    },
    Tool {
        name: "pyautoenv",
        functions: &["_pyautoenv_activate"],
        lines: &["pyautoenv"],
        remedy: "remove that line, or keep it and run: venvhook setup --remove",
    },
    Tool {
        name: "zsh-uv-env",
        functions: &["autoenv_chpwd"],
        lines: &["zsh-uv-env"],
        remedy: "remove the plugin, or keep it and run: venvhook setup zsh --remove",
    },
];

/// Its functions at the prompt.
const DIRENV: [&str; 2] = ["_direnv_hook", "__direnv_export_eval"];

/// Lines of an .envrc that activate a venv (direnv-stdlib manual).
const LAYOUTS: [&str; 10] = [
    "layout python",
    "layout_python",
    "layout pyenv",
    "layout pipenv",
    "layout poetry",
    "layout uv",
    "layout virtualenv",
    "use venv",
    "bin/activate",
    "VIRTUAL_ENV=",
];

/// Lines of an .envrc that change PATH (direnv-stdlib manual).
const PATH_LINES: [&str; 5] = ["PATH_add ", "path_add PATH ", "path_rm PATH ", "load_prefix ", "PATH="];

/// The tools that activate venvs in a shell, in this directory.
pub fn find(seen: &Seen, rc: &RcFiles, here: &Path) -> Vec<Finding> {
    let commands = || seen.prompt.iter().chain(&seen.moved);
    let runs = |names: &[&str]| commands().any(|command| names.iter().any(|name| has_word(command, name)));
    // The names of their functions differ by shell and version.
    let runs_part =
        |parts: &[&str]| commands().any(|command| parts.iter().any(|part| command.contains(part)));
    let mut findings = Vec::new();
    for tool in TOOLS.iter().filter(|tool| runs(tool.functions)) {
        let at = rc.mention(tool.lines).map(|at| format!(" ({})", at.place)).unwrap_or_default();
        let text = format!("{} also activates venvs{at}, and the two will fight", tool.name);
        findings.push(Finding::wrong("activator", text, tool.remedy));
    }
    // The functions of a known tool have already been reported under its name.
    if let Some(name) = seen.activates.first().filter(|_| findings.is_empty()) {
        let at = rc.mention(&["bin/activate"]).map(|at| format!(" ({})", at.place)).unwrap_or_default();
        let text = format!("your function {name}{at} also activates venvs, and the two will fight");
        findings.push(Finding::wrong("activator", text, "remove the activation from it; venvhook does it"));
    }
    // Tools that do it where a file says so.
    let by_file = [
        (
            "autoenv",
            runs(&["autoenv_cd", "autoenv_init", "_autoenv_chpwd_handler"]).then(|| autoenv_file(here)),
            "remove that line; venvhook activates the venv, and deactivates it too",
        ),
        (
            "direnv",
            runs_part(&DIRENV).then(|| envrc(here, &LAYOUTS)),
            "remove that line from the .envrc; venvhook activates the venv, with deactivate and prompt",
        ),
        (
            "mise",
            runs_part(&["_mise_hook", "__mise_env_eval"]).then(|| mise::setting(here)),
            "remove that setting; mise's other tools keep working",
        ),
    ];
    for (name, at, remedy) in by_file {
        if let Some(at) = at.flatten() {
            let text = format!("{name} also activates a venv here ({at})");
            findings.push(Finding::wrong("activator", text, remedy));
        }
    }
    if runs_part(&DIRENV)
        && let Some(at) = envrc(here, &PATH_LINES)
    {
        let text = format!(
            "direnv changes PATH here ({at}), and later restores a PATH that it has saved; if that brings a venv back, the hook removes it at the next prompt"
        );
        findings.push(Finding::note(
            "direnv-path",
            text,
            "no action needed as long as the right python runs",
        ));
    }
    findings.extend(conda(seen));
    findings
}

/// conda's base environment, which conda activates in each new shell by default.
fn conda(seen: &Seen) -> Option<Finding> {
    let name = seen.var("CONDA_DEFAULT_ENV")?;
    let prefix = seen.var("CONDA_PREFIX")?;
    let path = seen.var("PATH").unwrap_or_default();
    let at =
        |dir: &str| path.split(':').position(|entry| entry == format!("{}/bin", dir.trim_end_matches('/')));
    let venv = seen.var("VENVHOOK_ENV");
    if let Some(venv) = venv
        && at(prefix)? < at(venv)?
    {
        let text = format!("conda's {name} is before the venv on PATH, so python is conda's");
        return Some(Finding::wrong("activator", text, "run: conda deactivate"));
    }
    let text = format!(
        "conda's {name} is active in addition to the venv; conda activate would put it before the venv on PATH"
    );
    (name == "base").then(|| {
        Finding::note(
            "activator",
            text,
            "to start shells without it, run: conda config --set auto_activate_base false",
        )
    })
}

/// A line with one of these words in the .envrc that direnv loads: the nearest, and the next above one
/// that says `source_up`.
fn envrc(here: &Path, words: &[&str]) -> Option<String> {
    for file in here.ancestors().map(|dir| dir.join(".envrc")).filter(|file| file.exists()) {
        let line = first_in(&file, words);
        if line.is_some() || first_in(&file, &["source_up"]).is_none() {
            return line;
        }
    }
    None
}

/// The same for autoenv and zsh-autoenv, which run those of all directories above, too.
fn autoenv_file(here: &Path) -> Option<String> {
    let files = here.ancestors().flat_map(|dir| [".env", ".autoenv.zsh"].map(|name| dir.join(name)));
    files.into_iter().find_map(|file| first_in(&file, &LAYOUTS))
}

/// Whether a command contains this name as a whole word.
fn has_word(command: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    command
        .match_indices(name)
        .any(|(at, _)| !command[..at].ends_with(is_part) && !command[at + name.len()..].starts_with(is_part))
}

fn first_in(file: &Path, words: &[&str]) -> Option<String> {
    let text = read_file::read(file).ok()?;
    let lines = text.split(|&byte| byte == b'\n').map(|line| String::from_utf8_lossy(line).into_owned());
    let mut lines = lines.enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
    // PATH is not a part of PYTHONPATH, nor `venv` of `myvenv`.
    let begins = |line: &str, at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let has = |line: &str, word: &str| line.match_indices(word).any(|(at, _)| begins(line, at));
    let (index, _) = lines.find(|(_, line)| words.iter().any(|word| has(line, word)))?;
    Some(format!("{}:{}", message::path(file), index + 1))
}

/// VS Code's own activation in its terminals: by variables for its shell integration, or by typing into the
/// terminal, which its settings can turn off.
pub fn vs_code(here: &Path, variable: impl Fn(&str) -> Option<String>) -> Option<Finding> {
    let remedy = "set \"python.terminal.activateEnvironment\": false and \"python-envs.terminal.autoActivationType\": \"off\" in VS Code's settings";
    let shells = ["BASH", "ZSH", "FISH", "PWSH", "CMD"];
    let acts = shells
        .iter()
        .flat_map(|shell| [format!("VSCODE_PYTHON_{shell}_ACTIVATE"), format!("VSCODE_{shell}_ACTIVATE")]);
    if let Some(name) = acts.into_iter().find(|name| variable(name).is_some()) {
        let text = format!("VS Code also activates venvs in its terminals ({name} is set)");
        return Some(Finding::wrong("activator", text, remedy));
    }
    if variable("TERM_PROGRAM").as_deref() != Some("vscode") || is_off(here) {
        return None;
    }
    let text = "VS Code's Python extension types an activate command into new terminals, unless its settings turn that off";
    Some(Finding::note("activator", text, remedy))
}

/// Whether VS Code's settings, for this folder or for the user, turn its activation off.
fn is_off(here: &Path) -> bool {
    let folders = here.ancestors().map(|dir| dir.join(".vscode/settings.json"));
    let person = dirs::config_dir().map(|dir| dir.join("Code/User/settings.json"));
    folders.chain(person).any(|file| {
        let text = read_file::read(&file).unwrap_or_default();
        let text: String = String::from_utf8_lossy(&text).split_whitespace().collect();
        text.contains("\"python.terminal.activateEnvironment\":false")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(lines: &str) -> Seen {
        Seen::parse(&format!("shell\t1\n{lines}")).unwrap()
    }

    #[test]
    fn a_tool_is_recognised_by_what_it_runs() {
        let checks = |lines: &str| find(&seen(lines), &RcFiles::default(), Path::new("/")).len();
        assert_eq!(checks("prompt\t__venvhook_prompt\nmoved\t__venvhook_moved"), 0);
        assert_eq!(checks("prompt\ta;_pyenv_virtualenv_hook"), 1);
        assert_eq!(checks("moved\tcheck_venv\nmoved\tauto_vrun"), 2);
        assert_eq!(checks("moved\t_autoenv_chpwd_handler\nprompt\tmy_check_venv"), 0);
        assert_eq!(checks("moved\tcd () ; {  ; builtin cd \"$@\" && _pyautoenv_activate ; }"), 1);
        assert_eq!(checks("activates\tmine\nactivates\tcd"), 1);
        assert_eq!(checks("activates\tcheck_venv\nmoved\tcheck_venv"), 1);
    }

    #[test]
    fn direnv_alone_is_not_a_rival_but_its_layout_is() {
        let dir = tempfile::tempdir().unwrap();
        let find = || find(&seen("prompt\t_direnv_hook"), &RcFiles::default(), &dir.path().join("a/b"));
        assert_eq!(find(), []);
        std::fs::write(dir.path().join(".envrc"), "export X=1\n# layout python\n").unwrap();
        assert_eq!(find(), []);
        std::fs::write(dir.path().join(".envrc"), "export X=1\nlayout python3\n").unwrap();
        assert!(find()[0].text.contains(".envrc:2"), "{:?}", find());
        // One that is nearer hides it, unless it says otherwise.
        std::fs::create_dir(dir.path().join("a")).unwrap();
        std::fs::write(dir.path().join("a/.envrc"), "export Y=1\n").unwrap();
        assert_eq!(find(), []);
        std::fs::write(dir.path().join("a/.envrc"), "source_up_if_exists\nexport Y=1\n").unwrap();
        assert!(find()[0].text.contains(".envrc:2"), "{:?}", find());
    }

    #[test]
    fn lines_for_direnv_that_touch_path_are_noted() {
        let dir = tempfile::tempdir().unwrap();
        let find = |line: &str| {
            std::fs::write(dir.path().join(".envrc"), format!("\n{line}\n")).unwrap();
            let found = find(&seen("prompt\t_direnv_hook"), &RcFiles::default(), &dir.path().join("a"));
            found.into_iter().map(|finding| (finding.level, finding.check)).collect::<Vec<_>>()
        };
        let noted = [(crate::doctor::Level::Note, "direnv-path")];
        for line in ["PATH_add bin", "export PATH=$PWD/bin:$PATH", "path_add PATH bin", "load_prefix .local"]
        {
            assert_eq!(find(line), noted, "{line}");
        }
        for line in ["export PYTHONPATH=src", "# PATH_add bin", "MANPATH_add man", "path_add PYTHONPATH src"]
        {
            assert_eq!(find(line), [], "{line}");
        }
    }

    #[test]
    fn autoenv_is_a_rival_where_its_file_activates() {
        let dir = tempfile::tempdir().unwrap();
        let find = |moved: &str| find(&seen(moved), &RcFiles::default(), &dir.path().join("a")).pop();
        std::fs::write(dir.path().join(".env"), "X=1\n").unwrap();
        assert_eq!(find("moved\tcd () ; { autoenv_cd \"$@\" ; }"), None);
        std::fs::write(dir.path().join(".env"), "X=1\n. venv/bin/activate\n").unwrap();
        assert!(find("moved\tcd () ; { autoenv_cd \"$@\" ; }").unwrap().text.contains(".env:2"));
        assert_eq!(find("moved\tcd () ; { builtin cd \"$@\" ; }"), None);
    }

    #[test]
    fn conda_before_the_venv_is_wrong_and_after_it_a_note() {
        let conda = |path: &str| {
            let lines = format!(
                "env\tCONDA_DEFAULT_ENV=base\nenv\tCONDA_PREFIX=/c\nenv\tVENVHOOK_ENV=/v\nenv\tPATH={path}"
            );
            find(&seen(&lines), &RcFiles::default(), Path::new("/")).pop().map(|finding| finding.level)
        };
        assert_eq!(conda("/c/bin:/v/bin"), Some(crate::doctor::Level::Wrong));
        assert_eq!(conda("/v/bin:/c/bin"), Some(crate::doctor::Level::Note));
    }

    #[test]
    fn vs_code_is_a_rival_where_it_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let vs_code = |name: &'static str, value: &'static str| {
            vs_code(dir.path(), |asked| (asked == name).then(|| value.to_string()))
                .map(|finding| finding.level)
        };
        assert_eq!(vs_code("VSCODE_PYTHON_ZSH_ACTIVATE", "source x"), Some(crate::doctor::Level::Wrong));
        assert_eq!(vs_code("TERM_PROGRAM", "iTerm"), None);
        assert_eq!(vs_code("TERM_PROGRAM", "vscode"), Some(crate::doctor::Level::Note));
        std::fs::create_dir(dir.path().join(".vscode")).unwrap();
        let settings = "{ \"python.terminal.activateEnvironment\" : false }";
        std::fs::write(dir.path().join(".vscode/settings.json"), settings).unwrap();
        assert_eq!(vs_code("TERM_PROGRAM", "vscode"), None);
    }
}
