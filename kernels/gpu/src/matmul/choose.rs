//! The static table: which kernel multiplies which shapes, and into how many parts a long `k` is split.

/// Columns of `a` that a tile holds at a time; parts of a split are multiples of it.
pub(crate) const DEPTH: usize = 16;
/// Workgroups that keep a GPU busy.
const BUSY: usize = 64;
/// Least length of a part.
const PART: usize = 256;

/// A kernel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Way {
    /// One thread per element of the product.
    Direct,
    /// One thread per 4 by 4 elements, without workgroup memory.
    Block,
    /// One workgroup of `side * side` threads per element.
    #[allow(missing_docs)]
    Dot { side: usize },
    /// One workgroup of `side * side` threads per tile; each thread has 4 by 4 elements in registers.
    #[allow(missing_docs)]
    Tile { side: usize },
}

impl Way {
    /// Rows and columns of tiles, for the ways that have them.
    pub(crate) fn tiles(self, m: usize, n: usize) -> Option<(usize, usize)> {
        match self {
            Self::Tile { side } => Some((m.div_ceil(side * 4), n.div_ceil(side * 4))),
            Self::Block => Some((m.div_ceil(4), n.div_ceil(4))),
            Self::Direct | Self::Dot { .. } => None,
        }
    }
}

/// A kernel, and the number of parts of `k`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Plan {
    pub(crate) way: Way,
    pub(crate) splits: usize,
}

/// Picks by the product's shape. `wide` says that neighbours in a row of `b` are neighbours in memory, so that threads
/// next to each other should have columns next to each other. `software` says that a processor plays the GPU: there a
/// barrier costs more than all the loads that it saves, and a few workgroups keep everything busy.
pub(crate) fn choose(batches: usize, [m, k, n]: [usize; 3], wide: bool, software: bool) -> Plan {
    if software {
        return Plan { way: if m.min(n) >= 4 { Way::Block } else { Way::Direct }, splits: 1 };
    }
    if m.min(n) >= 16 && m * n >= 1024 {
        let tiles = |side: usize| batches * m.div_ceil(side * 4) * n.div_ceil(side * 4);
        let side = if m.min(n) >= 64 && tiles(16) >= BUSY { 16 } else { 8 };
        return Plan { way: Way::Tile { side }, splits: split(tiles(side), k) };
    }
    let outputs = batches * m * n;
    if k >= 64 && outputs <= 64 {
        return Plan { way: Way::Dot { side: if k < 1024 { 8 } else { 16 } }, splits: 1 };
    }
    if k >= 256 && !wide && outputs <= 65_536 {
        return Plan { way: Way::Dot { side: if k < 4096 { 8 } else { 16 } }, splits: 1 };
    }
    Plan { way: Way::Direct, splits: split(outputs.div_ceil(64), k) }
}

/// Parts of `k` that give every part of the GPU something to do.
fn split(groups: usize, k: usize) -> usize {
    (BUSY / groups.max(1)).min(k / PART).clamp(1, 32)
}

#[cfg(test)]
mod tests {
    use super::{Plan, Way, choose};

    #[track_caller]
    fn check(batches: usize, sizes: [usize; 3], wide: bool, way: Way, splits: usize) {
        assert_eq!(choose(batches, sizes, wide, false), Plan { way, splits });
    }

    #[test]
    fn the_table_knows_square_skinny_and_long_products() {
        check(1, [2048, 2048, 2048], true, Way::Tile { side: 16 }, 1);
        check(1, [64, 784, 128], true, Way::Tile { side: 8 }, 3);
        check(1, [100, 10, 1], false, Way::Direct, 1);
        check(1, [10, 100, 1], false, Way::Dot { side: 8 }, 1);
        check(1, [4096, 4096, 1], false, Way::Dot { side: 16 }, 1);
        check(1, [1, 4096, 4096], true, Way::Direct, 1);
        check(1, [1, 4096, 1024], true, Way::Direct, 4);
        check(1, [64, 128, 10], true, Way::Direct, 1);
    }

    #[test]
    fn a_processor_gets_no_barriers() {
        assert_eq!(choose(1, [64, 784, 128], true, true), Plan { way: Way::Block, splits: 1 });
        assert_eq!(choose(1, [64, 784, 1], true, true), Plan { way: Way::Direct, splits: 1 });
    }
}
