//! The courses in memory: read from a folder, compiled, and exchanged as a whole when something changes.

pub mod read;
pub mod watch;

use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use course::{
    compile::{self, CompiledCourse, CompiledLesson},
    exam::secret::Exam,
    model::{Glossary, Lang, Outline},
    progress::{Event, EventKind},
};

pub use read::ContentError;

/// All courses, as they were at one moment.
#[derive(Debug, Default)]
pub struct Library {
    courses: BTreeMap<String, CompiledCourse>,
    folders: HashMap<(String, String), PathBuf>,
}

impl Library {
    /// Reads and compiles every course under `root`. A course with mistakes is there all the same, with its diagnostics.
    ///
    /// # Errors
    /// If `root` cannot be read.
    pub fn load(root: &Path) -> Result<Library, ContentError> {
        let mut library = Library::default();
        for (folder, source) in read::courses(root)? {
            // One course that trips the compiler must not take the others along.
            let Ok(compiled) = catch_unwind(AssertUnwindSafe(|| compile::course(&source))) else {
                tracing::error!(
                    course = source.slug,
                    "the course was left out: the compiler failed on it, please report this"
                );
                continue;
            };
            let (errors, all) = (compiled.errors(), compiled.all_diagnostics().count());
            if all > 0 {
                tracing::warn!(course = source.slug, errors, remarks = all - errors, "see `academy check`");
            }
            for lesson in source.lessons.iter().filter(|l| !l.texts.is_empty()) {
                let key = (source.slug.clone(), lesson.slug().to_owned());
                // Of two lessons with one name the compiler keeps the first.
                library.folders.entry(key).or_insert_with(|| folder.join(&lesson.folder));
            }
            library.courses.insert(source.slug, compiled);
        }
        Ok(library)
    }

    /// The outlines of all courses, by slug.
    pub fn outlines(&self, lang: Lang) -> impl Iterator<Item = &Outline> {
        self.courses.values().filter_map(move |c| c.outline(lang))
    }

    /// One course's outline.
    pub fn outline(&self, course: &str, lang: Lang) -> Option<&Outline> {
        self.courses.get(course)?.outline(lang)
    }

    /// One course's glossary, where it has one.
    pub fn glossary(&self, course: &str, lang: Lang) -> Option<&Glossary> {
        self.courses.get(course)?.glossaries.get(&lang).filter(|g| !g.terms.is_empty())
    }

    /// One lesson, in another language where there is no translation.
    pub fn lesson(&self, course: &str, lesson: &str, lang: Lang) -> Option<&CompiledLesson> {
        self.courses.get(course)?.lesson(lesson, lang)
    }

    /// Whether an event tells of something that a course has, in any of its languages.
    pub fn knows(&self, event: &Event) -> bool {
        let lessons = Lang::ALL.into_iter().filter_map(|lang| self.lesson(&event.course, &event.lesson, lang));
        lessons.map(|compiled| &compiled.lesson).any(|lesson| match &event.kind {
            EventKind::LessonOpened | EventKind::LessonFinished => true,
            EventKind::CellRun { cell } | EventKind::ExercisePassed { cell } => {
                lesson.cells().iter().any(|own| own.id == *cell)
            }
            EventKind::QuizAnswered { quiz, .. } => lesson.quizzes().iter().any(|own| own.id == *quiz),
        })
    }

    /// One exam with its bank. With mistakes in it nobody sits it.
    pub fn exam(&self, course: &str, exam: &str) -> Option<&Exam> {
        let compiled = self.courses.get(course)?.exams.get(exam)?;
        (compiled.errors() == 0).then_some(&compiled.exam)
    }

    /// All exams that can be sat, by course and slug.
    pub fn exams(&self) -> impl Iterator<Item = &Exam> {
        self.courses.values().flat_map(|c| c.exams.values()).filter(|e| e.errors() == 0).map(|e| &e.exam)
    }

    /// Lessons that cover a code of the curriculum, as address and title.
    pub fn lessons_on(&self, course: &str, code: &str, lang: Lang) -> Vec<(String, String)> {
        let Some(compiled) = self.courses.get(course) else { return Vec::new() };
        let cards = compiled.outline(lang).into_iter().flat_map(Outline::lessons);
        let covers = |slug: &str| compiled.lesson(slug, lang).is_some_and(|l| l.covers.iter().any(|c| c == code));
        cards.filter(|c| covers(&c.slug)).map(|c| (format!("/courses/{course}/{}", c.slug), c.title.clone())).collect()
    }

    /// What a code of the curriculum stands for.
    pub fn skill(&self, course: &str, code: &str) -> Option<&str> {
        let codes = &self.courses.get(course)?.codes;
        codes.iter().find(|(own, _)| own == code).map(|(_, text)| text.as_str())
    }

    /// The folder of a lesson's files.
    pub fn folder(&self, course: &str, lesson: &str) -> Option<&Path> {
        self.folders.get(&(course.to_owned(), lesson.to_owned())).map(PathBuf::as_path)
    }

    /// The folder of a course's data sets, which cells read as `/data/…`.
    pub fn data(&self, course: &str) -> Option<PathBuf> {
        let (_, lesson) = self.folders.iter().find(|((of, _), _)| of == course)?;
        Some(lesson.parent()?.join("data"))
    }

    /// How many courses and lessons there are.
    pub fn size(&self) -> (usize, usize) {
        (self.courses.len(), self.folders.len())
    }
}
