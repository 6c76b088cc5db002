//! Mistakes: each has a place, a message, and a word on what to write instead; the lesson is there all the same.

use course::compile::Severity;
use course::model::Lang;

use crate::support::{compile, compile_bytes, html};

/// The text has exactly one diagnostic, on this line below the front matter, with these words.
fn check(text: &str, severity: Severity, line: usize, message: &str, help: &str) {
    let compiled = compile(Lang::En, text);
    let [d] = compiled.diagnostics.as_slice() else { panic!("not one diagnostic: {:#?}", compiled.diagnostics) };
    assert_eq!((d.severity, d.line), (severity, line + 4), "{d:?}");
    assert!(d.message.contains(message), "{d:?}");
    assert!(d.help.as_deref().unwrap_or_default().contains(help), "{d:?}");
    assert_eq!(compiled.lesson.errors, usize::from(severity == Severity::Error));
}

fn error(text: &str, line: usize, message: &str, help: &str) {
    check(text, Severity::Error, line, message, help);
}

fn warning(text: &str, line: usize, message: &str, help: &str) {
    check(text, Severity::Warning, line, message, help);
}

#[test]
fn cells_and_options() {
    error("```{python}\n#| autorn: true\nx\n```", 2, "no option `autorn`", "did you mean `autorun`?");
    error("```{python}\n#| autorun: maybe\nx\n```", 2, "true or false, not `maybe`", "");
    error("```{python}\n#| timelimit: soon\nx\n```", 2, "whole number", "`timelimit: 20`");
    error("```{pyodide}\nx\n```", 1, "`pyodide` cannot run here", "{python}");
    error("a\n\n```{python}\nx", 3, "not closed", "a line that is ``` and no more");
    error("```{python}\n#| label: a\nx\n```\n\n```{python}\n#| label: a\ny\n```", 7, "`a` is used twice", "another id");
    error("- a\n\n  ```{python}\n  x\n  ```", 3, "cannot run inside a list", "left margin");
    warning("```{python}\n#| label: fig-a\nx\n```", 2, "no caption", "fig-cap");
}

#[test]
fn exercises() {
    let cell = |o: &str| format!("```{{python}}\n#| exercise: slope\n{o}x\n```\n\n");
    let (own, check, solution) = (cell(""), cell("#| check: true\n"), cell("#| solution: true\n"));
    error(&format!("{own}{solution}"), 2, "has no check", "check: true");
    warning(&format!("{own}{check}"), 2, "has no solution", "solution: true");
    let hint = "::: {.hint exercise=\"slop\"}\nh\n:::\n";
    error(&format!("{own}{check}{solution}{hint}"), 18, "no exercise `slop`", "did you mean `slope`?");
    error(&format!("{own}{check}{solution}{solution}"), 19, "two solutions", "remove");
    error("```{python}\n#| check: true\nx\n```", 2, "which exercise", "exercise: name");
    error("::: {.hint exercise=\"q\"}\nh\n:::\n", 1, "no exercise `q`", "#| exercise: q");
    error("::: {.hint}\nx\n:::", 1, "which exercise", "exercise=");
    let two = format!("{own}{check}{solution}").replace("#| solution: true\n", "#| solution: true\n#| hint: true\n");
    error(&two, 15, "one of setup, check, hint and solution", "of its own");
}

#[test]
fn values_in_the_text() {
    let cell = "```{python}\nx = 1\n```\n\n";
    warning(&format!("{cell}It is `{{python}} y`."), 5, "nobody has written down yet", "--run --write");
    error(&format!("It is `{{python}} x`.\n\n{cell}"), 1, "no cell above this value", "move it below");
    let compiled = compile(Lang::En, &format!("{cell}It is `{{python}} x`, and `{{python}}` is code."));
    assert_eq!(compiled.diagnostics, []);
    assert!(html(&compiled).contains("It is 2 &lt; 3, and <code>{python}</code> is code."), "{}", html(&compiled));
    assert_eq!((compiled.inlines[0].cell.as_str(), compiled.inlines[0].expression.as_str()), ("cell-1", "x"));
}

#[test]
fn stars_that_mark_nothing() {
    warning("一段**重点。**后面", 1, "`**` marks nothing here", "put the punctuation outside");
    for fine in ["一段**重点**。后面", "`2**3` and $2^{**}$ and 2\\*\\*3", "    2**3", "```python\n2**3\n```"] {
        assert_eq!(compile(Lang::En, fine).diagnostics, [], "{fine}");
    }
}

#[test]
fn divs() {
    error("::: {.callout-note}\na", 1, "not closed", ":::");
    error("a\n\n:::\n", 3, "closes a div", "open a div");
    error("::: {.callout-nota}\na\n:::", 1, "no callout `nota`", "did you mean `callout-note`?");
    error("::: {.hnt}\na\n:::", 1, "no div `hnt`", "did you mean `hint`?");
    error("::: {.panel-tabset}\na\n:::", 1, "no tabs", "heading");
    error("::: {.quiz #q}\na\n\n- [ ] b\n- [ ] c\n:::", 1, "none of this quiz's answers is right", "- [x]");
    error("::: {.quiz #q}\na\n\n- [x] b\n- c\n:::", 5, "does not say whether it is right", "- [ ]");
    error("::: {.quiz #q}\na\n:::", 1, "no answers", "- [x]");
    error("<details>\n\na\n\n```{python}\nx\n```\n\n</details>", 1, "`<details>` cannot hold a cell", "collapse");
    warning("::: {.quiz}\na\n\n- [x] b\n- [ ] c\n:::", 1, "has no id", "#q-name");
}

#[test]
fn figures_links_and_references() {
    error(
        "see @fig-los\n\n![a](x.svg){#fig-loss fig-alt=\"a\"}",
        1,
        "has the label `fig-los`",
        "did you mean `@fig-loss`?",
    );
    error("![a](y.svg){fig-alt=\"a\"}", 1, "no file `y.svg`", "did you mean `x.svg`?");
    error("[a](../02-c/lesson.md)", 1, "no lesson `02-c`", "did you mean `02-b`?");
    error("[a](javascript:x)", 1, "cannot lead to `javascript:`", "https");
    error("[a](../../secret.txt)", 1, "no lesson `..`", "");
    error("![a](../x.svg){fig-alt=\"a\"}", 1, "out of the lesson's folder", "copy");
    error("$$\na \\nosuch\n$$", 1, "cannot be read: `\\nosuch` is not known", "LaTeX");
    error("a $\\frac{1$ b", 1, "no formula", "brace");
    error("a $x_{1$ b", 1, "no formula", "brace");
    error("$$ \\frac{1 $$", 1, "belongs to no formula", "brace");
    error("a[^n]", 1, "footnote `n` is not defined", "[^n]:");
    warning("a\n\n[^n]: b", 3, "nothing refers to the footnote `n`", "[^n]");
    warning("![a](x.svg)", 1, "no alternative text", "fig-alt");
    warning("a ![](x.svg)", 1, "no alternative text", "fig-alt");
    warning("[a]()", 1, "leads nowhere", "address");
    warning("## Loss\n\n[a](#los)", 3, "has the id `los`", "did you mean `#loss`?");
}

#[test]
fn html_that_no_reader_sees() {
    warning("a\n\n<iframe src=\"https://x.org\"></iframe>", 3, "`<iframe>` is taken out", "link to the page");
    warning("a <script>x</script> b", 1, "`<script>` is taken out", "cells");
    warning("<p onclick=\"x()\">a</p>", 1, "`onclick` is taken out", "markdown");
    warning("<div>\n<span style=\"color: red\">a</span>\n</div>", 2, "`style` is taken out", "callouts");
}

#[test]
fn ids_in_html_are_ids_of_the_page() {
    error("## Loss\n\n<p id=\"loss\">a</p>", 3, "`loss` is used twice", "another id");
    error("<p id=\"main\">a</p>", 1, "`main` is used twice", "another id");
    error("<p id=x>a</p>\n\n<p id=x>b</p>", 3, "`x` is used twice", "another id");
}

#[test]
fn tables() {
    error("a\n\n| x | y |\n|---|\n| 1 | 2 |", 3, "it has 2 columns, and 1 in the line below", "`|---|---|`");
    error("a\n\n: Caption {#tbl-a}", 3, "below no table", "right below");
    for fine in ["| x | y |\n|---|---|\n| 1 | 2 |\n\n: Caption {#tbl-a}", "a | b\n\nc", "- | -"] {
        assert_eq!(compile(Lang::En, fine).diagnostics, [], "{fine}");
    }
}

#[test]
fn formulas_and_money() {
    for fine in ["from $5 to {a} $6", "a \\$x{ and \\$", "costs $5", "$x_{1}$ and $\\frac{1}{2}$"] {
        assert_eq!(compile(Lang::En, fine).diagnostics, [], "{fine}");
    }
}

#[test]
fn a_file_full_of_mistakes_is_read_in_time() {
    let check = |text: String| {
        let compiled = compile(Lang::En, &text);
        assert!((1..=1001).contains(&compiled.diagnostics.len()), "{}", compiled.diagnostics.len());
    };
    check("see @fig-x\n".repeat(50_000));
    check("<div>\n\n".repeat(20_000));
}

#[test]
fn headings() {
    warning("## A\n\n#### B", 3, "from level 2 to 4", "`###`");
    warning("# A", 1, "only heading of the first level", "`##`");
    error("## A {#x}\n\n## B {#x}", 3, "`x` is used twice", "another id");
}

#[test]
fn files_that_are_hardly_lessons() {
    for (bytes, message) in [
        (&b"---\ntitle: T\nsummary: S\n---\na \xff b"[..], "not UTF-8"),
        (b"no front matter", "no front matter"),
        (b"---\ntitle: T\n", "not closed"),
        (b"", "no front matter"),
    ] {
        let compiled = compile_bytes(Lang::Zh, bytes);
        assert!(compiled.lesson.errors > 0);
        assert!(compiled.diagnostics[0].message.contains(message), "{:?}", compiled.diagnostics);
        assert!(!compiled.lesson.title.is_empty());
    }
}
