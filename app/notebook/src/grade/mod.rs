//! Judging code against checks it must not see, in two sessions that share nothing: [`Session::attempt`] runs the candidate's
//! code in one, [`Session::examine`] the author's checks in another. What the checks look at reaches them as copies, or
//! by name through [`Session::reach`]; `copy` makes the copies in Rust, from what values are and never from what
//! code says they are. [`Session::generate`] makes variants of questions.

mod attempt;
mod copy;
mod examine;
mod generate;
mod handles;
mod names;
mod reach;

use cells::grade::wire::{Attempt, Examine, Reach, Reached};
use cells::grade::{Finding, Generated};

use crate::{Session, host, poll, streams};

/// How an examining session asks the candidate's.
pub type Line = Box<dyn Fn(Reach) -> Reached>;

/// The environment that all of it happens in.
const ENVIR: &str = "global";

impl Session {
    /// Runs a candidate's code after the author's setup and says what it left.
    pub fn attempt(&mut self, setup: Option<&str>, code: &str) -> Attempt {
        self.begin();
        let globals = self.environment(ENVIR);
        let attempt = self.interpreter.enter(|vm| attempt::attempt(setup, code, &globals, vm));
        self.finish(None);
        attempt
    }

    /// Does what a check asks of the candidate's variables. What code prints meanwhile is thrown away.
    pub fn reach(&mut self, reach: &Reach) -> Reached {
        self.begin();
        let globals = self.environment(ENVIR);
        let reached = self.interpreter.enter(|vm| host::mute(|| reach::reach(reach, &globals, vm)));
        self.finish(None);
        reached
    }

    /// Runs an author's checks on what a candidate's code left in another session, which `line` reaches.
    pub fn examine(&mut self, examine: &Examine, line: Line) -> Vec<Finding> {
        self.begin();
        let seed = self.host.seed();
        let findings = self.interpreter.enter(|vm| host::mute(|| examine::examine(examine, line, seed, vm)));
        self.finish(None);
        findings
    }

    /// Runs an author's `generate(rng)` with numbers drawn from `seed`.
    pub fn generate(&mut self, code: &str, seed: u64) -> Generated {
        self.begin();
        let globals = self.environment(ENVIR);
        let generated = self.interpreter.enter(|vm| host::mute(|| generate::generate(code, seed, &globals, vm)));
        self.finish(None);
        generated
    }

    fn begin(&self) {
        host::enter(&self.host);
        streams::begin();
        poll::begin(None);
    }
}
