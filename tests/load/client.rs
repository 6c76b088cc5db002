//! A candidate over a socket: one connection, one session, one attempt.

use std::{
    io,
    sync::atomic::{AtomicU64, Ordering},
};

use server::{
    account::session,
    exam::{Draft, State},
    store::Store,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::server::Server;

static JOURNAL: AtomicU64 = AtomicU64::new(0);

/// A candidate.
pub struct Candidate {
    stream: TcpStream,
    cookie: String,
    /// The attempt.
    pub attempt: String,
    tab: String,
}

impl Candidate {
    /// Signs up and starts over HTTP, as everybody does.
    pub async fn first(server: &Server) -> Candidate {
        let stream = TcpStream::connect(&server.address).await.expect("it listens");
        let mut first = Candidate { stream, cookie: String::new(), attempt: String::new(), tab: "first".into() };
        let answer = first.form("/sign-up", "login=first&password=correct%20horse").await;
        let cookie = header(&answer, "set-cookie").expect("a session");
        first.cookie = cookie.split(';').next().expect("a cookie").to_owned();
        let answer = first.form("/exams/demo/first", "agree=yes").await;
        first.attempt = header(&answer, "location").expect("an attempt").trim_start_matches("/attempts/").to_owned();
        first.form(&format!("/attempts/{}/start", first.attempt), "").await;
        assert_eq!(first.save("0").await, Some(1));
        first
    }

    /// One more with an attempt like this one's, made in the database: hashing a thousand passwords would take minutes.
    pub async fn another(&self, server: &Server, store: &Store, n: usize) -> Candidate {
        let like = store.exam_attempt(&self.attempt).await.expect("readable").expect("it is there");
        let frozen = store.frozen(&self.attempt).await.expect("readable").expect("it is there");
        let now = like.body.created;
        let account = store.create_account(&format!("candidate-{n}"), "Candidate", "none", now).await.expect("room");
        let cookie = session::start(store, &account.id, now).await.expect("room");
        let id = format!("attempt-{n}");
        let fresh = server::exam::Attempt {
            id: id.clone(),
            account: account.id,
            state: State::Ready,
            seq: 0,
            head: String::new(),
            ..like
        };
        let mut draft = Draft::new(fresh, now);
        draft.start().expect("it is ready");
        store.create_attempt(&draft.attempt, &frozen, &draft.entries).await.expect("room");
        let stream = TcpStream::connect(&server.address).await.expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        let cookie = format!("{}={}", cookie.name(), cookie.value());
        Candidate { stream, cookie, attempt: id, tab: format!("tab-{n}") }
    }

    /// Saves an answer; the revision that the server has acknowledged, or nothing where the server is gone.
    pub async fn save(&mut self, text: &str) -> Option<i64> {
        let journal = format!("{}-{}", self.tab, JOURNAL.fetch_add(1, Ordering::Relaxed));
        let body = serde_json::json!({
            "base": 1_000_000, "value": { "kind": "number", "value": text, "unit": null },
            "journal": journal, "tab": self.tab, "typed": 0,
        });
        let path = format!("/api/attempts/{}/answers/q2", self.attempt);
        let answer = loop {
            let answer = self.send("PUT", &path, "application/json", &body.to_string()).await.ok()?;
            if !answer.starts_with("HTTP/1.1 429") {
                break answer;
            }
            // Faster than anybody types: the server has to be asked again.
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        };
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let body = answer.split("\r\n\r\n").nth(1)?;
        serde_json::from_str::<serde_json::Value>(body).ok()?["revision"].as_i64()
    }

    async fn form(&mut self, path: &str, body: &str) -> String {
        let answer = self.send("POST", path, "application/x-www-form-urlencoded", body).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        answer
    }

    async fn send(&mut self, method: &str, path: &str, kind: &str, body: &str) -> io::Result<String> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: academy.test\r\nsec-fetch-site: same-origin\r\ncookie: {}\r\n\
             content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        loop {
            let mut part = [0; 4096];
            let n = self.stream.read(&mut part).await?;
            if n == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            answer.extend_from_slice(&part[..n]);
            let text = String::from_utf8_lossy(&answer);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = header(head, "content-length").and_then(|l| l.parse().ok()).unwrap_or(0_usize);
                if body.len() >= length {
                    return Ok(text.into_owned());
                }
            }
        }
    }
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let lines = answer.lines().take_while(|l| !l.is_empty());
    lines.filter_map(|l| l.split_once(": ")).find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
