//! A whole exam, on every database there is, with scripts and without.

use tests::{
    Site,
    database::postgres,
    exam::{self, CANARY},
};

use super::{Room, choice, hand_in, number, prepare, save, text};

async fn walk(site: Site) {
    let room = Room { root: site.browser(), site };
    let mut ada = room.site.browser();
    ada.get("/courses/demo").await.check(200, "/exams/demo/first");
    ada.get("/exams/demo/first").await.check(200, "/sign-in?next=/exams/demo/first");
    ada.sign_up("ada", "correct horse").await;
    let page = ada.get("/exams/demo/first").await.check(200, "Work alone.");
    assert!(!page.body.contains("Which of these"), "{}", page.body);
    let path = prepare(&mut ada).await;
    let page = ada.get(&path).await.check(200, "/start");
    assert!(!page.body.contains("Which of these"), "{}", page.body);
    ada.post(&format!("{path}/start"), &[]).await.to(&path);
    ada.get(&path).await.to(&format!("{path}/items/1"));
    ada.get(&format!("{path}/items/1")).await.check(200, "Which of these is a colour?");
    save(&mut ada, &path, "q1", 0, choice("b")).await.check(200, "\"revision\":1");
    save(&mut ada, &path, "q2", 0, number("271828")).await.check(200, "\"late\":false");
    ada.get(&format!("{path}/items/2")).await.check(200, "value=\"271828\"");
    // One question by a form, as without scripts.
    let order = [("o", "a"), ("o", "b"), ("o", "c"), ("go", "next")];
    ada.post(&format!("{path}/items/3"), &order).await.to(&format!("{path}/items/4"));
    ada.post(&format!("{path}/items/4"), &[("c", "true"), ("go", "next")]).await.to(&format!("{path}/items/5"));
    save(&mut ada, &path, "q5", 0, text("a guess")).await.check(200, "");
    ada.get(&format!("{path}/review")).await.check(200, "/submit");
    ada.post(&format!("{path}/submit"), &[]).await.to(&format!("{path}/review"));
    hand_in(&mut ada, &path).await;
    let receipt = ada.get(&format!("{path}/receipt")).await.check(200, "class=\"hash\"");
    assert!(receipt.body.contains("5 of 5"), "{}", receipt.body);
    ada.get(&path).await.to(&format!("{path}/result"));
    let result = ada.get(&format!("{path}/result")).await.check(200, "Passed with");
    assert!(!result.body.contains(CANARY), "{}", result.body);
    // Handing in twice changes nothing.
    hand_in(&mut ada, &path).await;
    save(&mut ada, &path, "q1", 1, choice("a")).await.check(200, "\"late\":true");
    ada.get(&format!("{path}/items/1")).await.to(&path);
    // The log of all this is whole.
    let id = path.trim_start_matches("/attempts/");
    let attempt = room.site.state.store.exam_attempt(id).await.expect("readable").expect("it is there");
    let log = room.site.state.store.exam_log(id).await.expect("readable");
    assert_eq!(server::exam::log::verify(&log, attempt.seq, &attempt.head), Ok(()));
    assert_eq!(room.site.state.store.count_jobs().await.expect("readable"), 0);
}

#[tokio::test]
async fn on_sqlite() {
    walk(Site::with(|root, _| exam::write(root, |_, _| {})).await).await;
}

#[tokio::test]
async fn on_postgresql() {
    let Some(url) = postgres().await else { return };
    let with = |root: &std::path::Path, settings: &mut server::Settings| {
        exam::write(root, |_, _| {});
        settings.database_url = Some(url);
    };
    walk(Site::with(with).await).await;
}

#[tokio::test]
async fn two_servers_work_off_one_queue() {
    let Some(url) = postgres().await else { return };
    let with = |root: &std::path::Path, settings: &mut server::Settings| {
        exam::write(root, |_, _| {});
        settings.database_url = Some(url.clone());
    };
    let (one, two) = (Site::with(with).await, Site::with(with).await);
    let room = Room { root: one.browser(), site: one };
    let mut paths = Vec::new();
    for i in 0..6 {
        paths.push(room.started(&format!("candidate-{i}")).await);
    }
    // Changes of one server reach pages that are open at the other.
    let mut others = server::exam::live::Others::default();
    let mut changes = two.state.exams.live.follow();
    others.look(&two.state).await;
    for site in [&room.site, &two] {
        site.state.clock.advance(2 * 60 * 60 * 1000);
    }
    server::exam::keeper::close_due(&room.site.state).await;
    let mut later = server::exam::live::Others::default();
    later.look(&two.state).await;
    assert_eq!(room.site.state.store.count_jobs().await.expect("readable"), 6);
    let work = server::exam::grading::queue::work_off;
    tokio::join!(work(&room.site.state), work(&two.state), work(&room.site.state), work(&two.state));
    later.look(&two.state).await;
    assert!(changes.try_recv().is_ok());
    for (mut browser, path) in paths {
        let id = path.trim_start_matches("/attempts/");
        assert_eq!(room.site.state.store.verdicts(id).await.expect("readable").len(), 1, "{path}");
        browser.get(&format!("{path}/result")).await.check(200, "Not passed");
    }
}
