//! Colours. Names and the default cycle become the page's own tokens, so that a line drawn in light stays readable in
//! dark; every token carries its light value as a fallback for an SVG that stands alone.

use std::borrow::Cow;

/// An SVG paint: a token with fallback, a CSS colour name, or `#rrggbb`.
pub(crate) type Paint = Cow<'static, str>;

/// Words and marks in the colour of text.
pub(crate) const INK: &str = "var(--ink, #1d1f23)";
/// Axis labels.
pub(crate) const INK_2: &str = "var(--ink-2, #53565c)";
/// Tick labels.
pub(crate) const INK_3: &str = "var(--ink-3, #6e7177)";
/// Grid lines.
pub(crate) const LINE: &str = "var(--line, #e3dfd6)";
/// The axes themselves.
pub(crate) const LINE_STRONG: &str = "var(--line-strong, #cfc9bc)";
/// What a figure stands on; gaps between bars take it.
pub(crate) const SURFACE: &str = "var(--surface, #ffffff)";

/// Series in order: each token keeps 4.5:1 on the page in light and in dark, neighbours differ in hue and lightness.
const CYCLE: [&str; 8] = [BLUE, ORANGE, TEAL, PURPLE, RED, AMBER, GREEN, INK_3];
const BLUE: &str = "var(--accent, #2f5bd0)";
const ORANGE: &str = "var(--n, #b0460f)";
const TEAL: &str = "var(--s, #0a7560)";
const PURPLE: &str = "var(--k, #8a3ffc)";
const RED: &str = "var(--bad, #b3261e)";
const AMBER: &str = "var(--warn, #8a5a00)";
const GREEN: &str = "var(--good, #17734a)";

/// The `index`-th colour of the cycle.
pub(crate) fn cycle(index: usize) -> Paint {
    Cow::Borrowed(CYCLE[index % CYCLE.len()])
}

/// A colour as matplotlib spells it: `r`, `tab:blue`, `C3`, `0.5` (grey), `#1f77b4`, `#abc`, a CSS name, `none`.
/// `None` where it is none of these.
pub(crate) fn parse(name: &str) -> Option<Paint> {
    let lower = name.trim().to_ascii_lowercase();
    if let Some(index) = name.strip_prefix('C').and_then(|rest| rest.parse::<usize>().ok()) {
        return Some(cycle(index));
    }
    if let Some(digits) = lower.strip_prefix('#') {
        let known = matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit());
        return known.then(|| Cow::Owned(lower.clone()));
    }
    if let Ok(grey) = lower.parse::<f64>() {
        return (0.0..=1.0).contains(&grey).then(|| hex([(grey * 255.0).round() as u8; 3]));
    }
    Some(Cow::Borrowed(match lower.trim_start_matches("tab:") {
        "b" | "blue" => BLUE,
        "orange" => ORANGE,
        "g" | "green" => GREEN,
        "r" | "red" => RED,
        "m" | "purple" | "magenta" => PURPLE,
        "c" | "cyan" | "teal" => TEAL,
        "y" | "olive" | "brown" => AMBER,
        "k" | "black" => INK,
        "w" | "white" => SURFACE,
        "gray" | "grey" => INK_3,
        "none" => "none",
        other => CSS.split(' ').find(|css| *css == other)?,
    }))
}

/// `#rrggbb`.
pub(crate) fn hex([r, g, b]: [u8; 3]) -> Paint {
    Cow::Owned(format!("#{r:02x}{g:02x}{b:02x}"))
}

/// Names that browsers know beside those above.
const CSS: &str = "aqua aquamarine beige bisque blueviolet burlywood cadetblue chartreuse chocolate coral \
    cornflowerblue crimson darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta \
    darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkturquoise \
    darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick forestgreen fuchsia gold goldenrod \
    greenyellow hotpink indianred indigo khaki lavender lightblue lightcoral lightcyan lightgray lightgreen lightgrey \
    lightpink lightsalmon lightseagreen lightskyblue lightsteelblue lightyellow lime limegreen maroon \
    mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumturquoise \
    mediumvioletred midnightblue navy olivedrab orangered orchid palegreen palevioletred peru pink plum powderblue \
    rebeccapurple rosybrown royalblue saddlebrown salmon sandybrown seagreen sienna silver skyblue slateblue \
    slategray slategrey springgreen steelblue tan thistle tomato turquoise violet wheat yellow yellowgreen";

/// A way from numbers to colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Map {
    /// Dark blue to yellow, even in lightness: the default.
    Viridis,
    /// Black to white.
    Grey,
    /// White to black.
    GreyReversed,
    /// Blue over white to red, for values around a middle.
    CoolWarm,
}

/// Names of the maps, for messages.
pub(crate) const MAPS: &str = "viridis, gray, gray_r, coolwarm";

impl Map {
    /// A map by matplotlib's name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "viridis" => Self::Viridis,
            "gray" | "grey" | "Greys_r" | "binary_r" => Self::Grey,
            "gray_r" | "grey_r" | "Greys" | "binary" => Self::GreyReversed,
            "coolwarm" | "bwr" | "RdBu_r" => Self::CoolWarm,
            _ => return None,
        })
    }

    /// The colour at `t` from 0 to 1; outside is clamped, not-a-number is mid grey.
    pub fn at(self, t: f64) -> [u8; 3] {
        if t.is_nan() {
            return [128; 3];
        }
        let t = t.clamp(0.0, 1.0);
        match self {
            Self::Viridis => between(&VIRIDIS, t),
            Self::Grey => [(t * 255.0).round() as u8; 3],
            Self::GreyReversed => [((1.0 - t) * 255.0).round() as u8; 3],
            Self::CoolWarm => between(&COOL_WARM, t),
        }
    }
}

/// viridis at ninths (van der Walt and Smith 2015, public domain), joined by straight lines.
const VIRIDIS: [[u8; 3]; 10] = [
    [68, 1, 84],
    [72, 40, 120],
    [62, 74, 137],
    [49, 104, 142],
    [38, 130, 142],
    [31, 158, 137],
    [53, 183, 121],
    [110, 206, 88],
    [181, 222, 43],
    [253, 231, 37],
];

/// Ends and middle of Moreland's diverging map (2009).
const COOL_WARM: [[u8; 3]; 3] = [[59, 76, 192], [221, 221, 221], [180, 4, 38]];

fn between(stops: &[[u8; 3]], t: f64) -> [u8; 3] {
    let at = t * (stops.len() - 1) as f64;
    let first = (at as usize).min(stops.len() - 2);
    let part = at - first as f64;
    std::array::from_fn(|i| {
        let (a, b) = (f64::from(stops[first][i]), f64::from(stops[first + 1][i]));
        (a + (b - a) * part).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        fn check(name: &str, expected: Option<&str>) {
            assert_eq!(parse(name).as_deref(), expected, "{name}");
        }
        check("r", Some(RED));
        check("tab:orange", Some(ORANGE));
        check("C0", Some(BLUE));
        check("C8", Some(BLUE));
        check("0.5", Some("#808080"));
        check("#1F77B4", Some("#1f77b4"));
        check("#12", None);
        check("steelblue", Some("steelblue"));
        check("\"/><script>", None);
        check("blurple", None);
    }

    #[test]
    fn maps_reach_their_ends() {
        fn check(map: Map, t: f64, expected: [u8; 3]) {
            assert_eq!(map.at(t), expected);
        }
        check(Map::Viridis, 0.0, [68, 1, 84]);
        check(Map::Viridis, 1.0, [253, 231, 37]);
        check(Map::Viridis, 9.0, [253, 231, 37]);
        check(Map::Grey, 0.5, [128; 3]);
        check(Map::CoolWarm, 0.5, [221; 3]);
        check(Map::Viridis, f64::NAN, [128; 3]);
    }
}
