//! The ring beside a lesson: empty, partly drawn, full with a tick. Shape and word tell it, not colour alone.

use course::progress::Ring;
use leptos::prelude::*;

use crate::words::Words;

/// What a ring means, in words.
pub(crate) fn ring_word(w: Words, state: Ring) -> String {
    w.get(match state {
        Ring::Empty => "ring.empty",
        Ring::Half => "ring.half",
        Ring::Full => "ring.full",
    })
}

/// A ring; `share` (0 to 1) is how much of it is drawn while the lesson is under way. Hidden from screen readers:
/// a word goes beside it.
pub(crate) fn ring(state: impl Fn() -> (Ring, f64) + Clone + Send + 'static) -> impl IntoView {
    let (class, dash, tick) = (state.clone(), state.clone(), state);
    let class = move || match class().0 {
        Ring::Empty => "ring",
        Ring::Half => "ring half",
        Ring::Full => "ring full",
    };
    let dash = move || match dash() {
        (Ring::Empty, _) => "0 100".to_owned(),
        // A lesson that was only opened still shows that it was.
        (Ring::Half, share) => format!("{:.0} 100", (share * 100.0).clamp(12.0, 92.0)),
        (Ring::Full, _) => "100 100".to_owned(),
    };
    let tick = move || if tick().0 == Ring::Full { "M6 10.2l2.8 2.8L14 7.4" } else { "" };
    view! {
        <svg class=class viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <circle class="track" cx="10" cy="10" r="8"/>
            <circle class="arc" cx="10" cy="10" r="8" pathLength="100" stroke-dasharray=dash transform="rotate(-90 10 10)"/>
            <path class="tick" d=tick/>
        </svg>
    }
}
