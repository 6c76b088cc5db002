//! Lines that end as on Windows: the lesson is the same.

use course::compile::CompiledLesson;
use course::model::{Cell, Lang};

use crate::support::{FRONT, compile_bytes};

const LESSON: &str = r#"
## Part {#sec-part}

A *word*[^n], $x^2$, @eq-a, @tbl-a and @fig-x.

[^n]: Note.

$$
y = x
$$ {#eq-a}

![X](x.svg){#fig-x fig-alt="A cross."}

| a | b |
|---|--:|
| 1 | 2 |

: Two {#tbl-a}

- [x] done

> quoted
> twice

::: {.callout-note title="T"}
```{python}
#| label: first
#| autorun: true

def f():
    return 1
```
:::

```{python}
#| exercise: slope
#| caption: Yours
a = ______
```

```{python}
#| exercise: slope
#| check: true
{"correct": a == 2,
 "message": "No."}
```

```{python}
#| exercise: slope
#| solution: true
a = 2
```

::: {.hint exercise="slope"}
Think.
:::

::: {.quiz #q-a}
Which?

- [x] This.
  > Right.
- [ ] That.
:::
"#;

/// What students get of a text, and how often its author was spoken to.
fn check(text: &str) {
    let unix = compile_bytes(Lang::En, text.as_bytes());
    let windows = compile_bytes(Lang::En, text.replace('\n', "\r\n").as_bytes());
    let marked = compile_bytes(Lang::En, format!("\u{feff}{text}").as_bytes());
    for other in [windows, marked] {
        assert_eq!(shown(&other), shown(&unix));
        let said = |c: &CompiledLesson| {
            c.diagnostics.iter().map(|d| (d.line, d.message.clone(), d.help.clone())).collect::<Vec<_>>()
        };
        assert_eq!(said(&other), said(&unix));
    }
}

/// The blocks without what no reader can see: HTML does not mind how its lines end.
fn shown(compiled: &CompiledLesson) -> String {
    format!("{:#?}", compiled.lesson.blocks).replace("\\r\\n", "\\n")
}

#[test]
fn a_whole_lesson() {
    let text = format!("{FRONT}{LESSON}");
    check(&text);
    let windows = compile_bytes(Lang::En, text.replace('\n', "\r\n").as_bytes());
    assert_eq!(windows.diagnostics, []);
    let cells: Vec<&Cell> = windows.lesson.cells();
    assert_eq!((cells[0].code.as_str(), cells[0].autorun), ("def f():\n    return 1", true));
}

#[test]
fn mistakes_have_the_same_places() {
    check(&format!("{FRONT}```{{python}}\n#| label: a\n#| autorn: true\nx\n```\n\n::: {{.nothing}}\nText.\n:::\n"));
    check("---\ntitel: T\nsummary: S\n---\n\n@fig-none\n");
}
