//! Callouts, tabsets, quizzes and cells as blocks.

use course::model::{Block, CalloutKind, Cell, Lang, Quiz};

use crate::support::{clean, html};

fn only_block(text: &str) -> Block {
    let mut blocks = clean(Lang::En, text).lesson.blocks;
    assert_eq!(blocks.len(), 1, "{blocks:#?}");
    blocks.remove(0)
}

fn check_quiz(text: &str, multiple: bool, options: &[(&str, bool, Option<&str>)]) {
    let Block::Quiz(Quiz { id, question, multiple: found, options: choices }) = only_block(text) else {
        panic!("no quiz")
    };
    assert_eq!((id.as_str(), question.as_str(), found), ("q-x", "<p>Why?</p>", multiple));
    let choices: Vec<_> = choices.iter().map(|c| (c.text.as_str(), c.correct, c.feedback.as_deref())).collect();
    assert_eq!(choices, options);
}

fn check_cell(text: &str, test: impl Fn(&Cell) -> bool) {
    let Block::Cell(cell) = only_block(text) else { panic!("no cell") };
    assert!(test(&cell), "{cell:#?}");
}

#[test]
fn callouts_hold_blocks() {
    let text = ":::: {.callout-tip title=\"A *b*\" collapse=\"true\"}\na\n\n```{python}\n1\n```\n\n::: {.callout-note}\nb\n:::\n::::\n";
    let Block::Callout { kind, title, collapsed, blocks } = only_block(text) else { panic!("no callout") };
    assert_eq!((kind, title.as_deref(), collapsed), (CalloutKind::Tip, Some("A <em>b</em>"), true));
    assert!(matches!(&blocks[0], Block::Html(h) if h == "<p>a</p>"));
    assert!(matches!(&blocks[1], Block::Cell(c) if c.code == "1"));
    let inner = Block::Callout {
        kind: CalloutKind::Note,
        title: None,
        collapsed: false,
        blocks: vec![Block::Html("<p>b</p>".into())],
    };
    assert_eq!(blocks[2], inner);
}

#[test]
fn a_callout_in_a_list_is_text() {
    let html = html(&clean(Lang::En, "- a\n\n  ::: {.callout-note}\n  b\n  :::\n"));
    assert!(html.contains("<div class=\"callout callout-note\">\n<p>b</p>"), "{html}");
}

#[test]
fn tabsets_have_a_tab_for_each_heading() {
    let text = "::: {.panel-tabset}\n## 甲\na\n\n### Inner\n\n## B\n\n```{python}\nx\n```\n:::\n";
    let Block::Tabset { id, tabs } = only_block(text) else { panic!("no tabset") };
    assert_eq!((id.as_str(), tabs[0].title.as_str(), tabs[1].title.as_str()), ("tabs-1", "甲", "B"));
    assert!(matches!(&tabs[0].blocks[0], Block::Html(h) if h == "<p>a</p>\n<h3 id=\"inner\">Inner</h3>"));
    assert!(matches!(&tabs[1].blocks[0], Block::Cell(_)));
}

#[test]
fn quizzes_have_options_with_feedback() {
    let text = "::: {.quiz #q-x}\nWhy?\n\n- [x] Yes *so*\n  > Right.\n- [ ] No\n:::\n";
    check_quiz(text, false, &[("Yes <em>so</em>", true, Some("<p>Right.</p>")), ("No", false, None)]);
    let loose = "::: {.quiz #q-x}\nWhy?\n\n- [x] 甲\n\n  > 对。\n\n- [x] 乙\n\n- [ ] 丙\n:::\n";
    check_quiz(loose, true, &[("甲", true, Some("<p>对。</p>")), ("乙", true, None), ("丙", false, None)]);
}

#[test]
fn cells_take_their_options() {
    check_cell("```{python}\nx = 1\n```\n", |c| {
        (c.id.as_str(), c.number, c.code.as_str()) == ("cell-1", 1, "x = 1")
            && c.echo
            && c.edit
            && !c.autorun
            && c.envir == "global"
    });
    let options = "#| label: fig-l\n#| fig-cap: \"The *loss*\"\n#| autorun: true\n#| echo: false\n#| timelimit: 5\n#| max-lines: 9\n\n";
    check_cell(&format!("```{{python}}\n{options}x\n```\n"), |c| {
        c.id == "fig-l"
            && c.fig_cap.as_deref() == Some("Figure 1. The <em>loss</em>")
            && (c.autorun, c.echo, c.timelimit, c.max_lines) == (true, false, Some(5), Some(9))
            && c.code == "x"
    });
    check_cell("```{python}\r\n#| label: a\r\nx = 1\r\ny = 2\r\n```\r\n", |c| c.id == "a" && c.code == "x = 1\ny = 2");
    check_cell("```{python}\n# remark\nx = '<'\n```\n", |c| {
        c.html == "<span class=\"c\"># remark</span>\nx = <span class=\"s\">'&lt;'</span>"
    });
}

#[test]
fn cells_are_numbered_in_reading_order() {
    let text = "```{python}\na\n```\n\n::: {.callout-note}\n```{python}\n#| label: named\nb\n```\n:::\n\n```{python}\nc\n```\n";
    let compiled = clean(Lang::En, text);
    let found: Vec<_> = compiled.lesson.cells().iter().map(|c| (c.number, c.id.clone())).collect();
    assert_eq!(found, [(1, "cell-1".into()), (2, "named".into()), (3, "cell-2".into())]);
}
