//! The links that a path leads through, one by one.

use crate::system::executable;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// As many as the system itself follows (Linux: 40).
const MOST: usize = 40;

/// A path's links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The target of each link, in order; a relative one as it is written.
    pub links: Vec<PathBuf>,
    /// Where they end.
    pub end: End,
}

/// Where a chain of links ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At a program.
    Program,
    /// At something that is not executable.
    NoProgram,
    /// Nowhere: nothing of that name exists.
    Nowhere,
    /// Where the user has no access.
    Closed,
    /// At itself.
    Loop,
}

/// Follows `path`.
pub fn follow(path: &Path) -> Chain {
    let (mut links, mut at) = (Vec::new(), path.to_path_buf());
    while let Ok(target) = at.read_link() {
        // `join` keeps an absolute target as it is.
        at = at.parent().unwrap_or(&at).join(&target);
        links.push(target);
        if links.len() > MOST {
            // Each link of the loop is listed once.
            let again = links.iter().skip(1).position(|link| *link == links[0]).map_or(1, |at| at + 1);
            links.truncate(again);
            return Chain { links, end: End::Loop };
        }
    }
    let end = match at.metadata() {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => End::Closed,
        Err(_) => End::Nowhere,
        Ok(_) if executable::may_run(&at) => End::Program,
        Ok(_) => End::NoProgram,
    };
    Chain { links, end }
}

impl End {
    /// What is wrong, in words that follow the last link; `None` if nothing is.
    pub fn fault(self) -> Option<&'static str> {
        match self {
            End::Program => None,
            End::NoProgram => Some("which is not executable"),
            End::Nowhere => Some("which does not exist"),
            End::Closed => Some("which you cannot access"),
            End::Loop => Some("which is a loop"),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn each_link_is_listed_and_a_loop_ends() {
        let top = tempfile::tempdir().unwrap();
        let path = |name: &str| top.path().join(name);
        symlink("b", path("a")).unwrap();
        symlink(path("c"), path("b")).unwrap();
        assert_eq!(follow(&path("a")), Chain { links: vec!["b".into(), path("c")], end: End::Nowhere });
        std::fs::write(path("c"), "").unwrap();
        assert_eq!(follow(&path("a")).end, End::NoProgram);
        assert_eq!(follow(Path::new("/bin/sh")).end, End::Program);
        symlink("y", path("x")).unwrap();
        symlink("x", path("y")).unwrap();
        assert_eq!(follow(&path("x")), Chain { links: vec!["y".into(), "x".into()], end: End::Loop });
    }
}
