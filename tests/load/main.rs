//! Many candidates against the real program over sockets: what it acknowledged is there after it was killed, and how many
//! answers it takes in a second. The figures are printed; `ACADEMY_LOAD=1` asks for the long run of a thousand candidates.

mod client;
mod server;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use ::server::store::Store;
use tests::database::postgres;

use client::Candidate;
use server::Server;

/// Prepares candidates whose exam runs.
async fn candidates(server: &Server, n: usize) -> Vec<Candidate> {
    let store = server.store().await;
    let template = Candidate::first(server).await;
    let mut all = Vec::with_capacity(n);
    for i in 0..n {
        all.push(template.another(server, &store, i).await);
    }
    store.close().await;
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_save_survives_a_kill() {
    let mut server = Server::start(None).await;
    let candidates = candidates(&server, 200).await;
    let acknowledged: Arc<Mutex<HashMap<(String, i64), String>>> = Arc::default();
    let stop = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> = candidates
        .into_iter()
        .map(|mut candidate| {
            let (acknowledged, stop) = (Arc::clone(&acknowledged), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut n = 0;
                while !stop.load(Ordering::Relaxed) {
                    n += 1;
                    let text = format!("{n}");
                    let Some(revision) = candidate.save(&text).await else { break };
                    let key = (candidate.attempt.clone(), revision);
                    acknowledged.lock().expect("no panic").insert(key, text);
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(2)).await;
    server.kill();
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.expect("no panic");
    }
    let acknowledged = acknowledged.lock().expect("no panic").clone();
    eprintln!("{} saves were acknowledged before the kill", acknowledged.len());
    assert!(acknowledged.len() > 200, "only {} saves were acknowledged", acknowledged.len());
    let store = server.store().await;
    check(&store, &acknowledged).await;
}

/// Every acknowledged save is in its attempt's log, under its revision, and the logs are whole.
async fn check(store: &Store, acknowledged: &HashMap<(String, i64), String>) {
    let mut by_attempt: HashMap<&str, Vec<(i64, &str)>> = HashMap::new();
    for ((attempt, revision), text) in acknowledged {
        by_attempt.entry(attempt).or_default().push((*revision, text));
    }
    for (id, saves) in by_attempt {
        let attempt = store.exam_attempt(id).await.expect("readable").expect("it is there");
        let log = store.exam_log(id).await.expect("readable");
        assert_eq!(::server::exam::log::verify(&log, attempt.seq, &attempt.head), Ok(()));
        let bodies: HashMap<i64, &str> = log
            .iter()
            .filter(|e| e.body.contains("\"answered\""))
            .map(|e| {
                let value: serde_json::Value = serde_json::from_str(&e.body).expect("JSON");
                (value["revision"].as_i64().expect("a number"), e.body.as_str())
            })
            .collect();
        for (revision, text) in saves {
            let body = bodies.get(&revision).unwrap_or_else(|| panic!("revision {revision} of {id} is lost"));
            assert!(body.contains(&format!("\"value\":\"{text}\"")), "{body} should say {text}");
        }
    }
}

/// Saves for so long with every candidate; how many a second, and the latency that 99 of 100 stay under.
async fn measure(database: Option<String>, candidates_: usize, seconds: u64) -> (f64, Duration) {
    let name = if database.is_some() { "PostgreSQL" } else { "SQLite" };
    let server = Server::start(database).await;
    let candidates = candidates(&server, candidates_).await;
    let (start, time) = (Instant::now(), Duration::from_secs(seconds));
    // Each saves twice a second, as somebody does who types without a pause, begun at different moments.
    let tasks: Vec<_> = candidates
        .into_iter()
        .enumerate()
        .map(|(i, mut candidate)| {
            tokio::spawn(async move {
                let mut took = Vec::new();
                tokio::time::sleep(Duration::from_micros(500_000 * i as u64 / candidates_ as u64)).await;
                let mut ticks = tokio::time::interval(Duration::from_millis(500));
                while start.elapsed() < time {
                    ticks.tick().await;
                    let before = Instant::now();
                    candidate.save(&format!("{i}")).await.expect("the server answers");
                    took.push(before.elapsed());
                }
                took
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.expect("no panic"));
    }
    let rate = all.len() as f64 / start.elapsed().as_secs_f64();
    all.sort();
    let p99 = all[all.len() * 99 / 100];
    eprintln!("{name}: {candidates_} candidates, {rate:.0} saves/s, median {:?}, p99 {p99:?}", all[all.len() / 2]);
    (rate, p99)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_candidates_save() {
    let long = std::env::var_os("ACADEMY_LOAD").is_some();
    let (candidates, seconds) = if long { (1000, 10) } else { (50, 2) };
    let (rate, _) = measure(None, candidates, seconds).await;
    assert!(rate > candidates as f64 / 2.0, "{rate} saves/s");
    if let Some(url) = postgres().await {
        let (rate, _) = measure(Some(url), candidates, seconds).await;
        assert!(rate > candidates as f64 / 2.0, "{rate} saves/s");
    }
}
