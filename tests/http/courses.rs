//! `academy check --run`: what an author is told when lessons do not run as meant.

use std::{fs, path::Path, process::Command};

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

fn check(lesson: &str, data: Option<&str>) -> Option<(bool, String)> {
    let sandbox = grader::config()?;
    let folder = tempfile::tempdir().expect("a folder");
    let course = folder.path().join("content/demo");
    fs::create_dir_all(course.join("01-first")).expect("a folder");
    fs::create_dir_all(course.join("data")).expect("a folder");
    let toml = "title = \"Demo\"\nsummary = \"For tests.\"\n\n[[tracks]]\ntitle = \"All\"\nlessons = [\"01-first\"]\n";
    fs::write(course.join("course.toml"), toml).expect("a file");
    fs::write(course.join("01-first/lesson.md"), lesson).expect("a file");
    fs::write(course.join("data/numbers.csv"), data.unwrap_or_default()).expect("a file");
    let parent = |path: &Path| path.parent().expect("a folder").to_owned();
    let output = Command::new(&sandbox.program)
        .args(["check", "--run", "content"])
        .current_dir(folder.path())
        .env("ACADEMY_SITE", parent(&sandbox.module))
        .env("ACADEMY_DATA", parent(&sandbox.cache))
        .output()
        .expect("it runs");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Some((output.status.success(), text))
}

#[test]
fn what_goes_wrong_has_its_place() {
    // The second time from what was kept.
    for _ in 0..2 {
        let Some((good, text)) = check(BROKEN, None) else { return };
        assert!(!good, "{text}");
        for said in [
            "this cell ends with NameError: name 'nothing' is not defined",
            "lesson.md:10:1",
            "the starter of this exercise passes its checks",
            "lesson.md:16:1",
            "the solution of this exercise does not pass: a check says no",
            "the solution of this exercise does not pass its checks on the server: a check says no",
            "4 errors",
        ] {
            assert!(text.contains(said), "no {said:?} in {text}");
        }
    }
}

#[test]
fn lessons_read_the_data_of_their_course() {
    let lesson = "---\ntitle: Data\nsummary: Reads a file.\ngoals: [Test.]\ndata: [numbers.csv]\n---\n\n```{python}\nwith open('/data/numbers.csv') as file:\n    numbers = [int(n) for line in file for n in line.split(',')]\nassert numbers == [1, 2, 3, 0]\n```\n";
    let Some((good, text)) = check(lesson, Some("1,2\n3,0\n")) else { return };
    assert!(good && text.contains("0 errors"), "{text}");
}
