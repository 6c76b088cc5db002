//! Files of a session: bytes by path in memory, and the formats that lessons meet — safetensors, `.npy`, `.npz`. `store`,
//! `safetensors`, `npy` and `zip` know no Python; what they read may come from anywhere, so every length is checked.

mod npy;
mod python;
mod safetensors;
mod store;
mod zip;

pub(crate) use npy::{read as npy_read, write as npy_write};
pub(crate) use python::module_def;
pub(crate) use store::{clear, give, reset};

/// What is wrong with a file, in words.
type Fault = String;

/// `bytes[from..from + length]`, if the file is that long.
fn part(bytes: &[u8], from: usize, length: usize) -> Option<&[u8]> {
    bytes.get(from..from.checked_add(length)?)
}

/// A little-endian number of up to eight bytes at `from`.
fn number(bytes: &[u8], from: usize, length: usize) -> Option<u64> {
    Some(part(bytes, from, length)?.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)))
}
