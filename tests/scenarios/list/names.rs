//! Names of every byte: a directory's or venv's name never runs as code, and always arrives.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use super::{Scenario, cannot_be_seen, lacking};
use crate::harness::driver::Driver;
use crate::harness::makers::{Maker, Tool, cache, has_pip};
use crate::harness::person::Person;
use crate::harness::windows;
use crate::harness::world::World;

/// Names that hold no code, only letters that mean something to a shell.
const PLAIN: &[(&str, &[u8])] = &[
    ("space", b"a b"),
    ("space_first", b" a"),
    ("space_last", b"a "),
    ("tab", b"a\tb"),
    ("single_quote", b"it's"),
    ("two_single_quotes", b"'a'"),
    ("double_quote", b"say \"x\""),
    ("lone_double_quote", b"a\"b"),
    ("hash", b"#a"),
    ("ampersand", b"a&b"),
    ("semicolon", b"a;b"),
    ("pipe", b"a|b"),
    ("angles", b"<a>"),
    ("parentheses", b"(a)"),
    ("braces", b"{a,b}"),
    ("brackets", b"[a]"),
    ("star", b"a*b"),
    ("question_mark", b"a?b"),
    ("tilde", b"~a"),
    ("caret", b"^a"),
    ("equals", b"=a=b"),
    ("at", b"@a"),
    ("plus", b"+a"),
    ("comma", b"a,b"),
    ("percent", b"100%"),
    ("prompt_escapes", b"%n%d%~"),
    ("exclamation_mark", b"a!b!!"),
    ("backslash", b"a\\b\\u0041"),
    ("backslash_last", b"a\\"),
    ("dollar", b"a$"),
    ("variable", b"$HOME"),
    ("unicode", "é漢🚒e\u{301}".as_bytes()),
    ("dash_first", b"-n"),
    ("newline", b"a\nb"),
    ("carriage_return", b"a\rb"),
    ("escape_sequence", b"a\x1b[31mb\x1b]0;x\x07"),
];

/// Names that no maker's script, or no shell, carries: refused, or right all the same.
const AWKWARD: &[(&str, &[u8])] = &[("newline_last", b"a\n"), ("colon", b"a:b")];

/// Names that make a file `pwned` if anything ever takes them for code.
const CODE: &[(&str, &[u8])] = &[
    ("substitution", b"$(touch pwned)"),
    ("substitution_without_a_space", b"$(touch${IFS}pwned)"),
    ("redirection", b"$(>pwned)"),
    ("backticks", b"`touch pwned`"),
    ("fish_substitution", b"(touch pwned)"),
    ("out_of_single_quotes", b"';touch pwned;'"),
    ("out_of_double_quotes", b"\";touch pwned;\""),
    ("out_of_both_quotes", b"'\";touch pwned;\"'"),
    ("out_of_escaped_quotes", b"\\';touch pwned;\\'"),
    ("out_of_posix_quotes", b"\\'\";touch pwned #"),
    ("escaped_substitution", b"\\$(touch pwned)"),
    ("twice_escaped_substitution", b"\\\\$(touch pwned)"),
    ("quoted_substitution", b"a'$(touch pwned)'b"),
    ("lines", b"a\ntouch pwned\nb"),
    ("comment", b"a #\ntouch pwned"),
    ("prompt_sequence", b"%{$(touch pwned)%}"),
    ("zsh_flags", b"${(e):-$(touch pwned)}"),
    ("ansi_quotes", b"$'\\x24(touch pwned)'"),
    ("arithmetic", b"a[$(touch pwned)]"),
    ("brace_substitution", b"{$(touch pwned)}"),
    ("end_of_options", b"--;touch pwned"),
];

/// The same for cmd, to which none of those is code.
const BATCH_CODE: &[(&str, &[u8])] = &[
    ("ampersand", b"a&md pwned&b"),
    ("escaped_ampersand", b"a^&md pwned^&b"),
    ("end_of_a_block", b"a) & md pwned & (b"),
    ("pipe", b"a|md pwned"),
    ("redirection", b"a>pwned"),
    ("out_of_quotes", b"a\"&md pwned&\""),
    ("variable", b"%CD%&md pwned&%CD%"),
    ("delayed_variable", b"!CD!&md pwned&!CD!"),
    ("loop_variable", b"%%V&md pwned&%1"),
];

/// How a venv's own name begins, so that the hook's glob finds it and no other on this machine.
const PREFIX: &str = "vhname";

const STD: Maker = Maker::STD;
const VIRTUALENV: Maker = Maker::new(Tool::Virtualenv("21.15.8"), (3, 9), (3, 99));
/// It quotes for every shell as for a POSIX one.
const POSIX_QUOTES: Maker = Maker::new(Tool::Virtualenv("20.39.1"), (3, 8), (3, 12));
const UV: Maker = Maker::new(Tool::Uv("0.13.9"), (3, 8), (3, 99));

pub(super) fn list(driver: &dyn Driver) -> Vec<Scenario> {
    let all_code = if driver.name() == "cmd" { BATCH_CODE } else { CODE };
    let named = |kind: &str, label: &str, run: Box<dyn Fn(&World) + Send>| Scenario {
        name: format!("{kind}{label}"),
        gaps: &[],
        run,
    };
    let plain = PLAIN
        .iter()
        .map(|&(label, name)| named("", label, Box::new(move |world| visit_all(world, label, name, true))));
    let awkward = AWKWARD.iter().map(|&(label, name)| {
        named(
            "awkward_",
            label,
            Box::new(move |world| visit_all(world, &format!("awkward_{label}"), name, false)),
        )
    });
    let link = named("", "not_utf8", Box::new(link_that_is_not_utf8));
    let code = all_code.iter().map(|&(label, name)| {
        named("code_", label, Box::new(move |world| visit_all(world, &format!("code_{label}"), name, false)))
    });
    let prompts = all_code.iter().map(|&(label, name)| {
        named("prompt_", label, Box::new(move |world| visit_prompts(world, &format!("prompt_{label}"), name)))
    });
    let option = Scenario {
        name: "venv_called_like_an_option".into(),
        gaps: &[("cmd", "no name is an option to its cd")],
        run: Box::new(venv_called_like_an_option),
    };
    plain.chain(awkward).chain(code).chain(prompts).chain([link, option]).collect()
}

/// For each maker, a project of that name, and a venv of that name in a plain project.
fn visit_all(world: &World, label: &str, name: &[u8], arrives: bool) {
    if let Some(why) = world.driver.cannot_reach(name) {
        cannot_be_seen(why);
    }
    let driver = world.driver;
    let make = |root: &Path| {
        let mut places = Vec::new();
        for (folder, maker) in [("s", STD), ("v", VIRTUALENV), ("u", UV)] {
            let name = OsString::from_vec(name.to_vec());
            let project = root.join(folder).join("project").join(&name);
            let named = root.join(folder).join("named");
            let mut own = OsString::from(PREFIX);
            own.push(&name);
            let pairs = [(project.clone(), project.join(".venv")), (named.clone(), named.join(&own))];
            for (dir, venv) in pairs {
                // Some makers refuse some names, and some file systems do.
                if std::fs::create_dir_all(&dir).is_ok() && made(driver, maker, &venv, None) {
                    let arrives = arrives && maker == VIRTUALENV;
                    places.push(Place { dir, venv, arrives });
                }
            }
        }
        places
    };
    visit(world, &shared(world, label, make).lock().unwrap_or_else(PoisonError::into_inner));
}

/// For each maker, a venv whose prompt is that text.
fn visit_prompts(world: &World, label: &str, name: &[u8]) {
    let text = String::from_utf8(name.to_vec()).expect("a prompt is text");
    let driver = world.driver;
    let make = |root: &Path| {
        let mut places = Vec::new();
        for (folder, maker) in [("s", STD), ("v", VIRTUALENV), ("q", POSIX_QUOTES), ("u", UV)] {
            let dir = root.join(folder);
            let venv = dir.join(".venv");
            if made(driver, maker, &venv, Some(&text)) {
                places.push(Place { dir, venv, arrives: false });
            }
        }
        places
    };
    visit(world, &shared(world, label, make).lock().unwrap_or_else(PoisonError::into_inner));
}

fn made(driver: &dyn Driver, maker: Maker, venv: &Path, prompt: Option<&str>) -> bool {
    let here = || match prompt {
        Some(prompt) => maker.make_with(venv, &["--prompt", prompt]),
        None => maker.make(venv),
    };
    driver.make(maker, venv, prompt).unwrap_or_else(here).is_ok()
}

/// Places made once for all shells, which go there one after the other.
type Shared = Arc<Mutex<Vec<Place>>>;

static SHARED: LazyLock<Mutex<HashMap<String, Arc<OnceLock<Shared>>>>> = LazyLock::new(Mutex::default);

fn shared(world: &World, label: &str, make: impl FnOnce(&Path) -> Vec<Place>) -> Shared {
    let mut all = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let place = Arc::clone(all.entry(format!("{}{label}", world.driver.on_windows())).or_default());
    drop(all);
    let shared = place.get_or_init(|| {
        let folder =
            if world.driver.on_windows() { windows::worlds().expect("a drive") } else { cache().into() };
        let root = folder.join("names").join(label);
        let _ = std::fs::remove_dir_all(&root);
        let places = make(&root);
        if let (true, Err(why)) = (places.is_empty(), has_pip()) {
            lacking(format!("of the makers here none makes a venv of this name: {why}"));
        }
        assert!(!places.is_empty(), "no maker makes a venv of this name");
        Arc::new(Mutex::new(places))
    });
    Arc::clone(shared)
}

/// No maker makes a venv below such a name, but a person may go there by a link of that name.
fn link_that_is_not_utf8(world: &World) {
    let name = b"l\xff\xfe'\n";
    if let Some(why) = world.driver.cannot_reach(name) {
        cannot_be_seen(why);
    }
    let a = world.project("a");
    let link = world.path(OsString::from_vec(name.to_vec()));
    if std::os::unix::fs::symlink(&a.dir, &link).is_err() {
        cannot_be_seen("this file system takes no such name");
    }
    visit(world, &[Place { dir: link, venv: a.venv, arrives: true }]);
}

/// It is a venv itself, in a directory that holds no other.
fn venv_called_like_an_option(world: &World) {
    let dir = world.make_dir("plain");
    let mut me = world.start_in(&dir);
    for name in ["-x", "-", "--"] {
        let venv = dir.join(name);
        assert!(made(world.driver, STD, &venv, None), "{name} is made");
        me.cd(&dir);
        me.off();
        match name {
            "-x" => me.run("cd -- -x"),
            _ => me.cd(&venv),
        };
        me.on(&venv);
        me.run("deactivate");
        me.off();
        me.run("venvhook on");
        me.on(&venv);
        me.leave();
        me.off();
    }
    me.silent();
}

struct Place {
    dir: PathBuf,
    venv: PathBuf,
    /// The maker's script carries the name, so the venv must come on.
    arrives: bool,
}

impl Place {
    /// The directory where code in a name would leave its file.
    fn root(&self) -> &Path {
        &self.dir
    }
}

/// Goes to each place: either its venv is on, and right, or it is refused with one message. The
/// name has not run, neither then nor at a later prompt.
fn visit(world: &World, places: &[Place]) {
    world.hook(&format!("--name .venv --name '{PREFIX}*'"));
    world.after_hook(world.driver.prompt_expands());
    for (index, place) in places.iter().enumerate() {
        world.env(&format!("PLACE{index}"), &place.dir);
    }
    for place in places {
        // What another shell left would be blamed on this one.
        while let Some(file) = pwned(place.root()) {
            std::fs::remove_file(file).expect("it can be removed");
        }
    }
    let mut me = world.start();
    for (index, place) in places.iter().enumerate() {
        let said = me.messages();
        me.run(&me.driver.cd_to_value(&format!("PLACE{index}")));
        me.enter();
        let at = format!("at {}", place.venv.display());
        if place.arrives || me.look().var("VIRTUAL_ENV").is_some() {
            me.on(&place.venv);
        } else {
            me.off();
            me.same(me.messages(), said + 1, &format!("{at}: messages"));
        }
        unharmed(&me, place, &at);
        // Names of the shell's and of the person's own making, seen from below.
        me.run("cd .");
        me.leave();
        me.off();
        unharmed(&me, place, &at);
    }
}

fn unharmed(me: &Person<'_>, place: &Place, at: &str) {
    for dir in [me.world.path(""), place.root().to_owned()] {
        let found = pwned(&dir);
        me.check(found.is_none(), &format!("{at}: no name ran as code; but there is {found:?}"));
    }
}

/// A file of that name, anywhere.
fn pwned(dir: &Path) -> Option<PathBuf> {
    for entry in std::fs::read_dir(dir).ok()?.flatten() {
        let path = entry.path();
        if path.file_name().is_some_and(|name| name == "pwned") {
            return Some(path);
        }
        // A venv's own depths are its maker's.
        let below = path.is_dir() && !path.is_symlink() && !path.ends_with("lib");
        if let Some(found) = below.then(|| pwned(&path)).flatten() {
            return Some(found);
        }
    }
    None
}
