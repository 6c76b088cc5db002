//! Brotli and gzip copies beside every asset, so that the server never compresses the same bytes twice.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// How hard to try.
#[derive(Clone, Copy)]
pub enum Effort {
    /// Seconds; for development and tests.
    Quick,
    /// The smallest; for what is deployed.
    Best,
}

/// Writes `file.br` and `file.gz` for every file under `dir` that compresses.
pub fn folder(dir: &Path, effort: Effort) -> Result<()> {
    for file in files(dir)? {
        if matches!(file.extension().and_then(|e| e.to_str()), Some("woff2" | "png" | "br" | "gz")) {
            continue;
        }
        let bytes = fs::read(&file)?;
        fs::write(beside(&file, "br"), brotli(&bytes, effort)?)?;
        fs::write(beside(&file, "gz"), gzip(&bytes, effort)?)?;
    }
    Ok(())
}

impl Effort {
    /// Keeps folders packed one way apart from those packed the other.
    pub fn suffix(self) -> &'static str {
        match self {
            Effort::Quick => "-quick",
            Effort::Best => "",
        }
    }
}

/// All files under `dir`, deep.
pub fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn brotli(mut bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let (quality, lgwin) = match effort {
        Effort::Quick => (4, 22),
        Effort::Best => (11, 24),
    };
    let params = BrotliEncoderParams { quality, lgwin, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut out, &params)?;
    Ok(out)
}

fn gzip(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let level = match effort {
        Effort::Quick => Compression::fast(),
        Effort::Best => Compression::best(),
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
