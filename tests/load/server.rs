//! The program `academy` over a throw-away folder, on a port of its own.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use server::store::Store;
use tempfile::TempDir;
use tests::exam;

/// A running server.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
    folder: TempDir,
    database: String,
}

impl Server {
    /// Starts one with the exam of the tests, on SQLite or on the database named.
    pub async fn start(database: Option<String>) -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("content/demo")).expect("a folder");
        fs::create_dir_all(root.join("data")).expect("a folder");
        fs::write(root.join("content/demo/course.toml"), "title = \"Demo\"\nsummary = \"For tests.\"\n")
            .expect("a file");
        exam::write(root, |head, _| *head = head.replace("attempts: 2\n", ""));
        let database = database.unwrap_or_else(|| Store::sqlite_url(&root.join("data/academy.db")));
        let mut child = Command::new(program())
            .args(["serve", "--address", "127.0.0.1:0", "--log", "error", "--content"])
            .arg(root.join("content"))
            .arg("--data")
            .arg(root.join("data"))
            .env("DATABASE_URL", &database)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("text");
        let address = line.trim().rsplit("//").next().expect("an address").to_owned();
        Server { child, address, folder, database }
    }

    /// The database, beside the server.
    pub async fn store(&self) -> Store {
        let (store, trouble) = Store::open(&self.database).await.expect("a known kind of address");
        assert!(trouble.is_none(), "{trouble:?} in {}", self.folder.path().display());
        store
    }

    /// Ends it as a power cut would end the process: nothing is finished, nothing is said.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program that was built along with these tests.
fn program() -> PathBuf {
    let named = env::var_os("ACADEMY").map(PathBuf::from);
    named.unwrap_or_else(|| {
        let tests = env::current_exe().expect("this program has a path");
        let program = tests.parent().and_then(|deps| deps.parent()).expect("a target folder").join("academy");
        assert!(program.exists(), "{} is not there: build it with `cargo build -p server`", program.display());
        program
    })
}
