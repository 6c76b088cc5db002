//! The event log.

use course::progress::{Event, EventKind};

use crate::stores;

pub fn opened(id: &str, at: i64) -> Event {
    let (course, lesson) = ("demo".to_owned(), "good".to_owned());
    Event { id: id.to_owned(), at, course, lesson, kind: EventKind::LessonOpened }
}

#[tokio::test]
async fn every_kind_of_event_comes_back_as_it_was() {
    for (name, store, _folder) in stores().await {
        let ada = store.create_account("ada", "Ada", "hash", 1).await.expect("room").id;
        let kinds = [
            EventKind::LessonOpened,
            EventKind::CellRun { cell: "a \"cell\" 模".into() },
            EventKind::ExercisePassed { cell: "b".into() },
            EventKind::QuizAnswered { quiz: "q".into(), correct: true },
            EventKind::LessonFinished,
        ];
        let events: Vec<Event> =
            kinds.into_iter().zip(10..).map(|(kind, at)| Event { kind, ..opened(&format!("e{at}"), at) }).collect();
        store.add_events(&ada, &events, 1).await.expect("room");
        assert_eq!(store.events(&ada, 0).await.expect("readable"), events, "{name}");
    }
}

#[tokio::test]
async fn an_event_counts_once_however_often_it_comes() {
    for (name, store, _folder) in stores().await {
        let ada = store.create_account("ada", "Ada", "hash", 1).await.expect("room").id;
        let eve = store.create_account("eve", "Eve", "hash", 1).await.expect("room").id;
        let events = [opened("e1", 1), opened("e2", 2)];
        let sends = (0..6).map(|i| {
            let (store, ada, events) = (store.clone(), ada.clone(), events.clone());
            tokio::spawn(async move { store.add_events(&ada, &events[i % 2..], 1).await })
        });
        for send in sends.collect::<Vec<_>>() {
            send.await.expect("no panic").expect("room");
        }
        assert_eq!(store.count_events(&ada).await.expect("readable"), 2, "{name}");
        // Ids are made in browsers: somebody else's event may have the same one.
        store.add_events(&eve, &events[..1], 1).await.expect("room");
        assert_eq!(store.count_events(&eve).await.expect("readable"), 1, "{name}");
        assert_eq!(store.count_events(&ada).await.expect("readable"), 2, "{name}");
    }
}

#[tokio::test]
async fn only_what_arrived_since_is_read() {
    for (name, store, _folder) in stores().await {
        let ada = store.create_account("ada", "Ada", "hash", 1).await.expect("room").id;
        store.add_events(&ada, &[opened("late", 900)], 100).await.expect("room");
        store.add_events(&ada, &[opened("early", 3)], 200).await.expect("room");
        let ids = async |since| -> Vec<String> {
            store.events(&ada, since).await.expect("readable").into_iter().map(|e| e.id).collect()
        };
        assert_eq!(ids(0).await, ["early", "late"], "{name}");
        assert_eq!(ids(150).await, ["early"], "{name}");
        assert!(ids(201).await.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_batch_is_kept_as_a_whole_or_not_at_all() {
    for (name, store, _folder) in stores().await {
        let nobody = store.add_events("no such account", &[opened("e1", 1)], 1).await;
        assert!(nobody.is_err(), "{name}");
        assert_eq!(store.count_events("no such account").await.expect("readable"), 0, "{name}");
    }
}
