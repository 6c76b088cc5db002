//! The matrix product's inner part as a WebAssembly module of its own, with relaxed SIMD.
//!
//! An engine refuses a whole module for one instruction that it does not know, and the notebook must run everywhere. So
//! this part travels beside it (1 KB), works in its memory, and is called through its function table where the engine takes
//! it. It must hold no data and use no stack, since both would lie on top of the notebook's: the site's build checks that.
#![cfg(all(target_arch = "wasm32", target_os = "unknown"))]

/// See [`cpu::Block`].
///
/// # Safety
/// As [`cpu::Block`] says.
#[unsafe(no_mangle)]
#[target_feature(enable = "relaxed-simd")]
pub unsafe extern "C" fn block(
    a: *const f32,
    b: *const f32,
    depth: usize,
    rows: usize,
    columns: usize,
    out: *mut f32,
    edge: *mut f32,
) {
    // SAFETY: passed on.
    unsafe { cpu::fused_block(a, b, depth, rows, columns, out, edge) }
}
