//! On Windows: by owner and access control list.

use super::Writable;
use super::access::{Access, CHANGE, EXCHANGE, EXCHANGE_BELOW};
use std::path::{Path, PathBuf};
use windows_permissions::constants::{SeObjectType, SecurityInformation};
use windows_permissions::{LocalBox, Sid, utilities, wrappers};

/// The owner of a file that belongs neither to the user nor to the machine's keepers (the
/// administrators and the system itself): a name, or a SID where there is no name. What is there
/// but cannot be judged is somebody else's; what is not there is nobody's.
pub fn other_owner(file: &Path) -> Option<String> {
    if !file.exists() {
        return None;
    }
    match (access(file), person()) {
        (Some(access), Some(person)) if access.is_owned_by(&person) => None,
        (Some(Access { owner: Some(owner), .. }), _) => Some(account(&owner).unwrap_or(owner)),
        _ => Some("the file system does not say who".into()),
    }
}

/// The first of `files` that others were given leave to write, or the first directory above them in
/// which anybody was given leave to put something else in their place. What cannot be judged is
/// [`other_owner`]'s to tell; what was only inherited, as all users' rights on whatever is made below a
/// drive's root, is [`replaceable_in`]'s.
pub fn writable_by_others(files: &[&Path]) -> Option<Writable> {
    let person = person()?;
    let written =
        |file: &&&Path| access(file).is_some_and(|access| access.others_were_given(CHANGE, &person));
    let file = files.iter().find(written).map(|file| file.to_path_buf());
    file.or_else(|| above(files, Access::anybody_was_given)).map(Writable::Open)
}

/// The first directory above `files` in which some other user could put something else in their
/// place: its owner, or whoever holds the right to; or the first of `files` that others may write.
pub fn replaceable_in(files: &[&Path]) -> Option<PathBuf> {
    let person = person()?;
    let exposed = above(files, |access, exchange| {
        let foreign = access.owner.is_some() && !access.is_owned_by(&person);
        foreign || access.others_hold(exchange, &person)
    });
    let written = |file: &&&Path| access(file).is_some_and(|access| access.others_hold(CHANGE, &person));
    exposed.or_else(|| files.iter().find(written).map(|file| file.to_path_buf()))
}

/// The first directory above `files`, links resolved, of which `test` holds with the rights by which
/// it is exchanged.
fn above(files: &[&Path], test: impl Fn(&Access, u32) -> bool) -> Option<PathBuf> {
    let real = files.iter().filter_map(|file| crate::system::real_path::resolve(file).ok());
    let mut dirs = real.flat_map(|file| file.ancestors().skip(1).map(Path::to_path_buf).collect::<Vec<_>>());
    let exchange = |dir: &Path| if dir.parent().is_some() { EXCHANGE } else { EXCHANGE_BELOW };
    dirs.find(|dir| access(dir).is_some_and(|access| test(&access, exchange(dir))))
}

fn access(file: &Path) -> Option<Access> {
    let wanted = SecurityInformation::Owner | SecurityInformation::Dacl;
    let descriptor =
        wrappers::GetNamedSecurityInfo(file.as_os_str(), SeObjectType::SE_FILE_OBJECT, wanted).ok()?;
    let text = wrappers::ConvertSecurityDescriptorToStringSecurityDescriptor(&descriptor, wanted).ok()?;
    Access::parse(text.to_str()?)
}

/// The SID of the user whose process this is.
fn person() -> Option<String> {
    utilities::current_process_sid().ok().map(|sid| sid.to_string())
}

/// The account's name: `MACHINE\name`.
fn account(sid: &str) -> Option<String> {
    let sid: LocalBox<Sid> = sid.parse().ok()?;
    let (name, domain) = wrappers::LookupAccountSid(&sid).ok()?;
    Some(format!("{}\\{}", domain.to_string_lossy(), name.to_string_lossy()))
}
