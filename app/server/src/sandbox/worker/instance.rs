//! One run of the module: its limits, and messages to it and from it.

use std::time::{Duration, Instant};

use cells::grade::wire::{FromGrader, Reach, Reached, ToGrader};
use cells::grade::{File, Limit, Limits, Work};
use wasmtime::{AsContextMut, Caller, Memory, ResourceLimiter, Store, StoreContextMut, Trap, TypedFunc};

use super::engine::{Engine, TICK, words};

/// Fuel for what is not the code's own work.
const START: u64 = 20_000_000_000;
/// Time for reading and writing messages.
const START_TIME: Duration = Duration::from_secs(20);
/// Part of the memory beyond which code gets a `MemoryError`; the rest is for handling it.
const SOFT: f64 = 0.75;

/// What an instance can reach through the host functions.
#[derive(Default)]
pub(super) struct World {
    /// Bytes of memory it may have.
    memory: u64,
    /// Whether it was refused more.
    refused: bool,
    /// Most bytes it had.
    held: u64,
    /// Fuel it was given last.
    fuel: u64,
    /// Fuel used before that.
    spent: u64,
    /// Where its own words, such as where it panicked, go.
    pub said: String,
    /// State of the numbers it gets for random ones.
    pub random: u64,
    /// The candidate's instance, in the examining one.
    pub other: Option<Box<Instance>>,
}

impl World {
    /// Fuel used since the start, of which so much is left.
    pub fn used(&self, left: u64) -> u64 {
        self.spent + self.fuel.saturating_sub(left)
    }
}

impl ResourceLimiter for World {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let fits = desired as u64 <= self.memory;
        self.refused |= !fits;
        if fits {
            self.held = self.held.max(desired as u64);
        }
        Ok(fits)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(desired <= 100_000)
    }
}

/// How a run of the module failed.
#[derive(Clone, Debug)]
pub(super) enum Failed {
    /// It hit a limit.
    Limit(Limit),
    /// It does not understand us, or we it.
    Defect(String),
}

/// An instance.
pub(super) struct Instance {
    store: Store<World>,
    room: TypedFunc<u32, u32>,
    handle: TypedFunc<(u32, u32), u64>,
    memory: Memory,
    /// The limit that ended it.
    pub ended: Option<Limit>,
}

impl Instance {
    /// A fresh one that may have so many bytes of memory.
    pub fn new(engine: &Engine, memory: u64) -> Result<Instance, String> {
        let ready = engine.ready();
        let world = World { memory, fuel: START, ..World::default() };
        let mut store = Store::new(ready.module().engine(), world);
        store.limiter(|world| world);
        store.epoch_deadline_trap();
        store.set_epoch_deadline(ticks(START_TIME));
        store.set_fuel(START).map_err(words)?;
        let instance = ready.instantiate(&mut store).map_err(words)?;
        let missing = || "the module is not the grader".to_owned();
        let memory = instance.get_memory(&mut store, "memory").ok_or_else(missing)?;
        let room = instance.get_typed_func(&mut store, "room").map_err(words)?;
        let handle = instance.get_typed_func(&mut store, "handle").map_err(words)?;
        Ok(Instance { store, room, handle, memory, ended: None })
    }

    /// A fresh one with what a job says of its world.
    pub fn started(engine: &Engine, seed: u64, files: Vec<File>, limits: &Limits) -> Result<Instance, String> {
        let mut instance = Instance::new(engine, limits.memory)?;
        let memory = (limits.memory as f64 * SOFT) as u64;
        match instance.ask(&ToGrader::Start { seed, files, memory }) {
            Ok(FromGrader::Done) => Ok(instance),
            Ok(other) => Err(format!("the grader does not start: {other:?}")),
            Err(failed) => Err(format!("the grader does not start: {failed:?} {}", instance.store.data().said)),
        }
    }

    /// Sets what it may use from now on.
    pub fn allow(&mut self, fuel: u64, time: Duration) {
        let used = self.work().fuel;
        // Fails only where fuel is not counted at all.
        let _ = self.store.set_fuel(fuel);
        let world = self.store.data_mut();
        world.spent += used;
        world.fuel = fuel;
        self.store.set_epoch_deadline(ticks(time));
    }

    /// Gives it an instance to ask.
    pub fn connect(&mut self, other: Instance) {
        self.store.data_mut().other = Some(Box::new(other));
    }

    /// Takes that back.
    pub fn disconnect(&mut self) -> Option<Instance> {
        self.store.data_mut().other.take().map(|other| *other)
    }

    /// Fuel used since [`Instance::allow`], and memory held.
    pub fn work(&self) -> Work {
        let world = self.store.data();
        let left = self.store.get_fuel().unwrap_or_default();
        Work { fuel: world.fuel.saturating_sub(left), memory: world.held }
    }

    /// Sends a message and waits for the answer.
    pub fn ask(&mut self, message: &ToGrader) -> Result<FromGrader, Failed> {
        if let Some(limit) = self.ended {
            return Err(Failed::Limit(limit));
        }
        let message = serde_json::to_vec(message).map_err(|e| Failed::Defect(e.to_string()))?;
        let answer = self.call(&message).map_err(|error| {
            let limit = limit(&error, self.store.data().refused);
            self.ended = Some(limit);
            Failed::Limit(limit)
        })?;
        let answer = serde_json::from_slice(&answer).map_err(|e| Failed::Defect(e.to_string()))?;
        match answer {
            FromGrader::Defect { detail } => Err(Failed::Defect(detail)),
            answer => Ok(answer),
        }
    }

    fn call(&mut self, message: &[u8]) -> wasmtime::Result<Vec<u8>> {
        let Instance { store, room, handle, memory, .. } = self;
        let at = room.call(&mut *store, message.len() as u32)?;
        memory.write(&mut *store, at as usize, message)?;
        let answer = handle.call(&mut *store, (at, message.len() as u32))?;
        read(store.as_context_mut(), memory, answer)
    }
}

/// What the examining instance asks of the candidate's: answered by that one, or by that it is gone.
pub(super) fn reach(caller: &mut Caller<'_, World>, at: u64) -> wasmtime::Result<u64> {
    let missing = || wasmtime::format_err!("the module is not the grader");
    let memory = caller.get_export("memory").and_then(wasmtime::Extern::into_memory).ok_or_else(missing)?;
    let room = caller.get_export("room").and_then(wasmtime::Extern::into_func).ok_or_else(missing)?;
    let room: TypedFunc<u32, u32> = room.typed(&*caller)?;
    let request = read(caller.as_context_mut(), &memory, at)?;
    let reach: Reach = serde_json::from_slice(&request).map_err(|_| missing())?;
    let asked = caller.data_mut().other.as_mut().map(|other| other.ask(&ToGrader::Reach { reach }));
    let reached = match asked {
        Some(Ok(FromGrader::Reached { reached })) => reached,
        _ => Reached::Gone,
    };
    let answer = serde_json::to_vec(&reached).map_err(|_| missing())?;
    let at = room.call(&mut *caller, answer.len() as u32)?;
    memory.write(&mut *caller, at as usize, &answer)?;
    Ok(u64::from(at) << 32 | answer.len() as u64)
}

/// The bytes at a place in the instance's memory: the place in the upper half, the length in the lower.
fn read(store: StoreContextMut<'_, World>, memory: &Memory, at: u64) -> wasmtime::Result<Vec<u8>> {
    let (from, length) = ((at >> 32) as usize, (at & 0xffff_ffff) as usize);
    let bytes = memory.data(&store).get(from..from + length);
    Ok(bytes.ok_or_else(|| wasmtime::format_err!("a message outside the memory"))?.to_vec())
}

fn ticks(time: Duration) -> u64 {
    (time.as_millis() / TICK.as_millis()) as u64 + 1
}

fn limit(error: &wasmtime::Error, refused: bool) -> Limit {
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Limit::Fuel,
        Some(Trap::Interrupt) => Limit::Time,
        Some(Trap::StackOverflow) => Limit::Depth,
        // Memory that was refused where the interpreter could not go on without.
        _ if refused => Limit::Memory,
        _ => Limit::Crash,
    }
}

/// Time of a job that is left.
pub(super) struct Clock {
    began: Instant,
    whole: Duration,
}

impl Clock {
    pub fn start(limits: &Limits) -> Clock {
        Clock { began: Instant::now(), whole: Duration::from_millis(limits.millis.into()) }
    }

    pub fn left(&self) -> Duration {
        self.whole.saturating_sub(self.began.elapsed())
    }
}
