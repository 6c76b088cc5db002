//! `cargo bench-page`: bytes, times and pages per second on this machine, medians, with versions.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{browser, npm, paths, serve, sh};

/// Options of `cargo bench-page`.
#[derive(clap::Args)]
pub struct Options {
    /// How often each time is taken; the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// The lesson that is opened and served.
    #[arg(long, default_value = "/courses/maas/linear-regression")]
    lesson: String,
    /// How many pages are asked for in one run.
    #[arg(long, default_value_t = 10_000)]
    pages: usize,
}

/// Builds what one deploys, then measures it.
pub fn run(options: &Options) -> Result<()> {
    serve::build(true)?;
    let server = Server::start()?;
    println!(
        "Academy {}; {}",
        env!("CARGO_PKG_VERSION"),
        sh::output(sh::command(&browser::chromium()?, &["--version"], paths::root()))?.trim()
    );
    bytes()?;
    first_result(&server, options)?;
    pages(&server, options)
}

/// An `academy` with a data folder of its own, ended when dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start() -> Result<Server> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let data = paths::target().join("bench-data");
        let _ = fs::remove_dir_all(&data);
        let mut command = Command::new(paths::academy(true));
        command.arg("serve").current_dir(paths::root());
        command.env("ACADEMY_SITE", paths::site()).env("ACADEMY_DATA", data);
        command
            .env("ACADEMY_ADDRESS", format!("127.0.0.1:{port}"))
            .env("TOKIO_WORKER_THREADS", "1")
            .env("ACADEMY_LOG", "warn");
        let server = Server { child: command.spawn().context("could not start academy")?, port };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if start.elapsed() > Duration::from_secs(20) {
                bail!("academy did not answer within 20 s");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What travels, brotli-compressed.
fn bytes() -> Result<()> {
    let manifest: Value = serde_json::from_str(&fs::read_to_string(paths::site().join("manifest.json"))?)?;
    let size = |names: &[&str]| -> Result<(u64, u64)> {
        let mut total = (0, 0);
        for name in names {
            let address = manifest[name]["url"].as_str().with_context(|| format!("{name} is not in the manifest"))?;
            let file = paths::site().join(address.trim_start_matches('/'));
            total.0 += fs::metadata(&file)?.len();
            total.1 += fs::metadata(format!("{}.br", file.display()))?.len();
        }
        Ok(total)
    };
    for (what, names, aim) in [
        ("page bundle", &["page.js", "page.wasm", "boot.js"][..], 250),
        ("notebook bundle", &["worker.js", "notebook.js", "notebook.wasm"], 3000),
        ("editor", &["editor.js"], 0),
        ("style", &["style.css"], 0),
    ] {
        let (raw, brotli) = size(names)?;
        let aim = if aim == 0 { String::new() } else { format!("   aim under {aim} KB") };
        println!("{what:<16} {:>8.1} KB   brotli {:>7.1} KB{aim}", raw as f64 / 1e3, brotli as f64 / 1e3);
    }
    Ok(())
}

/// From navigation to the first cell's result, in a real browser: with an empty cache, and again with a warm one.
fn first_result(server: &Server, options: &Options) -> Result<()> {
    let dir = paths::browser_tests();
    npm::ensure(&dir)?;
    let mut command = sh::command("node", &["bench.mjs"], &dir);
    command
        .env("CHROMIUM", browser::chromium()?)
        .env("ADDRESS", format!("http://127.0.0.1:{}{}", server.port, options.lesson))
        .env("RUNS", options.runs.to_string());
    print!("{}", sh::output(command)?);
    Ok(())
}

/// Lesson pages per second over one kept-alive connection, and the slowest hundredth. The server has one worker thread;
/// we are the other core.
fn pages(server: &Server, options: &Options) -> Result<()> {
    let request =
        format!("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept: text/html\r\n\r\n", options.lesson, server.port);
    let mut rates = Vec::new();
    let mut slowest = Vec::new();
    for _ in 0..options.runs {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port))?;
        stream.set_nodelay(true)?;
        let mut buffer = Vec::new();
        let mut times = Vec::with_capacity(options.pages);
        let start = Instant::now();
        for _ in 0..options.pages {
            let sent = Instant::now();
            stream.write_all(request.as_bytes())?;
            response(&mut stream, &mut buffer)?;
            times.push(sent.elapsed());
        }
        rates.push(options.pages as f64 / start.elapsed().as_secs_f64());
        times.sort();
        slowest.push(times[times.len() * 99 / 100].as_secs_f64() * 1e3);
    }
    println!(
        "lesson pages/s   {:>8.0}      p99 {:>7.2} ms   aim 2000 on one core",
        median(&mut rates),
        median(&mut slowest)
    );
    Ok(())
}

/// Reads one response with a length; fails unless it is a 200.
fn response(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    buffer.clear();
    let mut chunk = [0; 65536];
    loop {
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            bail!("the server closed the connection");
        }
        buffer.extend_from_slice(&chunk[..read]);
        let Some(end) = buffer.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&buffer[..end])?;
        if !head.starts_with("HTTP/1.1 200") {
            bail!("the lesson answered: {}", head.lines().next().unwrap_or_default());
        }
        let length: usize = head
            .lines()
            .find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().to_owned()))
            .context("the response has no length")?
            .parse()?;
        if buffer.len() >= end + 4 + length {
            return Ok(());
        }
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
