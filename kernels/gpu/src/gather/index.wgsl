struct Head { width: u32, count: u32, size: u32, step: u32, pad0: u32, pad1: u32, pad2: u32, pad3: u32 }

// A negative index counts from the end. One outside is held at the border: a GPU cannot raise an error.
fn normal(index: i32) -> u32 {
    let size = i32(u.head.size);
    let counted = select(index, index + size, index < 0);
    return u32(clamp(counted, 0, max(size - 1, 0)));
}
