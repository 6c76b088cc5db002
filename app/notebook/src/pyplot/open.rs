//! The figures of a session that were not shown yet. Axes are named by the number of their figure and their place in it; the
//! second axes of a place, which share its x axis, have a place `TWIN` further.

use std::cell::RefCell;

use cells::Output;

use super::figure::{Axes, Figure};
use super::{describe, svg};
use crate::host;

/// A figure that was not shown yet.
struct Open {
    number: u32,
    figure: Figure,
    /// Whether it was made where the student must not look (a check, a solution).
    hidden: bool,
}

/// Figures not shown yet, and how many there ever were.
#[derive(Default)]
struct Figures {
    open: Vec<Open>,
    made: u32,
}

thread_local! {
    static FIGURES: RefCell<Figures> = RefCell::default();
}

/// Shows all open figures that hold something, in order, and closes them.
pub(crate) fn flush() {
    for Open { figure, hidden, .. } in FIGURES.with_borrow_mut(|figures| std::mem::take(&mut figures.open)) {
        if !hidden && !figure.is_blank() {
            let alt = describe::figure(&figure);
            host::emit(Output::Figure { svg: svg::draw(&figure, &alt), alt });
        }
    }
}

/// Forgets all figures.
pub(crate) fn reset() {
    FIGURES.with_borrow_mut(|figures| figures.open.clear());
}

/// A new figure's number.
pub(super) fn open(figure: Figure) -> u32 {
    FIGURES.with_borrow_mut(|figures| {
        figures.made += 1;
        figures.open.push(Open { number: figures.made, figure, hidden: host::muted() });
        figures.made
    })
}

/// Does something with a figure. One that was shown meanwhile opens again, empty: a program may go on drawing.
pub(super) fn with_figure<R>(number: u32, f: impl FnOnce(&mut Figure) -> R) -> R {
    FIGURES.with_borrow_mut(|figures| {
        let at = figures.open.iter().position(|open| open.number == number).unwrap_or_else(|| {
            figures.open.push(Open { number, figure: Figure::new(None), hidden: host::muted() });
            figures.open.len() - 1
        });
        f(&mut figures.open[at].figure)
    })
}

/// Does something with axes, making them if their place is still empty.
pub(super) fn with_axes<R>((number, place): (u32, usize), f: impl FnOnce(&mut Axes) -> R) -> R {
    with_figure(number, |figure| {
        let at = figure.axes.iter().position(|axes| axes.place == place).unwrap_or_else(|| {
            figure.axes.push(Axes::new(place));
            figure.axes.len() - 1
        });
        f(&mut figure.axes[at])
    })
}

/// Whether a figure still waits to be shown.
pub(super) fn is_open(number: u32) -> bool {
    FIGURES.with_borrow(|figures| figures.open.iter().any(|open| open.number == number))
}

/// Throws a figure away, or all.
pub(super) fn close(number: Option<u32>) {
    FIGURES.with_borrow_mut(|figures| match number {
        Some(number) => figures.open.retain(|open| open.number != number),
        None => figures.open.clear(),
    });
}
