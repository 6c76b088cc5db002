// Four signed bytes by four, where the language has no word for it.
fn first() -> i32 { return 0i; }
fn byte(word: u32, left: u32) -> i32 { return bitcast<i32>(word << left) >> 24u; }
fn meet(x: u32, y: u32) -> i32 {
    return byte(x, 24u) * byte(y, 24u) + byte(x, 16u) * byte(y, 16u) + byte(x, 8u) * byte(y, 8u) + byte(x, 0u) * byte(y, 0u);
}
