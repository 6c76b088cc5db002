//! Grading: by a person, again, and what instructors see of it.

use std::fs;

use server::store::Hold;
use tests::Browser;

use super::{Room, choice, hand_in, number, save, text};

async fn with_essay() -> Room {
    Room::with(|exam, _| *exam = exam.replace("colour sum order", "colour essay")).await
}

async fn verify(root: &mut Browser, path: &str) {
    let desk = format!("/teach{path}");
    root.post(&format!("{desk}/decide"), &[("verdict", "verify")]).await.to(&desk);
}

#[tokio::test]
async fn a_person_reads_an_essay() {
    let mut room = with_essay().await;
    let (mut ada, path) = room.started("ada").await;
    save(&mut ada, &path, "q1", 0, choice("b")).await.check(200, "");
    save(&mut ada, &path, "q2", 0, text("<b>Because</b>")).await.check(200, "");
    hand_in(&mut ada, &path).await;
    ada.get(&format!("{path}/result")).await.check(200, "A reviewer looks");
    let desk = format!("/teach{path}");
    let page = room.root.get(&desk).await.check(200, "&lt;b&gt;Because");
    assert!(page.body.contains("Names a reason"), "{}", page.body);
    let root = &mut room.root;
    root.post(&format!("{desk}/decide"), &[("verdict", "verify")]).await.to(&format!("{desk}?problem=entry"));
    let refused = format!("{desk}?problem=entry");
    root.post(&format!("{desk}/grade"), &[("item", "q2"), ("points.0", "4"), ("points.1", "1")]).await.to(&refused);
    root.post(&format!("{desk}/grade"), &[("item", "q2"), ("points.0", "2.5")]).await.to(&refused);
    let points = [("item", "q2"), ("points.0", "2.5"), ("points.1", "1"), ("remark", "Good.")];
    root.post(&format!("{desk}/grade"), &points).await.to(&desk);
    verify(root, &path).await;
    // 2 of 2, 3.5 of 4, 0 of 2.
    ada.get(&format!("{path}/result")).await.check(200, "Passed with 68.75 %").check(200, "Good.");
}

#[tokio::test]
async fn an_attempt_is_set_aside_and_taken_up_again() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    hand_in(&mut ada, &path).await;
    let (desk, root) = (format!("/teach{path}"), &mut room.root);
    root.post(&format!("{desk}/decide"), &[("verdict", "reject"), ("why", " ")])
        .await
        .to(&format!("{desk}?problem=entry"));
    root.post(&format!("{desk}/decide"), &[("verdict", "reject"), ("why", "Two people")]).await.to(&desk);
    ada.get(&format!("{path}/result")).await.check(200, "set aside");
    root.get(&desk).await.check(200, "Two people");
    root.post(&format!("{desk}/decide"), &[("verdict", "review"), ("why", "A mistake")]).await.to(&desk);
    verify(root, &path).await;
    ada.get(&format!("{path}/result")).await.check(200, "Not passed");
}

#[tokio::test]
async fn a_late_answer_counts_if_a_reviewer_says_so() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    room.advance(61 * 60 * 1000);
    save(&mut ada, &path, "q1", 0, choice("b")).await.check(200, "\"late\":true");
    room.advance(60 * 60 * 1000);
    server::exam::keeper::close_due(&room.site.state).await;
    server::exam::grading::queue::work_off(&room.site.state).await;
    ada.get(&format!("{path}/result")).await.check(200, "Not passed: 0 %");
    let desk = format!("/teach{path}");
    room.root.get(&desk).await.check(200, "Arrived too late");
    room.root.post(&format!("{desk}/late"), &[("item", "q1")]).await.to(&desk);
    ada.get(&format!("{path}/result")).await.check(200, "Not passed: 25 %");
    room.root.post(&format!("{desk}/late"), &[("item", "q1")]).await.to(&format!("{desk}?problem=entry"));
}

#[tokio::test]
async fn a_changed_key_is_previewed_and_then_made_so() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    let (mut bob, other) = room.started("bob").await;
    save(&mut ada, &path, "q1", 0, choice("a")).await.check(200, "");
    save(&mut ada, &path, "q2", 0, number("271828")).await.check(200, "");
    save(&mut bob, &other, "q1", 0, choice("c")).await.check(200, "");
    hand_in(&mut ada, &path).await;
    hand_in(&mut bob, &other).await;
    let book = "/teach/demo/first";
    room.root.get(&format!("{book}/regrade")).await.check(200, "0 of 2 results");
    // What was found is kept until somebody wants to look again.
    let (mut eve, third) = room.started("eve").await;
    hand_in(&mut eve, &third).await;
    room.root.get(&format!("{book}/regrade")).await.check(200, "0 of 2 results");
    let again = [("version", ""), ("again", "yes")];
    room.root.post(&format!("{book}/regrade"), &again).await.to(&format!("{book}/regrade"));
    room.root.get(&format!("{book}/regrade")).await.check(200, "0 of 3 results");
    // Seven is a colour after all.
    let bank = room.site.folder().join("content/demo/exams/first/questions.md");
    let text = fs::read_to_string(&bank).expect("readable");
    fs::write(&bank, text.replace("- [ ] Seven", "- [x] Seven").replace("- [x] Blue", "- [ ] Blue")).expect("writable");
    room.site.state.reload();
    let page = room.root.get(&format!("{book}/regrade")).await.check(200, "1 of 3 results");
    assert!(page.body.contains("1: 0 → 2"), "{}", page.body);
    assert!(page.body.contains("25 %") && page.body.contains("50 %") && page.body.contains("ada"), "{}", page.body);
    // Looking changes nothing.
    ada.get(&format!("{path}/result")).await.check(200, "Not passed: 25 %");
    room.root.post(&format!("{book}/regrade"), &[("version", "old")]).await.to(&format!("{book}/regrade"));
    let version =
        page.body.split("name=\"version\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a version");
    room.root.post(&format!("{book}/regrade"), &[("version", version)]).await.to(book);
    ada.get(&format!("{path}/result")).await.check(200, "Passed with 50 %");
    let id = path.trim_start_matches("/attempts/");
    let verdicts = room.site.state.store.verdicts(id).await.expect("readable");
    assert_eq!(verdicts.len(), 2, "the old one stays on record");
    // The paper is still the one that was sat.
    room.root.get(&format!("/teach{path}")).await.check(200, "Seven");
}

#[tokio::test]
async fn an_answer_that_is_not_the_logs_is_seen() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    save(&mut ada, &path, "q1", 0, choice("a")).await.check(200, "");
    hand_in(&mut ada, &path).await;
    let desk = format!("/teach{path}");
    let page = room.root.get(&desk).await.check(200, "The log is whole");
    assert!(!page.body.contains("changed past the log"), "{}", page.body);
    let file = format!("sqlite://{}", room.site.folder().join("data/academy.db").display());
    sqlx::any::install_default_drivers();
    let mut thief = <sqlx::AnyConnection as sqlx::Connection>::connect(&file).await.expect("the file");
    let sql = "UPDATE exam_answers SET value = '{\"kind\":\"choice\",\"chosen\":[\"b\"]}' WHERE item = 'q1'";
    sqlx::query(sql).execute(&mut thief).await.expect("it is written");
    room.root.get(&desk).await.check(200, "changed past the log: question 1");
}

#[tokio::test]
async fn right_answers_wait_until_nobody_can_use_them() {
    let room = Room::with(|exam, _| *exam = exam.replace("feedback: items", "feedback: answers")).await;
    let (mut ada, path) = room.started("ada").await;
    hand_in(&mut ada, &path).await;
    let page = ada.get(&format!("{path}/result")).await.check(200, "Not passed");
    assert!(!page.body.contains("271828"), "{}", page.body);
    // The second attempt is the last.
    let second = super::prepare(&mut ada).await;
    ada.post(&format!("{second}/start"), &[]).await.to(&second);
    assert!(!ada.get(&format!("{path}/result")).await.body.contains("271828"));
    hand_in(&mut ada, &second).await;
    ada.get(&format!("{path}/result")).await.check(200, "271828");
}

#[tokio::test]
async fn the_gradebook_is_read_as_a_page_and_as_a_file() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    save(&mut ada, &path, "q1", 0, choice("b")).await.check(200, "");
    ada.post("/account/name", &[("name", "=Ada, 1+1")]).await.to("/account?done=name");
    hand_in(&mut ada, &path).await;
    room.root.get("/teach").await.check(200, "First exam");
    room.root.get("/teach/demo/first").await.check(200, "25 %");
    let file = room.root.get("/teach/demo/first/export.csv").await.check(200, "ada,\"'=Ada, 1+1\"");
    assert!(file.header("content-disposition").contains("attachment"));
    room.root.get("/teach/demo/first/statistics").await.check(200, "colour");
    room.root.get("/teach/demo/first/statistics.csv").await.check(200, "colour,1,1.000,");
    let answers = room.root.get("/teach/demo/first/answers.csv").await.check(200, ",1,1,colour,Blue,,2,2\r\n");
    assert!(answers.body.contains(",1,2,sum,,,0,2\r\n"), "{}", answers.body);
    // Who works with exams finds them in the bar.
    room.root.get("/").await.check(200, "href=\"/teach\"");
    assert!(!ada.get("/").await.body.contains("href=\"/teach\""));
}

#[tokio::test]
async fn a_pass_has_a_certificate_that_falls_with_its_verdict() {
    let mut room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    save(&mut ada, &path, "q1", 0, choice("b")).await.check(200, "");
    save(&mut ada, &path, "q2", 0, number("271828")).await.check(200, "");
    hand_in(&mut ada, &path).await;
    let page = ada.get(&format!("{path}/result")).await.check(200, "Passed with 50 %");
    let href =
        page.body.split("href=\"/certificates/").nth(1).and_then(|t| t.split('"').next()).expect("a certificate");
    ada.get(&format!("/certificates/{href}")).await.check(200, "First exam");
    let id = path.trim_start_matches("/attempts/");
    let certificate =
        || async { room.site.state.store.certificate_of_attempt(id).await.expect("readable").expect("it is there") };
    let one = certificate().await;
    assert_eq!((one.id.as_str(), one.award.score, one.status.hold), (href, 50.0, Hold::Valid));
    // Looking again issues nothing again.
    ada.get(&format!("{path}/result")).await.check(200, href);
    let desk = format!("/teach{path}");
    room.root.post(&format!("{desk}/decide"), &[("verdict", "reject"), ("why", "Not their own")]).await.to(&desk);
    assert_eq!(certificate().await.status.hold, Hold::Suspended);
    // Instructors find it from the attempt and from the gradebook.
    for page in [desk.as_str(), "/teach/demo/first"] {
        room.root.get(page).await.check(200, &format!("/certificates/{href}")).check(200, "suspended");
    }
}

#[tokio::test]
async fn who_fails_has_no_certificate() {
    let room = Room::new().await;
    let (mut ada, path) = room.started("ada").await;
    hand_in(&mut ada, &path).await;
    let page = ada.get(&format!("{path}/result")).await.check(200, "Not passed");
    assert!(!page.body.contains("/certificates/"), "{}", page.body);
    let id = path.trim_start_matches("/attempts/");
    assert!(room.site.state.store.certificate_of_attempt(id).await.expect("readable").is_none());
}
