//! Where an exam stands, as the passes over its texts need it.

use super::super::page;

/// Where an exam stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The course's slug.
    pub course: String,
    /// The exam's folder.
    pub exam: String,
    /// Files of the exam's folder.
    pub files: Vec<String>,
    /// Codes of the curriculum; empty where they are not to be checked.
    pub codes: Vec<String>,
}

impl Place {
    /// As a place of a page; `folder` is [`Place::folder`].
    pub fn page<'a>(&'a self, folder: &'a str) -> page::Place<'a> {
        page::Place {
            values: None,
            course: &self.course,
            folder,
            data: &[],
            codes: &self.codes,
            lessons: &[],
            files: &self.files,
            texts: &[],
        }
    }

    /// The folder, as addresses of its files go on from the course's.
    pub fn folder(&self) -> String {
        format!("exams/{}", self.exam)
    }
}
