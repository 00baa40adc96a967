//! PATH: what stands between its entries, and so may not stand in one.

/// What separates two entries.
pub const SEPARATOR: u8 = if cfg!(windows) { b';' } else { b':' };

/// What a person calls it.
pub const SEPARATOR_NAME: &str = if cfg!(windows) { "semicolon" } else { "colon" };
