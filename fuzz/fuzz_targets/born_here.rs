//! The judgement: a script that is fit by itself names no place but the venv's own.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use venvhook::venv::activate::language;
use venvhook::records::grants::Grants;
use venvhook::trust::judge::{judge, place};
use venvhook::trust::policy::Policy;
use venvhook::shells::Shell;
use venvhook::venv::Venv;
use venvhook_fuzz::{assigned, bytes, choice, folder, name, placed, write};

/// A whole venv, whose scripts are written anew for each input.
fn venv() -> &'static Path {
    static VENV: OnceLock<PathBuf> = OnceLock::new();
    VENV.get_or_init(|| {
        let bin = folder().join("p/.venv/bin");
        std::fs::create_dir_all(&bin).expect("a directory");
        std::os::unix::fs::symlink("/bin/sh", bin.join("python")).expect("a link");
        write("p/.venv/pyvenv.cfg", b"home = /usr/bin\nversion = 3.13.1\n");
        // Else the law would say nothing.
        for (script, shell) in [
            (&b"VIRTUAL_ENV=@HERE@\nexport VIRTUAL_ENV\n"[..], Shell::Bash),
            (b"set -gx VIRTUAL_ENV '@HERE@'\n", Shell::Fish),
        ] {
            assert!(is_fit(&placed(script, &folder().join("p/.venv")), shell), "{shell:?}");
        }
        folder().join("p/.venv")
    })
}

fn is_fit(script: &[u8], shell: Shell) -> bool {
    write(if shell == Shell::Fish { "p/.venv/bin/activate.fish" } else { "p/.venv/bin/activate" }, script);
    let venv = Venv::at(&folder().join("p/.venv")).expect("a venv");
    let place = place(&venv, shell);
    assert!(place == venv.dir || language(shell.syntax()).keeps_spelling());
    judge(&venv, shell, Policy::Local, &Grants::in_dir(&folder().join("data"))).is_ok()
}

fuzz_target!(|data: &[u8]| {
    let Some((shell, script)) = choice(data, &[Shell::Bash, Shell::Fish]) else { return };
    let here = venv();
    let script = placed(script, here);
    if !is_fit(&script, shell) {
        return;
    }
    let leads_here = |path: &[u8]| Path::new(&name(path)).canonicalize().is_ok_and(|path| path == here);
    let found = language(shell.syntax()).recorded_paths(&script);
    assert!(!found.is_empty(), "nothing says that it was made here");
    assert!(found.iter().all(|path| leads_here(bytes(path.as_os_str()))));
    if shell == Shell::Bash {
        // A value that is no literal is worked out when sourced; what is literal to the shell is here.
        let expands = |word: &Vec<u8>| word.iter().any(|byte| b"$`(){}*?;&|<>\\".contains(byte));
        for path in assigned(&script).iter().filter(|path| path.starts_with(b"/") && !expands(path)) {
            assert!(leads_here(path), "{:?} is elsewhere", name(path));
        }
    }
    // One more place, anywhere in it, and it is fit no more.
    for line in [&b"\nVIRTUAL_ENV='/elsewhere'\n"[..], b"\nset -gx VIRTUAL_ENV '/elsewhere'\n"] {
        let is_this = line.starts_with(b"\nset") == (shell == Shell::Fish);
        if is_this {
            assert!(!is_fit(&[line, &script].concat(), shell) && !is_fit(&[&script, line].concat(), shell));
        }
    }
});
