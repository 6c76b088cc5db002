//! Exercises are gathered from wherever their parts stand.

use course::model::{Exercise, Lang};

use crate::support::{clean, compile};

const WHOLE: &str = r#"
::: {.hint exercise="slope"}
First *hint*.
:::

```{python}
#| exercise: [slope, bias]
#| setup: true
x = 1
```

```{python}
#| exercise: slope
#| caption: Your turn
w = ______
```

```{python}
#| exercise: slope
#| check: true
{"correct": w == 1}
```

```{python}
#| exercise: slope
#| hint: true
w = x
```

::: {.solution exercise="slope"}
Because:

```python
w = 1
```
:::

```{python}
#| exercise: bias
b = ______
```

```{python}
#| exercise: bias
#| check: true
None
```

```{python}
#| exercise: bias
#| solution: true
b = 0
```
"#;

fn check(name: &str, test: impl Fn(&Exercise) -> bool) {
    let compiled = clean(Lang::En, WHOLE);
    let cells = compiled.lesson.cells();
    let exercise = cells.iter().find(|c| c.id == name).and_then(|c| c.exercise.as_ref()).expect("there is one");
    assert!(test(exercise), "{exercise:#?}");
}

#[test]
fn parts_are_gathered_in_order() {
    check("slope", |e| e.number == 1 && e.setup.as_deref() == Some("x = 1") && e.checks == ["{\"correct\": w == 1}"]);
    check("slope", |e| {
        e.hints.len() == 2
            && e.hints[0] == "<p>First <em>hint</em>.</p>"
            && e.hints[1].starts_with("<pre")
            && e.hints[1].contains("w = x")
    });
    check("slope", |e| e.solution.as_ref().is_some_and(|s| s.code == "w = 1" && s.html.starts_with("<p>Because:</p>")));
    check("bias", |e| e.number == 2 && e.setup.as_deref() == Some("x = 1"));
    check("bias", |e| e.solution.as_ref().is_some_and(|s| s.code == "b = 0"));
}

#[test]
fn only_the_students_cells_are_shown() {
    let compiled = clean(Lang::En, WHOLE);
    let cells: Vec<_> = compiled.lesson.cells().iter().map(|c| (c.id.clone(), c.code.clone())).collect();
    assert_eq!(cells, [("slope".into(), "w = ______".into()), ("bias".into(), "b = ______".to_owned())]);
}

#[test]
fn hidden_checks_never_reach_the_student() {
    let secret = "```{python}\n#| exercise: bias\n#| check: true\n#| visibility: server\nsecret_number = 42\n```\n";
    let compiled = compile(Lang::En, &format!("{WHOLE}\n{secret}"));
    assert_eq!(compiled.hidden.len(), 1);
    assert_eq!((compiled.hidden[0].cell.as_str(), compiled.hidden[0].code.as_str()), ("bias", "secret_number = 42"));
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    assert!(!serde_json::to_string(&compiled.lesson).unwrap().contains("secret_number"));
    let bias = compiled.lesson.cells().into_iter().find(|c| c.id == "bias").and_then(|c| c.exercise.clone()).unwrap();
    assert_eq!((bias.checks.len(), bias.hidden_checks), (1, 1));
}
