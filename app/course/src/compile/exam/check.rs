//! What is wrong with an exam as a whole: pools too small or uneven, questions that nobody gets, codes that nobody asks.

use std::collections::{BTreeMap, BTreeSet};

use super::super::diagnostic::{Diagnostic, Notes, Severity};
use super::super::input::TextSource;
use super::parts::bare;
use super::sections::Head;
use crate::exam::secret::{Draw, Exam, Key, Question, Rng};
use crate::exam::{Feedback, Points};
use crate::model::Lang;

/// Adds what is wrong with `exam`, whose text in the first language is `source`.
pub(super) fn check(
    exam: &Exam,
    heads: &BTreeMap<Lang, Head>,
    first: Lang,
    source: &TextSource,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let text = String::from_utf8_lossy(&source.bytes);
    let mut notes = Notes::new(&source.path, &text);
    let head = &heads[&first];
    translations(heads, first, &mut notes);
    let spans: Vec<_> = head.sections.iter().flat_map(|s| s.draws.iter().cloned()).collect();
    let draws: Vec<&Draw> = exam.sections.iter().flat_map(|s| &s.draws).collect();
    let seated = exam.seat(&mut Rng::new(0));
    let mut fixed: BTreeSet<&str> = BTreeSet::new();
    for ((draw, span), got) in draws.iter().zip(&spans).zip(&seated) {
        match draw {
            Draw::Fixed(ids) => {
                for id in ids {
                    if !exam.questions.contains_key(id) {
                        let known: Vec<&str> = exam.questions.keys().map(String::as_str).collect();
                        notes.unknown(span.clone(), format!("the bank has no question `{id}`"), id, &known);
                    }
                    if !fixed.insert(id) {
                        notes.error(span.clone(), format!("the question `{id}` is named twice")).help =
                            Some("name it once".into());
                    }
                }
            }
            Draw::Pool { count, .. } => {
                let pool: Vec<&Question> = exam.questions.values().filter(|q| draw.takes(q)).collect();
                if pool.len() < *count {
                    let message = format!("this draw asks for {count} questions, and the bank has {}", pool.len());
                    notes.error(span.clone(), message).help =
                        Some("write more questions with these tags, or draw fewer".into());
                } else if got.len() < *count {
                    let message =
                        format!("this draw asks for {count} questions, and other draws leave it {}", got.len());
                    notes.error(span.clone(), message).help =
                        Some("draws share these questions: write more, or draw fewer".into());
                }
                even(draw, &pool, span.clone(), &mut notes);
            }
        }
    }
    let unused: Vec<&str> =
        exam.questions.values().filter(|q| !draws.iter().any(|d| d.takes(q))).map(|q| q.id.as_str()).collect();
    if !unused.is_empty() && !draws.is_empty() {
        notes.warn(0..3, format!("no draw can take: {}", unused.join(", "))).help =
            Some("give them tags that a draw asks for, or remove them".into());
    }
    for code in &exam.policy.certifies {
        let asked = |q: &&Question| q.covers.contains(code) && draws.iter().any(|d| d.takes(q));
        if !exam.questions.values().any(|q| asked(&q)) {
            notes.warn(0..3, format!("the exam certifies `{code}`, and no question asks for it")).help =
                Some(format!("write one with `covers=\"{code}\"`, or take it out of `covers`"));
        }
    }
    alike(exam, &mut notes);
    if exam.policy.feedback == Feedback::Answers {
        if exam.policy.window.closes.is_none() && exam.policy.attempts.is_none() {
            notes
                .warn(0..3, "candidates never get the answers: the exam has no closing time and no limit of attempts")
                .help = Some("add `closes: …` or `attempts: …`, or write `feedback: items`".into());
        }
        let silent: Vec<&str> = exam
            .questions
            .values()
            .filter(|q| q.texts.values().any(|t| t.explanation.is_none()))
            .map(|q| q.id.as_str())
            .collect();
        if !silent.is_empty() {
            notes
                .warn(0..3, format!("candidates get the answers, and these have no explanation: {}", silent.join(", ")))
                .help = Some("add `::: {.explanation}` to each".into());
        }
    }
    diagnostics.append(&mut notes.list);
}

/// Whether it matters which questions of a pool a candidate gets.
fn even(draw: &Draw, pool: &[&Question], span: std::ops::Range<usize>, notes: &mut Notes) {
    let Draw::Pool { count, difficulty, .. } = draw else { return };
    if pool.len() <= *count {
        return;
    }
    let worth: BTreeSet<Points> = pool.iter().map(|q| q.points).collect();
    if worth.len() > 1 {
        let list: Vec<String> = worth.iter().map(ToString::to_string).collect();
        let message = format!(
            "one candidate's exam is worth more than another's: these questions have {} points",
            list.join(" or ")
        );
        notes.warn(span.clone(), message).help = Some("give all questions of a pool the same points".into());
    }
    let hard: BTreeSet<_> = pool.iter().map(|q| q.difficulty).collect();
    if difficulty.is_none() && hard.len() > 1 && *count > 0 {
        let list: Vec<&str> = hard.iter().map(|d| d.word()).collect();
        let message =
            format!("one candidate's exam is harder than another's: this pool has {} questions", list.join(" and "));
        notes.warn(span, message).help =
            Some("draw by difficulty: one draw for each, with `difficulty=easy` and so on".into());
    }
}

/// Questions that read alike.
fn alike(exam: &Exam, notes: &mut Notes) {
    let mut seen: BTreeMap<(Lang, String), &str> = BTreeMap::new();
    for question in exam.questions.values() {
        let starter = if let Key::Code(task) = &question.key { task.starter.as_str() } else { "" };
        for (lang, text) in &question.texts {
            let whole =
                [bare(&text.prompt), bare(&text.parts.join(" ")), text.alt.clone(), starter.to_owned()].join("\n");
            if let Some(other) = seen.insert((*lang, whole), &question.id) {
                notes
                    .error(
                        0..3,
                        format!("the questions `{other}` and `{}` are the same in `{}`", question.id, lang.code()),
                    )
                    .help = Some("change or remove one of them".into());
            }
        }
    }
}

/// What a translation of `exam.md` lacks.
fn translations(heads: &BTreeMap<Lang, Head>, first: Lang, notes: &mut Notes) {
    let head = &heads[&first];
    for lang in Lang::ALL.into_iter().filter(|l| *l != first) {
        let Some(own) = heads.get(&lang) else {
            let message = format!("there is no translation into `{}`; candidates get this text", lang.code());
            notes.add(Severity::Note, 0..0, message);
            continue;
        };
        let ids = |h: &Head| h.sections.iter().map(|s| s.rule.id.clone()).collect::<Vec<_>>();
        if ids(own) != ids(head) {
            let message = format!("the sections differ in `{}`: {} there", lang.code(), ids(own).join(", "));
            notes.error(head.sections.first().map_or(0..0, |s| s.span.clone()), message).help =
                Some("use the same ids in the same order".into());
        }
        if own.front.bands.len() != head.front.bands.len() && !head.front.bands.is_empty() {
            let message = format!("`band-titles` are not as many in `{}`", lang.code());
            notes.warn(0..3, message).help = Some("write one for each band, in order".into());
        }
    }
}
