//! Packages: zip files with a manifest.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::QtiError;

/// Most files of a package, most bytes of one of them, and of all together.
const FILES: usize = 5_000;
const FILE: u64 = 20 << 20;
const ALL: u64 = 200 << 20;

/// The files of a package by their paths.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Unpacks a package, as long as it is of a size that an exam can have.
pub(crate) fn read(bytes: &[u8]) -> Result<Files, QtiError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| QtiError::Package(e.to_string()))?;
    if archive.len() > FILES {
        return Err(QtiError::Package("it has too many files".into()));
    }
    let mut files = Files::new();
    let mut all = 0;
    for i in 0..archive.len() {
        let file = archive.by_index(i).map_err(|e| QtiError::Package(e.to_string()))?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|e| QtiError::Package(e.to_string()))?.into_owned();
        let mut content = Vec::new();
        // What a header says of the size is not believed.
        file.take(FILE + 1).read_to_end(&mut content).map_err(|e| QtiError::Package(e.to_string()))?;
        all += content.len() as u64;
        if content.len() as u64 > FILE || all > ALL {
            return Err(QtiError::Package(format!("`{name}` is too large")));
        }
        files.insert(name, content);
    }
    Ok(files)
}

/// Packs files. The same files always make the same bytes.
pub(crate) fn write(files: &Files) -> Result<Vec<u8>, QtiError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let broken = |e: String| QtiError::Package(e);
    for (name, content) in files {
        writer.start_file(name.as_str(), options).map_err(|e| broken(e.to_string()))?;
        writer.write_all(content).map_err(|e| broken(e.to_string()))?;
    }
    Ok(writer.finish().map_err(|e| broken(e.to_string()))?.into_inner())
}
