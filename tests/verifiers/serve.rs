//! A server with certificates on it, for verifiers that are not ours: `cargo run -p tests --example certificates`.
//!
//! It prints one line of JSON, where it is and what it holds, and serves until its input ends. It believes to be at
//! <https://academy.example>, as behind a proxy; whoever tests it plays the proxy.

use std::{error::Error, io::Read, path::PathBuf};

use serde_json::json;
use server::{
    app,
    credential::{Award, Band, Evidence, Exam, Skill, Text, issue},
    listen,
    store::{Hold, Status},
};
use tests::Site;
use tokio::{net::TcpListener, task::spawn_blocking};

const ORIGIN: &str = "https://academy.example";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let site = Site::with(|_, settings| {
        settings.origin = Some(ORIGIN.into());
        if let Some(built) = std::env::var_os("ACADEMY_SITE") {
            settings.site = Some(PathBuf::from(built));
        }
    })
    .await;
    let store = &site.state.store;
    let now = site.state.clock.now();
    let password = site.state.passwords.hash("correct horse").await;
    let account = store.create_account("ming", "王小明", &password, now).await?;
    let mut certificates = serde_json::Map::new();
    for (name, hold) in [("good", Hold::Valid), ("suspended", Hold::Suspended), ("revoked", Hold::Revoked)] {
        let one = issue(&site.state, &award(&account.id, name)).await?;
        if hold != Hold::Valid {
            let status = Status { hold, reason: "for the sake of the test".into(), changed: now };
            store.decide_status(one.list, one.place, &status, "nobody").await?;
        }
        certificates.insert(name.into(), one.id.into());
    }
    // Names that are hard to print.
    for (name, printed) in [("long", "W".repeat(80)), ("arabic", "محمد علي".to_owned())] {
        let account = store.create_account(name, &printed, &password, now).await?;
        certificates.insert(name.into(), issue(&site.state, &award(&account.id, name)).await?.id.into());
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    println!("{}", json!({ "address": address, "origin": ORIGIN, "certificates": certificates }));
    let closed = spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    let ended = async {
        let _ = closed.await;
    };
    listen::serve(listener, app(site.state.clone()), listen::SILENCE, ended).await;
    Ok(())
}

fn award(account: &str, attempt: &str) -> Award {
    use course::model::Lang;
    let text = |en: &str, zh: &str| -> Text { [(Lang::En, en.to_owned()), (Lang::Zh, zh.to_owned())].into() };
    Award {
        account: account.into(),
        attempt: attempt.into(),
        exam: Exam {
            course: "maas".into(),
            slug: "practitioner".into(),
            version: "2026.2".into(),
            title: text("MaaS Practitioner", "模型即服务实践者"),
            summary: text(
                "training, compressing, serving and judging models offered as a service",
                "训练、压缩、部署与评判以服务形式提供的模型",
            ),
            minutes: 120,
            pass: 70.0,
            skills: vec![
                Skill { code: "training".into(), name: text("Training a model", "训练模型") },
                Skill { code: "serving".into(), name: text("Serving a model", "提供模型服务") },
            ],
            bands: vec![
                Band { id: "pass".into(), title: text("Pass", "合格") },
                Band { id: "merit".into(), title: text("Merit", "良好") },
            ],
        },
        score: 91.5,
        band: "merit".into(),
        lang: Lang::En,
        sat: 1_795_442_551_000,
        evidence: Evidence { engine: "0b77".repeat(16), exam: "4c1e".repeat(16), answers: "91ad".repeat(16) },
    }
}
