//! The few icons, drawn by us on a grid of 16. Decoration: the word beside them or the label says what they mean.

use leptos::prelude::*;

/// The icon of this name.
pub(crate) fn icon(name: &'static str) -> impl IntoView {
    let path = match name {
        "run" => "M4.5 2.8v10.4l8.6-5.2z",
        "stop" => "M4 4h8v8H4z",
        "tick" => "M3 8.5l3.4 3.4L13 4.6",
        "again" => "M8 4.6v4.2M8 11.4v.2M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z",
        "cross" => "M4 4l8 8M12 4l-8 8",
        "theme" => "M8 1.3a6.7 6.7 0 1 0 0 13.4A6.7 6.7 0 0 0 8 1.3zM8 2.9a5.1 5.1 0 0 1 0 10.2z",
        "person" => "M8 8.2a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8zM2.8 14c.5-2.6 2.6-4 5.2-4s4.7 1.4 5.2 4",
        "list" => "M2.5 4h11M2.5 8h11M2.5 12h7",
        "chip" => {
            "M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14"
        }
        "left" => "M10 3L5 8l5 5",
        "right" => "M6 3l5 5-5 5",
        _ => "",
    };
    // The shapes that are filled; the others are strokes.
    let class = match name {
        "run" | "stop" | "theme" => "icon solid",
        _ => "icon",
    };
    view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=path fill-rule="evenodd"/></svg> }
}
