//! Language and theme.

use tests::Site;

#[tokio::test]
async fn the_language_follows_the_browser_and_the_switch() {
    let site = Site::new().await;
    let check = async |accept: &str, cookie: &str, path: &str, expected: &str| {
        let mut browser = site.browser().saying("accept-language", accept);
        if !cookie.is_empty() {
            browser.post("/preferences", &[("lang", cookie), ("back", path)]).await.to(path);
        }
        browser.get(path).await.check(200, expected);
    };
    check("en", "", "/courses/demo/good", "lang=\"en\"").await;
    check("en", "", "/courses/demo/good", "Good lesson").await;
    check("zh-CN,zh;q=0.9", "", "/courses/demo/good", "lang=\"zh-Hans\"").await;
    check("zh-CN,zh;q=0.9", "", "/courses/demo/good", "好课").await;
    check("zh-CN", "en", "/courses/demo", "Demo course").await;
    check("en", "zh", "/", "示范课程").await;
    check("fr", "xx", "/", "Demo course").await;
}

#[tokio::test]
async fn a_lesson_without_translation_is_there_all_the_same() {
    let site = Site::new().await;
    site.browser().saying("accept-language", "zh").get("/courses/demo/binary").await.check(200, "lang=\"zh-Hans\"");
}

#[tokio::test]
async fn the_theme_is_kept_and_cached_pages_do_not_mix_it_up() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let page = browser.get("/courses/demo/good").await.check(200, "<html");
    assert!(!page.body.contains("<html lang=\"en\" data-theme"), "{}", page.body);
    for theme in ["dark", "light"] {
        browser.post("/preferences", &[("theme", theme)]).await.to("/");
        browser.get("/courses/demo/good").await.check(200, &format!("data-theme=\"{theme}\""));
    }
    browser.post("/preferences", &[("theme", "system")]).await.to("/");
    let page = browser.get("/courses/demo/good").await.check(200, "<html");
    assert!(!page.body.contains("<html lang=\"en\" data-theme"), "{}", page.body);
}
