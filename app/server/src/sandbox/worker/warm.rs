//! A module whose interpreter runs already: starting it takes far longer than most code that is judged, so it is done once,
//! and every instance gets a copy of the memory that it left. The way of doing so is that of Wizer.

use futures_util::FutureExt;
use wasmtime::{AsContextMut, Config, Instance, Linker, Memory, Module, OptLevel, Store, Val};
use wasmtime_wizer::{InstanceState, SnapshotVal, ValType, Wizer};

use super::{
    engine::{STACK, words},
    instance::World,
    wasi,
};

/// The module's function that starts the interpreter.
const WARM: &str = "warm";

/// The module with its interpreter started.
pub(super) fn started(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let mut wizer = Wizer::new();
    wizer.init_func(WARM);
    let (context, instrumented) = wizer.instrument(wasm).map_err(words)?;
    let mut config = Config::new();
    // It runs once. No fuel is counted, by which the module's clock stands still: nothing that is kept lies in the future.
    config.cranelift_opt_level(OptLevel::None).max_wasm_stack(STACK).async_stack_size(STACK).wasm_relaxed_simd(false);
    let engine = wasmtime::Engine::new(&config).map_err(words)?;
    let module = Module::new(&engine, &instrumented).map_err(words)?;
    let mut linker = Linker::new(&engine);
    wasi::link(&mut linker, &module).map_err(words)?;
    let mut store = Store::new(&engine, World::default());
    let instance = linker.instantiate(&mut store, &module).map_err(words)?;
    let warm = instance.get_typed_func::<(), ()>(&mut store, WARM).map_err(words)?;
    if let Err(error) = warm.call(&mut store, ()) {
        return Err(format!("the interpreter does not start: {} {}", words(error), store.data().said));
    }
    let mut left = Left { store, instance };
    let snapshot = wizer.snapshot(&context, &mut left).now_or_never().expect("nothing in it waits");
    snapshot.map_err(words)
}

/// An instance after its work.
struct Left {
    store: Store<World>,
    instance: Instance,
}

impl InstanceState for Left {
    async fn global_get(&mut self, name: &str, _: ValType) -> SnapshotVal {
        let global = self.instance.get_global(&mut self.store, name).expect("the module has been made to export it");
        match global.get(&mut self.store) {
            Val::I32(x) => SnapshotVal::I32(x),
            Val::I64(x) => SnapshotVal::I64(x),
            Val::F32(x) => SnapshotVal::F32(x),
            Val::F64(x) => SnapshotVal::F64(x),
            Val::V128(x) => SnapshotVal::V128(x.as_u128()),
            other => unreachable!("the module has been searched for globals such as {other:?}"),
        }
    }

    async fn memory_contents(&mut self, name: &str, contents: impl FnOnce(&[u8]) + Send) {
        let memory: Memory =
            self.instance.get_memory(&mut self.store, name).expect("the module has been made to export it");
        contents(memory.data(self.store.as_context_mut()));
    }
}
