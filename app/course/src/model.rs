//! What a student may see of a course. Hidden checks, answers of exams and rubrics have types of their own elsewhere.

use serde::{Deserialize, Serialize};

/// A language that lessons and interface come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lang {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese.
    #[serde(rename = "zh")]
    Zh,
}

impl Lang {
    /// All, in the order of the switch.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// `en`, `zh`: file suffix, cookie value, key of the interface strings.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    /// BCP 47 tag for the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh-Hans",
        }
    }

    /// From a code or a BCP 47 tag; `None` if it is neither language.
    pub fn parse(s: &str) -> Option<Lang> {
        let primary = s.split(['-', '_']).next().unwrap_or_default();
        Lang::ALL.into_iter().find(|l| primary.eq_ignore_ascii_case(l.code()))
    }
}

/// A course in one language, without the lessons' text: what catalogue, outline and progress need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// The folder's name; stands in addresses.
    pub slug: String,
    /// Title.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// Whether the course explains its words in a glossary.
    pub glossary: bool,
    /// Parts of the course, in order.
    pub tracks: Vec<Track>,
}

impl Outline {
    /// All lessons in order.
    pub fn lessons(&self) -> impl Iterator<Item = &LessonCard> {
        self.tracks.iter().flat_map(|t| &t.lessons)
    }

    /// Reading time of the whole course in minutes.
    pub fn minutes(&self) -> u32 {
        self.lessons().map(|l| u32::from(l.minutes)).sum()
    }
}

/// A part of a course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Title.
    pub title: String,
    /// Its lessons in order.
    pub lessons: Vec<LessonCard>,
}

/// A lesson as the outline shows it, with the parts that progress counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessonCard {
    /// The folder's name without its number; stands in addresses.
    pub slug: String,
    /// Title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Reading time.
    pub minutes: u16,
    /// Ids of runnable cells that are not exercises.
    pub cells: Vec<String>,
    /// Ids of exercises.
    pub exercises: Vec<String>,
    /// Ids of quizzes.
    pub quizzes: Vec<String>,
}

/// What a course's words mean, in one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Glossary {
    /// Its entries, in the order of the English terms.
    pub terms: Vec<Term>,
}

/// A word of the course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Anchor; the same in every language.
    pub id: String,
    /// The word in the glossary's language.
    pub term: String,
    /// The word in the other language.
    pub other: String,
    /// What it means; plain text.
    pub means: String,
    /// The slug of the lesson that introduces it.
    pub lesson: Option<String>,
}

/// A lesson in one language, ready to be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// The course's slug.
    pub course: String,
    /// The lesson's slug.
    pub slug: String,
    /// The language it is written in; may differ from the one asked for where a translation is missing.
    pub lang: Lang,
    /// Title.
    pub title: String,
    /// One or two sentences under the title.
    pub summary: String,
    /// Reading time in minutes.
    pub minutes: u16,
    /// What the student will be able to do.
    pub goals: Vec<String>,
    /// Slugs of the lessons that should be known before.
    pub prerequisites: Vec<String>,
    /// Files of the course's folder `data` that cells read as `/data/…`.
    pub data: Vec<String>,
    /// The text.
    pub blocks: Vec<Block>,
    /// Headings of level 2 and 3, for "On this page".
    pub headings: Vec<Heading>,
    /// Hash of the source: tells the browser that cells may have changed.
    pub version: String,
    /// How many errors the author has to mend; the student gets an honest notice.
    pub errors: usize,
}

impl Lesson {
    /// All cells, those inside callouts and tabs too, in reading order.
    pub fn cells(&self) -> Vec<&Cell> {
        let mut found = Vec::new();
        each(&self.blocks, &mut |block| {
            if let Block::Cell(cell) = block {
                found.push(cell);
            }
        });
        found
    }

    /// All quizzes in the order of the text.
    pub fn quizzes(&self) -> Vec<&Quiz> {
        let mut found = Vec::new();
        each(&self.blocks, &mut |block| {
            if let Block::Quiz(quiz) = block {
                found.push(quiz);
            }
        });
        found
    }
}

/// Visits every block, those in callouts and tabs too.
fn each<'a>(blocks: &'a [Block], visit: &mut impl FnMut(&'a Block)) {
    for block in blocks {
        visit(block);
        match block {
            Block::Callout { blocks, .. } => each(blocks, visit),
            Block::Tabset { tabs, .. } => tabs.iter().for_each(|tab| each(&tab.blocks, visit)),
            Block::Html(_) | Block::Cell(_) | Block::Quiz(_) => {}
        }
    }
}

/// An entry of "On this page".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 or 3.
    pub level: u8,
    /// Anchor.
    pub id: String,
    /// Plain text.
    pub text: String,
}

/// A piece of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "block", content = "value", rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant, reason = "a lesson has tens of blocks; a box would only get in the readers' way")]
pub enum Block {
    /// Sanitised HTML.
    Html(String),
    /// A remark set apart.
    Callout {
        /// Which.
        kind: CalloutKind,
        /// Its title as inline HTML; `None` for the kind's own name.
        title: Option<String>,
        /// Folded until opened.
        collapsed: bool,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Alternatives side by side.
    Tabset {
        /// Unique in the lesson.
        id: String,
        /// The tabs.
        tabs: Vec<Tab>,
    },
    /// A Python cell.
    Cell(Cell),
    /// A question with immediate feedback.
    Quiz(Quiz),
}

/// One tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tab {
    /// Plain text.
    pub title: String,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// Quarto's five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CalloutKind {
    /// A remark.
    Note,
    /// A better way.
    Tip,
    /// Must be known.
    Important,
    /// Goes wrong easily.
    Caution,
    /// Does harm.
    Warning,
}

/// A live cell. The options carry quarto-live's names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// `label`, else made from its place; unique in the lesson and stable when text around it changes.
    pub id: String,
    /// The number shown, from 1 in reading order.
    pub number: u32,
    /// The code it starts with, option lines removed.
    pub code: String,
    /// The same, highlighted, one line per `\n`: what is shown before the editor takes over.
    pub html: String,
    /// Runs when the notebook is ready.
    pub autorun: bool,
    /// Whether the code is shown.
    pub echo: bool,
    /// Whether the code can be changed.
    pub edit: bool,
    /// Whether cell and output are shown at all.
    pub include: bool,
    /// Whether output is shown.
    pub output: bool,
    /// Whether edits are kept in the browser.
    pub persist: bool,
    /// The environment it runs in.
    pub envir: String,
    /// Seconds after which it is interrupted.
    pub timelimit: Option<u32>,
    /// Lines the editor shows at least.
    pub min_lines: Option<u32>,
    /// Lines after which the editor scrolls.
    pub max_lines: Option<u32>,
    /// Title in the cell's header.
    pub caption: Option<String>,
    /// Caption of the figure it draws, inline HTML, with its number ("Figure 2. …").
    pub fig_cap: Option<String>,
    /// What the figure shows, for those who cannot see it.
    pub fig_alt: Option<String>,
    /// There if the cell is an exercise.
    pub exercise: Option<Exercise>,
}

/// What makes a cell an exercise. All of it may be seen by the student.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exercise {
    /// The number shown, from 1 in the lesson.
    pub number: u32,
    /// Runs before the student's code, unseen.
    pub setup: Option<String>,
    /// HTML, opened one at a time.
    pub hints: Vec<String>,
    /// The author's solution.
    pub solution: Option<Solution>,
    /// Python check cells in order.
    pub checks: Vec<String>,
    /// How many further checks run on the server only.
    pub hidden_checks: usize,
}

/// A solution that can be revealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solution {
    /// Python source.
    pub code: String,
    /// The whole solution block as HTML, code highlighted.
    pub html: String,
}

/// A question inside a lesson; practice, so the answer may travel with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quiz {
    /// Unique in the lesson.
    pub id: String,
    /// HTML.
    pub question: String,
    /// Whether several options are right.
    pub multiple: bool,
    /// The options.
    pub options: Vec<Choice>,
}

/// One option of a quiz.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// HTML.
    pub text: String,
    /// Whether it is right.
    pub correct: bool,
    /// Shown once it was chosen, HTML.
    pub feedback: Option<String>,
}
