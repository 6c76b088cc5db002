//! Code to HTML, coloured by five classes: `k` keyword, `s` string, `n` number or constant, `c` comment, `f` function.

use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::emit::escape;

/// Scope prefixes with their class, the more exact before the more general; an empty class stops the search.
const CLASSES: [(&str, &str); 28] = [
    ("keyword.operator.logical", "k"),
    ("keyword.operator.word", "k"),
    ("keyword.operator", ""),
    ("keyword", "k"),
    ("storage", "k"),
    ("comment", "c"),
    ("meta.interpolation", ""),
    ("string", "s"),
    ("constant.character.escape", "s"),
    ("constant", "n"),
    ("entity.name.function", "f"),
    ("entity.name.class", "f"),
    ("entity.name.struct", "f"),
    ("entity.name.type", "f"),
    ("entity.name.tag", "k"),
    ("entity.other.attribute-name", "f"),
    ("support.function", "f"),
    ("support.type", "f"),
    ("support.macro", "f"),
    ("variable.function", "f"),
    ("variable.language", "n"),
    ("punctuation.definition.comment", "c"),
    ("markup.heading", "k"),
    ("markup.raw", "s"),
    ("markup.underline.link", "s"),
    ("markup.bold", "f"),
    ("markup.italic", "f"),
    ("punctuation.definition.list_item", "k"),
];

/// Reading the grammars takes tens of milliseconds: once.
fn grammars() -> &'static (SyntaxSet, Vec<(Scope, &'static str)>) {
    static GRAMMARS: OnceLock<(SyntaxSet, Vec<(Scope, &'static str)>)> = OnceLock::new();
    GRAMMARS.get_or_init(|| {
        let classes = CLASSES.iter().filter_map(|(s, c)| Some((Scope::new(s).ok()?, *c))).collect();
        (SyntaxSet::load_defaults_newlines(), classes)
    })
}

/// Escaped HTML of `code` with one span per coloured piece; no span runs over a line's end. A language that is not known
/// gives the code without colours.
pub(super) fn highlight(code: &str, language: &str) -> String {
    let (syntaxes, classes) = grammars();
    // No grammar of TOML is at hand; its texts, numbers and remarks are written as Python's.
    let grammar = if language == "toml" { "python" } else { language };
    let Some(syntax) = syntaxes.find_syntax_by_token(grammar) else { return escape(code) };
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut html = String::with_capacity(code.len() * 2);
    for line in LinesWithEndings::from(code) {
        let mut run = Run { html: &mut html, class: "", text: String::new() };
        let mut done = 0;
        let Ok(ops) = state.parse_line(line, syntaxes) else {
            html.push_str(&escape(line));
            continue;
        };
        for (at, op) in ops {
            run.add(&line[done..at], class_of(&stack, classes));
            done = at;
            if stack.apply(&op).is_err() {
                break;
            }
        }
        run.add(&line[done..], class_of(&stack, classes));
        run.end();
    }
    html
}

fn class_of(stack: &ScopeStack, classes: &[(Scope, &'static str)]) -> &'static str {
    let class = |scope: &Scope| classes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, c)| *c);
    stack.as_slice().iter().rev().find_map(class).unwrap_or("")
}

/// Joins neighbours of one class.
struct Run<'h> {
    html: &'h mut String,
    class: &'static str,
    text: String,
}

impl Run<'_> {
    fn add(&mut self, piece: &str, class: &'static str) {
        let (body, ending) = match piece.strip_suffix('\n') {
            Some(body) => (body, "\n"),
            None => (piece, ""),
        };
        if !body.is_empty() {
            if class != self.class {
                self.end();
                self.class = class;
            }
            self.text.push_str(body);
        }
        if !ending.is_empty() {
            self.end();
            self.html.push_str(ending);
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let blank = text.trim().is_empty();
        match self.class {
            "" => self.html.push_str(&escape(&text)),
            _ if blank => self.html.push_str(&text),
            class => {
                self.html.push_str(&format!("<span class=\"{class}\">{}</span>", escape(&text)));
            }
        }
        self.class = "";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: &str, code: &str, expected: &str) {
        assert_eq!(highlight(code, language), expected);
    }

    #[test]
    fn python_is_coloured_by_five_classes() {
        check("python", "def f(x):\n", "<span class=\"k\">def</span> <span class=\"f\">f</span>(x):\n");
        check("python", "x = 1 # 一\n", "x = <span class=\"n\">1</span> <span class=\"c\"># 一</span>\n");
        check("python", "print('<a>')", "<span class=\"f\">print</span>(<span class=\"s\">'&lt;a&gt;'</span>)");
        check("python", "w = ______\n", "w = ______\n");
    }

    #[test]
    fn markdown_and_toml_have_colours() {
        check("markdown", "## Loss\n", "<span class=\"k\">## Loss</span>\n");
        check(
            "toml",
            "n = 1 # a\ns = \"b\"\n",
            "n = <span class=\"n\">1</span> <span class=\"c\"># a</span>\ns = <span class=\"s\">&quot;b&quot;</span>\n",
        );
    }

    #[test]
    fn no_span_runs_over_a_line() {
        let html = highlight("s = \"\"\"a\nb\"\"\"\n", "python");
        for line in html.lines() {
            assert_eq!(line.matches("<span").count(), line.matches("</span>").count(), "{line}");
        }
    }

    #[test]
    fn an_unknown_language_is_only_escaped() {
        check("no-such", "a < b", "a &lt; b");
        check("", "", "");
    }
}
