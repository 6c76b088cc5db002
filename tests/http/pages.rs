//! Pages of courses.

use std::fs;

use tests::Site;

#[tokio::test]
async fn courses_and_lessons_are_shown() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.get("/").await.check(200, "href=\"/courses/demo\"");
    browser.get("/courses/demo").await.check(200, "href=\"/courses/demo/good\"");
    browser.get("/courses/demo/good").await.check(200, "Hello.").check(200, "print");
    browser.get("/progress").await.check(200, "<main");
}

#[tokio::test]
async fn a_glossary_explains_the_words() {
    let site = Site::with(|root, _| {
        let toml = "[[terms]]\nen = \"loss\"\nzh = \"损失\"\nmeans = { en = \"How <wrong>.\", zh = \"错多少。\" }\nlesson = \"good\"\n";
        fs::write(root.join("content/demo/glossary.toml"), toml).expect("writable");
    })
    .await;
    let mut browser = site.browser();
    browser.get("/courses/demo").await.check(200, "href=\"/courses/demo/glossary\"");
    let page = browser.get("/courses/demo/glossary").await.check(200, "id=\"loss\"").check(200, "How &lt;wrong&gt;.");
    page.check(200, "href=\"/courses/demo/good\"");
    let without = Site::new().await;
    without.browser().get("/courses/demo/glossary").await.check(404, "<main");
    let outline = without.browser().get("/courses/demo").await.check(200, "<main").body;
    assert!(!outline.contains("glossary"), "{outline}");
}

#[tokio::test]
async fn broken_lessons_are_shown_with_a_notice() {
    let site = Site::new().await;
    let good = site.browser().get("/courses/demo/good").await.check(200, "Hello.").body;
    assert!(!good.contains("class=\"note warn"), "{good}");
    site.browser()
        .get("/courses/demo/broken")
        .await
        .check(200, "Text that is still there.")
        .check(200, "class=\"note warn");
    site.browser().get("/courses/demo/binary").await.check(200, "class=\"note warn");
}

#[tokio::test]
async fn unknown_addresses_get_a_page() {
    let site = Site::new().await;
    for path in
        ["/nothing", "/courses/none", "/courses/demo/none", "/courses", "/courses/demo/good/more", "/courses/%ff"]
    {
        let answer = site.browser().get(path).await;
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
        assert!(answer.body.contains("<main"), "{path}: {}", answer.body);
    }
    let api = site.browser().get("/api/none").await.check(404, "error");
    assert_eq!(api.header("content-type"), "application/json");
}

#[tokio::test]
async fn changed_content_is_shown_after_a_reload() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.get("/courses/demo/good").await.check(200, "Hello.");
    let path = site.folder().join("content/demo/01-good/lesson.md");
    let text = fs::read_to_string(&path).expect("readable");
    fs::write(&path, text.replace("Hello.", "Good-bye.")).expect("writable");
    browser.get("/courses/demo/good").await.check(200, "Hello.");
    site.state.reload();
    browser.get("/courses/demo/good").await.check(200, "Good-bye.");
    // What cannot be read leaves the old content in place.
    fs::rename(site.folder().join("content"), site.folder().join("gone")).expect("movable");
    site.state.reload();
    browser.get("/courses/demo/good").await.check(200, "Good-bye.");
}

#[tokio::test]
async fn an_address_written_in_many_ways_is_kept_once() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let kept = || site.state.snapshot().pages.len();
    assert_eq!(kept(), 0);
    for path in ["/courses/demo/good", "/courses/demo/%67ood", "/courses/%64emo/g%6Fod", "/courses/demo/g%6fod"] {
        browser.get(path).await.check(200, "Hello.");
        assert_eq!(kept(), 1, "{path}");
    }
    browser.get("/courses/demo/good?x=1").await.check(200, "Hello.");
    browser.get("/courses/demo/none").await.check(404, "<main");
    assert_eq!(kept(), 1);
    browser.saying("accept-language", "zh").get("/courses/demo/good").await.check(200, "Hello.");
    assert_eq!(kept(), 2);
}

#[tokio::test]
async fn files_that_cannot_be_read_do_not_take_the_course_down() {
    let site = Site::with(|root, _| {
        let lesson = root.join("content/demo/01-good");
        fs::create_dir(lesson.join("lesson.zh.md.d")).expect("a folder");
        #[cfg(unix)]
        for name in ["gone.csv", "../02-broken/gone.csv", "../gone"] {
            std::os::unix::fs::symlink("/no/such/file", lesson.join(name)).expect("a link that leads nowhere");
        }
    })
    .await;
    site.browser().get("/courses/demo/good").await.check(200, "Hello.");
    site.browser().get("/courses/demo/good/files/gone.csv").await.check(404, "<main");
}

#[tokio::test]
async fn two_folders_of_one_name_are_one_lesson_with_its_own_files() {
    let site = Site::with(|root, _| {
        for folder in ["04-good", "05-good"] {
            fs::create_dir(root.join("content/demo").join(folder)).expect("a folder");
            fs::write(root.join("content/demo").join(folder).join("data.csv"), "other\n").expect("a file");
        }
        fs::write(root.join("content/demo/05-good/lesson.md"), "---\ntitle: Other\n---\nOther.\n").expect("a file");
    })
    .await;
    site.browser().get("/courses/demo/good").await.check(200, "Hello.");
    site.browser().get("/courses/demo/good/files/data.csv").await.check(200, "x,y");
}

#[tokio::test]
async fn a_site_that_was_not_built_is_readable() {
    let site = Site::with(|_, settings| settings.site = Some("/no/such/folder".into())).await;
    site.browser().get("/courses/demo/good").await.check(200, "Hello.");
}

#[tokio::test]
async fn changes_are_told_to_browsers_only_when_they_are_followed() {
    let site = Site::new().await;
    site.browser().get("/watch").await.check(404, "<main");
    let page = site.browser().get("/").await.check(200, "<html");
    assert!(!page.body.contains("reload.js"), "{}", page.body);
    let site = Site::with(|_, settings| settings.watch = Some(true)).await;
    site.browser().get("/").await.check(200, "reload.js");
}
