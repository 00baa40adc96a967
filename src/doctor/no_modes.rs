//! A current directory on a file system that stores no permissions.

use crate::doctor::Finding;
use crate::system::permissions::{self, Writable};
use crate::ui::message;
use std::path::Path;

/// A note if the directory's file system stores no permissions.
pub fn judge(here: &Path) -> Option<Finding> {
    match permissions::writable_by_others(&[here]) {
        Some(Writable::Untold(mount)) => Some(finding(&mount, is_wsl())),
        _ => None,
    }
}

fn finding(mount: &Path, is_wsl: bool) -> Finding {
    let shown = message::path(mount);
    let text = format!(
        "the file system at {shown} stores no permissions, so venvhook cannot see who can write there; a venv there \
         is used only after you allow it"
    );
    let allow = "allow the venv, or every venv below your own directory: venvhook allow --tree DIR";
    // umask too: without it, existing files would be writable by everybody, and the new permissions would say so.
    let options = "options = \"metadata,umask=22\"";
    let remedy = if is_wsl {
        format!(
            "{allow}; or make it store permissions: write {options} below [automount] in /etc/wsl.conf, then run \
             wsl --shutdown in Windows"
        )
    } else {
        allow.into()
    };
    Finding::note("no-modes", text, remedy)
}

/// Whether this is Linux on Windows: its kernel says so.
fn is_wsl() -> bool {
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    kernel.to_ascii_lowercase().contains("microsoft")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_wsl_the_mount_option_is_named() {
        let remedy = |is_wsl| finding(Path::new("/mnt/c"), is_wsl).remedy;
        assert!(remedy(true).contains("metadata") && remedy(true).contains("/etc/wsl.conf"));
        assert!(!remedy(false).contains("wsl") && remedy(false).contains("allow --tree"));
        assert!(finding(Path::new("/mnt/c"), true).text.contains("/mnt/c"));
    }

    #[test]
    fn where_modes_are_kept_nothing_is_said() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(judge(dir.path()), None);
    }
}
