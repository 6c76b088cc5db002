//! An exam for tests: all kinds that a machine grades, in a section that is walked freely, and one that only goes forward.
//! Every key of it holds the word [`CANARY`] where it can: no candidate may ever see it.

use std::{fs, path::Path};

/// Stands in keys, explanations and hidden checks, and must never leave the server.
pub const CANARY: &str = "canary-3f9a";

/// Writes the exam `first` into the course at `content/demo`, after `change` has changed its head and its bank.
pub fn write(root: &Path, change: impl Fn(&mut String, &mut String)) {
    let (mut exam, mut bank) = (EXAM.to_owned(), BANK.to_owned());
    change(&mut exam, &mut bank);
    let folder = root.join("content/demo/exams/first");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("exam.md"), exam).expect("a file");
    fs::write(folder.join("questions.md"), bank).expect("a file");
    let zh = "---\ntitle: 第一场\nsummary: 用于测试。\n---\n\n请独立完成。\n\n:::: {.section #free}\n## 自由\n::::\n\n\
              :::: {.section #forward}\n## 向前\n::::\n";
    fs::write(folder.join("exam.zh.md"), zh).expect("a file");
    let image = "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'><rect width='600' height='400' fill='#ccc'/></svg>";
    fs::write(folder.join("plot.svg"), image).expect("a file");
}

/// The head: an hour, two attempts, four questions free and two forward.
const EXAM: &str = r#"---
title: First exam
summary: For tests.
minutes: 60
attempts: 2
pass: 50
feedback: items
---

Work alone.

:::: {.section #free shuffle="false"}
## Free

::: {.draw questions="colour sum order"}
:::
::::

:::: {.section #forward navigation="forward" shuffle="false"}
## Forward

::: {.draw questions="truth word"}
:::
::::
"#;

/// The bank. Options keep their order, so that tests know them.
const BANK: &str = r#"::: {.question #colour kind=single points=2 shuffle=false}
Which of these is a colour?

- [ ] Seven
- [x] Blue
- [ ] Loud

::: {.explanation}
Because canary-3f9a.
:::
:::

::: {.question #sum kind=numeric points=2 answer=271828}
What is the sum?
:::

::: {.question #order kind=ordering points=2}
Order these.

1. One
2. Two
3. Three
:::

::: {.question #truth kind=true-false points=1 answer=true}
Water is wet.
:::

::: {.question #word kind=short points=1}
Say the word.

- canary-3f9a
:::

::: {.question #essay kind=essay points=4}
Say why.

::: {.rubric}
- (3) Names a reason.
- (1) Says it well.
:::
:::
"#;
