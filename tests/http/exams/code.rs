//! Code and variants: graded in the sandbox, from the queue. Skipped, with a line that says so, where no grader is built.

use serde_json::{Value, json};
use server::exam::{State, grading::queue};
use tests::{Browser, Site, exam, grader};

use super::{Room, hand_in, save};

/// Stands in the hidden checks and the solution.
const BANK: &str = r#"
::: {.question #double kind=code points=4 counterexample=true}
Write `double`.

```{python}
#| starter: true
def double(x):
    return x
```

```{python}
#| solution: true
# canary-3f9a
def double(x):
    return 2 * x
```

```{python}
#| check: true
# canary-3f9a
{"correct": double(3) == 6, "message": "three doubled is six"}
```

```{python}
#| check: true
#| weight: 3
double(-1.5) == -3.0
```
:::

::: {.question #mean kind=numeric points=2 answer="{{mean}}"}
What is the mean of {{a}} and {{b}}?

```{python}
#| generate: true
def generate(rng):
    a, b = rng.randint(1, 9), rng.randint(10, 99)
    return {"a": a, "b": b, "mean": (a + b) / 2}
```
:::
"#;

async fn room() -> Option<Room> {
    let sandbox = grader::config()?;
    let change = |head: &mut String, bank: &mut String| {
        *head = head.replace("colour sum order", "colour double mean");
        bank.push_str(BANK);
    };
    let site = Site::grading(|root, _| exam::write(root, change), sandbox).await;
    let mut root = site.browser();
    root.sign_up("root", "correct horse").await;
    Some(Room { site, root })
}

fn code(source: &str) -> Value {
    json!({ "kind": "code", "source": source })
}

/// The two numbers of the variant that this candidate got.
async fn numbers(browser: &mut Browser, path: &str) -> (f64, f64) {
    let page = browser.get(&format!("{path}/items/3")).await.check(200, "What is the mean of");
    let text = page.body.split("What is the mean of ").nth(1).and_then(|t| t.split('?').next()).expect("a question");
    let (a, b) = text.split_once(" and ").expect("two numbers");
    (a.parse().expect("a number"), b.parse().expect("a number"))
}

#[tokio::test]
async fn code_is_graded_from_the_queue_and_each_variant_by_its_own_key() {
    let Some(mut room) = room().await else { return };
    let mut results = Vec::new();
    let codes = [
        ("ada", "def double(x):\n    return 2 * x"),
        ("bob", "def double(x):\n    return abs(2 * x)"),
        // No function, and one that is none: no points, and nothing for a person to look at.
        ("zoe", "# nothing yet"),
        ("kim", "double = 6"),
        ("eve", "class Six(int):\n    def __eq__(self, other):\n        return True\ndef double(x):\n    return Six()"),
    ];
    for (login, source) in codes {
        let (mut browser, path) = room.started(login).await;
        let (a, b) = numbers(&mut browser, &path).await;
        save(&mut browser, &path, "q1", 0, super::choice("b")).await.check(200, "");
        save(&mut browser, &path, "q2", 0, code(source)).await.check(200, "");
        save(&mut browser, &path, "q3", 0, super::number(&((a + b) / 2.0).to_string())).await.check(200, "");
        hand_in(&mut browser, &path).await;
        browser.get(&format!("{path}/result")).await.check(200, "are being graded");
        results.push((browser, path));
    }
    assert_eq!(room.site.state.store.count_jobs().await.expect("readable"), codes.len() as i64);
    queue::work_off(&room.site.state).await;
    for (browser, path) in &mut results {
        let id = path.trim_start_matches("/attempts/");
        let attempt = room.site.state.store.exam_attempt(id).await.expect("readable").expect("it is there");
        assert_eq!(attempt.state, State::Verified);
        let verdicts = room.site.state.store.verdicts(id).await.expect("readable");
        assert_eq!(verdicts.len(), 1);
        let page = browser.get(&format!("{path}/result")).await;
        assert!(!page.body.contains(exam::CANARY), "{}", page.body);
    }
    // Four for the code, two for the mean, two for the colour; the two of the section that goes forward are unanswered.
    let points = |path: &str| {
        let (store, id) = (room.site.state.store.clone(), path.trim_start_matches("/attempts/").to_owned());
        async move { store.exam_attempt(&id).await.expect("readable").and_then(|a| a.body.score).expect("graded").points.0 }
    };
    let mut found = Vec::new();
    for (_, path) in &results {
        found.push(points(path).await);
    }
    assert_eq!(found, [800, 500, 400, 400, 400], "whole, a quarter of the code, none of it");
    let address = format!("{}/result", results[4].1);
    let page = results[4].0.get(&address).await;
    assert!(page.body.contains("three doubled is six"), "{}", page.body);
    room.root.get(&format!("/teach{}", results[1].1)).await.check(200, "abs(2 * x)");
}
