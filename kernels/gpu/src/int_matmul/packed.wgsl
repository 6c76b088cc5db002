// Four signed bytes by four, in one instruction.
fn first() -> i32 { return 0i; }
fn meet(x: u32, y: u32) -> i32 { return dot4I8Packed(x, y); }
