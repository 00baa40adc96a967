//! The files in `completions/` are what `venvhook completions` prints. To write them anew:
//! `UPDATE=1 cargo test --test completions`.

use clap_complete::Shell;
use std::path::Path;
use venvhook::commands::completions::script;

const FILES: [(Shell, &str); 5] = [
    (Shell::Bash, "venvhook.bash"),
    (Shell::Zsh, "_venvhook"),
    (Shell::Fish, "venvhook.fish"),
    (Shell::PowerShell, "_venvhook.ps1"),
    (Shell::Elvish, "venvhook.elv"),
];

#[test]
fn the_files_are_held_to_the_command_line() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (shell, name) in FILES {
        let (file, expected) = (dir.join(name), script(shell));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, &expected).unwrap();
        }
        let found = std::fs::read(&file).unwrap_or_default();
        assert!(found == expected, "completions/{name} is old: UPDATE=1 cargo test --test completions");
    }
}

#[test]
fn what_is_hidden_is_not_offered() {
    for (shell, name) in FILES {
        let text = String::from_utf8(script(shell)).unwrap();
        assert!(!text.contains("What the hook scripts call"), "{name} offers the hidden command");
        assert!(!text.contains("was-marker"), "{name} offers the hidden command's options");
    }
}
