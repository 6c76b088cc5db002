// Signs: 1 for each pair, less 2 where they differ.
fn first() -> i32 { return i32(u.head.depth); }
fn meet(x: u32, y: u32) -> i32 { return -2i * i32(countOneBits(x ^ y)); }
