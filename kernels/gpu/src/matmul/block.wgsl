// One thread per 4 by 4 elements, straight from memory. Rows and columns outside repeat the last one and are not
// stored.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    var job = (group.y * u.head.width + group.x) * 64u + lane;
    if (job >= u.head.jobs) { return; }
    let column = (job % u.head.columns) * 4u;
    job /= u.head.columns;
    let rows = (u.head.m + 3u) / 4u;
    let row = (job % rows) * 4u;
    job /= rows;
    let part = job % u.head.splits;
    let batch = job / u.head.splits;
    let begin = part * u.head.chunk;
    let end = min(begin + u.head.chunk, u.head.k);
    let four = vec4<u32>(0u, 1u, 2u, 3u);
    var at_a = min(row + four, vec4<u32>(u.head.m - 1u)) * u.head.a_row + a_base(batch) + begin * u.head.a_column;
    var at_b = min(column + four, vec4<u32>(u.head.n - 1u)) * u.head.b_column + b_base(batch) + begin * u.head.b_row;
    var c0 = vec4<f32>();
    var c1 = vec4<f32>();
    var c2 = vec4<f32>();
    var c3 = vec4<f32>();
    for (var l = begin; l < end; l++) {
        let right = vec4<f32>(b[at_b.x], b[at_b.y], b[at_b.z], b[at_b.w]);
        c0 += a[at_a.x] * right;
        c1 += a[at_a.y] * right;
        c2 += a[at_a.z] * right;
        c3 += a[at_a.w] * right;
        at_a += u.head.a_column;
        at_b += u.head.b_row;
    }
    put(batch, part, row, column, c0);
    put(batch, part, row + 1u, column, c1);
    put(batch, part, row + 2u, column, c2);
    put(batch, part, row + 3u, column, c3);
}
