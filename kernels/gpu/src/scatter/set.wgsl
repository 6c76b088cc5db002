fn put(cell: u32, word: u32) { atomicStore(&cells[cell], word); }
