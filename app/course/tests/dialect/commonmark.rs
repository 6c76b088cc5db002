//! The CommonMark specification's own examples, all of them.

use std::path::PathBuf;

use course::compile::commonmark;

struct Example {
    number: usize,
    markdown: String,
    html: String,
}

/// The examples in `spec.txt`: between fences of 32 backticks, markdown and HTML parted by a line with a dot, tabs as
/// arrows.
fn examples(spec: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let (open, mut found, mut lines) = (format!("{fence} example"), Vec::new(), spec.lines());
    while let Some(line) = lines.next() {
        if line != open {
            continue;
        }
        let (mut markdown, mut html, mut past_dot) = (String::new(), String::new(), false);
        for line in lines.by_ref().take_while(|l| *l != fence) {
            if line == "." && !past_dot {
                past_dot = true;
                continue;
            }
            let part = if past_dot { &mut html } else { &mut markdown };
            part.push_str(&line.replace('→', "\t"));
            part.push('\n');
        }
        found.push(Example { number: found.len() + 1, markdown, html });
    }
    found
}

/// HTML with what means the same written the same, as the specification's own test runner has it: a quotation mark in
/// text may be a character or a reference, and a line break behind `<li>` means nothing.
fn meaning(html: &str) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some(open) = rest.find('<') {
        let close = rest[open..].find('>').map_or(rest.len(), |i| open + i + 1);
        out.push_str(&rest[..open].replace("&quot;", "\""));
        out.push_str(&rest[open..close]);
        rest = &rest[close..];
    }
    out.push_str(&rest.replace("&quot;", "\""));
    out.replace("<li>\n", "<li>")
}

/// The specification's text, from `COMMONMARK_SPEC` or where `cargo verify` puts it; `None` if it is not installed.
fn spec() -> Option<String> {
    let named = std::env::var_os("COMMONMARK_SPEC").map(PathBuf::from);
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/browser/node_modules/commonmark-spec");
    let given = named.is_some();
    let path = named.unwrap_or_else(|| usual.into());
    let path = if path.is_dir() { path.join("spec.txt") } else { path };
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if given => panic!("COMMONMARK_SPEC is set, but {} cannot be read: {error}", path.display()),
        Err(_) => None,
    }
}

#[test]
fn every_example_of_the_specification() {
    let Some(spec) = spec() else {
        println!(
            "skipped: no CommonMark specification; install npm's commonmark-spec and set COMMONMARK_SPEC to its folder"
        );
        return;
    };
    let examples = examples(&spec);
    assert!(examples.len() > 600, "only {} examples were found in the specification", examples.len());
    let wrong: Vec<_> = examples.iter().filter(|e| meaning(&commonmark(&e.markdown)) != meaning(&e.html)).collect();
    for e in &wrong {
        println!("example {}\n{}expected\n{}found\n{}", e.number, e.markdown, e.html, commonmark(&e.markdown));
    }
    assert!(wrong.is_empty(), "{} of {} examples are wrong", wrong.len(), examples.len());
}

#[test]
fn extensions_are_off() {
    assert_eq!(commonmark("~~a~~ $b$ @fig-x\n"), "<p>~~a~~ $b$ @fig-x</p>\n");
    assert_eq!(commonmark("::: note\n"), "<p>::: note</p>\n");
}
