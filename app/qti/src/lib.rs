//! Exams from and to other systems: QTI 1.2 packages as Canvas writes them, and QTI 3 items. Pure: bytes in, files out.
//!
//! What both sides have is taken over: single and multiple choice, true or false, numbers, short answers, matchings, blanks,
//! essays, and in QTI 3 orderings. What one side lacks, such as code, hot spots and generators, is left out and named.

mod canvas;
mod dialect;
mod element;
mod markdown;
mod model;
mod package;
mod three;

use std::collections::{BTreeMap, BTreeSet};

use course::exam::secret::Exam;
use course::model::Lang;
use thiserror::Error;

use element::{Element, escape};
use model::Question;

/// Why a package cannot be read or written.
#[derive(Debug, Error)]
pub enum QtiError {
    /// It is no zip file, or one that is too large.
    #[error("the package cannot be read: {0}")]
    Package(String),
    /// A file in it is no XML.
    #[error("a file of the package is not XML: {0}")]
    Xml(String),
    /// There is no question in it.
    #[error("the package has no questions in QTI 1.2 or QTI 3")]
    Nothing,
}

/// The format of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// QTI 1.2 as Canvas reads it.
    Canvas,
    /// QTI 3.
    Three,
}

/// An exam's folder, made of a package.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// Files by their path in the folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many questions there are.
    pub questions: usize,
    /// What could not be taken over.
    pub left_out: Vec<String>,
}

/// A package, made of an exam.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exported {
    /// The zip file.
    pub package: Vec<u8>,
    /// Ids of the questions that the format has no kind for.
    pub left_out: Vec<String>,
    /// Ids of the questions whose numbers are drawn for each candidate: a package holds one set of numbers. Left out too.
    pub variants: Vec<String>,
    /// Ids of essays whose rubric the package has no place for.
    pub without_rubric: Vec<String>,
}

/// Makes an exam's folder of a package, or of a single QTI file.
///
/// # Errors
/// If it cannot be read, or holds no question.
pub fn import(bytes: &[u8]) -> Result<Imported, QtiError> {
    let files = if bytes.starts_with(b"PK") {
        package::read(bytes)?
    } else {
        BTreeMap::from([("item.xml".to_owned(), bytes.to_vec())])
    };
    let (mut title, mut questions, mut left_out) = (String::new(), Vec::new(), Vec::new());
    for (name, content) in files.iter().filter(|(name, _)| name.ends_with(".xml")) {
        let root = Element::read(&String::from_utf8_lossy(content))?;
        match root.name.as_str() {
            "questestinterop" => {
                let (own, mut found, mut missing) = canvas::read(&root);
                title = if title.is_empty() { own } else { title };
                questions.append(&mut found);
                left_out.append(&mut missing);
            }
            "qti-assessment-item" => match three::read(&root, questions.len() + 1) {
                Some(question) => questions.push(question),
                None => left_out.push(format!("`{name}`")),
            },
            _ => {}
        }
    }
    if questions.is_empty() {
        return Err(QtiError::Nothing);
    }
    let mut taken = BTreeSet::new();
    for question in &mut questions {
        let own = question.id.clone();
        let mut number = 1;
        while !taken.insert(question.id.clone()) {
            number += 1;
            question.id = format!("{own}-{number}");
        }
    }
    let mut out = pictures(&questions, &files);
    let bank: String = questions.iter().map(|q| dialect::write(q) + "\n").collect();
    out.insert("questions.md".into(), bank.into_bytes());
    out.insert("exam.md".into(), head(&title, &questions).into_bytes());
    Ok(Imported { files: out, questions: questions.len(), left_out })
}

/// An `exam.md` that asks every question; its author goes on from there.
fn head(title: &str, questions: &[Question]) -> String {
    let ids: Vec<&str> = questions.iter().map(|q| q.id.as_str()).collect();
    let title = match title.trim().replace(['\n', '\r'], " ") {
        title if title.is_empty() => "Imported exam".to_owned(),
        title => title,
    };
    format!(
        "---\ntitle: \"{}\"\nsummary: Imported questions.\nminutes: {}\npass: 70\n---\n\nRead each question to its end.\n\n\
         :::: {{.section #questions}}\n## Questions\n\n::: {{.draw questions=\"{}\"}}\n:::\n::::\n",
        title.replace('\\', "").replace('"', "'"),
        (2 * questions.len()).max(10),
        ids.join(" ")
    )
}

/// The pictures that questions show, out of the package.
fn pictures(questions: &[Question], files: &package::Files) -> BTreeMap<String, Vec<u8>> {
    let shown: BTreeSet<String> =
        questions.iter().flat_map(|q| markdown::images(&q.prompt)).map(markdown::file_name).collect();
    let found = files.iter().filter_map(|(path, content)| {
        let name = markdown::file_name(path);
        shown.contains(&name).then(|| (name, content.clone()))
    });
    found.collect()
}

/// Makes a package of an exam's bank in one language. `pictures` are files of the exam's folder by name.
///
/// # Errors
/// If it cannot be packed.
pub fn export(
    exam: &Exam,
    lang: Lang,
    format: Format,
    pictures: &BTreeMap<String, Vec<u8>>,
) -> Result<Exported, QtiError> {
    let title = exam.sheets.get(&lang).map_or(exam.slug.as_str(), |s| s.title.as_str());
    let (mut left_out, mut variants) = (Vec::new(), Vec::new());
    let mut questions = Vec::new();
    for (id, question) in &exam.questions {
        match dialect::read(question, lang) {
            Some(question) => questions.push(question),
            None if question.generate.is_some() => variants.push(id.clone()),
            None => left_out.push(id.clone()),
        }
    }
    let mut files = package::Files::new();
    let mut resources = String::new();
    let mut resource = |name: &str, kind: &str| {
        resources.push_str(&format!(
            "<resource identifier=\"{0}\" type=\"{kind}\" href=\"{1}\"><file href=\"{1}\"/></resource>\n",
            escape(&name.replace(['/', '.'], "-")),
            escape(name)
        ));
    };
    for question in &mut questions {
        for src in markdown::images(&question.prompt.clone()) {
            let name = markdown::file_name(src);
            if let Some(content) = pictures.get(&name) {
                files.insert(format!("images/{name}"), content.clone());
                let base = if format == Format::Canvas { "$IMS-CC-FILEBASE$/images/" } else { "../images/" };
                question.prompt = question.prompt.replace(src, &format!("{base}{name}"));
            }
        }
    }
    match format {
        Format::Canvas => {
            let (xml, mut missing) = canvas::write(title, &questions);
            left_out.append(&mut missing);
            files.insert("academy/academy.xml".into(), xml.into_bytes());
            resource("academy/academy.xml", "imsqti_xmlv1p2");
        }
        Format::Three => {
            for question in &questions {
                let name = format!("items/{}.xml", question.id);
                files.insert(name.clone(), three::write(question, lang.tag()).into_bytes());
                resource(&name, "imsqti_item_xmlv3p0");
            }
        }
    }
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" \
         identifier=\"academy-{}\">\n<organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n",
        escape(&exam.slug)
    );
    files.insert("imsmanifest.xml".into(), manifest.into_bytes());
    left_out.sort();
    let essays = questions.iter().filter(|q| q.asked == model::Asked::Essay);
    let without_rubric = essays.map(|q| q.id.clone()).collect();
    Ok(Exported { package: package::write(&files)?, left_out, variants, without_rubric })
}
