//! `venvhook show`: what a venv is and what is in it, as a tree or as JSON.

use crate::cli::Show;
use crate::commands::json;
use crate::create::set_aside;
use crate::find;
use crate::find::names::Name;
use crate::inspect::dir_size::Size;
use crate::inspect::inspection::{self, Inspection};
use crate::inspect::links::Chain;
use crate::inspect::packages::Package;
use crate::records::grants::Grants;
use crate::records::last_used;
use crate::shells::Shell;
use crate::shells::current;
use crate::system::current_dir;
use crate::system::hash;
use crate::system::io_reason::io_reason;
use crate::system::os_bytes;
use crate::trust::judge::judge;
use crate::trust::reason::Reason;
use crate::ui::message;
use crate::ui::print::{print_json, print_styled};
use crate::venv::Venv;
use anstyle::{AnsiColor, Style};
use anyhow::{Result, anyhow, bail};
use console::measure_text_width;
use indicatif::{HumanBytes, HumanCount};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use termtree::Tree;

const HEAD: Style = Style::new().bold();
const LABEL: Style = AnsiColor::Cyan.on_default();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const PLAIN: Style = Style::new();

type Verdict = Result<PathBuf, Vec<Reason>>;

/// Prints it to stdout. Exit status 0 whatever state the venv is in.
pub fn run(args: &Show) -> Result<ExitCode> {
    let inspection = Inspection::inspect(chosen(args)?);
    let shell = current::of_hook().unwrap_or(Shell::USUAL);
    let verdict = judge(&inspection.venv, shell, args.options.trust, &Grants::open());
    if args.json {
        return print_json(&as_json(&inspection, &verdict, args.packages));
    }
    print_styled(&as_tree(&inspection, &verdict, args.packages).to_string())
}

/// The venv to show.
fn chosen(args: &Show) -> Result<Venv> {
    let names = &args.options.looked.names;
    if let Some(path) = &args.venv {
        return at(&current_dir::absolute(path)?, names);
    }
    if let Some(active) = std::env::var_os("VIRTUAL_ENV").filter(|active| !active.is_empty()) {
        return at(Path::new(&active), &[]).map_err(|error| anyhow!("the active venv: {error}"));
    }
    at(&current_dir::current_dir()?, names)
}

/// The venv at a path, or the venv that belongs to the directory at this path.
fn at(path: &Path, names: &[Name]) -> Result<Venv> {
    let shown = message::path(path);
    match (path.symlink_metadata(), path.metadata()) {
        (Err(error), _) => bail!("{shown} {}", io_reason(&error)),
        (Ok(_), Err(error)) => {
            let target = path.read_link().unwrap_or_default();
            let why =
                if error.kind() == std::io::ErrorKind::NotFound { "nowhere" } else { "to nothing usable" };
            bail!("{shown} is a link that leads {why} (to {})", message::path(&target));
        }
        (_, Ok(metadata)) if !metadata.is_dir() => bail!("{shown} is neither a venv nor a directory"),
        _ => {}
    }
    std::fs::read_dir(path).map_err(|error| anyhow!("{shown} {}", io_reason(&error)))?;
    let here = || names.iter().flat_map(|name| name.entries(path)).find_map(|entry| Venv::half(&entry));
    let found = Venv::at(path)
        .or_else(|| find::in_dir(path, names).map(|found| found.venv))
        .or_else(|| Venv::half(path))
        .or_else(here)
        .or_else(|| if names.is_empty() { None } else { find::find(path, names).map(|found| found.venv) });
    found.ok_or_else(|| {
        // A conda environment keeps its history there (conda documentation, "Environments").
        if path.join("conda-meta").is_dir() {
            return anyhow!("{shown} is a conda environment, not a venv; use conda activate");
        }
        if let Some((text, remedy)) = set_aside::reports_in(path).into_iter().next() {
            return anyhow!("no venv in {shown} or above it; {text}; to restore it: {remedy}");
        }
        anyhow!("no venv in {shown} or above it; see venvhook why {}", message::argument(path))
    })
}

/// A line of the tree.
fn line(label: &str, style: Style, value: &str) -> Tree<String> {
    let value = message::printable(value);
    Tree::new(format!("{LABEL}{label:10}{LABEL:#} {style}{value}{style:#}"))
}

fn leaf(style: Style, value: &str) -> Tree<String> {
    Tree::new(format!("{style}{}{style:#}", message::printable(value)))
}

fn as_tree(inspection: &Inspection, verdict: &Verdict, packages: bool) -> Tree<String> {
    let venv = &inspection.venv;
    let mut root = message::printable(&message::path(&venv.marker));
    if venv.marker != venv.dir {
        root = format!("{root} → {}", message::printable(&message::path(&venv.dir)));
    }
    let version = venv.python_version().unwrap_or_else(|| "unknown version".into());
    let (file, chain) = &inspection.interpreter;
    let python = line("python", PLAIN, &version).with_leaves([leads(venv, file, chain)]);
    let base = match &inspection.base {
        None => line("base", PLAIN, "unknown"),
        Some((home, Some(true))) => line("base", PLAIN, &message::path(home)),
        Some((home, None)) => line("base", BAD, &format!("{}, which you cannot access", message::path(home))),
        Some((home, Some(false))) => {
            line("base", BAD, &format!("{}, which does not exist", message::path(home)))
        }
    };
    let shells = inspection.shells.join(", ");
    let shells =
        if shells.is_empty() { line("scripts", BAD, "none") } else { line("scripts", PLAIN, &shells) };
    let include = match inspection.include {
        None => "none".into(),
        Some(0) => "empty".into(),
        Some(count) => format!("{count} {}", if count == 1 { "entry" } else { "entries" }),
    };
    let mut leaves = vec![python, line("created by", PLAIN, &inspection::maker(venv)), base];
    leaves.push(line("prompt", PLAIN, &format!("({})", venv.prompt_name().to_string_lossy())));
    leaves.push(shells);
    leaves.push(packages_tree(inspection, packages));
    leaves.push(line("include", PLAIN, &include));
    leaves.push(settings(venv));
    let size = &inspection.size;
    let files = format!("{} in {} files{}", HumanBytes(size.bytes), HumanCount(size.files), unread(size));
    leaves.push(line("size", PLAIN, &files));
    if let Some(moment) = last_used::when(venv) {
        leaves.push(line("used", PLAIN, &format!("{}, by venvhook", last_used::ago(moment))));
    }
    leaves.extend(set_aside::report(&venv.marker).map(|text| line("set aside", BAD, &text)));
    leaves.push(match inspection.faults.as_slice() {
        [] => line("health", GOOD, "ok"),
        [fault] => line("health", BAD, &format!("it {fault}")),
        faults => {
            let leaves = faults.iter().map(|fault| leaf(BAD, &format!("it {fault}")));
            line("health", BAD, "bad").with_leaves(leaves)
        }
    });
    leaves.push(fitness(inspection, verdict));
    Tree::new(format!("{HEAD}{root}{HEAD:#}")).with_leaves(leaves)
}

/// The interpreter and its links, all on one line.
fn leads(venv: &Venv, file: &Path, chain: &Chain) -> Tree<String> {
    let mut text = inspection::inside(venv, file);
    for link in &chain.links {
        text.push_str(" → ");
        text.push_str(&message::path(link));
    }
    match chain.end.fault() {
        None => leaf(PLAIN, &text),
        Some(fault) => leaf(BAD, &format!("{text}, {fault}")),
    }
}

fn packages_tree(inspection: &Inspection, all: bool) -> Tree<String> {
    let told = |library: &inspection::Library| {
        let dir = inspection::inside(&inspection.venv, &library.dir);
        let size = HumanBytes(library.size.bytes);
        format!("{} in {dir}, {size}{}", library.packages.len(), unread(&library.size))
    };
    let list = |library: &inspection::Library| {
        let width = library.packages.iter().map(|package| width(&package.name)).max().unwrap_or(0);
        let rows =
            library.packages.iter().map(|package| leaf(PLAIN, &row(package, width))).collect::<Vec<_>>();
        if all { rows } else { Vec::new() }
    };
    match inspection.libraries.as_slice() {
        [] => line("packages", BAD, "no site-packages"),
        [library] => line("packages", PLAIN, &told(library)).with_leaves(list(library)),
        libraries => {
            let leaves =
                libraries.iter().map(|library| leaf(PLAIN, &told(library)).with_leaves(list(library)));
            line("packages", PLAIN, &inspection.package_count().to_string()).with_leaves(leaves)
        }
    }
}

fn row(package: &Package, widest: usize) -> String {
    let Package { name, version, editable } = package;
    let from = editable.as_ref().map(|path| format!("  from {}", message::path(Path::new(path))));
    let gap = widest.saturating_sub(width(name)) + 1;
    format!("{name}{:gap$}{}{}", "", version.as_deref().unwrap_or("?"), from.unwrap_or_default())
}

/// The width of a text on the terminal, in cells.
fn width(text: &str) -> usize {
    measure_text_width(&message::printable(text))
}

fn unread(size: &Size) -> String {
    match size.unread {
        0 => String::new(),
        1 => ", plus 1 unreadable directory".into(),
        count => format!(", plus {count} unreadable directories"),
    }
}

fn settings(venv: &Venv) -> Tree<String> {
    match &venv.cfg {
        Err(reason) => line("settings", BAD, &format!("pyvenv.cfg {reason}")),
        Ok(None) => line("settings", PLAIN, "none (there is no pyvenv.cfg)"),
        Ok(Some(cfg)) => {
            let leaves = cfg.entries().map(|(key, value)| leaf(PLAIN, &format!("{key} = {value}")));
            line("settings", PLAIN, "pyvenv.cfg").with_leaves(leaves)
        }
    }
}

/// Whether it is usable, and each reason why it is not.
fn fitness(inspection: &Inspection, verdict: &Verdict) -> Tree<String> {
    if inspection.venv.is_half() {
        return line("usable", BAD, "no, the hook does not recognize it as a venv");
    }
    match verdict {
        Ok(script) => {
            let at = inspection::inside(&inspection.venv, script);
            line("usable", GOOD, &format!("yes, through {at}"))
        }
        Err(against) => {
            let told = |unfit: &Reason| format!("it {unfit}; {}", unfit.remedy(&inspection.venv));
            line("usable", BAD, "no").with_leaves(against.iter().map(|unfit| leaf(BAD, &told(unfit))))
        }
    }
}

fn as_json(inspection: &Inspection, verdict: &Verdict, packages: bool) -> Value {
    let venv = &inspection.venv;
    let (file, chain) = &inspection.interpreter;
    let half = venv.is_half();
    let settings = venv.settings().map(|cfg| cfg.entries().map(|(k, v)| (k.to_string(), json!(v))).collect());
    let mut value = json!({
        "python": venv.python_version(),
        "maker": inspection::maker(venv),
        "prompt": venv.prompt_name().to_string_lossy(),
        "interpreter": {
            "links": chain.links.iter().map(|link| link.to_string_lossy()).collect::<Vec<_>>(),
            "usable": chain.end.fault().is_none(),
        },
        "base": null,
        "base_exists": inspection.base.as_ref().map(|(_, there)| there),
        "shells": inspection.shells.iter().flat_map(|shells| shells.split(", ")).collect::<Vec<_>>(),
        "include": inspection.include,
        "settings": settings.map(Value::Object),
        "size": inspection.size.bytes,
        "files": inspection.size.files,
        "package_count": inspection.package_count(),
        "last_use": last_used::when(venv).map(|moment| humantime::format_rfc3339_seconds(moment).to_string()),
        "health": inspection.faults,
        "fit": verdict.is_ok() && !half,
        "against": json::against(venv, verdict.as_ref().err().map_or(&[], Vec::as_slice)),
    });
    json::put_path(&mut value, "path", &venv.marker);
    json::put_path(&mut value, "resolved", &venv.dir);
    json::put_path(&mut value["interpreter"], "path", file);
    if let Some((base, _)) = &inspection.base {
        json::put_path(&mut value, "base", base);
    }
    if chain.links.iter().any(|link| link.to_str().is_none()) {
        let digits = chain.links.iter().map(|link| hash::hex(os_bytes::bytes(link)));
        value["interpreter"]["links_bytes"] = digits.collect();
    }
    value["libraries"] = inspection.libraries.iter().map(|library| library_json(library, packages)).collect();
    value
}

fn library_json(library: &inspection::Library, packages: bool) -> Value {
    let mut value = json!({"package_count": library.packages.len(), "size": library.size.bytes});
    json::put_path(&mut value, "path", &library.dir);
    if packages {
        let row = |p: &Package| json!({"name": p.name, "version": p.version, "editable": p.editable});
        value["packages"] = library.packages.iter().map(row).collect();
    }
    value
}
