//! A generator's state as the bytes that PyTorch's `get_state` gives.

use super::{Generator, N};
use crate::error::{Error, Result};

/// Number of bytes: seed, counters, 624 words, stored normals.
pub const STATE_BYTES: usize = 5056;

impl Generator {
    /// The seed it was started from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Seed (8 bytes), draws left (4), seeded (4), next word (8), the words (8 each), three doubles and a flag for the
    /// stored normal, and an unused single one; little-endian.
    pub fn state(&self) -> Vec<u8> {
        let (left, next) = match (self.fresh, self.next) {
            (true, _) => (1u32, 0u64),
            (false, next) => ((N + 1 - next) as u32, next as u64),
        };
        let mut bytes = Vec::with_capacity(STATE_BYTES);
        bytes.extend(self.seed.to_le_bytes());
        bytes.extend(left.to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
        bytes.extend(next.to_le_bytes());
        bytes.extend(self.state.iter().flat_map(|&word| u64::from(word).to_le_bytes()));
        bytes.extend(0f64.to_le_bytes());
        bytes.extend(self.stored.unwrap_or(0.0).to_le_bytes());
        bytes.extend(0f64.to_le_bytes());
        bytes.extend(u32::from(self.stored.is_some()).to_le_bytes());
        bytes.resize(STATE_BYTES, 0);
        bytes
    }

    /// The generator that [`Generator::state`] described.
    ///
    /// # Errors
    /// Another number of bytes, or counters that cannot be.
    pub fn from_state(bytes: &[u8]) -> Result<Self> {
        let wrong = |what: &str| Error::Autograd(format!("Invalid mt19937 state: {what}"));
        if bytes.len() != STATE_BYTES {
            return Err(wrong(&format!("{} bytes instead of {STATE_BYTES}", bytes.len())));
        }
        let word = |at: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(eight)
        };
        let (left, next) = (word(8) as u32 as usize, word(16) as usize);
        let fresh = left == 1 && next == 0;
        if !fresh && (next == 0 || next > N || left != N + 1 - next) {
            return Err(wrong("its counters do not fit"));
        }
        let mut state = [0; N];
        state.iter_mut().enumerate().for_each(|(i, w)| *w = word(24 + 8 * i) as u32);
        let normals = 24 + 8 * N;
        let stored = (word(normals + 24) as u32 != 0).then(|| f64::from_bits(word(normals + 8)));
        Ok(Self { state, next: if fresh { N } else { next }, seed: word(0), fresh, stored })
    }
}
