//! The compiler's settings, the module, and the clock that ends runs.

use std::{thread, time::Duration};

use wasmtime::{Config, InstancePre, Linker, Module};

use super::{
    instance::{Instance, World},
    warm, wasi,
};

/// What a module may use of the machine's stack. The interpreter raises `RecursionError` by its own, which ends first.
pub(super) const STACK: usize = 16 << 20;

/// How often a run looks whether its time is over.
pub(super) const TICK: Duration = Duration::from_millis(5);

/// The module, ready to be run.
pub(super) struct Engine {
    ready: InstancePre<World>,
}

fn engine() -> Result<wasmtime::Engine, String> {
    let mut config = Config::new();
    config.consume_fuel(true).epoch_interruption(true).max_wasm_stack(STACK).async_stack_size(STACK);
    // Tables and memories at once would be one more way to ask for much.
    config.wasm_multi_memory(false).wasm_memory64(false);
    // Results must not depend on the machine.
    config.cranelift_nan_canonicalization(true).wasm_relaxed_simd(false);
    wasmtime::Engine::new(&config).map_err(words)
}

/// Compiles a module to machine code, with its interpreter started.
pub(super) fn compile(wasm: &[u8]) -> Result<Vec<u8>, String> {
    engine()?.precompile_module(&warm::started(wasm)?).map_err(words)
}

impl Engine {
    /// Takes machine code that [`compile`] has made.
    pub fn load(code: &[u8]) -> Result<Engine, String> {
        let engine = engine()?;
        // SAFETY: the server sends only what `compile` made, from a folder that nobody else can write to; code of another
        // version of the compiler is refused here.
        let module = unsafe { Module::deserialize(&engine, code) }.map_err(words)?;
        let mut linker = Linker::new(&engine);
        wasi::link(&mut linker, &module).map_err(words)?;
        let ready = linker.instantiate_pre(&module).map_err(words)?;
        let weak = engine.weak();
        thread::spawn(move || {
            while let Some(engine) = weak.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        });
        let engine = Engine { ready };
        // The first instance is also where the memory's first state is prepared, which later ones share.
        Instance::new(&engine, u64::MAX)?;
        Ok(engine)
    }

    pub fn ready(&self) -> &InstancePre<World> {
        &self.ready
    }
}

/// An error as text, with what caused it.
pub(super) fn words(error: wasmtime::Error) -> String {
    format!("{error:#}")
}
