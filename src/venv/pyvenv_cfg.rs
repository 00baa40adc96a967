//! `pyvenv.cfg`: what a venv says about itself.

use crate::system::io_reason::io_reason;
use crate::system::read_file;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The settings, keys in lower case, in file order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PyvenvCfg(Vec<(String, String)>);

impl PyvenvCfg {
    /// Reads `<venv>/pyvenv.cfg`. `Ok(None)`: there is none (virtualenv before 20 wrote none).
    /// The error says what is wrong with the file, in words that follow its name.
    pub fn read(path: &Path) -> Result<Option<PyvenvCfg>, String> {
        match read_file::read(path) {
            Ok(bytes) => String::from_utf8(bytes)
                .map(|text| Some(PyvenvCfg::parse(&text)))
                .map_err(|_| "is not UTF-8".to_string()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io_reason(&error)),
        }
    }

    /// Splits each line at its first `=`; lines without one mean nothing to `CPython` either.
    pub fn parse(text: &str) -> PyvenvCfg {
        let setting = |line: &str| {
            let (key, value) = line.split_once('=')?;
            Some((key.trim().to_lowercase(), value.trim().to_string()))
        };
        PyvenvCfg(text.lines().filter_map(setting).collect())
    }

    /// Every setting, in file order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The value of a key: the last one wins, as in `CPython`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().rev().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// The base interpreter's directory.
    pub fn home(&self) -> Option<PathBuf> {
        self.get("home").filter(|home| !home.is_empty()).map(PathBuf::from)
    }

    /// The Python version, if the file has it: `3.12.1`.
    pub fn python_version(&self) -> Option<String> {
        let version = self.get("version").or_else(|| self.get("version_info"))?;
        let numbers: Vec<&str> = version.split('.').take(3).collect();
        Some(numbers.join("."))
    }

    /// The prompt's text if one was given: `CPython` since 3.8 writes it as a Python literal.
    pub fn prompt(&self) -> Option<&str> {
        let raw = self.get("prompt")?;
        let unquoted = ['\'', '"'].iter().find_map(|&q| raw.strip_prefix(q)?.strip_suffix(q));
        Some(unquoted.unwrap_or(raw))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_lower_case_and_the_last_wins() {
        let cfg = PyvenvCfg::parse("Home = /a\nhome=/b\nnonsense\nversion_info = 3.11.7.final.0\n");
        assert_eq!(cfg.home(), Some(PathBuf::from("/b")));
        assert_eq!(cfg.python_version().as_deref(), Some("3.11.7"));
    }

    #[test]
    fn a_prompt_is_read_with_and_without_quotes() {
        assert_eq!(PyvenvCfg::parse("prompt = 'my app'").prompt(), Some("my app"));
        assert_eq!(PyvenvCfg::parse("prompt = bob's").prompt(), Some("bob's"));
        assert_eq!(PyvenvCfg::parse("").prompt(), None);
    }
}
