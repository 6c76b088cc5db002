//! The system as a module sees it: a clock that counts its own work, random numbers that are always the same, and
//! nothing else. There are no files to open, no variables and no arguments; what the module asks for besides is not supported.

use wasmtime::{Caller, Extern, Linker, Module, Val, ValType};

use super::instance::{self, World};

/// WASI's name for "there is no such thing here".
const NOT_SUPPORTED: i32 = 58;
/// WASI's name for "no such file is open".
const BAD_FILE: i32 = 8;
/// Longest text that an instance can leave about itself.
const SAID: usize = 4096;
/// The first moment of the clock: 2026-01-01, so that dates look like dates.
const EPOCH_NS: u64 = 1_767_225_600_000_000_000;

/// Gives the linker all that `module` asks for.
pub(super) fn link(linker: &mut Linker<World>, module: &Module) -> wasmtime::Result<()> {
    linker.func_wrap("academy", "ask", |mut caller: Caller<'_, World>, at: u64| instance::reach(&mut caller, at))?;
    let wasi = "wasi_snapshot_preview1";
    linker.func_wrap(wasi, "clock_time_get", |mut caller: Caller<'_, World>, _: i32, _: i64, to: i32| {
        // One nanosecond for each unit of work, about what it takes.
        let left = caller.get_fuel().unwrap_or_default();
        let now = EPOCH_NS + caller.data().used(left);
        put(&mut caller, to, &now.to_le_bytes())
    })?;
    linker.func_wrap(wasi, "random_get", |mut caller: Caller<'_, World>, to: i32, length: i32| {
        let bytes: Vec<u8> = (0..length).map(|_| random(&mut caller.data_mut().random)).collect();
        put(&mut caller, to, &bytes)
    })?;
    linker.func_wrap(wasi, "fd_write", |mut caller: Caller<'_, World>, _: i32, parts: i32, count: i32, to: i32| {
        write(&mut caller, parts, count, to).unwrap_or(BAD_FILE)
    })?;
    for none in ["environ_sizes_get", "args_sizes_get"] {
        linker.func_wrap(wasi, none, |mut caller: Caller<'_, World>, count: i32, size: i32| {
            put(&mut caller, count, &[0; 4]) | put(&mut caller, size, &[0; 4])
        })?;
    }
    for none in ["environ_get", "args_get"] {
        linker.func_wrap(wasi, none, |_: i32, _: i32| 0)?;
    }
    linker.func_wrap(wasi, "fd_prestat_get", |_: i32, _: i32| BAD_FILE)?;
    linker.func_wrap(wasi, "proc_exit", |_: i32| -> wasmtime::Result<()> {
        Err(wasmtime::format_err!("the module ended itself"))
    })?;
    for import in module.imports().filter(|import| import.module() == wasi) {
        let known = ["clock_time_get", "random_get", "fd_write", "environ_sizes_get", "args_sizes_get", "environ_get"];
        let known = known.into_iter().chain(["args_get", "fd_prestat_get", "proc_exit"]).any(|k| k == import.name());
        if let (false, Some(ty)) = (known, import.ty().func()) {
            let answers = ty.results().any(|result| matches!(result, ValType::I32));
            linker.func_new(wasi, import.name(), ty.clone(), move |_, _, results| {
                if answers {
                    results[0] = Val::I32(NOT_SUPPORTED);
                }
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// SplitMix64's upper byte.
fn random(state: &mut u64) -> u8 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (z >> 56) as u8
}

/// Writes into the instance's memory; 0, or why not.
fn put(caller: &mut Caller<'_, World>, to: i32, bytes: &[u8]) -> i32 {
    let memory = caller.get_export("memory").and_then(Extern::into_memory);
    let written = memory.map(|memory| memory.write(caller, to as u32 as usize, bytes));
    if matches!(written, Some(Ok(()))) { 0 } else { NOT_SUPPORTED }
}

/// Takes what the module writes to its standard streams: its last words, which a panic puts there.
fn write(caller: &mut Caller<'_, World>, parts: i32, count: i32, to: i32) -> Option<i32> {
    let memory = caller.get_export("memory").and_then(Extern::into_memory)?;
    let (data, world) = memory.data_and_store_mut(&mut *caller);
    let number =
        |at: usize| -> Option<usize> { Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?) as usize) };
    let mut written = 0;
    for part in 0..count as usize {
        let at = parts as u32 as usize + part * 8;
        let (from, length) = (number(at)?, number(at + 4)?);
        let bytes = data.get(from..from + length)?;
        let room = SAID.saturating_sub(world.said.len());
        world.said.push_str(&String::from_utf8_lossy(&bytes[..length.min(room)]));
        written += length as u32;
    }
    Some(put(caller, to, &written.to_le_bytes()))
}
