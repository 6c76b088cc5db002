//! Compiles the Python half of the notebook to bytecode: our own modules under `python/` and the chosen part of the
//! standard library, written to `OUT_DIR/frozen.bin` in the interpreter's format of frozen modules.
//!
//! Docstrings and column tables are left out: they would be a third of the download. The interpreter wants every
//! module as an LZ4 block; we write blocks of literals only, because brotli packs plain bytecode much better than LZ4.

mod library;

use std::path::{Path, PathBuf};
use std::{env, fs};

use rustpython_compiler::{CompileOpts, Mode, compile};
use rustpython_compiler_core::frozen::{FrozenCodeObject, FrozenLib, FrozenModule};
use rustpython_compiler_core::marshal;

/// A module to freeze.
struct Source {
    name: String,
    package: bool,
    text: String,
}

fn main() {
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=python");
    let ours = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("python");
    let mut sources = library::sources(Path::new(rustpython_pylib::LIB_PATH));
    collect(&ours, "", &mut sources);
    let modules: Vec<(String, FrozenModule<Vec<u8>>)> =
        sources.iter().map(|source| (source.name.clone(), freeze(source))).collect();
    let frozen = FrozenLib::encode(modules.iter().map(|(name, module)| {
        (name.as_str(), FrozenModule { code: FrozenCodeObject { bytes: &module.code.bytes }, package: module.package })
    }));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("frozen.bin");
    fs::write(&out, &frozen.bytes).unwrap_or_else(|e| panic!("cannot write {}: {e}", out.display()));
}

/// Every `.py` file under `folder`, named as Python would import it.
fn collect(folder: &Path, parent: &str, into: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("cannot list {}: {e}", folder.display()))
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    entries.sort();
    for path in entries {
        let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
        let name = if parent.is_empty() { stem.clone() } else { format!("{parent}.{stem}") };
        if path.is_dir() {
            collect(&path, &name, into);
        } else if path.extension().is_some_and(|e| e == "py") {
            let package = stem == "__init__";
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("cannot read {}: {e}", path.display()));
            into.push(Source { name: if package { parent.to_owned() } else { name }, package, text });
        }
    }
}

fn freeze(source: &Source) -> FrozenModule<Vec<u8>> {
    // 2 drops docstrings, and assertions too; no module of the list checks user input by assert.
    let opts = CompileOpts { optimize: 2, debug_ranges: false, ..CompileOpts::default() };
    let path = format!("<frozen {}>", source.name);
    let code = compile(&source.text, Mode::Exec, &path, opts).unwrap_or_else(|e| {
        let (line, column) = e.python_location();
        panic!("{}:{line}:{column}: {e}", source.name)
    });
    let mut plain = Vec::new();
    marshal::serialize_code(&mut plain, &code);
    FrozenModule { code: FrozenCodeObject { bytes: literal_block(&plain) }, package: source.package }
}

/// An LZ4 block (size in front, as the interpreter reads it) that holds `data` as one run of literals.
/// Format: token with the high nibble 15, then the length less 15 in bytes of 255 and a rest, then the bytes.
fn literal_block(data: &[u8]) -> Vec<u8> {
    let mut out = u32::try_from(data.len()).expect("a module under 4 GiB").to_le_bytes().to_vec();
    if data.len() < 15 {
        out.push((data.len() as u8) << 4);
    } else {
        out.push(0xf0);
        let mut rest = data.len() - 15;
        while rest >= 255 {
            out.push(255);
            rest -= 255;
        }
        out.push(rest as u8);
    }
    out.extend_from_slice(data);
    out
}
