//! Where things lie: the repository and the folder that cargo builds into.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use cargo_metadata::MetadataCommand;

/// The repository's root.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("xtask lies two folders down").to_path_buf()
    })
}

/// Cargo's target folder, wherever the user put it.
pub fn target() -> &'static Path {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    TARGET.get_or_init(|| {
        let found = MetadataCommand::new().current_dir(root()).no_deps().exec();
        found.map_or_else(|_| root().join("target"), |m| m.target_directory.into_std_path_buf())
    })
}

/// The built site: `manifest.json`, `assets/`, and what lies in `public/`.
pub fn site() -> PathBuf {
    target().join("site")
}

/// Sources and packages of scripts and styles.
pub fn web() -> PathBuf {
    root().join("app/ui/web")
}

/// The browser tests.
pub fn browser_tests() -> PathBuf {
    root().join("tests/browser")
}

/// Other people's verifiers of certificates.
pub fn verifiers() -> PathBuf {
    root().join("tests/verifiers")
}

/// The `academy` binary of a profile.
pub fn academy(release: bool) -> PathBuf {
    target().join(if release { "release" } else { "debug" }).join("academy")
}
