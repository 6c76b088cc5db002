//! The pieces of a lesson as HTML: text as it is, callouts, tabs, and the islands for cells and quizzes.

use course::model::{Block, CalloutKind, Cell, Lesson, LessonCard, Outline, Quiz, Tab};
use course::progress::Standing;
use leptos::prelude::*;

use crate::islands::{CellIsland, CellText, NotebookBar, OptionSpec, Parts, QuizIsland, QuizSpec};
use crate::notebook::{CellSpec, DataFile, ExerciseSpec};
use crate::parts::Asleep;
use crate::words::words;

/// Writes the blocks of one lesson.
pub(super) struct Writer<'a> {
    lesson: &'a Lesson,
    course: &'a Outline,
    standing: &'a Standing,
}

impl<'a> Writer<'a> {
    pub fn new(lesson: &'a Lesson, course: &'a Outline, standing: &'a Standing) -> Writer<'a> {
        Writer { lesson, course, standing }
    }

    pub fn blocks(&self, blocks: &[Block]) -> AnyView {
        blocks.iter().map(|b| self.block(b)).collect_view().into_any()
    }

    fn block(&self, block: &Block) -> AnyView {
        match block {
            Block::Html(html) => view! { <div class="prose" inner_html=html.clone()></div> }.into_any(),
            Block::Callout { kind, title, collapsed, blocks } => {
                self.callout(*kind, title.as_deref(), *collapsed, blocks)
            }
            Block::Tabset { id, tabs } => self.tabset(id, tabs),
            Block::Cell(cell) => self.cell(cell),
            Block::Quiz(quiz) => self.quiz(quiz),
        }
    }

    fn callout(&self, kind: CalloutKind, title: Option<&str>, collapsed: bool, blocks: &[Block]) -> AnyView {
        let w = words();
        let name = match kind {
            CalloutKind::Note => "note",
            CalloutKind::Tip => "tip",
            CalloutKind::Important => "important",
            CalloutKind::Caution => "caution",
            CalloutKind::Warning => "warning",
        };
        let class = format!("callout callout-{name}");
        let kind_word = w.get(&format!("callout.{name}"));
        let title = title.map_or_else(|| kind_word.clone(), str::to_owned);
        let body = self.blocks(blocks);
        if collapsed {
            view! { <details class=class><summary><b inner_html=title></b></summary>{body}</details> }.into_any()
        } else {
            view! { <section class=class aria-label=kind_word><b class="title" inner_html=title></b>{body}</section> }
                .into_any()
        }
    }

    /// Tabs as details of one name: the browser keeps one open, with scripts or without.
    fn tabset(&self, id: &str, tabs: &[Tab]) -> AnyView {
        let tabs = tabs.iter().enumerate().map(|(i, tab)| {
            let name = format!("tabs-{id}");
            view! {
                <details name=name open={i == 0}>
                    <summary>{tab.title.clone()}</summary>
                    <div class="tab">{self.blocks(&tab.blocks)}</div>
                </details>
            }
        });
        view! { <div class="tabset">{tabs.collect_view()}</div> }.into_any()
    }

    fn cell(&self, cell: &Cell) -> AnyView {
        let hidden = !cell.include;
        let island = view! { <CellIsland spec=self.spec(cell) text=text(cell)/> };
        view! { <div class="wide" id=cell.id.clone() hidden=hidden>{island}</div> }.into_any()
    }

    /// The notebook's bar, where the lesson has cells.
    pub fn bar(&self) -> Option<impl IntoView + use<>> {
        if self.lesson.cells().is_empty() {
            return None;
        }
        let known = self.standing.lesson(&self.course.slug, &self.lesson.slug);
        let data = self.lesson.data.iter().map(|name| DataFile::of(&self.lesson.course, name)).collect();
        Some(view! { <NotebookBar course=self.course.slug.clone() parts=self.parts() known data/> })
    }

    /// What counts in the lesson.
    pub fn parts(&self) -> Parts {
        let card = self.course.lessons().find(|l| l.slug == self.lesson.slug);
        card.map_or_else(|| parts_of(self.lesson), Parts::of)
    }

    fn spec(&self, cell: &Cell) -> CellSpec {
        CellSpec {
            course: self.lesson.course.clone(),
            lesson: self.lesson.slug.clone(),
            lang: self.lesson.lang.code().to_owned(),
            id: cell.id.clone(),
            number: cell.number,
            code: cell.code.clone(),
            autorun: cell.autorun,
            echo: cell.echo && cell.include,
            edit: cell.edit,
            output: cell.output,
            persist: cell.persist,
            envir: cell.envir.clone(),
            timelimit: cell.timelimit,
            min_lines: cell.min_lines.unwrap_or(0),
            max_lines: cell.max_lines.unwrap_or(0),
            fig_alt: cell.fig_alt.clone(),
            exercise: cell.exercise.as_ref().map(|e| ExerciseSpec {
                setup: e.setup.clone(),
                checks: e.checks.clone(),
                hidden: e.hidden_checks > 0,
                solution: e.solution.as_ref().map(|s| s.code.clone()),
            }),
        }
    }

    fn quiz(&self, quiz: &Quiz) -> AnyView {
        let asleep = |html: &String| Asleep(html.clone());
        let spec = QuizSpec {
            course: self.lesson.course.clone(),
            lesson: self.lesson.slug.clone(),
            id: quiz.id.clone(),
            number: self.lesson.quizzes().iter().position(|q| q.id == quiz.id).map_or(1, |i| i + 1),
            question: asleep(&quiz.question),
            multiple: quiz.multiple,
            options: quiz
                .options
                .iter()
                .map(|o| OptionSpec {
                    text: asleep(&o.text),
                    correct: o.correct,
                    feedback: o.feedback.as_ref().map(asleep),
                })
                .collect(),
        };
        view! { <div id=quiz.id.clone()><QuizIsland spec/>{answers(quiz)}</div> }.into_any()
    }
}

/// Without scripts nothing checks an answer; the right ones can be looked up. Outside of the island, which would wake to find
/// text where the server wrote elements.
fn answers(quiz: &Quiz) -> impl IntoView + use<> {
    let right = quiz.options.iter().filter(|option| option.correct).map(|option| {
        let feedback = option.feedback.clone().map(|html| view! { <div inner_html=html></div> });
        view! { <li><div inner_html=option.text.clone()></div>{feedback}</li> }
    });
    view! {
        <noscript>
            <details class="prose answers"><summary>{words().get("quiz.answers")}</summary><ul>{right.collect_view()}</ul></details>
        </noscript>
    }
}

fn text(cell: &Cell) -> CellText {
    let exercise = cell.exercise.as_ref();
    CellText {
        code: Asleep(cell.html.clone()),
        caption: cell.caption.clone(),
        fig_cap: cell.fig_cap.clone().map(Asleep),
        exercise: exercise.map(|e| e.number),
        hints: exercise.map(|e| e.hints.iter().cloned().map(Asleep).collect()).unwrap_or_default(),
        solution: exercise.and_then(|e| e.solution.as_ref()).map(|s| Asleep(s.html.clone())),
    }
}

/// What counts in a lesson that its course does not list.
fn parts_of(lesson: &Lesson) -> Parts {
    let (exercises, cells): (Vec<_>, Vec<_>) = lesson.cells().into_iter().partition(|c| c.exercise.is_some());
    let ids = |cells: Vec<&Cell>| cells.into_iter().map(|c| c.id.clone()).collect();
    Parts::of(&LessonCard {
        slug: lesson.slug.clone(),
        title: String::new(),
        summary: String::new(),
        minutes: 0,
        cells: ids(cells),
        exercises: ids(exercises),
        quizzes: Vec::new(),
    })
}
