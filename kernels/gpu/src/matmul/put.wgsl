// Four elements of one row, STEP columns apart, as far as they lie inside.
fn put(batch: u32, part: u32, row: u32, column: u32, values: vec4<f32>) {
    if (row >= u.head.m) { return; }
    let i = (batch * u.head.m + row) * u.head.n + column;
    if (column < u.head.n) { finish(i, part, values.x); }
    if (column + STEP < u.head.n) { finish(i + STEP, part, values.y); }
    if (column + 2u * STEP < u.head.n) { finish(i + 2u * STEP, part, values.z); }
    if (column + 3u * STEP < u.head.n) { finish(i + 3u * STEP, part, values.w); }
}
