//! `AutoRun`, the value in the user's part of the registry that every cmd runs.

use anyhow::{Context, Result, bail};
use std::io::ErrorKind;
use winreg::RegKey;
use winreg::enums::{HKEY_CURRENT_USER, KEY_READ, KEY_WRITE, REG_EXPAND_SZ, REG_SZ, RegType};
use winreg::types::{FromRegValue, ToRegValue};

/// The key below `HKEY_CURRENT_USER`.
pub const KEY: &str = r"Software\Microsoft\Command Processor";
/// The value's name in it.
pub const NAME: &str = "AutoRun";

/// The value and its type, `REG_SZ` where there is none.
pub fn read() -> Result<(String, RegType)> {
    let not_read = || format!("HKCU\\{KEY}\\{NAME} could not be read");
    let key = match RegKey::predef(HKEY_CURRENT_USER).open_subkey_with_flags(KEY, KEY_READ) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((String::new(), REG_SZ)),
        key => key.with_context(not_read)?,
    };
    match key.get_raw_value(NAME) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok((String::new(), REG_SZ)),
        Err(error) => Err(error).with_context(not_read),
        Ok(raw) if raw.vtype == REG_SZ || raw.vtype == REG_EXPAND_SZ => {
            let kind = raw.vtype.clone();
            Ok((String::from_reg_value(&raw).with_context(not_read)?, kind))
        }
        Ok(_) => bail!("HKCU\\{KEY}\\{NAME} is not a string value; fix it yourself"),
    }
}

/// Writes the value with its type; an empty one is deleted.
pub fn write(value: &str, kind: RegType) -> Result<()> {
    let not_written = || format!("HKCU\\{KEY}\\{NAME} could not be written; nothing was changed");
    let (key, _) = RegKey::predef(HKEY_CURRENT_USER)
        .create_subkey_with_flags(KEY, KEY_READ | KEY_WRITE)
        .with_context(not_written)?;
    if value.is_empty() {
        return key.delete_value(NAME).with_context(not_written);
    }
    let mut raw = value.to_reg_value();
    raw.vtype = kind;
    key.set_raw_value(NAME, &raw).with_context(not_written)
}
