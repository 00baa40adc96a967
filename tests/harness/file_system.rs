//! A file system with other rules, mounted by FUSE over a folder of this one: names keep their case and
//! normal form and are found in any, as on macOS and Windows; modes are kept or not, as on WSL's `/mnt/c`.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, UNIX_EPOCH};

use fuser::{
    BackgroundSession, BsdFileFlags, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags,
    Generation, INodeNo, LockOwner, OpenAccMode, OpenFlags, RenameFlags, ReplyAttr, ReplyCreate, ReplyData,
    ReplyDirectory, ReplyEmpty, ReplyEntry, ReplyOpen, ReplyWrite, Request, TimeOrNow, WriteFlags,
};
use unicode_normalization::UnicodeNormalization;

/// The kernel asks anew each time: two paths are one file here, which it cannot know.
const TTL: Duration = Duration::ZERO;

/// What is particular to one.
#[derive(Clone, Copy, Default)]
pub struct Rules {
    /// The mode that every file has; `chmod` does nothing.
    pub mode: Option<u16>,
    /// A file has another number by each of its paths, as on some shared folders.
    pub number_of_path: bool,
}

/// A mounted one, until this is dropped.
pub struct Mounted {
    at: PathBuf,
    _session: BackgroundSession,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // At once, though a shell that is about to end may still stand in it.
        if nix::mount::umount2(&self.at, nix::mount::MntFlags::MNT_DETACH).is_err() {
            let _ = Command::new("fusermount3").args(["-u", "-q", "-z"]).arg(&self.at).status();
        }
    }
}

/// Mounts one at `at`, with the files of `below`.
///
/// # Errors
/// The system does not let us.
pub fn mount(below: &Path, at: &Path, rules: Rules) -> io::Result<Mounted> {
    let nodes = Nodes { paths: HashMap::from([(1, below.to_owned())]), ids: HashMap::new() };
    let files = OtherRules { rules, nodes: Mutex::new(nodes), open: Mutex::default() };
    let session = fuser::spawn_mount(files, at, &Config::default())?;
    Ok(Mounted { at: at.to_owned(), _session: session })
}

/// The files that the kernel knows by a number.
struct Nodes {
    paths: HashMap<u64, PathBuf>,
    ids: HashMap<(u64, OsString), u64>,
}

struct OtherRules {
    rules: Rules,
    nodes: Mutex<Nodes>,
    open: Mutex<(u64, HashMap<u64, File>)>,
}

/// The entry of a directory that a name finds.
fn entry(dir: &Path, name: &OsStr) -> PathBuf {
    let fold = |name: &OsStr| name.to_string_lossy().nfd().collect::<String>().to_lowercase().nfd().collect();
    let exact = dir.join(name);
    if exact.symlink_metadata().is_ok() {
        return exact;
    }
    let wanted: String = fold(name);
    let mut entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.find(|entry| fold(&entry.file_name()) == wanted).map_or(exact, |entry| entry.path())
}

impl OtherRules {
    fn path(&self, id: INodeNo) -> PathBuf {
        self.nodes.lock().unwrap().paths[&id.0].clone()
    }

    fn child(&self, parent: INodeNo, name: &OsStr) -> PathBuf {
        entry(&self.path(parent), name)
    }

    fn attributes(&self, id: u64, path: &Path) -> io::Result<FileAttr> {
        let metadata = path.symlink_metadata()?;
        let perm = u16::try_from(metadata.mode() & 0o7777).unwrap();
        let perm = self.rules.mode.filter(|_| !metadata.is_symlink()).unwrap_or(perm);
        Ok(FileAttr {
            ino: INodeNo(id),
            size: metadata.len(),
            blocks: metadata.blocks(),
            atime: metadata.accessed().unwrap_or(UNIX_EPOCH),
            mtime: metadata.modified().unwrap_or(UNIX_EPOCH),
            ctime: UNIX_EPOCH + Duration::from_secs(u64::try_from(metadata.ctime()).unwrap_or_default()),
            crtime: UNIX_EPOCH,
            kind: FileType::from_std(metadata.file_type()).unwrap_or(FileType::RegularFile),
            perm,
            nlink: u32::try_from(metadata.nlink()).unwrap_or(1),
            uid: metadata.uid(),
            gid: metadata.gid(),
            rdev: 0,
            blksize: 4096,
            flags: 0,
        })
    }

    /// The file of that name, under its number.
    fn known(&self, parent: INodeNo, name: &OsStr) -> io::Result<FileAttr> {
        let path = self.child(parent, name);
        let mut id = path.symlink_metadata()?.ino();
        let mut nodes = self.nodes.lock().unwrap();
        if self.rules.number_of_path {
            let new = nodes.ids.len() as u64 + 2;
            id = *nodes.ids.entry((parent.0, name.to_owned())).or_insert(new);
        }
        nodes.paths.insert(id, path.clone());
        drop(nodes);
        self.attributes(id, &path)
    }

    fn keep(&self, file: File) -> FileHandle {
        let mut open = self.open.lock().unwrap();
        open.0 += 1;
        let number = open.0;
        open.1.insert(number, file);
        FileHandle(number)
    }

    fn with<T>(&self, handle: FileHandle, run: impl Fn(&File) -> io::Result<T>) -> io::Result<T> {
        run(&self.open.lock().unwrap().1[&handle.0])
    }
}

fn is(flags: i32, flag: i32) -> bool {
    flags & flag != 0
}

fn done(reply: ReplyEmpty, result: io::Result<()>) {
    match result {
        Ok(()) => reply.ok(),
        Err(error) => reply.error(error.into()),
    }
}

fn found(reply: ReplyEntry, result: io::Result<FileAttr>) {
    match result {
        Ok(attributes) => reply.entry(&TTL, &attributes, Generation(0)),
        Err(error) => reply.error(error.into()),
    }
}

impl Filesystem for OtherRules {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        found(reply, self.known(parent, name));
    }

    fn getattr(&self, _: &Request, id: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match self.attributes(id.0, &self.path(id)) {
            Ok(attributes) => reply.attr(&TTL, &attributes),
            Err(error) => reply.error(error.into()),
        }
    }

    fn setattr(
        &self,
        _: &Request,
        id: INodeNo,
        mode: Option<u32>,
        _uid: Option<u32>,
        _gid: Option<u32>,
        size: Option<u64>,
        _atime: Option<TimeOrNow>,
        mtime: Option<TimeOrNow>,
        _ctime: Option<std::time::SystemTime>,
        _handle: Option<FileHandle>,
        _crtime: Option<std::time::SystemTime>,
        _chgtime: Option<std::time::SystemTime>,
        _bkuptime: Option<std::time::SystemTime>,
        _flags: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let path = self.path(id);
        let set = || {
            if let Some(mode) = mode.filter(|_| self.rules.mode.is_none()) {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode & 0o7777))?;
            }
            if let Some(size) = size {
                File::options().write(true).open(&path)?.set_len(size)?;
            }
            if let Some(mtime) = mtime {
                let time = match mtime {
                    TimeOrNow::SpecificTime(time) => time,
                    TimeOrNow::Now => std::time::SystemTime::now(),
                };
                File::open(&path)?.set_modified(time)?;
            }
            self.attributes(id.0, &path)
        };
        match set() {
            Ok(attributes) => reply.attr(&TTL, &attributes),
            Err(error) => reply.error(error.into()),
        }
    }

    fn readlink(&self, _: &Request, id: INodeNo, reply: ReplyData) {
        match fs::read_link(self.path(id)) {
            Ok(target) => reply.data(target.as_os_str().as_encoded_bytes()),
            Err(error) => reply.error(error.into()),
        }
    }

    fn mkdir(&self, _: &Request, parent: INodeNo, name: &OsStr, mode: u32, umask: u32, reply: ReplyEntry) {
        let result = fs::DirBuilder::new().mode(mode & !umask).create(self.child(parent, name));
        found(reply, result.and_then(|()| self.known(parent, name)));
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        done(reply, fs::remove_file(self.child(parent, name)));
    }

    fn rmdir(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        done(reply, fs::remove_dir(self.child(parent, name)));
    }

    fn symlink(&self, _: &Request, parent: INodeNo, name: &OsStr, target: &Path, reply: ReplyEntry) {
        let made = symlink(target, self.child(parent, name));
        found(reply, made.and_then(|()| self.known(parent, name)));
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        new_parent: INodeNo,
        new_name: &OsStr,
        _: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let from = self.child(parent, name);
        let replaced = self.child(new_parent, new_name);
        // Into another case of its own name it is renamed, not replaced.
        let to = if replaced == from { self.path(new_parent).join(new_name) } else { replaced };
        let renamed = fs::rename(&from, &to);
        for path in self.nodes.lock().unwrap().paths.values_mut() {
            if let Ok(rest) = path.strip_prefix(&from) {
                *path = if rest.as_os_str().is_empty() { to.clone() } else { to.join(rest) };
            }
        }
        done(reply, renamed);
    }

    fn open(&self, _: &Request, id: INodeNo, flags: OpenFlags, reply: ReplyOpen) {
        let mode = flags.acc_mode();
        let writes = mode != OpenAccMode::O_RDONLY;
        let cut = writes && is(flags.0, nix::libc::O_TRUNC);
        let mut options = File::options();
        options.read(mode != OpenAccMode::O_WRONLY).write(writes).truncate(cut);
        match options.open(self.path(id)) {
            Ok(file) => reply.opened(self.keep(file), FopenFlags::empty()),
            Err(error) => reply.error(error.into()),
        }
    }

    fn create(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        flags: i32,
        reply: ReplyCreate,
    ) {
        let mut options = File::options();
        options.read(true).write(true).mode(mode & !umask).truncate(is(flags, nix::libc::O_TRUNC));
        if is(flags, nix::libc::O_EXCL) {
            options.create_new(true)
        } else {
            options.create(true)
        };
        let file = options.open(self.child(parent, name));
        match file.and_then(|file| Ok((file, self.known(parent, name)?))) {
            Ok((file, attributes)) => {
                reply.created(&TTL, &attributes, Generation(0), self.keep(file), FopenFlags::empty());
            }
            Err(error) => reply.error(error.into()),
        }
    }

    fn read(
        &self,
        _: &Request,
        _: INodeNo,
        handle: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let read = self.with(handle, |file| {
            let mut part = vec![0; size as usize];
            let length = file.read_at(&mut part, offset)?;
            part.truncate(length);
            Ok(part)
        });
        match read {
            Ok(part) => reply.data(&part),
            Err(error) => reply.error(error.into()),
        }
    }

    fn write(
        &self,
        _: &Request,
        _: INodeNo,
        handle: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        match self.with(handle, |file| file.write_at(data, offset)) {
            Ok(length) => reply.written(u32::try_from(length).unwrap()),
            Err(error) => reply.error(error.into()),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        reply.ok();
    }

    fn release(
        &self,
        _: &Request,
        _: INodeNo,
        handle: FileHandle,
        _: OpenFlags,
        _: Option<LockOwner>,
        _: bool,
        reply: ReplyEmpty,
    ) {
        self.open.lock().unwrap().1.remove(&handle.0);
        reply.ok();
    }

    fn readdir(&self, _: &Request, id: INodeNo, _: FileHandle, offset: u64, mut reply: ReplyDirectory) {
        let entries = match fs::read_dir(self.path(id)) {
            Ok(entries) => entries.flatten(),
            Err(error) => return reply.error(error.into()),
        };
        let mut names: Vec<_> = entries.map(|entry| (entry.file_name(), entry.path())).collect();
        names.sort();
        for (at, (name, path)) in (1..).zip(names).skip(usize::try_from(offset).unwrap()) {
            let Ok(metadata) = path.symlink_metadata() else { continue };
            let kind = FileType::from_std(metadata.file_type()).unwrap_or(FileType::RegularFile);
            if reply.add(INodeNo(metadata.ino()), at, kind, name) {
                break;
            }
        }
        reply.ok();
    }

    fn getxattr(&self, _: &Request, _: INodeNo, _: &OsStr, _: u32, reply: fuser::ReplyXattr) {
        reply.error(Errno::NO_XATTR);
    }
}
