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

/// A way from numbers to colours: stops joined by straight lines, or steps of one colour each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Map {
    stops: &'static [u32],
    steps: bool,
    reversed: bool,
}

impl Default for Map {
    /// Viridis: dark blue to yellow, even in lightness.
    fn default() -> Self {
        Self { stops: VIRIDIS, steps: false, reversed: false }
    }
}

/// Names of the maps, for messages.
pub(crate) const MAPS: &str = "viridis, plasma, inferno, magma, cividis, gray, Blues, Reds, Greens, Oranges, Purples, hot, jet, \
    coolwarm, bwr, RdBu, tab10, each with _r for the other direction";

impl Map {
    /// A map by matplotlib's name.
    pub fn parse(name: &str) -> Option<Self> {
        let (name, reversed) = name.strip_suffix("_r").map_or((name, false), |name| (name, true));
        let (stops, falls): (&[u32], bool) = match name {
            "viridis" => (VIRIDIS, false),
            "plasma" => (PLASMA, false),
            "inferno" => (INFERNO, false),
            "magma" => (MAGMA, false),
            "cividis" => (CIVIDIS, false),
            "gray" | "grey" => (GREY, false),
            "Greys" | "binary" => (GREY, true),
            "Blues" => (BLUES, false),
            "Reds" => (REDS, false),
            "Greens" => (GREENS, false),
            "Oranges" => (ORANGES, false),
            "Purples" => (PURPLES, false),
            "hot" => (HOT, false),
            "jet" | "rainbow" | "turbo" => (JET, false),
            "coolwarm" | "bwr" | "seismic" => (COOL_WARM, false),
            "RdBu" => (RED_BLUE, false),
            "tab10" => (TAB10, false),
            _ => return None,
        };
        Some(Self { stops, steps: name == "tab10", reversed: reversed != falls })
    }

    /// The colour at `t` from 0 to 1; outside is clamped, not-a-number is mid grey.
    pub fn at(self, t: f64) -> [u8; 3] {
        if t.is_nan() {
            return [128; 3];
        }
        let t = t.clamp(0.0, 1.0);
        let t = if self.reversed { 1.0 - t } else { t };
        if self.steps {
            return channels(self.stops[((t * self.stops.len() as f64) as usize).min(self.stops.len() - 1)]);
        }
        between(self.stops, t)
    }
}

/// By van der Walt and Smith (2015, public domain), at ninths, as are the next three.
const VIRIDIS: &[u32] =
    &[0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725];
const PLASMA: &[u32] =
    &[0x0d0887, 0x46039f, 0x7201a8, 0x9c179e, 0xbd3786, 0xd8576b, 0xed7953, 0xfb9f3a, 0xfdca26, 0xf0f921];
const INFERNO: &[u32] =
    &[0x000004, 0x1b0c41, 0x4a0c6b, 0x781c6d, 0xa52c60, 0xcf4446, 0xed6925, 0xfb9b06, 0xf7d13d, 0xfcffa4];
const MAGMA: &[u32] =
    &[0x000004, 0x180f3d, 0x440f76, 0x721f81, 0x9e2f7f, 0xcd4071, 0xf1605d, 0xfd9668, 0xfeca8d, 0xfcfdbf];
/// Nuñez, Anderton and Renslow (2018).
const CIVIDIS: &[u32] =
    &[0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xc3b369, 0xe1cc55, 0xfee838];
const GREY: &[u32] = &[0x000000, 0xffffff];
/// Brewer's (2003), white to dark.
const BLUES: &[u32] = &[0xf7fbff, 0xdeebf7, 0xc6dbef, 0x9ecae1, 0x6baed6, 0x4292c6, 0x2171b5, 0x08519c, 0x08306b];
const REDS: &[u32] = &[0xfff5f0, 0xfee0d2, 0xfcbba1, 0xfc9272, 0xfb6a4a, 0xef3b2c, 0xcb181d, 0xa50f15, 0x67000d];
const GREENS: &[u32] = &[0xf7fcf5, 0xe5f5e0, 0xc7e9c0, 0xa1d99b, 0x74c476, 0x41ab5d, 0x238b45, 0x006d2c, 0x00441b];
const ORANGES: &[u32] = &[0xfff5eb, 0xfee6ce, 0xfdd0a2, 0xfdae6b, 0xfd8d3c, 0xf16913, 0xd94801, 0xa63603, 0x7f2704];
const PURPLES: &[u32] = &[0xfcfbfd, 0xefedf5, 0xdadaeb, 0xbcbddc, 0x9e9ac8, 0x807dba, 0x6a51a3, 0x54278f, 0x3f007d];
const RED_BLUE: &[u32] = &[0xb2182b, 0xd6604d, 0xf4a582, 0xfddbc7, 0xf7f7f7, 0xd1e5f0, 0x92c5de, 0x4393c3, 0x2166ac];
const HOT: &[u32] = &[0x000000, 0x800000, 0xff0000, 0xff8000, 0xffff00, 0xffffff];
const JET: &[u32] = &[0x000080, 0x0000ff, 0x0080ff, 0x00ffff, 0x80ff80, 0xffff00, 0xff8000, 0xff0000, 0x800000];
/// Ends and middle of Moreland's diverging map (2009).
const COOL_WARM: &[u32] = &[0x3b4cc0, 0xdddddd, 0xb40426];
const TAB10: &[u32] =
    &[0x1f77b4, 0xff7f0e, 0x2ca02c, 0xd62728, 0x9467bd, 0x8c564b, 0xe377c2, 0x7f7f7f, 0xbcbd22, 0x17becf];

fn channels(colour: u32) -> [u8; 3] {
    [16, 8, 0].map(|shift| (colour >> shift & 0xff) as u8)
}

fn between(stops: &[u32], t: f64) -> [u8; 3] {
    let at = t * (stops.len() - 1) as f64;
    let first = (at as usize).min(stops.len() - 2);
    let part = at - first as f64;
    let (from, to) = (channels(stops[first]), channels(stops[first + 1]));
    std::array::from_fn(|i| {
        let (a, b) = (f64::from(from[i]), f64::from(to[i]));
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
        fn check(name: &str, t: f64, expected: [u8; 3]) {
            assert_eq!(Map::parse(name).expect("a map").at(t), expected, "{name}");
        }
        check("viridis", 0.0, [68, 1, 84]);
        check("viridis", 1.0, [253, 231, 37]);
        check("viridis", 9.0, [253, 231, 37]);
        check("viridis_r", 0.0, [253, 231, 37]);
        check("gray", 0.5, [128; 3]);
        check("Greys", 0.0, [255; 3]);
        check("coolwarm", 0.5, [221; 3]);
        check("tab10", 0.15, [255, 127, 14]);
        check("viridis", f64::NAN, [128; 3]);
        assert_eq!(Map::parse("nothing"), None);
    }
}
