//! Progress: an append-only log of events, and what it adds up to. Adding up is a pure function that does not mind
//! order or repetition, so browser and server agree however late or often an event arrives.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{LessonCard, Outline};

/// Something a student did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// UUID made where it happened; the same id twice is the same event.
    pub id: String,
    /// Milliseconds since 1970 by the clock of the machine where it happened.
    pub at: i64,
    /// Course slug.
    pub course: String,
    /// Lesson slug.
    pub lesson: String,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EventKind {
    /// The lesson's page was opened.
    LessonOpened,
    /// A cell ran without an error.
    CellRun {
        /// The cell.
        cell: String,
    },
    /// All checks of an exercise were passed.
    ExercisePassed {
        /// The exercise's cell.
        cell: String,
    },
    /// A quiz was answered.
    QuizAnswered {
        /// The quiz.
        quiz: String,
        /// Whether the answer was right.
        correct: bool,
    },
    /// The student said so, or went on from the lesson's end.
    LessonFinished,
}

/// What a log of events adds up to, by course and lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing(pub BTreeMap<String, BTreeMap<String, LessonStanding>>);

/// How far a student is in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LessonStanding {
    /// Was opened.
    pub opened: bool,
    /// Cells that ran.
    pub cells: BTreeSet<String>,
    /// Exercises that were passed.
    pub exercises: BTreeSet<String>,
    /// Quizzes that were answered, and whether ever rightly.
    pub quizzes: BTreeMap<String, bool>,
    /// Was finished.
    pub finished: bool,
}

/// The ring beside a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ring {
    /// Not opened.
    Empty,
    /// Opened.
    Half,
    /// Every exercise passed and every quiz answered rightly; where there are none, finished.
    Full,
}

impl Standing {
    /// Adds one event.
    pub fn add(&mut self, event: &Event) {
        let lesson = self.0.entry(event.course.clone()).or_default().entry(event.lesson.clone()).or_default();
        lesson.opened = true;
        match &event.kind {
            EventKind::LessonOpened => {}
            EventKind::CellRun { cell } => {
                lesson.cells.insert(cell.clone());
            }
            EventKind::ExercisePassed { cell } => {
                lesson.exercises.insert(cell.clone());
            }
            EventKind::QuizAnswered { quiz, correct } => {
                *lesson.quizzes.entry(quiz.clone()).or_default() |= correct;
            }
            EventKind::LessonFinished => lesson.finished = true,
        }
    }

    /// All events added up.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Standing {
        let mut standing = Standing::default();
        events.into_iter().for_each(|e| standing.add(e));
        standing
    }

    /// What is known of a lesson; empty if nothing.
    pub fn lesson(&self, course: &str, lesson: &str) -> LessonStanding {
        self.0.get(course).and_then(|c| c.get(lesson)).cloned().unwrap_or_default()
    }

    /// How many lessons of a course are done, and how many there are.
    pub fn done(&self, course: &Outline) -> (usize, usize) {
        let lessons: Vec<_> = course.lessons().collect();
        let full = lessons.iter().filter(|l| self.lesson(&course.slug, &l.slug).ring(l) == Ring::Full).count();
        (full, lessons.len())
    }
}

impl LessonStanding {
    /// The ring that the outline shows. Parts that a newer version of the lesson no longer has do not count.
    pub fn ring(&self, lesson: &LessonCard) -> Ring {
        let graded = !lesson.exercises.is_empty() || !lesson.quizzes.is_empty();
        let passed = lesson.exercises.iter().all(|e| self.exercises.contains(e))
            && lesson.quizzes.iter().all(|q| self.quizzes.get(q) == Some(&true));
        match (self.opened, graded, passed, self.finished) {
            (false, ..) => Ring::Empty,
            (_, true, true, _) | (_, false, _, true) => Ring::Full,
            _ => Ring::Half,
        }
    }

    /// How much of a lesson's counted parts is done, 0 to 1.
    pub fn share(&self, lesson: &LessonCard) -> f64 {
        let total = lesson.cells.len() + lesson.exercises.len() + lesson.quizzes.len();
        if total == 0 {
            return f64::from(u8::from(self.finished));
        }
        let done = lesson.cells.iter().filter(|c| self.cells.contains(*c)).count()
            + lesson.exercises.iter().filter(|e| self.exercises.contains(*e)).count()
            + lesson.quizzes.iter().filter(|q| self.quizzes.get(*q) == Some(&true)).count();
        done as f64 / total as f64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Track;

    fn event(id: u32, lesson: &str, kind: EventKind) -> Event {
        Event { id: format!("e{id}"), at: i64::from(id), course: "c".into(), lesson: lesson.into(), kind }
    }

    fn card(cells: &[&str], exercises: &[&str], quizzes: &[&str]) -> LessonCard {
        let own = |ids: &[&str]| ids.iter().map(ToString::to_string).collect();
        LessonCard {
            slug: "a".into(),
            title: "A".into(),
            summary: String::new(),
            minutes: 1,
            cells: own(cells),
            exercises: own(exercises),
            quizzes: own(quizzes),
        }
    }

    fn cell_run(cell: &str) -> EventKind {
        EventKind::CellRun { cell: cell.into() }
    }

    fn passed(cell: &str) -> EventKind {
        EventKind::ExercisePassed { cell: cell.into() }
    }

    fn answered(quiz: &str, correct: bool) -> EventKind {
        EventKind::QuizAnswered { quiz: quiz.into(), correct }
    }

    /// After these events the lesson has this ring and this share.
    fn check(lesson: &LessonCard, kinds: &[EventKind], ring: Ring, share: f64) {
        let events: Vec<_> = (0..).zip(kinds).map(|(i, k)| event(i, "a", k.clone())).collect();
        let standing = Standing::of(&events).lesson("c", "a");
        assert_eq!((standing.ring(lesson), standing.share(lesson)), (ring, share), "{kinds:?}");
    }

    #[test]
    fn a_lesson_without_graded_parts_is_full_when_finished() {
        let lesson = card(&["x", "y"], &[], &[]);
        check(&lesson, &[], Ring::Empty, 0.0);
        check(&lesson, &[EventKind::LessonOpened], Ring::Half, 0.0);
        check(&lesson, &[cell_run("x")], Ring::Half, 0.5);
        check(&lesson, &[cell_run("x"), cell_run("x")], Ring::Half, 0.5);
        check(&lesson, &[EventKind::LessonFinished], Ring::Full, 0.0);
        check(&card(&[], &[], &[]), &[EventKind::LessonFinished], Ring::Full, 1.0);
    }

    #[test]
    fn graded_parts_fill_the_ring_and_finishing_does_not() {
        let lesson = card(&[], &["e"], &["q"]);
        check(&lesson, &[EventKind::LessonFinished], Ring::Half, 0.0);
        check(&lesson, &[passed("e")], Ring::Half, 0.5);
        check(&lesson, &[passed("e"), answered("q", false)], Ring::Half, 0.5);
        check(&lesson, &[passed("e"), answered("q", true)], Ring::Full, 1.0);
    }

    #[test]
    fn a_right_answer_is_not_lost_to_a_later_wrong_one() {
        check(&card(&[], &[], &["q"]), &[answered("q", true), answered("q", false)], Ring::Full, 1.0);
    }

    #[test]
    fn parts_that_are_gone_do_not_count() {
        check(&card(&["x"], &["e"], &[]), &[passed("old"), cell_run("gone")], Ring::Half, 0.0);
    }

    #[test]
    fn a_course_counts_its_full_lessons() {
        let lessons = vec![card(&[], &[], &[]), LessonCard { slug: "b".into(), ..card(&[], &["e"], &[]) }];
        let track = Track { title: "T".into(), lessons };
        let outline = Outline {
            slug: "c".into(),
            title: "C".into(),
            summary: String::new(),
            glossary: false,
            tracks: vec![track],
        };
        let log = [event(1, "a", EventKind::LessonFinished), event(2, "b", EventKind::LessonOpened)];
        assert_eq!(Standing::of(&log).done(&outline), (1, 2));
        assert_eq!(Standing::default().done(&outline), (0, 2));
    }

    #[test]
    fn events_have_a_flat_wire_format() {
        let json = serde_json::to_value(event(7, "a", answered("q", true))).unwrap();
        let expected = serde_json::json!({
            "id": "e7", "at": 7, "course": "c", "lesson": "a", "kind": "quiz-answered", "quiz": "q", "correct": true,
        });
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event(7, "a", answered("q", true)));
    }

    fn kinds() -> impl Strategy<Value = EventKind> {
        let name = || prop::sample::select(vec!["x", "y", "z"]);
        prop_oneof![
            Just(EventKind::LessonOpened),
            Just(EventKind::LessonFinished),
            name().prop_map(cell_run),
            name().prop_map(passed),
            (name(), any::<bool>()).prop_map(|(q, c)| answered(q, c)),
        ]
    }

    fn logs() -> impl Strategy<Value = Vec<Event>> {
        let entry = (kinds(), prop::sample::select(vec!["a", "b"]));
        prop::collection::vec(entry, 0..20)
            .prop_map(|entries| (0..).zip(entries).map(|(i, (kind, lesson))| event(i, lesson, kind)).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn order_does_not_matter((log, shuffled) in logs().prop_flat_map(|l| (Just(l.clone()), Just(l).prop_shuffle()))) {
            prop_assert_eq!(Standing::of(&log), Standing::of(&shuffled));
        }

        #[test]
        fn repetition_does_not_matter(log in logs(), again in prop::collection::vec(any::<prop::sample::Index>(), 0..10)) {
            let mut repeated = log.clone();
            if !log.is_empty() {
                repeated.extend(again.iter().map(|i| i.get(&log).clone()));
            }
            prop_assert_eq!(Standing::of(&log), Standing::of(&repeated));
        }

        #[test]
        fn halves_add_up_to_the_whole(log in logs(), at in any::<prop::sample::Index>()) {
            let (first, second) = log.split_at(at.index(log.len() + 1));
            let mut standing = Standing::of(first);
            second.iter().for_each(|e| standing.add(e));
            prop_assert_eq!(standing, Standing::of(&log));
        }

        #[test]
        fn a_standing_survives_storage(log in logs()) {
            let standing = Standing::of(&log);
            let stored = serde_json::to_string(&standing).unwrap();
            prop_assert_eq!(serde_json::from_str::<Standing>(&stored).unwrap(), standing);
        }
    }
}
