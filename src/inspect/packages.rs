//! The packages installed in a venv, according to their own metadata (PEP 376, PEP 610).

use crate::system::read_file;
use crate::system::real_path;
use crate::venv::Venv;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// One installed package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name as its metadata spells it.
    pub name: String,
    /// Its version, if known.
    pub version: Option<String>,
    /// The directory of its source, if it is used from there (`pip install -e`).
    pub editable: Option<String>,
}

/// The directories that contain the venv's packages.
pub fn libraries(venv: &Venv) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for lib in ["lib", "lib64", "Lib"].map(|name| venv.dir.join(name)) {
        let versions = std::fs::read_dir(&lib).into_iter().flatten().flatten().map(|entry| entry.path());
        let versions = versions.filter(|dir| dir.file_name().is_some_and(of_a_python));
        found.extend(versions.chain([lib.clone()]).map(|dir| dir.join("site-packages")));
    }
    // PyPy before 3.7.
    found.push(venv.dir.join("site-packages"));
    // `lib64` is a link to `lib`, and where case does not count `Lib` is `lib`.
    let mut seen = std::collections::HashSet::new();
    found.retain(|dir| dir.is_dir() && real_path::of(dir).is_ok_and(|real| seen.insert(real)));
    found.sort();
    found
}

fn of_a_python(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with("python") || name.to_string_lossy().starts_with("pypy")
}

/// The packages in one such directory, sorted by name as people read it.
pub fn installed(library: &Path) -> Vec<Package> {
    let entries = std::fs::read_dir(library).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut packages: Vec<Package> =
        entries.filter_map(|entry| package(&entry)).filter(|package| !package.name.is_empty()).collect();
    packages.sort_by_key(|package| (package.name.to_lowercase(), package.version.clone()));
    packages
}

fn package(entry: &Path) -> Option<Package> {
    let file = entry.file_name()?.to_string_lossy().into_owned();
    if let Some(stem) = file.strip_suffix(".dist-info") {
        // pip moves what it is about to replace aside under such a name.
        if stem.starts_with('~') {
            return None;
        }
        return Some(Package { editable: editable(entry), ..described(&entry.join("METADATA"), stem) });
    }
    if let Some(stem) = file.strip_suffix(".egg-info") {
        let told = if entry.is_dir() { entry.join("PKG-INFO") } else { entry.to_path_buf() };
        return Some(described(&told, stem));
    }
    if let Some(stem) = file.strip_suffix(".egg") {
        return Some(described(&entry.join("EGG-INFO/PKG-INFO"), stem));
    }
    let stem = file.strip_suffix(".egg-link")?;
    let link = read_file::read(entry).ok()?;
    let source = String::from_utf8_lossy(&link).lines().next().unwrap_or_default().trim().to_string();
    let told = Path::new(&source).join(format!("{}.egg-info/PKG-INFO", stem.replace('-', "_")));
    // Its file's name contains no version; a dash is part of the name.
    let Package { name, version, .. } = described(&told, &stem.replace('-', "_"));
    Some(Package { name, version, editable: Some(source).filter(|source| !source.is_empty()) })
}

/// Read from the metadata's header, or from the name of the directory if there is none.
fn described(metadata: &Path, stem: &str) -> Package {
    let text = read_file::read(metadata).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let head = || text.lines().take_while(|line| !line.trim().is_empty());
    let field = |key: &str| {
        let value = head().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(key).then(|| value.trim().to_string())
        });
        value.filter(|value| !value.is_empty())
    };
    let mut parts = stem.split('-');
    let (name, version) = (parts.next().unwrap_or(stem), parts.next());
    Package {
        name: field("Name").unwrap_or_else(|| name.to_string()),
        version: field("Version").or_else(|| version.map(str::to_string)),
        editable: None,
    }
}

fn editable(entry: &Path) -> Option<String> {
    let text = read_file::read(&entry.join("direct_url.json")).ok()?;
    let origin: serde_json::Value = serde_json::from_slice(&text).ok()?;
    (origin["dir_info"]["editable"] == true).then_some(())?;
    let url = origin["url"].as_str()?;
    let path = url.strip_prefix("file://").unwrap_or(url);
    Some(percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn each_kind_of_metadata_is_read_and_a_damaged_package_goes_by_its_name() {
        let top = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &[u8]| {
            let file = top.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write(
            "six-1.0.dist-info/METADATA",
            b"Metadata-Version: 2.1\nName: Six\nVersion: 1.16\n\nName: body\n",
        );
        write("own-0.1.dist-info/METADATA", b"Name: own\nVersion: 0.1\n");
        let origin = br#"{"dir_info": {"editable": true}, "url": "file:///a%20b"}"#;
        write("own-0.1.dist-info/direct_url.json", origin);
        write("Cut-2.dist-info/METADATA", b"\xff\xfe");
        write("bare-3.dist-info/RECORD", b"");
        write("~ix-1.0.dist-info/METADATA", b"Name: six\n");
        write("old-4-py3.9.egg-info", b"Name: old\nVersion: 4\n");
        write("egg-5.egg-info/PKG-INFO", b"Name: egg\nVersion: 5\n");
        write("Zipped-6-py3.9.egg/EGG-INFO/PKG-INFO", b"Name: zipped\nVersion: 6\n");
        write("src-link.egg-link", b"/gone\n../");
        write("void.egg-link", b"");
        write(".dist-info/RECORD", b"");
        write("six/__init__.py", b"");
        let told: Vec<String> = installed(top.path())
            .iter()
            .map(|p| {
                format!(
                    "{} {} {}",
                    p.name,
                    p.version.as_deref().unwrap_or("?"),
                    p.editable.as_deref().unwrap_or("-")
                )
            })
            .collect();
        let kinds = ["bare 3 -", "Cut 2 -", "egg 5 -", "old 4 -", "own 0.1 /a b", "Six 1.16 -"];
        assert_eq!(told[..6], kinds);
        assert_eq!(told[6..], ["src_link ? /gone", "void ? -", "zipped 6 -"]);
    }
}
