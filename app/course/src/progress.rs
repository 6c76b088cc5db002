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
