//! The clock from outside: a second before and a second after each moment that matters.

use server::{
    clock::{MINUTE, SECOND},
    exam::{State, keeper, timing::GRACE},
};

use super::{Room, choice, hand_in, save};

async fn state(room: &Room, path: &str) -> State {
    let id = path.trim_start_matches("/attempts/");
    room.site.state.store.exam_attempt(id).await.expect("readable").expect("it is there").state
}

#[tokio::test]
async fn an_answer_counts_until_the_deadline_and_is_kept_afterwards() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    room.advance(60 * MINUTE - SECOND);
    save(&mut ada, &path, "q1", 0, choice("a")).await.check(200, "\"late\":false");
    ada.get(&format!("{path}/items/1")).await.check(200, "Which of these");
    room.advance(2 * SECOND);
    save(&mut ada, &path, "q1", 1, choice("b")).await.check(200, "\"late\":true");
    assert_eq!(state(&room, &path).await, State::Overdue);
    ada.get(&format!("{path}/items/1")).await.to(&path);
    ada.get(&format!("{path}/receipt")).await.check(200, "arrived after the end");
    room.advance(GRACE);
    keeper::close_due(&room.site.state).await;
    assert_eq!(state(&room, &path).await, State::TimedOut);
    server::exam::grading::queue::work_off(&room.site.state).await;
    assert_eq!(state(&room, &path).await, State::Verified);
    // What counted was wrong, what came late was right: it does not count.
    ada.get(&format!("{path}/result")).await.check(200, "Not passed: 0 %");
}

#[tokio::test]
async fn what_nobody_hands_in_is_closed_by_the_server() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    save(&mut ada, &path, "q1", 0, choice("b")).await.check(200, "");
    for (by, expected) in [
        (60 * MINUTE - SECOND, State::Started),
        (2 * SECOND, State::Overdue),
        (GRACE - 2 * SECOND, State::Overdue),
        (2 * SECOND, State::TimedOut),
    ] {
        room.advance(by);
        keeper::close_due(&room.site.state).await;
        assert_eq!(state(&room, &path).await, expected, "after {by} more");
    }
}

#[tokio::test]
async fn more_time_and_pauses_move_the_deadline() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    let desk = format!("/teach{path}");
    room.advance(50 * MINUTE);
    room.root.post(&format!("{desk}/pause"), &[("on", "yes")]).await.to(&desk);
    room.advance(30 * MINUTE);
    keeper::close_due(&room.site.state).await;
    ada.get(&format!("/api{path}")).await.check(200, "\"paused\":true");
    room.root.post(&format!("{desk}/pause"), &[("on", "no")]).await.to(&desk);
    room.advance(10 * MINUTE - SECOND);
    save(&mut ada, &path, "q1", 0, choice("a")).await.check(200, "\"late\":false");
    room.advance(2 * SECOND);
    save(&mut ada, &path, "q1", 1, choice("b")).await.check(200, "\"late\":true");
    room.root.post(&format!("{desk}/time"), &[("minutes", "5")]).await.to(&desk);
    save(&mut ada, &path, "q1", 2, choice("b")).await.check(200, "\"late\":false");
    room.root.post(&format!("{desk}/time"), &[("minutes", "0")]).await.to(&format!("{desk}?problem=entry"));
}

#[tokio::test]
async fn a_pause_is_no_time_for_free() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    save(&mut ada, &path, "q1", 0, choice("a")).await.check(200, "\"late\":false");
    let desk = format!("/teach{path}");
    room.root.post(&format!("{desk}/pause"), &[("on", "yes")]).await.to(&desk);
    let page = ada.get(&format!("{path}/items/1")).await.check(200, "A proctor has stopped the clock");
    for words in ["Which of these", "What is the sum", "Water is wet"] {
        assert!(!page.body.contains(words), "{}", page.body);
    }
    save(&mut ada, &path, "q1", 1, choice("b")).await.check(200, "\"late\":true");
    let here = format!("{path}/items/4");
    ada.post(&here, &[("c", "true"), ("go", "next")]).await.to(&here);
    room.root.post(&format!("{desk}/pause"), &[("on", "no")]).await.to(&desk);
    // Nothing is lost: what was sent is kept, counts for nothing yet, and nothing was left behind.
    ada.get(&format!("{path}/items/1")).await.check(200, "Which of these").check(200, "value=\"a\" checked");
    ada.get(&here).await.check(200, "Water is wet");
    save(&mut ada, &path, "q1", 2, choice("b")).await.check(200, "\"late\":false");
    let page = room.root.get(&desk).await.check(200, "The log is whole");
    assert!(!page.body.contains("changed past the log"), "{}", page.body);
}

#[tokio::test]
async fn extra_time_belongs_to_candidates_and_groups() {
    let mut room = Room::new().await;
    for login in ["ada", "bob", "eve"] {
        room.site.browser().sign_up(login, "correct horse").await;
    }
    let book = "/teach/demo/first";
    room.root.post(&format!("{book}/accommodations"), &[("who", "ada"), ("percent", "25")]).await.to(book);
    room.root.post(&format!("{book}/groups"), &[("name", "slow"), ("login", "bob")]).await.to(book);
    room.root.post(&format!("{book}/accommodations"), &[("who", "group:slow"), ("percent", "50")]).await.to(book);
    let nobody = [("who", "zoe"), ("percent", "50")];
    room.root.post(&format!("{book}/accommodations"), &nobody).await.to(&format!("{book}?problem=who"));
    // Groups are listed and left again; one without a name is none.
    let page = room.root.get(book).await.check(200, "group:slow · bob");
    assert!(page.body.contains("group:slow: 50 %") || page.body.contains("group:slow"), "{}", page.body);
    let nameless = [("who", "group: "), ("percent", "50")];
    room.root.post(&format!("{book}/accommodations"), &nameless).await.to(&format!("{book}?problem=who"));
    for leave in ["yes", ""] {
        let form = [("name", "slow"), ("login", "bob"), ("leave", leave)];
        room.root.post(&format!("{book}/groups"), &form).await.to(book);
        let listed = room.root.get(book).await.body.contains("group:slow · bob");
        assert_eq!(listed, leave.is_empty());
    }
    for (login, minutes) in [("ada", "1 h 15 min"), ("bob", "1 h 30 min"), ("eve", "1 h")] {
        let mut browser = room.site.browser();
        browser.post("/sign-in", &[("login", login), ("password", "correct horse")]).await.to("/");
        browser.get("/exams/demo/first").await.check(200, &format!("<dd>{minutes}</dd>"));
        let path = super::prepare(&mut browser).await;
        browser.get(&path).await.check(200, &format!("You have {minutes}."));
    }
    // More is given to somebody who has not started yet.
    let (mut zoe, path) = room.ready("zoe").await;
    room.root.post(&format!("{book}/accommodations"), &[("who", "zoe"), ("percent", "100")]).await.to(book);
    zoe.post(&format!("{path}/start"), &[]).await.to(&path);
    zoe.get(&format!("{path}/items/1")).await.check(200, "left of 2 h");
}

#[tokio::test]
async fn a_closing_time_that_changes_reaches_those_who_sit() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    let mut changes = room.site.state.exams.live.follow();
    let book = "/teach/demo/first";
    room.root.post(&format!("{book}/closing"), &[("closes", "soon")]).await.to(&format!("{book}?problem=time"));
    // A slip of the pen in the year ends nobody's time.
    let past = format!("{book}?problem=past&closes=2000-01-01T00:00:00Z");
    room.root.post(&format!("{book}/closing"), &[("closes", "2000-01-01T00:00:00Z")]).await.to(&past);
    let page = room.root.get(&past).await.check(200, "That moment is in the past");
    assert!(page.body.contains("value=\"2000-01-01T00:00\"") && page.body.contains("name=\"past\""), "{}", page.body);
    save(&mut ada, &path, "q1", 0, choice("a")).await.check(200, "\"late\":false");
    room.root.post(&format!("{book}/closing"), &[("closes", "2099-01-01T00:00")]).await.to(book);
    room.root.get(book).await.check(200, "value=\"2099-01-01T00:00\"");
    room.root.post(&format!("{book}/closing"), &[("clear", "yes")]).await.to(book);
    let page = room.root.get(book).await;
    assert!(!page.body.contains("2099") && !page.body.contains("name=\"clear\""), "{}", page.body);
    assert_eq!(changes.recv().await.as_deref(), Ok(path.trim_start_matches("/attempts/")));
    assert_eq!(changes.recv().await.as_deref(), Ok(path.trim_start_matches("/attempts/")));
    let confirmed = [("closes", "2000-01-01T00:00"), ("past", "yes")];
    room.root.post(&format!("{book}/closing"), &confirmed).await.to(book);
    assert_eq!(changes.recv().await.as_deref(), Ok(path.trim_start_matches("/attempts/")));
    save(&mut ada, &path, "q1", 1, choice("b")).await.check(200, "\"late\":true");
    let mut eve = room.site.browser();
    eve.sign_up("eve", "correct horse").await;
    eve.get("/exams/demo/first").await.check(200, "This exam is closed.");
    eve.post("/exams/demo/first", &[("agree", "yes")]).await.to("/exams/demo/first");
}

#[tokio::test]
async fn attempts_are_counted() {
    let room = Room::with(|exam, _| *exam = exam.replace("attempts: 2", "attempts: 2\nwait: 1 hour")).await;
    let (mut ada, path) = room.started("ada").await;
    ada.get("/exams/demo/first").await.check(200, "under way");
    ada.post("/exams/demo/first", &[("agree", "yes")]).await.to("/exams/demo/first");
    hand_in(&mut ada, &path).await;
    ada.post("/exams/demo/first", &[("agree", "yes")]).await.to("/exams/demo/first");
    room.advance(60 * MINUTE - SECOND);
    ada.get("/exams/demo/first").await.check(200, "The next attempt can begin");
    room.advance(2 * SECOND);
    let second = super::prepare(&mut ada).await;
    assert_ne!(second, path);
    ada.post(&format!("{second}/start"), &[]).await.to(&second);
    hand_in(&mut ada, &second).await;
    room.advance(60 * MINUTE);
    ada.get("/exams/demo/first").await.check(200, "You have used all attempts.");
}
