//! Drawing: an exam and a seed make a form, always the same.

use std::collections::BTreeSet;

use super::key::Key;
use super::paper::choice_count;
use super::question::Question;
use super::rng::{Rng, seed_for};
use super::{Draw, Exam, Form, FormSection, Slot};

impl Draw {
    /// How many items it makes.
    pub fn count(&self) -> usize {
        match self {
            Draw::Fixed(ids) => ids.len(),
            Draw::Pool { count, .. } => *count,
        }
    }

    /// Whether it may take this question.
    pub fn takes(&self, question: &Question) -> bool {
        match self {
            Draw::Fixed(ids) => ids.contains(&question.id),
            Draw::Pool { tags, code, difficulty, .. } => {
                tags.iter().all(|t| question.tags.contains(t))
                    && code.as_ref().is_none_or(|c| question.covers.contains(c))
                    && difficulty.is_none_or(|d| question.difficulty == d)
            }
        }
    }
}

impl Question {
    /// As the only question of an exam: so a check of the bank tries it.
    pub fn alone(&self, seed: u64) -> Slot {
        self.drawn(1, seed, &mut Rng::new(seed))
    }

    fn drawn(&self, number: usize, seed: u64, rng: &mut Rng) -> Slot {
        Slot {
            item: format!("q{number}"),
            question: self.id.clone(),
            version: self.version.clone(),
            seed: seed_for(seed, &self.id),
            order: order(self, rng),
            values: None,
        }
    }
}

impl Exam {
    /// How many items an attempt has, if the bank has enough.
    pub fn items(&self) -> usize {
        self.sections.iter().flat_map(|s| &s.draws).map(Draw::count).sum()
    }

    /// Draws the exam for one attempt. The same exam and seed always make the same form; what the bank is short of is
    /// left out.
    pub fn draw(&self, seed: u64) -> Form {
        let mut rng = Rng::new(seed);
        let mut drawn = self.seat(&mut rng).into_iter();
        let mut number = 0;
        let mut sections = Vec::with_capacity(self.sections.len());
        for section in &self.sections {
            let mut ids: Vec<&str> = section.draws.iter().flat_map(|_| drawn.next().unwrap_or_default()).collect();
            if section.shuffle {
                rng.shuffle(&mut ids);
            }
            let mut slots = Vec::with_capacity(ids.len());
            for question in ids.iter().filter_map(|id| self.questions.get(*id)) {
                number += 1;
                slots.push(question.drawn(number, seed, &mut rng));
            }
            sections.push(FormSection { id: section.id.clone(), slots });
        }
        Form { version: self.version.clone(), seed, sections }
    }

    /// The questions of each draw, in the order of sections and draws. A draw gets fewer than it asks for only if no
    /// choice whatsoever would give every draw its number.
    ///
    /// Draws overlap, so each seat takes any free question, and where there is none the seats before it move on to others
    /// of theirs (augmenting paths of a bipartite matching).
    pub(crate) fn seat(&self, rng: &mut Rng) -> Vec<Vec<&str>> {
        let fixed: BTreeSet<&str> = self
            .sections
            .iter()
            .flat_map(|s| &s.draws)
            .filter_map(|d| if let Draw::Fixed(ids) = d { Some(ids) } else { None })
            .flatten()
            .map(String::as_str)
            .collect();
        let pool: Vec<&Question> = self.questions.values().filter(|q| !fixed.contains(q.id.as_str())).collect();
        let draws: Vec<&Draw> = self.sections.iter().flat_map(|s| &s.draws).collect();
        // For each seat of a pool its draw and the questions it may take, in drawn order.
        let mut seats: Vec<(usize, Vec<usize>)> = Vec::new();
        for (number, draw) in draws.iter().enumerate() {
            if let Draw::Pool { count, .. } = draw {
                let mut takes: Vec<usize> = (0..pool.len()).filter(|i| draw.takes(pool[*i])).collect();
                for _ in 0..(*count).min(takes.len()) {
                    rng.shuffle(&mut takes);
                    seats.push((number, takes.clone()));
                }
            }
        }
        let mut taken_by: Vec<Option<usize>> = vec![None; pool.len()];
        for seat in 0..seats.len() {
            find(seat, &seats, &mut taken_by, &mut vec![false; pool.len()]);
        }
        let mut drawn: Vec<Vec<&str>> = draws
            .iter()
            .map(|d| if let Draw::Fixed(ids) = d { ids.iter().map(String::as_str).collect() } else { Vec::new() })
            .collect();
        for seat in 0..seats.len() {
            if let Some(question) = taken_by.iter().position(|t| *t == Some(seat)) {
                drawn[seats[seat].0].push(&pool[question].id);
            }
        }
        drawn
    }
}

/// Gives `seat` a question, moving other seats where it must; whether there was one.
fn find(seat: usize, seats: &[(usize, Vec<usize>)], taken_by: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    let takes = &seats[seat].1;
    // A free one first: chains of moves stay short, and the drawn order decides.
    if let Some(free) = takes.iter().copied().find(|q| taken_by[*q].is_none()) {
        taken_by[free] = Some(seat);
        return true;
    }
    for question in takes.iter().copied() {
        if std::mem::replace(&mut tried[question], true) {
            continue;
        }
        let Some(other) = taken_by[question] else { continue };
        if find(other, seats, taken_by, tried) {
            taken_by[question] = Some(seat);
            return true;
        }
    }
    false
}

/// The order in which a question's options are shown; for blanks the orders of their choices, one behind the other.
fn order(question: &Question, rng: &mut Rng) -> Vec<u16> {
    if let Key::Blanks { blanks } = &question.key {
        let of_blank = |blank| {
            let mut order: Vec<u16> = (0..u16::try_from(choice_count(blank)).unwrap_or(u16::MAX)).collect();
            // Always: authors write the right one first.
            rng.shuffle(&mut order);
            order
        };
        return blanks.iter().flat_map(of_blank).collect();
    }
    let count = match &question.key {
        Key::Single { options, .. } => *options,
        Key::Multiple { right } => right.len(),
        Key::Ordering { entries } => *entries,
        Key::Matching { right, .. } => *right,
        _ => 0,
    };
    let mut order: Vec<u16> = (0..u16::try_from(count).unwrap_or(u16::MAX)).collect();
    match &question.key {
        Key::Ordering { .. } => {
            rng.shuffle(&mut order);
            // What is shown in the right order would answer itself.
            if order.is_sorted() && order.len() > 1 {
                order.rotate_left(1);
            }
        }
        Key::Matching { .. } => rng.shuffle(&mut order),
        _ if question.shuffle => rng.shuffle(&mut order),
        _ => {}
    }
    order
}
