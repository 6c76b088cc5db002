//! Lessons broken at random: nothing panics, and every remark points into the text.

use course::model::Lang;
use proptest::prelude::*;

use crate::support::{FRONT, compile_bytes};

/// Pieces of the dialect, whole and broken.
const PIECES: [&str; 40] = [
    "---\n",
    "title: T\n",
    "## 标题 {#sec-a}\n",
    "# A\n",
    "::: {.callout-note title=\"x\"}\n",
    ":::\n",
    "::::\n",
    "> ",
    "- ",
    "  ",
    "- [x] a\n",
    "```{python}\n",
    "#| exercise: a\n",
    "#| check: true\n",
    "#| label: fig-a\n",
    "#| fig-cap: c\n",
    "```\n",
    "~~~\n",
    "x = ______\n",
    "![a](x.svg){#fig-a fig-alt=\"",
    "\"}",
    "$$ \\frac{a}{b} $$ {#eq-a}",
    "$x",
    "@fig-a",
    "@eq-",
    "[^n]",
    "[^n]: b\n",
    "| a | b |\n|---|--:|\n| 1 | 2 |\n",
    ": cap {#tbl-a}\n",
    "<details>\n",
    "<script>",
    "</p>",
    "<!--",
    "\n\n",
    "\\",
    "学习",
    "\u{feff}",
    "&amp;",
    "::: {.quiz #q}\n",
    "::: {.panel-tabset}\n",
];

fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let compiled = compile_bytes(Lang::En, bytes);
    for d in &compiled.diagnostics {
        assert!(text.get(d.span.clone()).is_some(), "{d:?} points outside the text");
    }
    // Drawing thousands takes seconds and shows nothing new.
    for d in compiled.diagnostics.iter().take(50) {
        let place = format!("{}:{}:{}", d.file, d.line, d.column);
        assert!(d.render(&text, false).contains(&place), "{d:?}");
    }
    let json = serde_json::to_string(&compiled.lesson).unwrap();
    for forbidden in ["<script", "<style", " style=", "javascript:"] {
        let blocks = compiled.lesson.blocks.iter().filter_map(|b| serde_json::to_string(b).ok());
        let in_html = blocks.filter(|b| b.starts_with("{\"block\":\"html\"")).any(|b| b.contains(forbidden));
        assert!(!in_html, "{forbidden} in {json}");
    }
}

#[test]
fn nesting_without_end() {
    let deep = 1000;
    for (open, close) in [
        ("> ", ""),
        ("- ", ""),
        ("[", "]"),
        ("![", "](x.svg)"),
        ("*a ", ""),
        ("<div>", ""),
        ("<b>", "</b>"),
        ("`", ""),
        ("::: {.callout-note}\n", ":::\n"),
        ("- ::: {.hint exercise=\"a\"}\n  ", ""),
        ("@fig-a", ""),
        ("[^n]", ""),
        ("<math><mrow>", ""),
        ("<details>\n\n", ""),
        ("::: a\n> ", ""),
    ] {
        check(format!("{FRONT}{}x\n{}", open.repeat(deep), close.repeat(deep)).as_bytes());
    }
}

#[test]
fn formulas_without_end() {
    for (open, close) in [
        ("{", "}"),
        ("\\frac{a}{", "}"),
        ("\\sqrt{", "}"),
        ("x^{", "}"),
        ("\\left(", "\\right)"),
        ("\\begin{matrix}", "\\end{matrix}"),
    ] {
        check(format!("{FRONT}$$ {}x{} $$\n", open.repeat(2000), close.repeat(2000)).as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..30), front in any::<bool>()) {
        let text = format!("{}{}", if front { FRONT } else { "" }, pieces.concat());
        check(text.as_bytes());
    }

    #[test]
    fn the_reference_with_parts_cut_out(from in 0usize..6000, length in 0usize..400, byte in any::<u8>()) {
        let mut bytes = format!("{FRONT}{}", include_str!("../../src/compile/README.md")).into_bytes();
        let from = from.min(bytes.len());
        let to = (from + length).min(bytes.len());
        bytes.splice(from..to, [byte]);
        check(&bytes);
    }

    #[test]
    fn formulas_in_any_order(parts in prop::collection::vec(prop::sample::select(vec![
        "\\frac", "{", "}", "a", "^", "_", "\\\\", "&", "\\begin{aligned}", "\\end{aligned}", "\\begin{pmatrix}", "\\end{pmatrix}",
        "\\left(", "\\right)", "\\sqrt[3]", "\\text{é学}", "\\color{red}", "\\hline", "\\begin{array}{c|c}", "\\end{array}", "\\limits",
        "'", "~", "\\hspace{1em}", "\\operatorname{x}", "#1", "\\middle|",
    ]), 0..12)) {
        check(format!("{FRONT}$$ {} $$\n", parts.concat()).as_bytes());
    }
}
