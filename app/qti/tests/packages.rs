//! Packages out and in again: what both sides have comes back as it was.

use std::collections::BTreeMap;

use course::compile::{CompiledExam, CourseSource, ExamSource, ExamText, TextSource, course};
use course::exam::secret::{Key, Tolerance};
use course::model::Lang;
use qti::{Format, Imported, QtiError, export, import};

const HEAD: &str = "---\ntitle: Out and in\nsummary: S\nminutes: 30\npass: 70\n---\nR\n\n:::: {.section #s}\n## S\n\n::: {.draw n=1}\n:::\n::::\n";

const BANK: &str = "\
::: {.question #single kind=single points=1.5}
Which of `a*b` & **c**?

![](x.svg){fig-alt=\"A picture\"}

- [x] the *right* one
- [ ] a < b

::: {.explanation}
Because.
:::
:::

::: {.question #multiple kind=multiple points=2}
Which?

- [x] one
- [ ] two
- [x] three
:::

::: {.question #truth kind=true-false answer=false}
So?
:::

::: {.question #number kind=numeric answer=-2.5 tolerance=0.25}
How much?
:::

::: {.question #near kind=numeric answer=1.1 tolerance=0.1}
About how much?
:::

::: {.question #variant kind=numeric answer=\"{{sum}}\"}
What is {{a}} and one?

```{python}
#| generate: true
def generate(rng):
    a = rng.randint(1, 9)
    return {\"a\": a, \"sum\": a + 1}
```
:::

::: {.question #short kind=short}
Name it.

- gradient descent
- GD
:::

::: {.question #pairs kind=matching points=2}
Match.

| l | r |
|---|---|
| a | 1 |
| b | 2 |
| | 3 |
:::

::: {.question #typed kind=blanks points=2}
The [[gradient|slope]] is [[steep]].
:::

::: {.question #chosen kind=blanks}
It goes [[> down | up]].
:::

::: {.question #essay kind=essay points=3}
Why?

::: {.rubric}
- (3) Says why.
:::
:::

::: {.question #order kind=ordering}
Order.

1. first
2. second
3. third
:::

::: {.question #code kind=code}
Write.

```{python}
#| solution: true
x = 1
```

```{python}
#| check: true
x == 1
```
:::
";

fn compile(files: &[(&str, &str)]) -> CompiledExam {
    let texts = files.iter().map(|(name, text)| ExamText {
        name: (*name).into(),
        text: TextSource { lang: Lang::En, path: format!("{name}.md"), bytes: (*text).into() },
    });
    let exam = ExamSource { folder: "e".into(), files: vec!["x.svg".into()], texts: texts.collect() };
    let source = CourseSource {
        slug: "c".into(),
        toml: Some(b"title = \"C\"\n".to_vec()),
        exams: vec![exam],
        ..CourseSource::default()
    };
    course(&source).exams.remove("e").expect("every exam there is comes out")
}

fn compiled(imported: &Imported) -> CompiledExam {
    let text = |name: &str| String::from_utf8(imported.files[name].clone()).expect("text");
    let (head, bank) = (text("exam.md"), text("questions.md"));
    let compiled = compile(&[("exam", &head), ("questions", &bank)]);
    let remarks: Vec<_> =
        compiled.diagnostics.iter().map(|d| &d.message).filter(|m| !m.contains("translation")).collect();
    assert!(remarks.is_empty(), "{remarks:?} in\n{bank}");
    compiled
}

fn out_and_in(format: Format, left_out: &[&str]) {
    let before = compile(&[("exam", HEAD), ("questions", BANK)]);
    let pictures = BTreeMap::from([("x.svg".to_owned(), b"<svg/>".to_vec())]);
    let exported = export(&before.exam, Lang::En, format, &pictures).expect("packs");
    assert_eq!(exported.left_out, left_out);
    assert_eq!((exported.variants, exported.without_rubric), (vec!["variant".to_owned()], vec!["essay".to_owned()]));
    let imported = import(&exported.package).expect("reads");
    assert_eq!((imported.left_out.len(), imported.files["x.svg"].as_slice()), (0, &b"<svg/>"[..]));
    let after = compiled(&imported);
    assert_eq!(after.exam.questions.len(), before.exam.questions.len() - left_out.len() - 1);
    for (id, question) in &after.exam.questions {
        let old = &before.exam.questions[id];
        assert_eq!(question.points, old.points, "{id}");
        match (&question.key, &old.key) {
            (Key::Essay { .. }, Key::Essay { .. }) => {}
            (new, old) => assert_eq!(new, old, "{id}"),
        }
        let (new, old) = (&question.texts[&Lang::En], &old.texts[&Lang::En]);
        assert_eq!((&new.parts, &new.right, &new.choices), (&old.parts, &old.right, &old.choices), "{id}");
        assert_eq!(new.explanation, old.explanation, "{id}");
        assert_eq!(new.prompt, old.prompt, "{id}");
    }
}

#[test]
fn canvas() {
    out_and_in(Format::Canvas, &["code", "order"]);
}

#[test]
fn three() {
    out_and_in(Format::Three, &["code"]);
}

/// A quiz as Canvas writes it, with what our own export does not write.
const CANVAS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment ident="g1" title="Week &quot;1&quot;">
<section ident="root_section">
<item ident="g2" title="Question"><itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>multiple_choice_question</fieldentry></qtimetadatafield>
<qtimetadatafield><fieldlabel>points_possible</fieldlabel><fieldentry>1.0</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>
<presentation><material><mattext texttype="text/html">&lt;div&gt;&lt;p&gt;2 * 3 = ?&lt;/p&gt;&lt;/div&gt;</mattext></material>
<response_lid ident="response1" rcardinality="Single"><render_choice>
<response_label ident="8"><material><mattext texttype="text/plain">5 < 6</mattext></material></response_label>
<response_label ident="9"><material><mattext texttype="text/plain">6</mattext></material></response_label>
</render_choice></response_lid></presentation>
<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>
<respcondition continue="Yes"><conditionvar><other/></conditionvar><displayfeedback feedbacktype="Response" linkrefid="general_fb"/></respcondition>
<respcondition continue="No"><conditionvar><varequal respident="response1">9</varequal></conditionvar><setvar action="Set" varname="SCORE">100</setvar></respcondition>
</resprocessing></item>
<item ident="g3" title="Question"><itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>numerical_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>
<presentation><material><mattext texttype="text/html">How many?</mattext></material></presentation>
<resprocessing><respcondition><conditionvar><vargte respident="response1">3.0</vargte><varlte respident="response1">4.0</varlte></conditionvar><setvar varname="SCORE" action="Set">100</setvar></respcondition></resprocessing></item>
<item ident="g4" title="Upload"><itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>file_upload_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>
<presentation><material><mattext>Send it.</mattext></material></presentation></item>
</section></assessment></questestinterop>"#;

#[test]
fn a_quiz_of_canvas_comes_in() {
    let imported = import(CANVAS.replace("5 < 6", "5 &lt; 6").as_bytes()).expect("reads");
    assert_eq!(imported.left_out, ["`Upload` of kind `file_upload_question`"]);
    let exam = compiled(&imported).exam;
    assert_eq!(exam.sheets[&Lang::En].title, "Week '1'");
    assert_eq!(exam.questions["question"].key, Key::Single { options: 2, right: 1 });
    assert_eq!(exam.questions["question"].texts[&Lang::En].prompt, "<p>2 * 3 = ?</p>");
    assert_eq!(exam.questions["question"].texts[&Lang::En].parts, ["5 &lt; 6", "6"]);
    let Key::Numeric { value, tolerance, .. } = &exam.questions["question-2"].key else { panic!() };
    assert_eq!((*value, *tolerance), (3.5, Tolerance::Absolute(0.5)));
}

#[test]
fn what_is_no_package_is_refused() {
    assert!(matches!(import(b"PK\x03\x04 broken"), Err(QtiError::Package(_))));
    assert!(matches!(import(b"<a/>"), Err(QtiError::Nothing)));
    assert!(matches!(import(b"<a>&"), Err(QtiError::Xml(_)) | Err(QtiError::Nothing)));
    assert!(matches!(import(b""), Err(QtiError::Xml(_))));
}
