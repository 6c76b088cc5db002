// Sizes and steps of a product.
struct Head {
    width: u32, jobs: u32, m: u32, n: u32,
    k: u32, columns: u32, splits: u32, chunk: u32,
    outputs: u32, a_row: u32, a_column: u32, b_row: u32,
    b_column: u32, batches: u32, pad0: u32, pad1: u32,
}
