//! Folders that are there after a power cut, too: a name is on the disk once the folder that it is in
//! is.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Makes a folder, and those that it is in, where they are not there.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    make(parent(folder))?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => {
            Err(error)
        }
        _ => sync_name(folder),
    }
}

/// Waits until the disk has the name of a file or folder that was made or renamed.
pub(super) fn sync_name(path: &Path) -> io::Result<()> {
    File::open(parent(path))?.sync_all()
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_as_deep_as_they_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let deep = folder.path().join("a/b/c");
        make(&deep).expect("made");
        make(&deep).expect("there already");
        assert!(deep.is_dir());
        fs::write(deep.join("file"), "").expect("written");
        assert!(make(&deep.join("file")).is_err());
        assert!(make(&deep.join("file/d")).is_err());
    }
}
