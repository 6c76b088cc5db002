//! A whole server over a throw-away folder.

use std::{fs, path::Path, sync::Arc};

use server::{Settings, State, app, sandbox::SandboxConfig, store::Store};
use tempfile::TempDir;

use crate::Browser;

/// A server without a socket. Its folder goes when it goes.
pub struct Site {
    /// What the server's requests share: its clock can be moved.
    pub state: Arc<State>,
    folder: TempDir,
    router: axum::Router,
}

impl Site {
    /// A server with the sample course, on SQLite.
    pub async fn new() -> Site {
        Site::with(|_, _| {}).await
    }

    /// The same, after `change` has changed folder or settings.
    pub async fn with(change: impl FnOnce(&Path, &mut Settings)) -> Site {
        Site::made(change, None).await
    }

    /// The same, and code is judged in this sandbox.
    pub async fn grading(change: impl FnOnce(&Path, &mut Settings), sandbox: SandboxConfig) -> Site {
        Site::made(change, Some(sandbox)).await
    }

    async fn made(change: impl FnOnce(&Path, &mut Settings), sandbox: Option<SandboxConfig>) -> Site {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        sample(root);
        let mut settings = Settings {
            data: Some(root.join("data")),
            content: Some(root.join("content")),
            site: Some(root.join("site")),
            ..Settings::default()
        };
        fs::create_dir(root.join("data")).expect("a folder");
        change(root, &mut settings);
        let mut config = settings.finish().expect("settings that can be used");
        if let Some(sandbox) = sandbox {
            config.sandbox = sandbox;
        }
        let (store, _trouble) = Store::open(&config.database_url).await.expect("a known kind of database");
        let state = Arc::new(State::new(config, store).expect("content that can be read"));
        Site { router: app(Arc::clone(&state)), state, folder }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// The folder everything lies in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A course with three lessons: one good in two languages, one broken, one that is not UTF-8.
fn sample(root: &Path) {
    let write = |path: &str, bytes: &[u8]| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    write(
        "content/demo/course.toml",
        r#"title = { en = "Demo course", zh = "示范课程" }
summary = { en = "For tests.", zh = "用于测试。" }

[[tracks]]
title = { en = "All", zh = "全部" }
lessons = ["01-good", "02-broken", "03-binary"]
"#
        .as_bytes(),
    );
    write("content/demo/01-good/lesson.md", GOOD.as_bytes());
    write("content/demo/01-good/lesson.zh.md", GOOD.replace("Good lesson", "好课").as_bytes());
    write("content/demo/01-good/data.csv", b"x,y\n1,2\n");
    write("content/demo/01-good/plot.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>");
    write("content/demo/01-good/.hidden.csv", b"no\n");
    write(
        "content/demo/02-broken/lesson.md",
        b"---\ntitel: Broken\n---\n\nText that is still there.\n\n::: {.nothing}\n",
    );
    write("content/demo/03-binary/lesson.md", b"---\ntitle: Binary\n---\n\nBefore \xff\xfe after.\n");
    write("content/demo/data/points.npz", b"PK points");
    write("content/demo/data/more/words.tsv", b"one\ttwo\n");
    write("content/demo/data/make.py", b"secret\n");
    write("content/secret.csv", b"secret\n");
    write("site/manifest.json", br#"{ "style.css": "/assets/web-1/style.css" }"#);
    write("site/assets/web-1/style.css", b"body{margin:0}");
    write("site/assets/web-1/style.css.br", b"not really brotli");
    write("site/robots.txt", b"User-agent: *\n");
}

const GOOD: &str = "---\ntitle: Good lesson\nsummary: One sentence.\ndata: [points.npz]\n---\n\n## Begin\n\nHello.\n\n```{python}\n#| label: first\nprint(1)\n```\n";
