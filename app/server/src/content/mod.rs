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
    model::{Glossary, Lang, Outline},
};

pub use read::ContentError;

/// All courses, as they were at one moment.
#[derive(Debug, Default)]
pub struct Library {
    courses: BTreeMap<String, CompiledCourse>,
    folders: HashMap<(String, String), PathBuf>,
    data: HashMap<String, PathBuf>,
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
            library.data.insert(source.slug.clone(), folder.join("data"));
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

    /// The folder of a lesson's files.
    pub fn folder(&self, course: &str, lesson: &str) -> Option<&Path> {
        self.folders.get(&(course.to_owned(), lesson.to_owned())).map(PathBuf::as_path)
    }

    /// The folder of a course's data, whether it is there or not.
    pub fn data(&self, course: &str) -> Option<&Path> {
        self.data.get(course).map(PathBuf::as_path)
    }

    /// How many courses and lessons there are.
    pub fn size(&self) -> (usize, usize) {
        (self.courses.len(), self.folders.len())
    }
}
