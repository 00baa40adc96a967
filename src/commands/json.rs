//! Parts of the JSON that several commands print.

use crate::system::hash;
use crate::system::os_bytes;
use crate::trust::reason::Reason;
use crate::venv::Venv;
use serde_json::{Value, json};
use std::path::Path;

/// The reasons why a venv is not used, each with its remedy.
pub fn against(venv: &Venv, reasons: &[Reason]) -> Value {
    reasons.iter().map(|unfit| json!({"reason": unfit.to_string(), "remedy": unfit.remedy(venv)})).collect()
}

/// Puts a path into a JSON object. JSON has no bytes, so a path that is not UTF-8 also gets a
/// `<key>_bytes` with its hexadecimal digits.
pub fn put_path(object: &mut Value, key: &str, path: &Path) {
    object[key] = json!(path.to_string_lossy());
    if path.to_str().is_none() {
        object[format!("{key}_bytes")] = json!(hash::hex(os_bytes::bytes(path)));
    }
}
