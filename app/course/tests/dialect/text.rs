//! Text, figures, math, references: markdown to HTML.

use course::model::Lang;

use crate::support::{clean, compile, html};

fn check(text: &str, expected: &str) {
    assert_eq!(html(&clean(Lang::En, text)), expected, "from\n{text}");
}

fn check_parts(lang: Lang, text: &str, parts: &[&str]) {
    let html = html(&clean(lang, text));
    assert!(!html.contains("style="), "{html}");
    for part in parts {
        assert!(html.contains(part), "no {part:?} in\n{html}");
    }
}

#[test]
fn github_extensions() {
    check("~~a~~ **b** *c* `d`", "<p><del>a</del> <strong>b</strong> <em>c</em> <code>d</code></p>");
    check_parts(Lang::En, "- [x] a\n- [ ] b\n", &["aria-label=\"done\">☑</span> a", "aria-label=\"to do\">☐</span> b"]);
    check_parts(
        Lang::En,
        "| a | b |\n|:--|--:|\n| 1 | 2 |\n| 3 | 4 |\n",
        &["<th scope=\"col\" class=\"left\">a</th>", "<td class=\"right\">2</td>", "<tbody><tr><td class=\"left\">1"],
    );
}

#[test]
fn a_line_break_between_chinese_characters_is_no_space() {
    check("梯度\n下降，\n一步 step\n一步", "<p>梯度下降，一步 step\n一步</p>");
    check("a\nb", "<p>a\nb</p>");
}

#[test]
fn headings_have_ids_and_an_outline() {
    let compiled = clean(Lang::Zh, "## 梯度下降\n\n### Step *one*\n\n## 梯度下降\n\n## 损失 {#sec-loss}\n");
    let found: Vec<_> = compiled.lesson.headings.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str())).collect();
    let expected = [
        (2, "梯度下降", "梯度下降"),
        (3, "step-one", "Step one"),
        (2, "梯度下降-2", "梯度下降"),
        (2, "sec-loss", "损失"),
    ];
    assert_eq!(found, expected);
    assert!(html(&compiled).contains("<h2 id=\"sec-loss\">损失</h2>"));
}

#[test]
fn figures_have_captions_numbers_and_alternative_text() {
    check(
        "![A *plot*](x.svg){#fig-x fig-alt=\"It falls.\" width=50%}\n",
        "<figure id=\"fig-x\"><img src=\"/courses/c/a/files/x.svg\" alt=\"It falls.\" loading=\"lazy\" width=\"50%\">\
         <figcaption>Figure 1. A <em>plot</em></figcaption></figure>",
    );
    check("a ![dot](x.svg) b", "<p>a <img src=\"/courses/c/a/files/x.svg\" alt=\"dot\" loading=\"lazy\"> b</p>");
    check(
        "a ![](x.svg){fig-alt=\"\"} b",
        "<p>a <img src=\"/courses/c/a/files/x.svg\" alt=\"\" loading=\"lazy\"> b</p>",
    );
}

#[test]
fn math_is_mathml_with_numbers() {
    check_parts(Lang::En, "So $x^2$.", &["So <math", "<msup>"]);
    check_parts(
        Lang::En,
        "$$ y = x $$ {#eq-a}\n\nBy @eq-a.",
        &[
            "<div class=\"eq\" id=\"eq-a\"><math display=\"block\"",
            "<span>(1)</span></div>",
            "href=\"#eq-a\">Equation 1</a>.",
        ],
    );
    check_parts(
        Lang::En,
        "then $$x$$ {#eq-b} follows",
        &["<p>then <span class=\"eq\" id=\"eq-b\">", "</span> follows</p>"],
    );
    check("it costs \\$5", "<p>it costs $5</p>");
}

#[test]
fn references_go_forward_and_speak_the_language() {
    let figures = "\n\n![a](x.svg){#fig-a fig-alt=\"a\"}\n\n![b](x.svg){#fig-b fig-alt=\"b\"}\n\n## Loss {#sec-l}\n";
    check_parts(
        Lang::En,
        &format!("See @fig-b, [@fig-a] and @sec-l.{figures}"),
        &[
            "See <a class=\"ref\" href=\"#fig-b\">Figure 2</a>, <a class=\"ref\" href=\"#fig-a\">Figure 1</a> and",
            ">Loss</a>.",
        ],
    );
    check_parts(
        Lang::Zh,
        &format!("如@fig-b所示。{figures}"),
        &["如<a class=\"ref\" href=\"#fig-b\">图 2</a>所示。", "图 1：a"],
    );
    check("`@fig-x` me@fig-x.org \\@fig-x", "<p><code>@fig-x</code> me@fig-x.org @fig-x</p>");
    check_parts(
        Lang::En,
        "| a |\n|---|\n| 1 |\n\n: Two {#tbl-t}\n\n@tbl-t",
        &["<table id=\"tbl-t\"><caption>Table 1. Two</caption>", "href=\"#tbl-t\">Table 1</a>"],
    );
}

#[test]
fn footnotes_stand_at_the_end() {
    check_parts(
        Lang::En,
        "a[^n] b[^m] c[^n]\n\n[^m]: second\n[^n]: first\n\nrest",
        &[
            "a<sup class=\"footnote\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup>",
            "c<sup class=\"footnote\"><a href=\"#fn-1\" role=\"doc-noteref\">1</a></sup>",
            "<li id=\"fn-1\"><p>first <a href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩</a></p></li><li id=\"fn-2\"><p>second",
        ],
    );
}

#[test]
fn code_is_coloured_by_class() {
    check(
        "```python\nx = 1\n```\n",
        "<pre tabindex=\"0\"><code class=\"language-python\">x = <span class=\"n\">1</span>\n</code></pre>",
    );
    check("```\n<b>\n```\n", "<pre tabindex=\"0\"><code>&lt;b&gt;\n</code></pre>");
    check(
        "```text\n::: {.hint}\n```\n",
        "<pre tabindex=\"0\"><code class=\"language-text\">::: {.hint}\n</code></pre>",
    );
}

#[test]
fn links_lead_where_the_page_can_follow() {
    check("[a](../02-b/lesson.md#x)", "<p><a href=\"/courses/c/b#x\">a</a></p>");
    check("[a](../02-b)", "<p><a href=\"/courses/c/b\">a</a></p>");
    check("[a](data/points.csv)", "<p><a href=\"/courses/c/a/files/data/points.csv\">a</a></p>");
    check("[a](https://x.org/?a=1&b)", "<p><a href=\"https://x.org/?a=1&amp;b\" rel=\"external noopener\">a</a></p>");
    for nowhere in
        ["javascript:x", "JaVaScRiPt:x", "&#106;avascript:x", "data:text/html,x", "vbscript:x", "../02-z/lesson.md", ""]
    {
        assert_eq!(html(&compile(Lang::En, &format!("[a]({nowhere})"))), "<p><a>a</a></p>", "{nowhere}");
    }
    check("## H\n\n[a](#h)", "<h2 id=\"h\">H</h2>\n<p><a href=\"#h\">a</a></p>");
}

#[test]
fn raw_html_is_sanitised() {
    check("<details><summary>a</summary>\n\nb\n\n</details>", "<details><summary>a</summary>\n<p>b</p>\n</details>");
    // What goes is told to the author; see `mistakes`.
    let check_rest = |text: &str, expected: &str| assert_eq!(html(&compile(Lang::En, text)), expected);
    check_rest("a <script>alert(1)</script> b", "<p>a  b</p>");
    check_rest("<p onclick=\"x()\" style=\"y\" class=\"menu sheet\">a</p>", "<p>a</p>");
    check(
        "<video src=\"a.mp4\" controls>\n</video>",
        "<video src=\"/courses/c/a/files/a.mp4\" controls=\"\">\n</video>",
    );
    check_rest("<iframe src=\"https://x.org\"></iframe>\n\nb", "<p>b</p>");
}
