//! An exam's own text: policy, sheets, sections.

use course::exam::{Band, Navigation, Release};
use course::model::Lang;

use crate::support::{exam, messages};

const EN: &str = "---\ntitle: Exam\nsummary: S\nminutes: 45\nattempts: 2\nwait: 24 hours\npass: 65\nbands: [pass 65, merit 85]\n\
band-titles: [Pass, Merit]\nrelease: 2026-05-01T09:00:00+08:00\nsafe-exam-browser: true\ncovers: [S2]\n---\n\
**Rules.**\n\n:::: {.section #one navigation=forward}\n## One\n\nRead.\n\n::: {.draw questions=q}\n:::\n::::\n";
const ZH: &str = "---\ntitle: 考试\nsummary: 简介\nband-titles: [合格, 良好]\n---\n**规则。**\n\n::: {.section #one}\n## 一\n\n请读题。\n:::\n";
const BANK: &str = "::: {.question #q kind=true-false answer=true covers=S2}\nQ\n:::\n";

#[test]
fn policy_and_texts_are_read() {
    let zh = "::: {.question #q}\n问\n:::\n";
    let compiled = exam(EN, &[("exam", Lang::Zh, ZH), ("bank/a", Lang::En, BANK), ("bank/a", Lang::Zh, zh)]);
    assert_eq!(messages(&compiled), [""; 0]);
    let policy = &compiled.exam.policy;
    assert_eq!((policy.seconds, policy.attempts, policy.wait, policy.pass), (2700, Some(2), 86_400, 65));
    assert_eq!(policy.bands[1], Band { id: "merit".into(), from: 85 });
    assert_eq!(policy.release, Release::On(1_777_597_200_000));
    assert!(policy.integrity.safe_exam_browser);
    let sheet = &compiled.exam.sheets[&Lang::Zh];
    assert_eq!((sheet.title.as_str(), sheet.items, sheet.bands[1].as_str()), ("考试", 1, "良好"));
    assert_eq!(sheet.rules, "<p><strong>规则。</strong></p>");
    let section = &sheet.sections[0];
    assert_eq!((section.title.as_str(), section.navigation), ("一", Navigation::Forward));
    assert_eq!(section.instructions, "<p>请读题。</p>");
}

#[test]
fn a_translation_that_differs_is_named() {
    let zh = ZH.replace("#one", "#two").replace("title: 考试", "title: 考试\nminutes: 3");
    let compiled = exam(EN, &[("exam", Lang::Zh, &zh), ("bank/a", Lang::En, BANK)]);
    let found = messages(&compiled);
    assert!(found.iter().any(|m| m.starts_with("the sections differ in `zh`")), "{found:?}");
    assert!(found.iter().any(|m| m.starts_with("`minutes` counts in the other")), "{found:?}");
    assert!(found.iter().any(|m| m.starts_with("the question `q` is not there in `zh`")), "{found:?}");
}

#[test]
fn a_change_of_any_text_changes_the_version() {
    let version = |bank: &str| exam(EN, &[("bank/a", Lang::En, bank)]).exam.version;
    assert_eq!(version(BANK), version(BANK));
    assert_ne!(version(BANK), version(&BANK.replace("\nQ\n", "\nR\n")));
}
