//! A file system in memory: it lives as long as the session and forgets everything with it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Bytes that all files of a session may take together.
const MOST: usize = 256 << 20;

thread_local! {
    static FILES: RefCell<BTreeMap<String, Rc<[u8]>>> = const { RefCell::new(BTreeMap::new()) };
}

/// One name for each file, however its path is written: `./a//b` is `a/b`.
fn plain(path: &str) -> String {
    path.split('/').filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/")
}

/// Forgets all files.
pub(crate) fn reset() {
    FILES.with_borrow_mut(BTreeMap::clear);
}

/// Writes a file, in place of one of that name.
///
/// # Errors
/// When the session's files would take more than 256 MB.
pub fn write(path: &str, bytes: &[u8]) -> Result<(), String> {
    let name = plain(path);
    FILES.with_borrow_mut(|files| {
        let others: usize = files.iter().filter(|(other, _)| **other != name).map(|(_, bytes)| bytes.len()).sum();
        if others + bytes.len() > MOST {
            return Err(format!("{path}: the files of one session may take {} MB together", MOST >> 20));
        }
        files.insert(name, bytes.into());
        Ok(())
    })
}

/// The contents of a file, if it is there.
pub fn read(path: &str) -> Option<Rc<[u8]>> {
    FILES.with_borrow(|files| files.get(&plain(path)).cloned())
}

/// Removes a file; false if there was none.
pub fn remove(path: &str) -> bool {
    FILES.with_borrow_mut(|files| files.remove(&plain(path)).is_some())
}

/// Names of all files, in order.
pub fn list() -> Vec<String> {
    FILES.with_borrow(|files| files.keys().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_mean_one_file_however_they_are_written() {
        reset();
        assert_eq!(write("./models//a.bin", b"one"), Ok(()));
        assert_eq!(read("models/a.bin").as_deref(), Some(&b"one"[..]));
        assert_eq!(list(), ["models/a.bin"]);
        assert!(remove("/models/a.bin"));
        assert_eq!(read("models/a.bin"), None);
    }
}
