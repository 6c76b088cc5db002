//! Builds the site: wasm bundles, scripts, styles and public files, each under a name that carries its hash, and a
//! manifest from the names that code uses to the addresses they have.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    compress::{self, Effort},
    npm, paths, sh,
};

/// Logical name to address and size before packing, which the page needs to show how much has arrived.
type Manifest = BTreeMap<String, Value>;

fn enter(manifest: &mut Manifest, name: String, folder: &str, file: &str) -> Result<()> {
    let path = format!("assets/{folder}/{file}");
    let bytes = fs::metadata(paths::site().join(&path))?.len();
    manifest.insert(name, json!({ "url": format!("/{path}"), "bytes": bytes }));
    Ok(())
}

/// Builds all of it into [`paths::site`]. What did not change is not built again. The code is always the same, whoever it
/// is for; `effort` says how small it is packed.
pub fn build(effort: Effort) -> Result<()> {
    let mut manifest = Manifest::new();
    wasm("page", "page", &[], effort, &mut manifest)?;
    wasm("worker", "notebook", &[paths::root().join("app/worker/worker.js"), relaxed()?], effort, &mut manifest)?;
    web(effort, &mut manifest)?;
    grader()?;
    public()?;
    fonts()?;
    sweep(&manifest)?;
    fs::write(paths::site().join("manifest.json"), serde_json::to_string_pretty(&manifest)?)?;
    Ok(())
}

/// Builds the notebook as a module for the server's sandbox. It lies beside what is served, not in it.
fn grader() -> Result<()> {
    sh::run(sh::cargo(&["build", "-p", "grader", "--target", "wasm32-wasip1", "--profile", "grader"]))?;
    let built = paths::target().join("wasm32-wasip1/grader/grader.wasm");
    fs::create_dir_all(paths::site())?;
    fs::copy(&built, paths::site().join("grader.wasm")).with_context(|| format!("copying {}", built.display()))?;
    Ok(())
}

/// Builds the part of the notebook that needs relaxed SIMD. It works in the notebook's memory, so it must bring nothing
/// that would lie there.
fn relaxed() -> Result<PathBuf> {
    sh::run(sh::cargo(&["build", "-p", "relaxed", "--target", "wasm32-unknown-unknown", "--profile", "worker"]))?;
    let built = paths::target().join("wasm32-unknown-unknown/worker/relaxed.wasm");
    let sections = sections(&fs::read(&built)?).context("relaxed.wasm is not a module")?;
    let unwanted = [(5, "a memory"), (6, "globals, so a stack"), (8, "a start function"), (11, "data")];
    match unwanted.into_iter().find(|(id, _)| sections.contains(id)) {
        Some((_, what)) => bail!("relaxed.wasm holds {what}: it may only work on what it is given"),
        None => Ok(built),
    }
}

/// Ids of a WebAssembly module's sections; nothing if the bytes end too early.
fn sections(module: &[u8]) -> Option<Vec<u8>> {
    let (mut ids, mut rest) = (Vec::new(), module.get(8..)?);
    while let Some((id, body)) = rest.split_first() {
        ids.push(*id);
        // A length in LEB128: seven bits a byte, the lowest first.
        let length = body.iter().take(5).position(|byte| byte & 0x80 == 0)? + 1;
        let size = body[..length].iter().rev().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f));
        rest = body.get(length + size..)?;
    }
    Some(ids)
}

/// Builds the wasm crate `package`, binds it as `name`, and puts it with its `extra` files into one hashed folder.
fn wasm(package: &str, name: &str, extra: &[PathBuf], effort: Effort, manifest: &mut Manifest) -> Result<()> {
    // A profile of the package's own name says what matters in it.
    sh::run(sh::cargo(&["build", "-p", package, "--target", "wasm32-unknown-unknown", "--profile", package]))?;
    let built = paths::target().join("wasm32-unknown-unknown").join(package).join(format!("{package}.wasm"));
    let mut hash = Sha256::new();
    hash.update(fs::read(&built).with_context(|| format!("{} was not built", built.display()))?);
    for file in extra {
        hash.update(fs::read(file)?);
    }
    let folder = folder_name(name, hash, effort);
    fill(&folder, effort, |out| {
        Bindgen::new()
            .input_path(&built)
            .out_name(name)
            .web(true)
            .and_then(|b| b.typescript(false).remove_name_section(true).generate(out))
            .map_err(|e| anyhow!("binding {package}: {e:#}"))?;
        for file in extra {
            fs::copy(file, out.join(file.file_name().expect("a file")))?;
        }
        Ok(())
    })?;
    let mut names =
        vec![(format!("{name}.js"), format!("{name}.js")), (format!("{name}.wasm"), format!("{name}_bg.wasm"))];
    names.extend(
        extra.iter().map(|f| f.file_name().expect("a file").to_string_lossy().into_owned()).map(|f| (f.clone(), f)),
    );
    for (logical, file) in names {
        enter(manifest, logical, &folder, &file)?;
    }
    Ok(())
}

/// Scripts and styles, bundled by esbuild.
fn web(effort: Effort, manifest: &mut Manifest) -> Result<()> {
    npm::ensure(&paths::web())?;
    let staging = paths::target().join("web-staging");
    let _ = fs::remove_dir_all(&staging);
    let web = paths::web();
    let esbuild = web.join("node_modules/.bin/esbuild");
    let outdir = format!("--outdir={}", staging.display());
    let style = paths::root().join("style/main.css");
    let style = format!("style={}", style.display());
    let common = ["--bundle", "--format=esm", "--target=es2022", "--loader:.woff2=file", "--asset-names=[name]"];
    let entries = [
        "editor=editor.js",
        "boot=boot.js",
        "exam=exam.js",
        "reload=reload.js",
        &style,
        &outdir,
        "--minify",
        "--log-level=warning",
    ];
    let args: Vec<&str> = entries.into_iter().chain(common).collect();
    let mut command = sh::command(&esbuild.to_string_lossy(), &args, &web);
    command.env("NODE_PATH", web.join("node_modules"));
    sh::run(command)?;

    let mut hash = Sha256::new();
    for file in compress::files(&staging)? {
        hash.update(fs::read(file)?);
    }
    let folder = folder_name("web", hash, effort);
    fill(&folder, effort, |out| {
        for file in compress::files(&staging)? {
            fs::copy(&file, out.join(file.file_name().expect("a file")))?;
        }
        Ok(())
    })?;
    for file in compress::files(&staging)? {
        let name = file.file_name().expect("a file").to_string_lossy().into_owned();
        enter(manifest, name.clone(), &folder, &name)?;
    }
    Ok(())
}

fn folder_name(name: &str, hash: Sha256, effort: Effort) -> String {
    let hash: String = hash.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect();
    format!("{name}-{hash}{}", effort.suffix())
}

/// Fills `assets/<folder>` once: a folder whose name carries the hash of its content is never filled again. It appears
/// under its name only when complete, so a build that was cut short leaves nothing half done.
fn fill(folder: &str, effort: Effort, work: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let assets = paths::site().join("assets");
    let done = assets.join(folder);
    if done.exists() {
        return Ok(());
    }
    let partial = paths::target().join("site-partial").join(folder);
    let _ = fs::remove_dir_all(&partial);
    fs::create_dir_all(&partial)?;
    work(&partial)?;
    compress::folder(&partial, effort)?;
    fs::create_dir_all(&assets)?;
    fs::rename(&partial, &done)?;
    Ok(())
}

/// Files that keep their names.
fn public() -> Result<()> {
    let from = paths::root().join("public");
    for file in compress::files(&from)? {
        let to = paths::site().join(file.strip_prefix(&from)?);
        fs::create_dir_all(to.parent().expect("inside the site"))?;
        fs::copy(&file, to)?;
    }
    Ok(())
}

/// Fonts of printed certificates, with their licence: whole files, which the server embeds glyph by glyph.
fn fonts() -> Result<()> {
    const FILES: [(&str, &str); 5] = [
        ("inter/400Regular/Inter_400Regular.ttf", "Inter-Regular.ttf"),
        ("inter/600SemiBold/Inter_600SemiBold.ttf", "Inter-SemiBold.ttf"),
        ("noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf"),
        ("noto-sans-sc/600SemiBold/NotoSansSC_600SemiBold.ttf", "NotoSansSC-SemiBold.ttf"),
        ("noto-sans-sc/LICENSE_FONT", "OFL.txt"),
    ];
    let (from, to) = (paths::web().join("node_modules/@expo-google-fonts"), paths::site().join("fonts"));
    fs::create_dir_all(&to)?;
    for (file, name) in FILES {
        fs::copy(from.join(file), to.join(name)).with_context(|| format!("{file} is not there"))?;
    }
    Ok(())
}

/// Removes folders that the manifest no longer names.
fn sweep(manifest: &Manifest) -> Result<()> {
    for entry in fs::read_dir(paths::site().join("assets"))? {
        let path = entry?.path();
        let name = path.file_name().expect("a folder").to_string_lossy().into_owned();
        let used =
            |built: &Value| built["url"].as_str().is_some_and(|url| url.starts_with(&format!("/assets/{name}/")));
        if !manifest.values().any(used) {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}
