// Sizes and steps of a product of packed rows.
struct Head {
    width: u32, m: u32, n: u32, words: u32,
    depth: u32, columns: u32, a_offset: u32, a_row: u32,
    b_offset: u32, b_row: u32, pad0: u32, pad1: u32,
}
