//! What stands around every page: the document's head, the bar, the foot. And how leptos writes it as a string.

use std::sync::Arc;

use course::model::Lang;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use crate::Assets;
use crate::islands::Sync;
use crate::parts::icon;
use crate::words::{Words, words};

/// Light, dark, or as the reader's system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All, in the order of the menu.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// Cookie value and form value: `system`, `light`, `dark`.
    pub fn code(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// From a code; `None` if it is none of the three.
    pub fn parse(code: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|t| t.code() == code)
    }
}

/// What every page knows about the request that asked for it.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// Language of the interface.
    pub lang: Lang,
    /// Theme chosen by the reader.
    pub theme: Theme,
    /// The name of who is signed in.
    pub user: Option<String>,
    /// Whether they work with exams: the bar leads there.
    pub staff: bool,
    /// The mark that the browser files this reader's records under: the same for an account always, and telling nothing
    /// of it. Empty for nobody.
    pub owner: String,
    /// Whether a session ended before this request: the page says so, or its reader would take progress for lost.
    pub ended: bool,
    /// The nonce of this response's Content-Security-Policy.
    pub nonce: String,
    /// Path and query of this page: where a change of language or a sign-in comes back to.
    pub path: String,
    /// Whether the page reloads when the server says that something was rebuilt (`--watch`).
    pub watch: bool,
    /// Where the built files lie.
    pub assets: Arc<Assets>,
}

/// The parts of a page's frame that differ from page to page.
#[derive(Default)]
pub(crate) struct Frame {
    /// For the browser's tab.
    pub title: String,
    /// For search engines.
    pub description: Option<String>,
    /// Whether search engines are asked to leave it out.
    pub unlisted: bool,
    /// The whole address of a page that other programs may show a preview of when it is sent around.
    pub preview: Option<String>,
    /// Where the reader is: shown beside the mark, address and text.
    pub place: Option<(String, String)>,
    /// Whether cells run on it: the page then also learns where interpreter and editor lie.
    pub notebook: bool,
    /// Whether it has islands at all; without, no wasm is loaded.
    pub islands: bool,
    /// On a page of a running exam what its script must know, as JSON. Such a page has nothing that leads away.
    pub exam: Option<String>,
    /// On a page after an exam, the attempt: what the browser still has of it is sent, so that it is kept.
    pub exam_over: Option<String>,
}

/// What a preview of the page says (<https://ogp.me>).
fn preview(frame: &Frame) -> Option<impl IntoView + use<>> {
    let address = frame.preview.clone()?;
    let description = frame.description.clone().unwrap_or_default();
    let says = [
        ("og:type", "website".to_owned()),
        ("og:site_name", "Academy".to_owned()),
        ("og:title", frame.title.clone()),
        ("og:description", description),
        ("og:url", address),
    ];
    // The view macro does not know the attribute.
    Some(
        says.map(|(property, content)| leptos::html::meta().attr("property", property).content(content))
            .into_iter()
            .collect_view(),
    )
}

impl Chrome {
    /// A page without islands, with `key` as title.
    pub(crate) fn page<V: IntoView + 'static>(&self, key: &str, main: impl FnOnce() -> V) -> String {
        let title = Words(self.lang).get(key);
        self.document(Frame { title, ..Frame::default() }, main)
    }

    /// A whole document around `main`, which must hold one `<main id="main">`.
    pub(crate) fn document<V: IntoView + 'static>(&self, frame: Frame, main: impl FnOnce() -> V) -> String {
        // Islands mode: nothing hydrates but what an island opts in.
        let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
        let html = owner.with(|| {
            provide_context(Words(self.lang));
            let main = main();
            (self.head(&frame), self.body(&frame, main)).to_html()
        });
        owner.cleanup();
        let theme = match self.theme {
            Theme::System => String::new(),
            chosen => format!(" data-theme=\"{}\"", chosen.code()),
        };
        format!("<!DOCTYPE html><html lang=\"{}\"{theme}>{html}</html>", self.lang.tag())
    }

    fn head(&self, frame: &Frame) -> impl IntoView + use<> {
        let title = if frame.title.is_empty() { "Academy".into() } else { format!("{} · Academy", frame.title) };
        view! {
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>{title}</title>
                {frame.description.clone().map(|d| view! { <meta name="description" content=d/> })}
                {frame.unlisted.then(|| view! { <meta name="robots" content="noindex"/> })}
                {preview(frame)}
                <meta name="color-scheme" content="light dark"/>
                <meta name="academy" content=self.facts(frame)/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="stylesheet" href=self.assets.url("style.css")/>
                {frame.islands.then(|| view! { <link rel="modulepreload" href=self.assets.url("page.js") nonce=self.nonce.clone()/> })}
                <script type="module" src=self.assets.url("boot.js") nonce=self.nonce.clone()></script>
                {frame.exam.clone().map(|facts| view! { <meta name="exam" content=facts/> })}
                {frame.exam_over.clone().map(|attempt| view! { <meta name="exam-over" content=attempt/> })}
                {(frame.exam.is_some() || frame.exam_over.is_some()).then(|| view! { <script type="module" src=self.assets.url("exam.js") nonce=self.nonce.clone()></script> })}
                {self.watch.then(|| view! { <script type="module" src=self.assets.url("reload.js") nonce=self.nonce.clone()></script> })}
            </head>
        }
    }

    /// What scripts must know, as JSON in a meta element: inline scripts are forbidden.
    fn facts(&self, frame: &Frame) -> String {
        let names: &[&str] = match (frame.islands, frame.notebook) {
            (false, _) if frame.exam.is_some() => &["editor.js"],
            (false, _) => &[],
            (true, false) => &["page.js", "page.wasm"],
            (true, true) => &["page.js", "page.wasm", "editor.js", "worker.js", "notebook.js", "notebook.wasm"],
        };
        let assets: serde_json::Map<_, _> =
            names.iter().map(|n| ((*n).to_owned(), serde_json::Value::from(self.assets.url(n)))).collect();
        let bytes = if frame.notebook { self.assets.bytes("notebook.wasm") } else { 0 };
        let signed_in = self.user.is_some();
        serde_json::json!({ "assets": assets, "signedIn": signed_in, "owner": self.owner, "notebookBytes": bytes })
            .to_string()
    }

    fn body<V: IntoView + 'static>(&self, frame: &Frame, main: V) -> impl IntoView + use<V> {
        let w = words();
        let foot = frame.exam.is_none().then(|| self.foot(frame));
        view! {
            <body>
                <a class="skip" href="#main">{w.get("chrome.skip")}</a>
                {self.bar(frame)}
                {self.ended.then(|| self.session_ended())}
                {main}
                {foot}
            </body>
        }
    }

    fn foot(&self, frame: &Frame) -> impl IntoView + use<> {
        let w = words();
        view! {
            <footer class="foot">
                <nav aria-label=w.get("chrome.foot")>
                    <a href="/">{w.get("chrome.courses")}</a>
                    <a href="/progress">{w.get("chrome.progress")}</a>
                    {self.staff.then(|| view! { <a href="/teach">{w.get("chrome.teach")}</a> })}
                    <a href="/verify">{w.get("verify.title")}</a>
                </nav>
                {frame.islands.then(|| view! { <Sync/> })}
            </footer>
        }
    }

    fn session_ended(&self) -> impl IntoView + use<> {
        let w = words();
        let sign_in = format!("/sign-in?next={}", crate::pages::encode(&self.path));
        view! {
            <aside class="column ended" aria-label=w.get("session.ended")>
                <p class="note warn">
                    {icon("again")}
                    <span>{w.get("session.ended")} " " {w.get("session.safe")} " " <a href=sign_in>{w.get("sign_in.link")}</a></span>
                </p>
            </aside>
        }
    }

    fn bar(&self, frame: &Frame) -> impl IntoView + use<> {
        if frame.exam.is_some() { self.exam_bar(frame).into_any() } else { self.full_bar(frame).into_any() }
    }

    /// The bar of a running exam.
    fn exam_bar(&self, frame: &Frame) -> impl IntoView + use<> {
        let title = frame.place.clone().map(|(_, title)| title);
        view! {
            <header class="bar">
                <span class="mark">{title}</span>
                <div class="end">
                    {self.language_switch()}
                    {self.theme_menu()}
                </div>
            </header>
        }
    }

    fn full_bar(&self, frame: &Frame) -> impl IntoView + use<> {
        let w = words();
        let place = frame.place.clone().map(|(href, text)| view! { <a class="where" href=href>{text}</a> });
        let account = match &self.user {
            Some(name) => {
                view! { <a class="btn" href="/account">{icon("person")}<span class="name">{name.clone()}</span></a> }
                    .into_any()
            }
            None => {
                let href = match self.path.as_str() {
                    "/" | "" => "/sign-in".to_owned(),
                    p if p.starts_with("/sign-") => "/sign-in".to_owned(),
                    p => format!("/sign-in?next={}", crate::pages::encode(p)),
                };
                view! { <a class="btn" href=href>{w.get("sign_in.link")}</a> }.into_any()
            }
        };
        view! {
            <header class="bar">
                <a class="mark" href="/">"Academy"</a>
                {place}
                <div class="end">
                    {self.staff.then(|| view! { <a class="btn quiet wide-only" href="/teach">{w.get("chrome.teach")}</a> })}
                    <a class="btn quiet wide-only" href="/progress">{w.get("chrome.progress")}</a>
                    {self.language_switch()}
                    {self.theme_menu()}
                    {account}
                </div>
            </header>
        }
    }

    fn language_switch(&self) -> impl IntoView + use<> {
        let other = Lang::ALL.into_iter().find(|l| *l != self.lang).unwrap_or_default();
        // Said in its own language, for those who cannot read the other.
        let name = Words(other).get("lang.name");
        view! {
            <form method="post" action="/preferences">
                <input type="hidden" name="back" value=self.path.clone()/>
                <button class="btn quiet" name="lang" value=other.code() lang=other.tag()>{name}</button>
            </form>
        }
    }

    fn theme_menu(&self) -> impl IntoView + use<> {
        let w = words();
        let chosen = self.theme;
        let items = Theme::ALL.map(|theme| {
            let mark = (theme == chosen).then(|| icon("tick"));
            view! {
                <button class="item" name="theme" value=theme.code() aria-pressed=(theme == chosen).to_string()>
                    {w.get(&format!("theme.{}", theme.code()))} {mark}
                </button>
            }
        });
        view! {
            <details class="menu">
                <summary class="btn quiet square" aria-label=w.get("theme.title") title=w.get("theme.title")>{icon("theme")}</summary>
                <form method="post" action="/preferences" class="sheet">
                    <input type="hidden" name="back" value=self.path.clone()/>
                    {items.into_iter().collect_view()}
                </form>
            </details>
        }
    }
}
