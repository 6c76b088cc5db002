//! The gradebook of an exam, with what can be done for all its candidates.

use leptos::prelude::*;

use crate::Chrome;
use crate::chrome::Frame;
use crate::pages::exam::{iso, moment};
use crate::words::words;

/// An exam in the list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamLine {
    /// Address of its gradebook.
    pub href: String,
    /// The course's title.
    pub course: String,
    /// The exam's title.
    pub title: String,
    /// Attempts in all.
    pub attempts: usize,
    /// Attempts that wait for a person.
    pub waiting: usize,
}

/// The list of all exams.
pub fn exams(chrome: &Chrome, list: &[ExamLine]) -> String {
    chrome.page("teach.title", || {
        let w = words();
        let rows = list
            .iter()
            .map(|e| {
                view! {
                    <tr>
                        <th scope="row"><a href=e.href.clone()>{e.title.clone()}</a></th>
                        <td>{e.course.clone()}</td>
                        <td class="num">{e.attempts.to_string()}</td>
                        <td class="num">{e.waiting.to_string()}</td>
                    </tr>
                }
            })
            .collect_view();
        let table = view! {
            <div class="scroll" tabindex="0" role="region" aria-label=w.get("teach.title")>
                <table class="book">
                    <thead><tr>
                        <th scope="col">{w.get("teach.exam")}</th><th scope="col">{w.get("teach.course")}</th>
                        <th scope="col" class="num">{w.get("exam.attempts")}</th><th scope="col" class="num">{w.get("teach.waiting")}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        };
        view! {
            <main id="main" class="column broad">
                <h1>{w.get("teach.title")}</h1>
                {if list.is_empty() { view! { <p class="empty">{w.get("teach.no_exams")}</p> }.into_any() } else { table.into_any() }}
            </main>
        }
    })
}

/// A gradebook.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// Its address; the forms post below it.
    pub href: String,
    /// The exam's title.
    pub title: String,
    /// All attempts.
    pub rows: Vec<BookRow>,
    /// When the exam closes.
    pub closes: Option<i64>,
    /// The certificates that were issued for it, for whoever may take them back.
    pub certificates: Vec<CertificateLine>,
    /// Whether that is another time than the exam's own.
    pub moved: bool,
    /// A moment in the past that was asked for: it is to be confirmed.
    pub past: Option<i64>,
    /// Groups: name and login of each member.
    pub groups: Vec<(String, String)>,
    /// Extra time: who, and per cent.
    pub accommodations: Vec<(String, i64)>,
    /// Whether the reader may change anything but the clock.
    pub instructor: bool,
    /// Why the last form was not accepted.
    pub problem: Option<&'static str>,
}

/// A line of the gradebook.
#[derive(Clone, Debug, PartialEq)]
pub struct BookRow {
    /// Address of the attempt.
    pub href: String,
    /// The candidate's login.
    pub login: String,
    /// The candidate's name.
    pub name: String,
    /// First, second …
    pub number: i64,
    /// The code of its state.
    pub state: &'static str,
    /// Per cent, and whether that passes.
    pub result: Option<(f64, bool)>,
    /// When it was handed in.
    pub ended: Option<i64>,
}

/// A certificate in the gradebook or beside its attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateLine {
    /// Its address.
    pub href: String,
    /// The holder's name; empty where the account is gone.
    pub name: String,
    /// When it was issued.
    pub issued: i64,
    /// Whether it holds: `valid`, `suspended`, `revoked`.
    pub state: &'static str,
}

impl CertificateLine {
    /// Its state in words.
    pub(super) fn say(&self) -> String {
        words().get(&format!("teach.certificate_{}", self.state))
    }
}

/// The gradebook. Forms post to `HREF/closing` (`closes`, `past`, `clear`), `HREF/accommodations` (`who`, `percent`),
/// `HREF/groups` (`name`, `login`, `leave`); `HREF/regrade` shows what a regrade would change.
pub fn book(chrome: &Chrome, data: &Book) -> String {
    chrome.document(Frame { title: data.title.clone(), ..Frame::default() }, || {
        let w = words();
        let href = &data.href;
        let links = data.instructor.then(|| {
            view! {
                <p class="links">
                    <a class="btn" href=format!("{href}/statistics")>{w.get("teach.statistics")}</a>
                    <a class="btn" href=format!("{href}/export.csv") download="gradebook.csv">{w.get("teach.export")}</a>
                    <a class="btn" href=format!("{href}/answers.csv") download="answers.csv">{w.get("teach.export_answers")}</a>
                    <a class="btn" href=format!("{href}/regrade")>{w.get("teach.regrade")}</a>
                </p>
            }
        });
        let manage = data.instructor.then(|| manage(data));
        view! {
            <main id="main" class="column broad">
                <p class="small"><a href="/teach">{w.get("teach.title")}</a></p>
                <h1>{data.title.clone()}</h1>
                {data.problem.map(|key| crate::parts::problem_box(w.get(key)))}
                {links}
                {table(data)}
                {certificates(&data.certificates)}
                {manage}
            </main>
        }
    })
}

fn certificates(lines: &[CertificateLine]) -> Option<impl IntoView + use<>> {
    let w = words();
    let rows = lines.iter().map(|line| {
        let name = if line.name.is_empty() { w.get("teach.no_holder") } else { line.name.clone() };
        view! {
            <tr><th scope="row"><a href=line.href.clone()>{name}</a></th><td>{moment(line.issued)}</td><td>{line.say()}</td></tr>
        }
    });
    let rows = rows.collect_view();
    (!lines.is_empty()).then(|| {
        view! {
            <section aria-labelledby="certificates">
                <h2 id="certificates">{w.get("teach.certificates")}</h2>
                <div class="scroll" tabindex="0" role="region" aria-labelledby="certificates">
                    <table class="book">
                        <thead><tr>
                            <th scope="col">{w.get("teach.holder")}</th><th scope="col">{w.get("issuer.made")}</th>
                            <th scope="col">{w.get("teach.state")}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn table(data: &Book) -> AnyView {
    let w = words();
    if data.rows.is_empty() {
        return view! { <p class="empty">{w.get("teach.no_attempts")}</p> }.into_any();
    }
    let rows = data
        .rows
        .iter()
        .map(|r| {
            let result = r.result.map(|(percent, passed)| {
                let word = w.get(if passed { "teach.passed" } else { "teach.not_passed" });
                format!("{percent} % · {word}")
            });
            view! {
                <tr>
                    <th scope="row"><a href=r.href.clone()>{r.login.clone()}</a></th>
                    <td>{result}</td>
                    <td>{w.get(&format!("exam.state.{}", r.state))}</td>
                    <td class="num">{r.number.to_string()}</td>
                    <td>{r.name.clone()}</td>
                    <td>{r.ended.map(moment)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=w.get("teach.book")>
            <table class="book">
                <thead><tr>
                    <th scope="col">{w.get("teach.candidate")}</th><th scope="col">{w.get("exam.result.title")}</th>
                    <th scope="col">{w.get("teach.state")}</th><th scope="col" class="num">{w.get("teach.number")}</th>
                    <th scope="col">{w.get("account.name_title")}</th><th scope="col">{w.get("exam.receipt.when")}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn manage(data: &Book) -> impl IntoView + use<> {
    let w = words();
    let href = &data.href;
    // As a field of date and time wants it: to the minute, in UTC, which the label says.
    let field = |at: i64| iso(at).get(..16).unwrap_or_default().to_owned();
    let closes = data.past.or(data.closes).map(field).unwrap_or_default();
    let past = data.past.map(|_| {
        view! {
            <label class="check">
                <input type="checkbox" name="past" value="yes" required/>
                <span>{w.get("teach.past_confirm")}</span>
            </label>
        }
    });
    let clear = data.moved.then(|| {
        view! {
            <form method="post" action=format!("{href}/closing") class="inline">
                <button class="btn quiet" name="clear" value="yes">{w.get("teach.closing_clear")}</button>
            </form>
        }
    });
    let members = data
        .groups
        .iter()
        .map(|(name, login)| {
            view! {
                <li>
                    <form method="post" action=format!("{href}/groups") class="inline">
                        <input type="hidden" name="name" value=name.clone()/>
                        <input type="hidden" name="login" value=login.clone()/>
                        <span>{format!("group:{name} · {login}")}</span>
                        <button class="btn quiet" name="leave" value="yes">{w.get("teach.leave")}</button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let extra = data
        .accommodations
        .iter()
        .map(|(who, percent)| view! { <li>{who.clone()} ": " {format!("{percent} %")}</li> })
        .collect_view();
    view! {
        <section aria-labelledby="closing">
            <h2 id="closing">{w.get("teach.closing")}</h2>
            <form method="post" action=format!("{href}/closing") class="inline">
                <label for="closes">{w.get("teach.closes")}</label>
                <input id="closes" name="closes" type="datetime-local" value=closes required/>
                {past}
                <button class="btn">{w.get("teach.change")}</button>
            </form>
            {clear}
            <p class="small">{w.get("teach.closing_hint")}</p>
        </section>
        <section aria-labelledby="extra">
            <h2 id="extra">{w.get("teach.extra")}</h2>
            <ul class="rows">{extra}</ul>
            <form method="post" action=format!("{href}/accommodations") class="inline">
                <label for="who">{w.get("teach.who")}</label><input id="who" name="who" required/>
                <label for="percent">{w.get("teach.percent")}</label>
                <input id="percent" name="percent" type="number" min="0" max="300" value="25" required/>
                <button class="btn">{w.get("teach.give")}</button>
            </form>
            <form method="post" action=format!("{href}/groups") class="inline">
                <label for="group">{w.get("teach.group")}</label><input id="group" name="name" required/>
                <label for="member">{w.get("teach.member")}</label><input id="member" name="login" required/>
                <button class="btn">{w.get("teach.add")}</button>
            </form>
            <ul class="rows">{members}</ul>
        </section>
    }
}

/// What a regrade would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Address of the gradebook.
    pub href: String,
    /// The exam's title.
    pub title: String,
    /// Attempts whose marks would be others, or may have to be given anew by a person.
    pub rows: Vec<PreviewRow>,
    /// How many would be others.
    pub changed: usize,
    /// How many were looked at.
    pub looked: usize,
    /// How many there are to look at.
    pub total: usize,
    /// Whether all were looked at.
    pub ready: bool,
    /// When the look began.
    pub at: i64,
    /// What the exam is now; sent along, so that what is written is what was shown.
    pub version: String,
}

/// One attempt that a regrade would change.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewRow {
    /// Address of the attempt.
    pub href: String,
    /// The candidate's login.
    pub login: String,
    /// Before: per cent, and whether it passed.
    pub before: Option<(f64, bool)>,
    /// After.
    pub after: Option<(f64, bool)>,
    /// Questions that change, with points before and after.
    pub items: String,
    /// Questions that a person has marked and that are others by now.
    pub by_hand: String,
}

/// The preview of a regrade. Its form posts `version` to the same address, or `again` to look once more.
pub fn preview(chrome: &Chrome, data: &Preview) -> String {
    chrome.page("teach.regrade", || {
        let w = words();
        let say = |result: Option<(f64, bool)>| match result {
            Some((percent, true)) => format!("{percent} % · {}", w.get("teach.passed")),
            Some((percent, false)) => format!("{percent} % · {}", w.get("teach.not_passed")),
            None => "–".to_owned(),
        };
        let rows = data
            .rows
            .iter()
            .map(|r| {
                view! {
                    <tr>
                        <th scope="row"><a href=r.href.clone()>{r.login.clone()}</a></th>
                        <td>{say(r.before)}</td><td>{say(r.after)}</td><td>{r.items.clone()}</td><td>{r.by_hand.clone()}</td>
                    </tr>
                }
            })
            .collect_view();
        let (n, key) = if data.ready { (data.changed, "teach.would_change") } else { (data.looked, "teach.looking") };
        let lede = w.with(key, &[("n", &n.to_string()), ("total", &data.total.to_string())]);
        let make = (data.changed > 0).then(|| {
            view! { <button class="btn primary">{w.get("teach.commit")}</button><p class="small">{w.get("teach.commit_hint")}</p> }
        });
        let again = data.ready.then(|| {
            view! {
                <p class="small">{w.get("teach.looked_at")} " " {moment(data.at)}</p>
                <form method="post" action=format!("{}/regrade", data.href) class="inline">
                    <input type="hidden" name="version" value=data.version.clone()/>
                    <button class="btn quiet" name="again" value="yes">{w.get("teach.look_again")}</button>
                </form>
            }
        });
        let commit = (!data.rows.is_empty()).then(|| {
            view! {
                <div class="scroll" tabindex="0" role="region" aria-label=w.get("teach.regrade")>
                    <table class="book">
                        <thead><tr>
                            <th scope="col">{w.get("teach.candidate")}</th><th scope="col">{w.get("teach.before")}</th>
                            <th scope="col">{w.get("teach.after")}</th><th scope="col">{w.get("exam.questions")}</th>
                            <th scope="col">{w.get("teach.marked_by_hand")}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <form method="post" action=format!("{}/regrade", data.href) class="stack">
                    <input type="hidden" name="version" value=data.version.clone()/>
                    {make}
                </form>
            }
        });
        view! {
            <main id="main" class="column broad">
                <p class="small"><a href=data.href.clone()>{data.title.clone()}</a></p>
                <h1>{w.get("teach.regrade")}</h1>
                <p class="lede" role="status">{lede}</p>
                {commit}
                {again}
            </main>
        }
    })
}
