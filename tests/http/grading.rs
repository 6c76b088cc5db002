//! Code judged in the sandbox: verdicts, points, what passes between the two sides, and that all of it repeats.

use cells::grade::{Generate, Generated, Judge, Judgement, Limits, Run, Step};
use cells::{Exercise, Message, Outcome, Output};
use tests::grader::{sandbox, submission};

fn messages(judgement: &Judgement) -> Vec<String> {
    let said = |message: &Message| match message {
        Message::Author { text } => text.clone(),
        other => format!("{other:?}"),
    };
    judgement.findings.iter().map(|finding| said(&finding.verdict.message)).collect()
}

#[tokio::test]
async fn checks_look_at_what_the_code_left() {
    let Some(sandbox) = sandbox() else { return };
    let judge = async |job: Judge| sandbox.judge(job).await.expect("the sandbox works");
    let code = "def double(x):\n    return 2 * x\nnames = {'a': [1, 2.5, None], 'b': (True, b'x', {3})}\ndouble(21)";
    let passing = [
        "result == 42 and last_value == 42",
        "double(4) == 8 and double('ab') == 'abab' and double(x=1.5) == 3.0",
        "names == {'a': [1, 2.5, None], 'b': (True, b'x', {3})} and type(names['b']) is tuple",
        "envir_result.double(1) == 2 and 'names' in envir_result and 'other' not in envir_result",
        "'2 * x' in user_code",
        "[f(10) for f in [double]] == [20]",
    ];
    let judged = judge(submission(code, &passing)).await;
    assert!(judged.passed(), "{:?}", judged.findings);
    assert_eq!((judged.points(), judged.limit), (12, None));
    assert!(judged.work.fuel > 0 && judged.work.memory > 0);
    assert!(matches!(&judged.outputs[..], [Output::Value { text }] if text == "42"), "{:?}", judged.outputs);

    let checks = ["result == 43", "assert double(2) == 5, f'double(2) gives {double(2)}'", "double(1) == 2"];
    let judged = judge(submission(code, &checks)).await;
    assert_eq!(messages(&judged), ["NotYet", "double(2) gives 4", "Correct"]);
    assert_eq!((judged.passed(), judged.points()), (false, 2));
}

#[tokio::test]
async fn tensors_arrays_and_objects_cross_over() {
    let Some(sandbox) = sandbox() else { return };
    let code = "import torch, numpy as np\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(2, 1)\n    def forward(self, x):\n        return self.fc(x)\nnet = Net()\nt = torch.arange(6).reshape(2, 3)\na = np.linspace(0, 1, 5)\ns = a[1]\nclass Point:\n    def __init__(self, x): self.x = x\n    def __add__(self, other): return Point(self.x + other.x)\n    def __len__(self): return 3\n    def __getitem__(self, i): return [7, 8, 9][i]\np = Point(4)";
    let checks = [
        "import torch\ntorch.equal(t, torch.arange(6).reshape(2, 3)) and t.dtype == torch.int64",
        "bool((a == np.linspace(0, 1, 5)).all()) and a.dtype == np.float64 and isinstance(s, np.float64)",
        "net(torch.ones(4, 2)).shape == (4, 1) and net.fc.weight.shape == (1, 2) and net.training is True",
        "p.x == 4 and len(p) == 3 and p[1] == 8 and (p + p).x == 8 and isinstance(p, Point) and not isinstance(p, Net)",
        "Point(5).x == 5 and list(p) == [7, 8, 9]",
    ];
    let judged = sandbox.judge(submission(code, &checks)).await.expect("the sandbox works");
    assert!(judged.passed(), "{:?} {:?}", judged.findings, judged.outputs);
}

#[tokio::test]
async fn setup_and_solution_stay_with_the_author() {
    let Some(sandbox) = sandbox() else { return };
    let job = |code: &str, checks: &[&str]| Judge {
        setup: Some("data = [3, 1, 2]\ndef score(x):\n    return 100 if x == 6 else 0".to_owned()),
        solution: Some("total = sum(data)\ntotal".to_owned()),
        ..submission(code, checks)
    };
    let check = async |code: &str, check: &str, expected: &[&str]| {
        let judged = sandbox.judge(job(code, &[check])).await.expect("the sandbox works");
        assert_eq!(messages(&judged), expected, "{code} {check} {:?}", judged.outputs);
    };
    check(
        "sum(data)",
        "result == solution and envir_solution.total == 6 and envir_prep.data == [3, 1, 2]",
        &["Correct"],
    )
    .await;
    check("data.append(1); 6", "result == solution and data == [3, 1, 2, 1]", &["Correct"]).await;
    check("score = lambda x: 100\n5", "score(result) == 100", &["NotYet"]).await;
    check("solution", "True", &["CodeFailed"]).await;
    check("x = ______", "True", &["Blanks { count: 1 }"]).await;
    check("def f(x): return 1 / x", "f(0) == 1", &["CallFailed { error: \"ZeroDivisionError\" }"]).await;
    check(
        "def f(x): raise ValueError('no')",
        "try:\n    f(0)\n    ok = False\nexcept ValueError as e:\n    ok = str(e) == 'no'\nok",
        &["Correct"],
    )
    .await;
}

#[tokio::test]
async fn a_verdict_repeats_with_its_work() {
    let Some(sandbox) = sandbox() else { return };
    let code = "import random, time, torch\nstarted = time.time()\nx = random.random() + torch.rand(1).item()\ntime.sleep(5)\nslept = time.time() > 0\n{hash('a'), id(x)}\nprint(x, time.perf_counter())";
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(sandbox.judge(submission(code, &["slept"])).await.expect("the sandbox works"));
    }
    assert!(seen[0].passed(), "{:?}", seen[0]);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    let other = Judge { seed: 8, ..submission(code, &["slept"]) };
    assert_ne!(seen[0].outputs, sandbox.judge(other).await.expect("the sandbox works").outputs);
}

#[tokio::test]
async fn questions_have_variants() {
    let Some(sandbox) = sandbox() else { return };
    let generate = async |code: &str, seed: u64| {
        let job = Generate { code: code.to_owned(), seed, limits: Limits { millis: 10_000, ..Limits::default() } };
        sandbox.generate(job).await.expect("the sandbox works")
    };
    let code = "def generate(rng):\n    a = rng.randint(1, 10**6)\n    return {'a': a, 'answer': a * 2, 'options': [str(a), None, 0.5]}";
    let Generated::Value { value } = generate(code, 3).await else { panic!("no value") };
    let json = value.to_json().expect("plain data");
    assert_eq!(json["answer"].as_i64(), json["a"].as_i64().map(|a| a * 2));
    assert_eq!(generate(code, 3).await, Generated::Value { value });
    let Generated::Value { value } = generate(code, 4).await else { panic!("no value") };
    assert_ne!(value.to_json(), Some(json));

    for (code, expected) in [
        ("x = 1", "defines no generate(rng)"),
        ("def generate(rng):\n    return 1 / 0", "ZeroDivisionError"),
        ("def generate(rng):\n    return rng", "must return plain data"),
        ("def generate(rng)", "SyntaxError"),
    ] {
        let Generated::Raised { error, .. } = generate(code, 1).await else { panic!("{code} went well") };
        assert!(error.contains(expected), "{error}");
    }
    assert!(matches!(generate("def generate(rng):\n    while True: pass", 1).await, Generated::Limit { .. }));
}

#[tokio::test]
async fn lessons_run_from_top_to_bottom() {
    let Some(sandbox) = sandbox() else { return };
    let cell = |number, code: &str| Step::Cell { number, envir: "global".into(), code: code.into() };
    let exercise = |code: &str| {
        Step::Exercise(Exercise {
            cell: "e".into(),
            number: 3,
            envir: "global".into(),
            setup: None,
            code: code.into(),
            checks: vec!["result == x + 1".into()],
            solution: Some("x + 1".into()),
            timelimit: None,
        })
    };
    let steps = vec![
        cell(1, "x = open('/data/n.txt').read() if False else 41"),
        exercise("0"),
        exercise("x + 1"),
        cell(4, "1 / 0"),
        cell(5, "while True: pass"),
        cell(6, "x"),
    ];
    let limits = Limits { fuel: 1_000_000_000, ..Limits::default() };
    let ran = sandbox.run(Run { seed: 1, files: Vec::new(), steps, limits }).await.expect("the sandbox works");
    let outcomes: Vec<_> = ran.steps.iter().map(|step| step.outcome).collect();
    assert_eq!(outcomes, [Some(Outcome::Ok), Some(Outcome::Ok), Some(Outcome::Ok), Some(Outcome::Error), None]);
    let verdicts: Vec<_> = ran.steps.iter().filter_map(|step| step.verdict.as_ref().map(|v| v.correct)).collect();
    assert_eq!(verdicts, [false, true]);
    assert!(ran.steps[4].limit.is_some());
}
