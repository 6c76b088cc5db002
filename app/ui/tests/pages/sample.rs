//! A small course to write pages from.

use course::model::{
    Block, CalloutKind, Cell, Choice, Exercise, Heading, Lang, Lesson, LessonCard, Outline, Quiz, Solution, Tab, Track,
};
use course::progress::{Event, EventKind, Standing};

fn say(lang: Lang, en: &str, zh: &str) -> String {
    match lang {
        Lang::En => en.to_owned(),
        Lang::Zh => zh.to_owned(),
    }
}

fn card(slug: &str, title: String, summary: String, minutes: u16) -> LessonCard {
    let some = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
    LessonCard {
        slug: slug.into(),
        title,
        summary,
        minutes,
        cells: some(&["data", "train"]),
        exercises: some(&["predict"]),
        quizzes: some(&["step"]),
    }
}

pub fn outline(lang: Lang) -> Outline {
    Outline {
        slug: "maas".into(),
        title: say(lang, "Model as a Service", "模型即服务"),
        summary: say(
            lang,
            "How large models come about and how they are put to use, from a fitted line to a service that answers. Every idea is a few lines of code that you run and change.",
            "大模型从何而来，又如何投入使用：从拟合一条直线，到一个能回答问题的服务。每个概念都只需几行代码，可以亲手运行和修改。",
        ),
        glossary: true,
        tracks: vec![
            Track {
                title: say(lang, "Foundations", "基础"),
                lessons: vec![
                    card(
                        "what-is-a-model",
                        say(lang, "What a large model is", "什么是大模型"),
                        say(
                            lang,
                            "Numbers in, numbers out, and a great many of them.",
                            "输入数字，输出数字，而且数量极多。",
                        ),
                        12,
                    ),
                    card(
                        "linear-regression",
                        say(lang, "Fitting a line by gradient descent", "用梯度下降做线性回归"),
                        say(lang, "Ten weights, a thousand steps, one valley.", "十个权重，一千步，一个山谷。"),
                        18,
                    ),
                    card(
                        "softmax",
                        say(lang, "Softmax, and what it is not", "Softmax 是什么，不是什么"),
                        say(lang, "From scores to shares.", "从得分到占比。"),
                        15,
                    ),
                ],
            },
            Track {
                title: say(lang, "Language", "语言"),
                lessons: vec![card(
                    "tokens",
                    say(lang, "Text as numbers", "把文字变成数字"),
                    say(lang, "How a model reads.", "模型如何阅读。"),
                    20,
                )],
            },
        ],
    }
}

pub fn standing() -> Standing {
    let event =
        |lesson: &str, kind| Event { id: "x".into(), at: 0, course: "maas".into(), lesson: lesson.into(), kind };
    Standing::of(&[
        event("what-is-a-model", EventKind::ExercisePassed { cell: "predict".into() }),
        event("what-is-a-model", EventKind::QuizAnswered { quiz: "step".into(), correct: true }),
        event("linear-regression", EventKind::CellRun { cell: "data".into() }),
    ])
}

fn cell(id: &str, number: u32, code: &str, html: &str) -> Cell {
    Cell {
        id: id.into(),
        number,
        code: code.into(),
        html: html.into(),
        autorun: false,
        echo: true,
        edit: true,
        include: true,
        output: true,
        persist: true,
        envir: "global".into(),
        timelimit: None,
        min_lines: None,
        max_lines: None,
        caption: None,
        fig_cap: None,
        fig_alt: None,
        exercise: None,
    }
}

pub fn lesson(lang: Lang) -> Lesson {
    let html = |en: &str, zh: &str| Block::Html(say(lang, en, zh));
    let data = cell(
        "data",
        1,
        "import torch\ntorch.manual_seed(0)\nX, y = torch.rand(100, 10), torch.rand(100, 1)\nprint(X.shape, y.shape)",
        "<span class=\"k\">import</span> torch\ntorch.<span class=\"f\">manual_seed</span>(<span class=\"n\">0</span>)\nX, y = torch.<span class=\"f\">rand</span>(<span class=\"n\">100</span>, <span class=\"n\">10</span>), torch.<span class=\"f\">rand</span>(<span class=\"n\">100</span>, <span class=\"n\">1</span>)\n<span class=\"f\">print</span>(X.shape, y.shape)",
    );
    let train = Cell {
        caption: Some(say(lang, "Walk downhill", "沿坡而下")),
        fig_cap: Some(say(lang, "Figure 1. The loss after each step.", "图 1. 每一步之后的损失。")),
        fig_alt: Some(say(lang, "The loss falls fast, then slowly.", "损失先快后慢地下降。")),
        ..cell(
            "train",
            2,
            "losses = []\nfor step in range(1000):\n    loss = ((X @ w + b - y) ** 2).mean()  # how wrong we are\n    losses.append(loss.item())",
            "losses = []\n<span class=\"k\">for</span> step <span class=\"k\">in</span> <span class=\"f\">range</span>(<span class=\"n\">1000</span>):\n    loss = ((X @ w + b - y) ** <span class=\"n\">2</span>).<span class=\"f\">mean</span>()  <span class=\"c\"># how wrong we are</span>\n    losses.<span class=\"f\">append</span>(loss.<span class=\"f\">item</span>())",
        )
    };
    let predict = Cell {
        exercise: Some(Exercise {
            number: 1,
            setup: None,
            hints: vec![
                say(lang, "<p>Think of the bias.</p>", "<p>想想偏置。</p>"),
                say(
                    lang,
                    "<p>It is added to every row: <code>+ b</code>.</p>",
                    "<p>每一行都要加上它：<code>+ b</code>。</p>",
                ),
            ],
            solution: Some(Solution {
                code: "y_new = X_new @ w + b".into(),
                html: "<pre><code>y_new = X_new @ w + b</code></pre>".into(),
            }),
            checks: vec!["{'correct': True, 'message': 'Right.', 'type': 'success'}".into()],
            hidden_checks: 0,
        }),
        ..cell(
            "predict",
            3,
            "X_new = torch.rand(10, 10)\ny_new = ...",
            "X_new = torch.<span class=\"f\">rand</span>(<span class=\"n\">10</span>, <span class=\"n\">10</span>)\ny_new = ...",
        )
    };
    let choice = |en: &str, zh: &str, correct, feedback: Option<(&str, &str)>| Choice {
        text: say(lang, en, zh),
        correct,
        feedback: feedback.map(|(en, zh)| say(lang, en, zh)),
    };
    Lesson {
        course: "maas".into(),
        slug: "linear-regression".into(),
        lang,
        title: say(lang, "Fitting a line by gradient descent", "用梯度下降做线性回归"),
        summary: say(
            lang,
            "A model with ten weights is small enough to watch. We make data, guess, measure how wrong the guess is, and walk downhill a thousand times.",
            "只有十个权重的模型小到可以看清楚。我们造出数据，先猜一次，量一量猜得有多错，再沿坡走下一千步。",
        ),
        minutes: 18,
        prerequisites: vec!["what-is-a-model".into()],
        data: Vec::new(),
        goals: vec![
            say(lang, "fit a linear model by hand and by autograd", "手写并用自动求导拟合线性模型"),
            say(lang, "read a loss curve", "看懂损失曲线"),
        ],
        headings: vec![
            Heading { level: 2, id: "data-first".into(), text: say(lang, "The data", "数据") },
            Heading { level: 2, id: "valley".into(), text: say(lang, "The loss is a valley", "损失是一座山谷") },
            Heading { level: 3, id: "slope".into(), text: say(lang, "Against the slope", "逆着坡度") },
        ],
        blocks: vec![
            html(
                "<h2 id=\"data-first\">The data</h2><p>We draw <em>100 rows</em> of ten features, with <code>torch.rand</code>, and see their shapes in <a href=\"#train\">the next cell</a>.</p>",
                "<h2 id=\"data-first\">数据</h2><p>我们用 <code>torch.rand</code> 生成 <em>100 行</em>、每行 10 个特征的数据，并在<a href=\"#train\">下一个单元</a>里查看形状。</p>",
            ),
            Block::Cell(data),
            html(
                "<h2 id=\"valley\">The loss is a valley</h2><p>For a row of features <math><mi>x</mi></math> the model answers <math><mover><mi>y</mi><mo>^</mo></mover><mo>=</mo><msup><mi>w</mi><mi>T</mi></msup><mi>x</mi><mo>+</mo><mi>b</mi></math>. Each step moves the weights a little against the slope:</p><div class=\"eq\"><math display=\"block\"><msub><mi>θ</mi><mrow><mi>k</mi><mo>+</mo><mn>1</mn></mrow></msub><mo>=</mo><msub><mi>θ</mi><mi>k</mi></msub><mo>−</mo><mi>α</mi><mo>∇</mo><mi>J</mi><mo>(</mo><msub><mi>θ</mi><mi>k</mi></msub><mo>)</mo></math><span>(2)</span></div>",
                "<h2 id=\"valley\">损失是一座山谷</h2><p>对于一行特征 <math><mi>x</mi></math>，模型给出 <math><mover><mi>y</mi><mo>^</mo></mover><mo>=</mo><msup><mi>w</mi><mi>T</mi></msup><mi>x</mi><mo>+</mo><mi>b</mi></math>。每一步都让权重逆着坡度挪动一点：</p><div class=\"eq\"><math display=\"block\"><msub><mi>θ</mi><mrow><mi>k</mi><mo>+</mo><mn>1</mn></mrow></msub><mo>=</mo><msub><mi>θ</mi><mi>k</mi></msub><mo>−</mo><mi>α</mi><mo>∇</mo><mi>J</mi></math><span>(2)</span></div>",
            ),
            Block::Cell(train),
            Block::Callout {
                kind: CalloutKind::Note,
                title: Some(say(lang, "Why it flattens at 0.08", "为什么停在 0.08")),
                collapsed: false,
                blocks: vec![html(
                    "<p>The targets are random, so no line can do better than their spread.</p>",
                    "<p>目标是随机的，任何直线都不可能比它们的离散程度更好。</p>",
                )],
            },
            html(
                "<h3 id=\"slope\">Against the slope</h3><div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table><thead><tr><th>Rate</th><th class=\"right\">Loss</th></tr></thead><tbody><tr><td>0.01</td><td class=\"right\">0.083</td></tr><tr><td>1.0</td><td class=\"right\">diverges</td></tr></tbody></table></div>",
                "<h3 id=\"slope\">逆着坡度</h3><div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"表格\"><table><thead><tr><th>学习率</th><th class=\"right\">损失</th></tr></thead><tbody><tr><td>0.01</td><td class=\"right\">0.083</td></tr><tr><td>1.0</td><td class=\"right\">发散</td></tr></tbody></table></div>",
            ),
            Block::Tabset {
                id: "ways".into(),
                tabs: vec![
                    Tab {
                        title: say(lang, "By hand", "手写"),
                        blocks: vec![html("<p>Write the gradient yourself.</p>", "<p>自己写出梯度。</p>")],
                    },
                    Tab {
                        title: say(lang, "By autograd", "自动求导"),
                        blocks: vec![html("<p>Let the engine find it.</p>", "<p>交给引擎去求。</p>")],
                    },
                ],
            },
            html(
                "<p>Predict ten new rows with the weights you found. Put the result in <code>y_new</code>.</p>",
                "<p>用得到的权重预测十行新数据，结果放进 <code>y_new</code>。</p>",
            ),
            Block::Cell(predict),
            Block::Quiz(Quiz {
                id: "step".into(),
                question: say(lang, "<p>Which step size would you try next?</p>", "<p>接下来你会试哪个步长？</p>"),
                multiple: false,
                options: vec![
                    choice(
                        "<p>0.1</p>",
                        "<p>0.1</p>",
                        true,
                        Some(("<p>Ten times faster, and still stable.</p>", "<p>快十倍，仍然稳定。</p>")),
                    ),
                    choice(
                        "<p>10</p>",
                        "<p>10</p>",
                        false,
                        Some(("<p>That leaps over the valley.</p>", "<p>会直接跃过山谷。</p>")),
                    ),
                ],
            }),
        ],
        version: "v1".into(),
        errors: 0,
    }
}

/// A certificate that was suspended, as others see it or as its holder, who is an instructor too.
pub fn certificate(own: bool) -> ui::certificate::Certificate {
    use ui::certificate::{Certificate, Day, Fingerprint, Held, Holder, News, Paper};
    let day = Day { year: 2026, month: 11, day: 23 };
    Certificate {
        id: "x".into(),
        address: "https://academy.example/certificates/x".into(),
        issuer: "Academy".into(),
        title: "MaaS Practitioner".into(),
        summary: "serving models".into(),
        name: own.then(|| "Ada".into()),
        score: own.then_some(91),
        band: "A".into(),
        version: "2026.2".into(),
        minutes: 120,
        day,
        skills: vec!["Serving a model".into()],
        steps: steps(),
        fingerprints: vec![Fingerprint { of: "exam", hash: "4c1e".into() }],
        held: Held::Suspended { reason: "Under review".into(), since: day },
        qr: (2, "M0 0h1v1h-1z".into()),
        pdf: if own { Paper::Lacks("ع".into()) } else { Paper::None },
        is_public: !own,
        holder: own.then(|| Holder { name: "Ada".into(), renameable: true, page: true, ..Holder::default() }),
        instructor: own,
        news: own.then_some(News::NoReason),
    }
}

fn steps() -> Vec<ui::certificate::Step> {
    use ui::certificate::{Step, Verdict};
    let step = |question, answer, verdict| Step { question, answer, verdict, detail: "detail".into() };
    vec![
        step("issuer", "issuer_ours", Verdict::Good),
        step("signature", "signature_broken", Verdict::Bad),
        step("status", "status_unknown", Verdict::Open),
        step("holder", "holder_unasked", Verdict::Unasked),
    ]
}

/// A check that found a credential.
pub fn verification() -> ui::certificate::Verification {
    use ui::certificate::{Claim, Found, Verification};
    let claim = Claim {
        title: "Title".into(),
        issuer: "Issuer".into(),
        results: vec!["Merit".into()],
        skills: vec!["Serving a model".into()],
        steps: steps(),
        ..Claim::default()
    };
    Verification { text: "{}".into(), name: "Ada".into(), found: Some(Found::Claim(Box::new(claim))) }
}

/// An issuer with a key.
pub fn issuer() -> ui::certificate::Issuer {
    let key = ui::certificate::Key { id: "ed-1".into(), kind: "Ed25519", ..ui::certificate::Key::default() };
    ui::certificate::Issuer { did: "did:web:academy.example".into(), keys: vec![key] }
}
