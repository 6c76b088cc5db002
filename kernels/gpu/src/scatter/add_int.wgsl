// Two's complement: adding words is adding integers.
fn put(cell: u32, word: u32) { atomicAdd(&cells[cell], word); }
