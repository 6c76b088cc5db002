//! Files that nobody else on the machine may read: the database with its logins, the keys that sign.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io,
    path::Path,
};

/// Makes a folder that only we may look into.
///
/// # Errors
/// Why it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a file that only we may read, where there is none; one that is there is taken from the others.
///
/// # Errors
/// Why it cannot be made.
pub fn make_file(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            tighten(file);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Takes a file from everybody else and warns, for somebody may have read it. What cannot be changed is only warned about.
#[cfg(unix)]
pub fn tighten(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(found) = fs::metadata(file) else { return };
    let mode = found.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return;
    }
    let shown = file.display();
    match fs::set_permissions(file, fs::Permissions::from_mode(mode & 0o700)) {
        Ok(()) => tracing::warn!("others on this machine could read {shown}; from now on only this account can"),
        Err(error) => {
            tracing::warn!(%error, "others on this machine can read {shown}: take it from them with chmod 600")
        }
    }
}

/// Other systems keep the files of a person from others by themselves.
#[cfg(not(unix))]
pub fn tighten(_: &Path) {}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn files_and_folders_are_ours_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        let data = folder.path().join("data");
        make_folder(&data).expect("made");
        let file = data.join("file");
        make_file(&file).expect("made");
        assert_eq!((mode(&data), mode(&file)), (0o700, 0o600));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("ours");
        make_file(&file).expect("there");
        assert_eq!(mode(&file), 0o600);
        tighten(&data.join("none"));
    }
}
