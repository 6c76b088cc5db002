//! Files of lessons and of the built site.

use tests::Site;

#[tokio::test]
async fn a_lesson_hands_out_its_pictures_and_data() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let csv = browser.get("/courses/demo/good/files/data.csv").await.check(200, "1,2");
    assert!(csv.header("content-type").starts_with("text/csv"), "{:?}", csv.headers);
    let svg = browser.get("/courses/demo/good/files/plot.svg").await.check(200, "<svg");
    assert!(svg.header("content-type").starts_with("image/svg+xml"));
    assert!(svg.header("content-security-policy").contains("sandbox"), "{:?}", svg.headers);
    let part = site.browser().saying("range", "bytes=0-2").get("/courses/demo/good/files/data.csv").await;
    assert_eq!((part.status, part.body.as_str()), (206, "x,y"));
}

#[tokio::test]
async fn a_course_hands_out_its_data_and_a_lesson_names_what_it_reads() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let file = browser.get("/courses/demo/data/points.npz").await.check(200, "PK points");
    assert_eq!(file.header("cache-control"), "no-cache");
    let since = file.header("last-modified").to_owned();
    assert_eq!(browser.saying("if-modified-since", &since).get("/courses/demo/data/points.npz").await.status, 304);
    site.browser().get("/courses/demo/data/more/words.tsv").await.check(200, "one");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../secret.csv", site.folder().join("content/demo/data/link.csv")).expect("a link");
    for path in
        ["make.py", "link.csv", "../course.toml", "..%2f01-good%2fdata.csv", "%2e%2e/01-good/data.csv", "none.npz"]
    {
        let answer = site.browser().get(&format!("/courses/demo/data/{path}")).await;
        assert_eq!(answer.status, 404, "{path} gave {}", answer.body);
    }
    site.browser().get("/courses/none/data/points.npz").await.check(404, "<main");
    site.browser().get("/courses/demo/good").await.check(200, "/courses/demo/data/points.npz");
}

#[tokio::test]
async fn nothing_else_of_the_disk_is_handed_out() {
    let site = Site::new().await;
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../secret.csv", site.folder().join("content/demo/01-good/link.csv"))
        .expect("a link");
    let paths = [
        "lesson.md",
        "lesson.zh.md",
        ".hidden.csv",
        "link.csv",
        "nothing.csv",
        "../../secret.csv",
        "../../../secret.csv",
        "..%2f..%2fsecret.csv",
        "%2e%2e/%2e%2e/secret.csv",
        "%2e%2e%2f%2e%2e%2fsecret.csv",
        "..%5c..%5csecret.csv",
        "%2fetc%2fpasswd",
        "data.csv%00.png",
        "./data.csv",
        "data.csv/",
        "/data.csv",
        "",
    ];
    for path in paths {
        let answer = site.browser().get(&format!("/courses/demo/good/files/{path}")).await;
        assert!(matches!(answer.status, 404 | 308), "{path} gave {} {}", answer.status, answer.body);
        assert!(!answer.body.contains("secret\n"), "{path}");
    }
    for path in
        ["/assets/../manifest.json", "/assets/%2e%2e/%2e%2e/content/secret.csv", "/manifest.json", "/.git/config"]
    {
        site.browser().get(path).await.check(404, "<main");
    }
    site.browser().get("/courses/none/good/files/data.csv").await.check(404, "<main");
}

#[tokio::test]
async fn built_files_are_immutable_and_come_compressed() {
    let site = Site::new().await;
    let plain = site.browser().get("/assets/web-1/style.css").await.check(200, "margin");
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(plain.header("content-type").starts_with("text/css"));
    let mut modern = site.browser().saying("accept-encoding", "gzip, br");
    let small = modern.get("/assets/web-1/style.css").await.check(200, "not really brotli");
    assert_eq!(small.header("content-encoding"), "br");
    let gone = modern.get("/assets/web-0/style.css").await;
    assert_eq!(gone.status, 404);
    assert!(!gone.header("cache-control").contains("immutable"), "{:?}", gone.headers);
    site.browser().get("/robots.txt").await.check(200, "User-agent");
}
