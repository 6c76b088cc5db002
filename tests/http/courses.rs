//! `academy check --run`: what an author is told when lessons do not run, and questions cannot be solved, as meant.

use std::{fs, path::Path, process::Command};

use server::sandbox::SandboxConfig;
use tempfile::TempDir;
use tests::grader;

const BROKEN: &str = r#"---
title: Broken
summary: Everything in it goes wrong.
goals: [Test.]
data: [numbers.csv]
---

```{python}
text = "there"
nothing + 1
```

```{python}
#| exercise: double
#| label: double
y = 2
```

```{python}
#| exercise: double
#| check: true
y == 2
```

```{python}
#| exercise: double
#| check: true
#| visibility: server
y == 3
```

```{python}
#| exercise: double
#| solution: true
y = 4
```
"#;

/// A question whose generator fails, one whose distractor is right for some seeds, one whose own answer is wrong by its
/// checks, and one that is solved before anybody begins.
const BANK: &str = r#"
::: {.question #fails kind=numeric answer="{{n}}"}
What is {{n}}?

```{python}
#| generate: true
def generate(rng):
    return {"n": nothing}
```
:::

::: {.question #distracts kind=single}
What is twice {{n}}?

- [x] {{twice}}
- [ ] {{square}}

```{python}
#| generate: true
def generate(rng):
    n = rng.randint(1, 4)
    return {"n": n, "twice": 2 * n, "square": n * n}
```
:::

::: {.question #same kind=numeric answer="{{n}}"}
Which number is {{n}}?

```{python}
#| generate: true
def generate(rng):
    return {"n": 3}
```
:::

::: {.question #unsolved kind=code}
Write `f`.

```{python}
#| solution: true
def f(x):
    return x
```

```{python}
#| check: true
f(2) == 3
```
:::

::: {.question #begun kind=code}
Write `g`.

```{python}
#| starter: true
def g(x):
    return x
```

```{python}
#| solution: true
def g(x):
    return +x
```

```{python}
#| check: true
g(2) == 2
```
:::
"#;

const EXAM: &str = "---\ntitle: Exam\nsummary: For tests.\nminutes: 10\npass: 50\n---\n\nRules.\n\n:::: {.section #all}\n## All\n\n::: {.draw questions=\"fails distracts same unsolved begun\"}\n:::\n::::\n";

/// A folder `content` with one course of this lesson.
fn course(lesson: &str, data: Option<&str>, bank: Option<&str>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let course = folder.path().join("content/demo");
    fs::create_dir_all(course.join("01-first")).expect("a folder");
    fs::create_dir_all(course.join("data")).expect("a folder");
    if let Some(bank) = bank {
        fs::create_dir_all(course.join("exams/all")).expect("a folder");
        fs::write(course.join("exams/all/exam.md"), EXAM).expect("a file");
        fs::write(course.join("exams/all/questions.md"), bank).expect("a file");
    }
    let toml = "title = \"Demo\"\nsummary = \"For tests.\"\n\n[[tracks]]\ntitle = \"All\"\nlessons = [\"01-first\"]\n";
    fs::write(course.join("course.toml"), toml).expect("a file");
    fs::write(course.join("01-first/lesson.md"), lesson).expect("a file");
    fs::write(course.join("data/numbers.csv"), data.unwrap_or_default()).expect("a file");
    folder
}

/// Runs `academy` in a folder: whether all is well, and what it says.
fn academy(sandbox: &SandboxConfig, folder: &Path, options: &[&str]) -> (bool, String) {
    let parent = |path: &Path| path.parent().expect("a folder").to_owned();
    let output = Command::new(&sandbox.program)
        .args(options)
        .current_dir(folder)
        .env("ACADEMY_SITE", parent(&sandbox.module))
        .env("ACADEMY_DATA", parent(&sandbox.cache))
        .output()
        .expect("it runs");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

fn check(lesson: &str, data: Option<&str>, bank: Option<&str>) -> Option<(bool, String)> {
    let sandbox = grader::config()?;
    Some(academy(&sandbox, course(lesson, data, bank).path(), &["check", "--run", "content"]))
}

#[test]
fn what_goes_wrong_has_its_place() {
    // The second time from what was kept.
    for _ in 0..2 {
        let Some((good, text)) = check(BROKEN, None, Some(BANK)) else { return };
        assert!(!good, "{text}");
        for said in [
            "this cell ends with NameError: name 'nothing' is not defined",
            "lesson.md:10:1",
            "the starter of this exercise passes its checks",
            "lesson.md:16:1",
            "the solution of this exercise does not pass: a check says no",
            "the solution of this exercise does not pass its checks on the server: a check says no",
            "with seed 0 its generator fails: NameError: name 'nothing' is not defined, on its line 2",
            "a wrong option reads like the right one",
            "20 seeds make the same variant of this question",
            "with seed 0 the solution does not pass the hidden checks: a check says no",
            "with seed 0 what stands in the editor at first passes the hidden checks",
            "questions.md:2:1",
            "8 errors, 1 warning",
        ] {
            assert!(text.contains(said), "no {said:?} in {text}");
        }
    }
}

#[test]
fn numbers_in_the_text_are_those_of_the_cells() {
    let lesson = "---\ntitle: Values\nsummary: Has numbers in its text.\ngoals: [Test.]\n---\n\n```{python}\nx = 2 / 3\n```\n\nIt is `{python} f'{x:.2f}'`.\n\n```{python}\nx = 1\n```\n\nNow `{python} x`.\n";
    let Some(sandbox) = grader::config() else { return };
    let folder = course(lesson, None, None);
    let run = |options: &[&str]| academy(&sandbox, folder.path(), options);
    let (good, text) = run(&["check", "--run"]);
    assert!(good && text.contains("nobody has written down yet what this comes to"), "{text}");
    let (good, text) = run(&["check", "--run", "--write"]);
    assert!(good, "{text}");
    let values = folder.path().join("content/demo/01-first/values.json");
    let written = fs::read_to_string(&values).expect("a file");
    assert!(written.contains(r#""f'{x:.2f}'": "0.67""#) && written.contains(r#""x": "1""#), "{written}");
    let (good, text) = run(&["check", "--run"]);
    assert!(good && text.contains("0 errors, 0 warnings"), "{text}");
    fs::write(&values, written.replace("0.67", "0.76")).expect("writable");
    let (good, text) = run(&["check", "--run"]);
    assert!(!good && text.contains(r#"readers see "0.76", and the cells come to "0.67""#), "{text}");
}

#[test]
fn lessons_read_the_data_of_their_course() {
    let lesson = "---\ntitle: Data\nsummary: Reads a file.\ngoals: [Test.]\ndata: [numbers.csv]\n---\n\n```{python}\nwith open('/data/numbers.csv') as file:\n    numbers = [int(n) for line in file for n in line.split(',')]\nassert numbers == [1, 2, 3, 0]\n```\n";
    let Some((good, text)) = check(lesson, Some("1,2\n3,0\n"), None) else { return };
    assert!(good && text.contains("0 errors"), "{text}");
}
