//! Joins two standings. Everything in a standing only ever grows, so joining is a union and order does not matter.

use course::progress::{LessonStanding, Standing};

/// Adds to `known` what `more` says of one lesson.
pub fn merge(known: &mut Standing, course: &str, lesson: &str, more: &LessonStanding) {
    if *more == LessonStanding::default() {
        return;
    }
    let here = known.0.entry(course.to_owned()).or_default().entry(lesson.to_owned()).or_default();
    here.opened |= more.opened;
    here.finished |= more.finished;
    here.cells.extend(more.cells.iter().cloned());
    here.exercises.extend(more.exercises.iter().cloned());
    for (quiz, right) in &more.quizzes {
        *here.quizzes.entry(quiz.clone()).or_default() |= right;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use course::progress::{Event, EventKind};

    fn event(kind: EventKind) -> Event {
        Event { id: "x".into(), at: 0, course: "c".into(), lesson: "l".into(), kind }
    }

    fn check(server: &[EventKind], here: &[EventKind]) {
        let of = |kinds: &[EventKind]| Standing::of(&kinds.iter().cloned().map(event).collect::<Vec<_>>());
        let mut joined = of(here);
        merge(&mut joined, "c", "l", &of(server).lesson("c", "l"));
        assert_eq!(joined, of(&[server, here].concat()));
    }

    #[test]
    fn joining_is_adding_up_both_logs() {
        let quiz = |correct| EventKind::QuizAnswered { quiz: "q".into(), correct };
        let cell = |c: &str| EventKind::CellRun { cell: c.into() };
        check(&[], &[]);
        check(&[EventKind::LessonOpened], &[]);
        check(&[quiz(true)], &[quiz(false)]);
        check(&[quiz(false), cell("a")], &[quiz(true), cell("b"), EventKind::LessonFinished]);
        check(&[EventKind::ExercisePassed { cell: "e".into() }], &[cell("a")]);
    }
}
