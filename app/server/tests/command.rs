//! The binary as whoever starts it sees it: exit codes, messages, which setting wins.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// A folder with one course of one lesson.
fn folder(lesson: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let course = folder.path().join("content/demo");
    fs::create_dir_all(course.join("01-first")).expect("a folder");
    let toml = "title = \"Demo\"\nsummary = \"For tests.\"\n\n[[tracks]]\ntitle = \"All\"\nlessons = [\"01-first\"]\n";
    fs::write(course.join("course.toml"), toml).expect("a file");
    fs::write(course.join("01-first/lesson.md"), lesson).expect("a file");
    folder
}

const GOOD: &str = "---\ntitle: First\nsummary: One sentence.\ngoals: [Read.]\n---\n\n## Begin\n\nHello.\n";
const BROKEN: &str = "---\ntitle: First\n---\n\n::: {.callout-nonsense}\nText.\n:::\n";

fn academy(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_academy"));
    command.current_dir(folder).env_remove("DATABASE_URL").env_remove("ACADEMY_SITE").env_remove("ACADEMY_ADDRESS");
    command
}

fn check(output: &Output, code: i32, words: &str) {
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(text.contains(words), "no {words:?} in {text}");
}

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts to serve and returns the line that is printed.
fn start(command: &mut Command) -> (Server, String) {
    let mut server = Server(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts"));
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().expect("piped")).read_line(&mut line).expect("text");
    (server, line)
}

#[test]
fn check_exits_with_one_if_there_are_errors() {
    let good = folder(GOOD);
    check(&academy(good.path()).arg("check").output().expect("runs"), 0, "1 course, 1 lesson: 0 errors, 0 warnings");
    let broken = folder(BROKEN);
    check(&academy(broken.path()).args(["check", "content"]).output().expect("runs"), 1, "callout-nonsense");
    check(&academy(broken.path()).args(["check", "content/demo"]).output().expect("runs"), 1, "lesson.md:5");
    check(&academy(broken.path()).args(["check", "nowhere"]).output().expect("runs"), 1, "no such folder");
    // The wrong folder is not a good course.
    for wrong in [".git", "content/demo/01-first"] {
        fs::create_dir_all(good.path().join(wrong)).expect("a folder");
        check(&academy(good.path()).args(["check", wrong]).output().expect("runs"), 1, "there are no courses in");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("/no/such/file", good.path().join("content/demo/01-first/gone.csv")).expect("a link");
    check(&academy(good.path()).arg("check").output().expect("runs"), 0, "1 course, 1 lesson: 0 errors");
}

#[test]
fn check_speaks_json() {
    let broken = folder(BROKEN);
    let output = academy(broken.path()).args(["check", "--json", "content"]).output().expect("runs");
    let remarks: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(
        remarks.as_array().is_some_and(|r| r.iter().any(|r| r["severity"] == "error" && r["line"] == 5)),
        "{remarks}"
    );
}

#[test]
fn what_is_begun_passes_the_check() {
    let place = tempfile::tempdir().expect("a folder");
    let run = |args: &[&str]| academy(place.path()).args(args).output().expect("runs");
    check(&run(&["new", "course", "content/rust"]), 0, "academy check content/rust");
    check(&run(&["check"]), 0, "1 course, 1 lesson: 0 errors, 0 warnings");
    check(&run(&["new", "lesson", "content/rust/02-ownership"]), 0, "Add \"02-ownership\" to a track");
    let toml = place.path().join("content/rust/course.toml");
    let text = fs::read_to_string(&toml).expect("a file");
    fs::write(&toml, text.replace("\"01-first-lesson\"", "\"01-first-lesson\", \"02-ownership\"")).expect("writable");
    check(&run(&["check"]), 0, "1 course, 2 lessons: 0 errors, 0 warnings");
    check(&run(&["new", "exam", "content/rust/exams/first-steps"]), 0, "academy check --run content/rust");
    check(&run(&["check"]), 0, "1 course, 2 lessons, 1 exam: 0 errors, 0 warnings");
    check(&run(&["new", "exam", "content/rust/first-steps"]), 1, "is not the folder `exams` of a course");
    check(&run(&["new", "exam", "elsewhere/exams/a"]), 1, "has no course.toml");
    // What an author has written stays.
    check(&run(&["new", "lesson", "content/rust/02-ownership"]), 1, "is there already");
    check(&run(&["new", "lesson", "elsewhere/01-a"]), 1, "has no course.toml");
    check(&run(&["new", "course", "content/Über uns"]), 1, "cannot stand in an address");
}

#[test]
fn coverage_names_what_nothing_teaches() {
    let site = folder(&GOOD.replace("goals:", "covers: [A1]\ngoals:"));
    let run = |codes: &str| {
        let toml = site.path().join("content/demo/course.toml");
        let text = fs::read_to_string(&toml).expect("a file");
        let rest =
            text.split_once("codes =").map_or(text.as_str(), |(_, rest)| rest.split_once('\n').expect("a line").1);
        fs::write(&toml, format!("codes = {codes}\n{rest}")).expect("writable");
        academy(site.path()).arg("coverage").output().expect("runs")
    };
    check(&run(r#"[["A1", "First"], ["A2", "Second"]]"#), 1, "| A2 | Second | none yet | 0 | 0 |");
    // Read about, but never practised.
    check(&run(r#"[["A1", "First"]]"#), 1, "| A1 | First | first | 0 | 0 |");
    check(&academy(site.path()).arg("check").output().expect("runs"), 0, "0 errors");
    run(r#"[["B1", "Other"]]"#);
    check(&academy(site.path()).arg("check").output().expect("runs"), 1, "lists no code `A1`");
}

#[test]
fn what_keeps_it_from_starting_is_said() {
    let site = folder(GOOD);
    let serve = |args: &[&str]| academy(site.path()).arg("serve").args(args).output().expect("runs");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    check(&serve(&["--address", &address]), 1, "is taken");
    check(&serve(&["--address", "127.0.0.1:0", "--content", "nowhere"]), 1, "no such folder");
    check(&serve(&["--address", "127.0.0.1:0", "--database-url", "mysql://x"]), 1, "sqlite:// or postgres://");
    check(&serve(&["--address", "127.0.0.1:0", "--database-url", "postgres:///x?host=/nowhere"]), 1, "does not answer");
    check(&serve(&["--config", "nowhere.toml"]), 1, "nowhere.toml");
    fs::write(site.path().join("academy.toml"), "adress = \"127.0.0.1:1\"").expect("a file");
    check(&serve(&[]), 1, "unknown field `adress`");
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let site = folder(GOOD);
    fs::write(site.path().join("academy.toml"), "address = \"127.0.0.2:0\"\ndata = \"kept\"").expect("a file");
    let (_server, line) = start(academy(site.path()).arg("serve"));
    assert!(line.starts_with("Academy is at http://127.0.0.2:"), "{line}");
    assert!(site.path().join("kept/academy.db").exists());
    let (_server, line) = start(academy(site.path()).arg("serve").env("ACADEMY_ADDRESS", "127.0.0.3:0"));
    assert!(line.starts_with("Academy is at http://127.0.0.3:"), "{line}");
    let mut both = academy(site.path());
    both.args(["serve", "--address", "127.0.0.4:0"]).env("ACADEMY_ADDRESS", "127.0.0.3:0").env("DATABASE_URL", "");
    let (_server, line) = start(&mut both);
    assert!(line.starts_with("Academy is at http://127.0.0.4:"), "{line}");
}

#[test]
fn variables_set_to_nothing_say_nothing() {
    let site = folder(GOOD);
    fs::write(site.path().join("academy.toml"), "address = \"127.0.0.5:0\"").expect("a file");
    let mut command = academy(site.path());
    for name in ["ADDRESS", "DATA", "CONTENT", "SITE", "ORIGIN", "CLIENT_ADDRESS_HEADER", "WATCH", "LOG", "CONFIG"] {
        command.env(format!("ACADEMY_{name}"), "");
    }
    let (_server, line) = start(command.arg("serve").env("DATABASE_URL", ""));
    assert!(line.starts_with("Academy is at http://127.0.0.5:") && line.ends_with('\n'), "{line:?}");
    let (_server, line) = start(academy(site.path()).arg("serve").env("ACADEMY_WATCH", "1"));
    let address = line.trim().strip_prefix("Academy is at http://").expect("an address").to_owned();
    read_until(&mut get(&address, "/watch"), "following changes");
}

#[test]
fn nobody_needs_to_read_the_address() {
    let site = folder(GOOD);
    let port = TcpListener::bind("127.0.0.6:0").expect("a port").local_addr().expect("an address");
    let mut command = academy(site.path());
    command.args(["serve", "--address", &port.to_string()]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = Server(command.spawn().expect("it starts"));
    drop(server.0.stdout.take());
    let end = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(port).is_err() {
        assert!(Instant::now() < end, "it does not listen");
        thread::sleep(Duration::from_millis(20));
    }
    read_until(&mut get(&port.to_string(), "/courses/demo/first"), "Hello.");
}

#[cfg(unix)]
#[test]
fn it_stops_in_order_when_asked_to() {
    let site = folder(GOOD);
    let (mut server, line) = start(academy(site.path()).args(["serve", "--address", "127.0.0.1:0"]));
    assert!(line.starts_with("Academy is at"), "{line}");
    let asked = Command::new("kill").arg(server.0.id().to_string()).status().expect("kill runs");
    assert!(asked.success());
    assert!(server.0.wait().expect("it ends").success());
    // The write-ahead log was folded into the file.
    assert!(!site.path().join("data/academy.db-wal").exists());
}

#[test]
fn changed_content_is_served_and_browsers_are_told() {
    let site = folder(GOOD);
    let (_server, line) = start(academy(site.path()).args(["serve", "--watch", "--address", "127.0.0.1:0"]));
    let address = line.trim().strip_prefix("Academy is at http://").expect("an address");
    let mut stream = get(address, "/watch");
    read_until(&mut stream, "following changes");
    let path = site.path().join("content/demo/01-first/lesson.md");
    fs::write(path, GOOD.replace("Hello.", "Good-bye.")).expect("writable");
    read_until(&mut stream, "event: reload");
    read_until(&mut get(address, "/courses/demo/first"), "Good-bye.");
    // Another branch, say: the folder goes, and one of the same name takes its place.
    let content = site.path().join("content");
    fs::rename(&content, site.path().join("before")).expect("movable");
    thread::sleep(Duration::from_millis(400));
    let lesson = content.join("demo/01-first/lesson.md");
    fs::create_dir_all(lesson.parent().expect("a folder")).expect("a folder");
    fs::write(&lesson, GOOD.replace("Hello.", "Another branch.")).expect("writable");
    read_until(&mut stream, "event: reload");
    until(address, "Another branch.");
    fs::write(&lesson, GOOD.replace("Hello.", "Edited there.")).expect("writable");
    until(address, "Edited there.");
}

#[test]
fn a_key_that_leaked_is_withdrawn() {
    let site = folder(GOOD);
    let keys = |args: &[&str]| academy(site.path()).arg("keys").args(args).output().expect("runs");
    check(&keys(&["show"]), 1, "the server makes them when it starts");
    let made = credential::Keys::generate(1);
    fs::create_dir(site.path().join("data")).expect("a folder");
    made.save(&site.path().join("data"), false).expect("writable");
    let leaked = &made.ed25519[0].id;
    check(&keys(&["withdraw", "ed-none"]), 1, "there is no key ed-none");
    check(&keys(&["withdraw", leaked]), 0, &format!("{leaked}  withdrawn"));
    let shown = keys(&["show"]);
    check(&shown, 0, &format!("{leaked}  withdrawn"));
    // Another one signs now, and what the RSA key signed stands.
    check(&shown, 0, &format!("RSA      {}", made.rsa[0].id));
    assert!(!String::from_utf8_lossy(&shown.stdout).contains(&format!("Ed25519  {leaked}")));
}

/// Waits for a lesson with these words.
fn until(address: &str, words: &str) {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let mut page = String::new();
        // The page is text; a connection that breaks is as good as other words.
        let _ = get(address, "/courses/demo/first").read_to_string(&mut page);
        if page.contains(words) {
            return;
        }
        assert!(Instant::now() < end, "no {words:?} in {page}");
        thread::sleep(Duration::from_millis(50));
    }
}

fn get(address: &str, path: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").expect("sent");
    BufReader::new(stream)
}

/// Fails after the stream's timeout, or at its end.
fn read_until(stream: &mut BufReader<TcpStream>, words: &str) {
    let mut line = String::new();
    while !line.contains(words) {
        line.clear();
        assert_ne!(stream.read_line(&mut line).expect("words in time"), 0, "no {words:?}");
    }
}
