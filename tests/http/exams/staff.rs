//! Roles: who may what.

use server::store::Role;
use tests::Browser;

use super::Room;

async fn somebody(room: &Room, login: &str, role: Option<Role>) -> Browser {
    let mut browser = room.site.browser();
    browser.sign_up(login, "correct horse").await;
    let (account, _) = room.site.state.store.account_by_login(login).await.expect("readable").expect("it is there");
    if let Some(role) = role {
        room.site.state.store.grant_role(&account.id, role).await.expect("writable");
    }
    browser
}

#[tokio::test]
async fn every_route_asks_for_its_role() {
    let room = Room::new().await;
    let (_, path) = room.started("ada").await;
    let mut student = somebody(&room, "sam", None).await;
    let mut proctor = somebody(&room, "pat", Some(Role::Proctor)).await;
    let mut instructor = somebody(&room, "ina", Some(Role::Instructor)).await;
    let mut stranger = room.site.browser();
    let desk = format!("/teach{path}");
    // Page, and whether a proctor may see it.
    let pages = [
        ("/teach", true),
        ("/teach/demo/first", true),
        (desk.as_str(), true),
        ("/teach/demo/first/export.csv", false),
        ("/teach/demo/first/answers.csv", false),
        ("/teach/demo/first/statistics.csv", false),
        ("/teach/demo/first/statistics", false),
        ("/teach/demo/first/regrade", false),
    ];
    for (page, proctors) in pages {
        student.get(page).await.check(403, "<main");
        stranger.get(page).await.check(401, "");
        instructor.get(page).await.check(200, "");
        proctor.get(page).await.check(if proctors { 200 } else { 403 }, "");
    }
    let forms = [("/time", true), ("/pause", true), ("/decide", false), ("/grade", false), ("/late", false)];
    for (form, proctors) in forms {
        let fields = [("minutes", "1"), ("on", "no"), ("verdict", "verify"), ("item", "q1")];
        student.post(&format!("{desk}{form}"), &fields).await.check(403, "<main");
        let answer = proctor.post(&format!("{desk}{form}"), &fields).await;
        assert_eq!(answer.status, if proctors { 303 } else { 403 }, "{form}");
    }
    for form in ["closing", "accommodations", "groups", "regrade"] {
        let fields = [("closes", "x"), ("who", "x"), ("percent", "1"), ("name", "x"), ("login", "x"), ("version", "x")];
        student.post(&format!("/teach/demo/first/{form}"), &fields).await.check(403, "<main");
        proctor.post(&format!("/teach/demo/first/{form}"), &fields).await.check(403, "<main");
    }
    // A proctor sees the clock and the log, not the answers.
    let page = proctor.get(&desk).await.check(200, "The log is whole");
    assert!(!page.body.contains("Which of these"), "{}", page.body);
    instructor.get(&desk).await.check(200, "Which of these");
}

#[tokio::test]
async fn only_the_first_account_is_administrator() {
    let mut room = Room::new().await;
    room.root.get("/teach").await.check(200, "");
    let mut second = room.site.browser();
    second.sign_up("second", "correct horse").await;
    second.get("/teach").await.check(403, "");
}
