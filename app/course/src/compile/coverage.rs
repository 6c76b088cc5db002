//! Which lessons, exercises and exam questions serve what a course says that it must cover.

use super::output::CompiledCourse;
use crate::model::Lang;

/// One code of the curriculum and what serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The code, such as `S7`.
    pub code: String,
    /// What it stands for.
    pub text: String,
    /// Slugs of the lessons that name it in `covers`.
    pub lessons: Vec<String>,
    /// How many graded exercises these lessons have.
    pub exercises: usize,
    /// How many questions of the course's exams ask about it.
    pub questions: usize,
}

impl Coverage {
    /// Whether something is missing; `examined` says whether the course has exams at all.
    pub fn is_thin(&self, examined: bool) -> bool {
        self.lessons.is_empty() || self.exercises == 0 || (examined && self.questions == 0)
    }
}

/// One row for every code, in the order of `course.toml`.
pub fn coverage(course: &CompiledCourse) -> Vec<Coverage> {
    let order: Vec<&str> =
        course.outline(Lang::En).into_iter().flat_map(|o| o.lessons()).map(|l| l.slug.as_str()).collect();
    let row = |(code, text): &(String, String)| {
        let serves = |slug: &&&str| course.lesson(slug, Lang::En).is_some_and(|l| l.covers.contains(code));
        let lessons: Vec<&&str> = order.iter().filter(serves).collect();
        let exercises = |slug: &&&str| {
            let lesson = course.lesson(slug, Lang::En).map(|l| l.lesson.cells());
            lesson.into_iter().flatten().filter(|c| c.exercise.is_some()).count()
        };
        Coverage {
            code: code.clone(),
            text: text.clone(),
            questions: course
                .exams
                .values()
                .flat_map(|e| e.exam.questions.values())
                .filter(|q| q.covers.contains(code))
                .count(),
            exercises: lessons.iter().map(exercises).sum(),
            lessons: lessons.into_iter().map(ToString::to_string).collect(),
        }
    };
    course.codes.iter().map(row).collect()
}
