//! A file system in memory: it lives as long as the session and forgets everything with it, except what the lesson gave.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Bytes that all files of a session may take together.
const MOST: usize = 256 << 20;

#[derive(Default)]
struct Store {
    /// What the program wrote.
    files: BTreeMap<String, Rc<[u8]>>,
    /// What the lesson brings: its bytes, or why they are not here.
    given: BTreeMap<String, Result<Rc<[u8]>, String>>,
    /// Folders made by name; every file's own folders are there anyway.
    folders: BTreeSet<String>,
}

thread_local! {
    static STORE: RefCell<Store> = RefCell::default();
}

/// One name for each file, however its path is written: `./a//b` and `a/x/../b` are `a/b`.
fn plain(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// Forgets all files, the lesson's too.
pub(crate) fn clear() {
    STORE.take();
}

/// Forgets what the program wrote.
pub(crate) fn reset() {
    STORE.with_borrow_mut(|store| {
        store.files.clear();
        store.folders.clear();
    });
}

/// Gives the session a file of the lesson, or the reason why it is missing.
///
/// # Errors
/// When the session's files would take more than 256 MB.
pub fn give(path: &str, contents: Result<&[u8], String>) -> Result<(), String> {
    let name = plain(path);
    STORE.with_borrow_mut(|store| {
        let contents = match contents {
            Ok(bytes) => {
                store.fits(&name, path, bytes.len())?;
                Ok(bytes.into())
            }
            Err(why) => Err(why),
        };
        store.given.insert(name, contents);
        Ok(())
    })
}

impl Store {
    fn fits(&self, name: &str, path: &str, bytes: usize) -> Result<(), String> {
        let given = self.given.values().flatten().map(|bytes| bytes.len());
        let written = self.files.iter().filter(|(other, _)| *other != name).map(|(_, bytes)| bytes.len());
        if given.chain(written).sum::<usize>() + bytes > MOST {
            return Err(format!("{path}: the files of one session may take {} MB together", MOST >> 20));
        }
        Ok(())
    }
}

/// Writes a file, in place of one of that name.
///
/// # Errors
/// When the session's files would take more than 256 MB.
pub fn write(path: &str, bytes: &[u8]) -> Result<(), String> {
    let name = plain(path);
    STORE.with_borrow_mut(|store| {
        store.fits(&name, path, bytes.len())?;
        store.files.insert(name, bytes.into());
        Ok(())
    })
}

/// What is found under a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A file.
    File(Rc<[u8]>),
    /// A file that the lesson names and that did not arrive: why.
    Missing(String),
    /// A folder.
    Folder,
    /// No such thing.
    Nothing,
}

/// Looks a path up.
pub fn find(path: &str) -> Found {
    let name = plain(path);
    STORE.with_borrow(|store| {
        if let Some(bytes) = store.files.get(&name) {
            return Found::File(Rc::clone(bytes));
        }
        match store.given.get(&name) {
            Some(Ok(bytes)) => return Found::File(Rc::clone(bytes)),
            Some(Err(why)) => return Found::Missing(why.clone()),
            None => {}
        }
        let inside = format!("{name}/");
        let holds = |other: &String| other.starts_with(&inside);
        let folder = name.is_empty()
            || store.folders.contains(&name)
            || store.files.keys().chain(store.given.keys()).chain(&store.folders).any(holds);
        if folder { Found::Folder } else { Found::Nothing }
    })
}

/// Makes a folder.
pub fn make_folder(path: &str) {
    STORE.with_borrow_mut(|store| store.folders.insert(plain(path)));
}

/// Removes a file or an empty folder that the program made; false if there was none.
pub fn remove(path: &str) -> bool {
    let name = plain(path);
    STORE.with_borrow_mut(|store| store.files.remove(&name).is_some() || store.folders.remove(&name))
}

/// Names of all files, in order.
pub fn list() -> Vec<String> {
    STORE.with_borrow(|store| {
        let given = store.given.iter().filter(|(_, contents)| contents.is_ok()).map(|(name, _)| name);
        let names: BTreeSet<&String> = store.files.keys().chain(given).collect();
        names.into_iter().cloned().collect()
    })
}

/// Names of the folders that were made by name, in order.
pub fn folders() -> Vec<String> {
    STORE.with_borrow(|store| store.folders.iter().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> Found {
        Found::File(bytes.into())
    }

    #[test]
    fn paths_mean_one_file_however_they_are_written() {
        clear();
        assert_eq!(write("./models//a.bin", b"one"), Ok(()));
        assert_eq!(find("models/b/../a.bin"), file(b"one"));
        assert_eq!(find("/models"), Found::Folder);
        assert_eq!(list(), ["models/a.bin"]);
        assert!(remove("/models/a.bin"));
        assert_eq!((find("models/a.bin"), find("models")), (Found::Nothing, Found::Nothing));
    }

    #[test]
    fn what_the_lesson_gives_outlives_what_is_written_over_it() {
        clear();
        give("/data/a.csv", Ok(b"1,2")).expect("it fits");
        give("/data/b.csv", Err("offline".to_owned())).expect("it fits");
        write("data/a.csv", b"mine").expect("it fits");
        make_folder("out");
        assert_eq!((find("/data/a.csv"), find("out")), (file(b"mine"), Found::Folder));
        assert_eq!(find("/data/b.csv"), Found::Missing("offline".to_owned()));
        reset();
        assert_eq!((find("/data/a.csv"), find("out")), (file(b"1,2"), Found::Nothing));
        assert_eq!(list(), ["data/a.csv"]);
        assert!(give("/data/c.bin", Ok(&vec![0; MOST])).is_err());
    }
}
