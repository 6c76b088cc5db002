//! A process of the sandbox: `academy grade-worker`. It reads messages from its standard input and answers on its standard
//! output; it has no environment, opens no file, and cannot start anything.
//!
//! [`engine`] holds the module, [`warm`] starts its interpreter before it is compiled, [`instance`] is one run of it with its
//! limits, [`wasi`] has the few things the module may ask of a system, `judge` and `author` what is done with instances.

mod author;
mod engine;
mod instance;
mod judge;
mod tight;
mod warm;
mod wasi;

use std::{io, thread};

use cells::grade::{Answer, Job};

use self::engine::Engine;
use super::frames::{self, Tag};

/// The hidden command of `academy` that becomes such a process.
pub const COMMAND: &str = "grade-worker";

/// Stack of the thread that runs modules: what a module may use of it, and room for what calls it.
const STACK: usize = engine::STACK + (4 << 20);

/// Works until the standard input ends.
///
/// # Errors
/// If the server is gone, or says something that is no message.
pub fn run() -> io::Result<()> {
    tight::keep_privileges_low();
    let worker = thread::Builder::new().stack_size(STACK).spawn(serve)?;
    worker.join().unwrap_or_else(|_| Err(io::Error::other("the worker panicked")))
}

fn serve() -> io::Result<()> {
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    let mut engine = None;
    loop {
        let (tag, bytes) = match frames::read(&mut from) {
            Ok(message) => message,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        };
        let answer = match (tag, &engine) {
            (Tag::Compile, _) => engine::compile(&bytes),
            (Tag::Load, _) => Engine::load(&bytes).map(|loaded| {
                engine = Some(loaded);
                tight::give_up();
                Vec::new()
            }),
            (Tag::Job, Some(engine)) => job(engine, &bytes),
            _ => Err("the message came out of order".to_owned()),
        };
        match answer {
            Ok(bytes) => frames::write(&mut to, Tag::Done, &bytes)?,
            Err(why) => frames::write(&mut to, Tag::Refused, why.as_bytes())?,
        }
    }
}

fn job(engine: &Engine, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let job = serde_json::from_slice(bytes).map_err(|e| format!("the job cannot be read: {e}"))?;
    let answer = match job {
        Job::Judge(job) => judge::judge(engine, job).map(Answer::Judged),
        Job::Generate(job) => author::generate(engine, job).map(Answer::Generated),
        Job::Run(job) => author::run(engine, job).map(Answer::Ran),
    };
    let answer = answer.unwrap_or_else(|detail| Answer::Failed { detail });
    serde_json::to_vec(&answer).map_err(|e| e.to_string())
}
