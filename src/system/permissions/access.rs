//! Who may do what to a file on Windows, read from the text form of its security descriptor
//! (Win32 documentation, "Security Descriptor String Format"). Pure, so that it is tested anywhere.

/// SIDs that stand for the machine's own keepers, as root does on Unix, and for the owner itself:
/// SYSTEM, the administrators, the local administrator, creator owner, owner rights, the installer.
const KEEPERS: [&str; 6] =
    ["SY", "BA", "LA", "CO", "OW", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"];

/// SIDs that hold people nobody picked: everyone, authenticated and interactive users, users,
/// guests, the guest, the domain's users and guests, anonymous, remote and network logons.
const ANYBODY: [&str; 11] = ["WD", "AU", "IU", "BU", "BG", "LG", "DU", "DG", "AN", "RD", "NU"];

/// The rights by which a file, or what lies in a directory, is changed or replaced: write or add
/// file, append or add directory, delete child, delete, write DAC, write owner, generic write, all.
pub(super) const CHANGE: u32 = 0x2 | 0x4 | 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x4000_0000 | 0x1000_0000;

/// The rights by which a directory on the way is exchanged for another: to add to it is not one.
pub(super) const EXCHANGE: u32 = CHANGE & !(0x2 | 0x4);

/// The same of a drive's root, which nobody can delete or rename.
pub(super) const EXCHANGE_BELOW: u32 = EXCHANGE & !0x1_0000;

/// A file's owner and what is granted on it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Access {
    /// The owner's SID or its two-letter alias; `None` where the file system keeps no owners.
    pub(super) owner: Option<String>,
    /// What is granted; `None` where everything is granted to everyone.
    grants: Option<Vec<Grant>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Grant {
    rights: u32,
    /// From the directory above: by a drive's defaults, mostly, and nobody's decision about this file.
    inherited: bool,
    to: String,
}

impl Access {
    /// Reads the text. `None`: there is something in it that cannot be judged.
    pub(super) fn parse(text: &str) -> Option<Access> {
        let (owner, list) = text.split_once("D:").unwrap_or((text, "NO_ACCESS_CONTROL"));
        let owner = owner.strip_prefix("O:").map(|owner| owner.split("G:").next().unwrap_or_default());
        // A file system without owners has everyone own everything.
        let owner = owner.filter(|owner| !owner.is_empty() && *owner != "WD").map(str::to_string);
        if list.contains("NO_ACCESS_CONTROL") {
            return Some(Access { owner, grants: None });
        }
        let entries = entries(list)?;
        let grants = entries.into_iter().map(grant).collect::<Option<Vec<_>>>()?;
        Some(Access { owner, grants: Some(grants) })
    }

    /// Whether the owner is the user, or one of the machine's keepers.
    pub(super) fn is_owned_by(&self, person: &str) -> bool {
        self.owner.as_deref().is_some_and(|owner| owner == person || KEEPERS.contains(&owner))
    }

    /// Whether someone besides the user, the owner and the keepers holds one of the rights.
    pub(super) fn others_hold(&self, rights: u32, person: &str) -> bool {
        self.holds(rights, |grant| self.is_to_another(grant, person))
    }

    /// The same, of rights that were given on this very file.
    pub(super) fn others_were_given(&self, rights: u32, person: &str) -> bool {
        self.holds(rights, |grant| !grant.inherited && self.is_to_another(grant, person))
    }

    /// Whether just anybody was given one of the rights, on this very file.
    pub(super) fn anybody_was_given(&self, rights: u32) -> bool {
        let is_anybody = |to: &str| ANYBODY.contains(&to) && self.owner.as_deref() != Some(to);
        self.holds(rights, |grant| !grant.inherited && is_anybody(&grant.to))
    }

    /// What the owner holds as such is told by who that is.
    fn is_to_another(&self, grant: &Grant, person: &str) -> bool {
        let to = grant.to.as_str();
        to != person && self.owner.as_deref() != Some(to) && !KEEPERS.contains(&to)
    }

    /// Where neither owner nor grants are kept nothing can be said: that is not "everyone".
    fn holds(&self, rights: u32, which: impl Fn(&Grant) -> bool) -> bool {
        match &self.grants {
            None => self.owner.is_some(),
            Some(grants) => grants.iter().any(|grant| grant.rights & rights != 0 && which(grant)),
        }
    }
}

/// The texts between the outer parentheses; a condition has parentheses of its own.
fn entries(list: &str) -> Option<Vec<&str>> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in list.char_indices() {
        match c {
            '(' => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    found.push(&list[start..at]);
                }
            }
            _ => {}
        }
    }
    (depth == 0).then_some(found)
}

/// One entry: `type;flags;rights;object;inherited object;SID`. What is for children only grants
/// nothing, and neither does a denial; nor does that take away what another entry grants.
fn grant(entry: &str) -> Option<Grant> {
    let mut fields = entry.split(';');
    let mut field = || fields.next();
    let (kind, flags, rights, _, _, to) = (field()?, field()?, field()?, field()?, field()?, field()?);
    let has = |wanted: &[u8]| flags.as_bytes().chunks(2).any(|flag| flag == wanted);
    let grants = !has(b"IO") && matches!(kind, "A" | "OA" | "XA" | "ZA");
    let rights = if grants { self::rights(rights)? } else { 0 };
    Some(Grant { rights, inherited: has(b"ID"), to: to.to_string() })
}

fn rights(text: &str) -> Option<u32> {
    if let Some(digits) = text.strip_prefix("0x") {
        return u32::from_str_radix(digits, 16).ok();
    }
    text.as_bytes().chunks(2).try_fold(0, |all, name| Some(all | right(name)?))
}

fn right(name: &[u8]) -> Option<u32> {
    Some(match name {
        b"CC" => 0x1,
        b"DC" => 0x2,
        b"LC" => 0x4,
        b"SW" => 0x8,
        b"RP" => 0x10,
        b"WP" => 0x20,
        b"DT" => 0x40,
        b"LO" => 0x80,
        b"CR" => 0x100,
        b"SD" => 0x1_0000,
        b"RC" => 0x2_0000,
        b"WD" => 0x4_0000,
        b"WO" => 0x8_0000,
        b"FA" => 0x1f_01ff,
        b"FR" => 0x12_0089,
        b"FW" => 0x12_0116,
        b"FX" => 0x12_00a0,
        b"GA" => 0x1000_0000,
        b"GX" => 0x2000_0000,
        b"GW" => 0x4000_0000,
        b"GR" => 0x8000_0000,
        _ => return None,
    })
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
