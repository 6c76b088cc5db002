//! Writes every page from sample data and looks at what browsers, screen readers and the security policy need.
//! The pages are left in the target folder, to be opened by whoever works on them.

mod sample;

use std::sync::Arc;

use course::model::Lang;
use course::progress::{LessonStanding, Standing};
use ui::{Account, AccountNews, Chrome, Notice, Problem, SignIn, SignUp, Theme};

fn chrome(lang: Lang, theme: Theme, user: Option<&str>, path: &str) -> Chrome {
    let names = [
        "style.css",
        "boot.js",
        "reload.js",
        "page.js",
        "page.wasm",
        "editor.js",
        "worker.js",
        "notebook.js",
        "notebook.wasm",
    ];
    Chrome {
        lang,
        theme,
        user: user.map(str::to_owned),
        staff: false,
        owner: user.map(|_| "0wner".to_owned()).unwrap_or_default(),
        ended: false,
        nonce: "n0nce".into(),
        path: path.into(),
        watch: false,
        assets: Arc::new(names.into_iter().map(|n| (n, format!("/assets/{n}"))).collect()),
    }
}

/// All pages by name.
fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let guest = |path: &str| chrome(lang, Theme::System, None, path);
    let ada = |path: &str| chrome(lang, Theme::System, Some("Ada"), path);
    let (course, lesson, standing) = (sample::outline(lang), sample::lesson(lang), sample::standing());
    let refused = SignIn { login: "ada".into(), next: "/progress".into(), problem: Some(Problem::WrongLogin) };
    let account = Account {
        login: "ada".into(),
        name: "Ada".into(),
        sessions: 2,
        staff: true,
        news: Some(AccountNews::NameSaved),
    };
    vec![
        ("catalogue", ui::catalogue(&ada("/"), &[(course.clone(), standing.clone())])),
        ("catalogue-empty", ui::catalogue(&guest("/"), &[])),
        ("outline", ui::outline(&ada("/courses/maas"), &course, &standing, &[])),
        ("lesson", ui::lesson(&ada("/courses/maas/linear-regression"), &lesson, &course, &standing)),
        ("lesson-guest", ui::lesson(&guest("/courses/maas/linear-regression"), &lesson, &course, &Standing::default())),
        ("progress", ui::progress_page(&ada("/progress"), std::slice::from_ref(&course), &standing)),
        ("progress-guest", ui::progress_page(&guest("/progress"), &[course], &Standing::default())),
        ("sign-in", ui::sign_in(&guest("/sign-in"), &refused)),
        ("sign-up", ui::sign_up(&guest("/sign-up"), &SignUp::default())),
        ("account", ui::account(&ada("/account"), &account)),
        ("certificate", ui::certificate::page(&guest("/certificates/x"), &sample::certificate(false))),
        ("certificate-owner", ui::certificate::page(&ada("/certificates/x"), &sample::certificate(true))),
        ("certificate-down", ui::certificate::down(&guest("/certificates/x"), false)),
        ("certificates", ui::certificate::list(&ada("/certificates"), &[ui::certificate::Card::default()])),
        ("certificates-empty", ui::certificate::list(&ada("/certificates"), &[])),
        ("verify", ui::certificate::verify(&guest("/verify"), &sample::verification())),
        ("issuer", ui::certificate::issuer(&guest("/issuer"), &sample::issuer())),
        ("not-found", ui::notice(&guest("/nowhere"), Notice::NotFound)),
        ("fault", ui::notice(&guest("/x"), Notice::ServerFault { reference: Some("7f3a".into()) })),
    ]
}

fn each(check: impl Fn(&str, &str)) {
    for lang in Lang::ALL {
        for (name, html) in pages(lang) {
            check(&format!("{name}.{}", lang.code()), &html);
        }
    }
}

/// What stands between `open` and `close`, every time.
fn between<'a>(html: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(open).skip(1).filter_map(move |rest| rest.split(close).next())
}

#[test]
fn pages_are_left_for_looking_at() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    each(|name, html| {
        std::fs::write(folder.join(format!("{name}.html")), html).expect("the target folder can be written")
    });
}

#[test]
fn every_page_has_its_landmarks() {
    each(|name, html| {
        assert!(html.starts_with("<!DOCTYPE html><html lang=\""), "{name}");
        for (what, times) in
            [("<main id=\"main\"", 1), ("<h1", 1), ("<title>", 1), ("href=\"#main\"", 1), ("</html>", 1)]
        {
            assert_eq!(html.matches(what).count(), times, "{name}: {what}");
        }
    });
}

#[test]
fn the_security_policy_holds() {
    each(|name, html| {
        assert!(!html.contains(" style=\""), "{name} has an inline style");
        assert!(!html.contains("<style"), "{name} has a style element");
        for handler in [" onclick=", " onload=", " onchange=", "javascript:"] {
            assert!(!html.contains(handler), "{name}: {handler}");
        }
        for script in between(html, "<script", "</script>") {
            let (attributes, body) = script.split_once('>').expect("a script has an end");
            assert!(attributes.contains("nonce=\"n0nce\"") && body.is_empty(), "{name}: <script{script}");
        }
    });
}

#[test]
fn pages_without_islands_load_no_wasm() {
    each(|name, html| {
        let islands = html.contains("<leptos-island");
        assert_eq!(islands, html.contains("page.wasm"), "{name}");
        let cells = name.starts_with("lesson");
        assert_eq!(cells, html.contains("notebook.wasm"), "{name}");
    });
}

#[test]
fn every_word_is_found() {
    // A key that is missing in the locales shows as itself, such as `cell.run`.
    let sections: std::collections::BTreeSet<&str> = include_str!("../../locales/en.yml")
        .lines()
        .filter_map(|l| l.split_once('.'))
        .map(|(section, _)| section)
        .collect();
    each(|name, html| {
        for text in html.split('<').filter_map(|piece| piece.split_once('>')).flat_map(|(_, text)| text.lines()) {
            let key = text.split_once('.').is_some_and(|(section, rest)| {
                sections.contains(section) && rest.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.')
            });
            assert!(!key, "{name}: {text}");
        }
        assert!(!html.contains("%{"), "{name} has a hole in a sentence");
    });
}

#[test]
fn ids_are_unique_and_labels_find_their_fields() {
    each(|name, html| {
        let ids: Vec<&str> = between(html, " id=\"", "\"").collect();
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "{name}: {ids:?}");
        for attribute in [" for=\"", " aria-labelledby=\"", " aria-describedby=\"", " popovertarget=\""] {
            for id in between(html, attribute, "\"") {
                assert!(ids.contains(&id), "{name}: {attribute}{id}");
            }
        }
    });
}

#[test]
fn both_languages_have_every_word() {
    let keys = |file: &str| -> Vec<String> {
        file.lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split_once(": "))
            .map(|(k, _)| k.to_owned())
            .collect()
    };
    let (en, zh) = (keys(include_str!("../../locales/en.yml")), keys(include_str!("../../locales/zh.yml")));
    assert!(en.len() > 100);
    assert_eq!(en, zh);
}

#[test]
fn what_was_typed_is_escaped() {
    let chrome = chrome(Lang::En, Theme::Dark, Some("<script>alert(1)</script>"), "/\"><script>");
    let form = SignIn { login: "\"><script>".into(), next: "\"><script>".into(), problem: None };
    for html in [ui::sign_in(&chrome, &form), ui::sign_up(&chrome, &SignUp::default())] {
        let scripts = html.matches("<script").count();
        assert_eq!(scripts, 1, "only boot.js: {html}");
        assert!(html.contains("data-theme=\"dark\""));
    }
}

#[test]
fn a_lesson_reads_without_scripts() {
    let html = ui::lesson(
        &chrome(Lang::En, Theme::System, None, "/courses/maas/linear-regression"),
        &sample::lesson(Lang::En),
        &sample::outline(Lang::En),
        &Standing::default(),
    );
    for expected in
        ["<span class=\"k\">import</span> torch", "Think of the bias", "Which step size", "The loss after each step"]
    {
        assert!(html.contains(expected), "{expected}");
    }
    // Highlighted code stands in the page once; the island's properties carry the plain code only.
    assert_eq!(html.matches("<span class=\"k\">import</span> torch").count(), 1);
}

#[test]
fn a_finished_lesson_says_what_closes_its_ring() {
    let (outline, lesson) = (sample::outline(Lang::En), sample::lesson(Lang::En));
    let card = outline.lessons().find(|l| l.slug == lesson.slug).expect("the course lists the lesson").clone();
    let check = |standing: LessonStanding, expected: bool| {
        let known = Standing([("maas".into(), [(card.slug.clone(), standing.clone())].into())].into());
        let chrome = chrome(Lang::En, Theme::System, Some("Ada"), "/courses/maas/linear-regression");
        let html = ui::lesson(&chrome, &lesson, &outline, &known);
        assert_eq!(html.contains("The ring closes once"), expected, "{standing:?}");
    };
    let opened = LessonStanding { opened: true, ..LessonStanding::default() };
    let finished = LessonStanding { finished: true, ..opened.clone() };
    let passed = LessonStanding {
        exercises: card.exercises.iter().cloned().collect(),
        quizzes: card.quizzes.iter().map(|q| (q.clone(), true)).collect(),
        ..finished.clone()
    };
    check(opened, false);
    check(finished, true);
    check(passed, false);
}
