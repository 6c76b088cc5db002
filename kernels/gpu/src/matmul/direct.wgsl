// One thread per element: for few elements and short sums.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let job = (group.y * u.head.width + group.x) * 64u + lane;
    if (job >= u.head.jobs) { return; }
    let part = job / u.head.outputs;
    let i = job % u.head.outputs;
    let batch = i / (u.head.m * u.head.n);
    let row = (i / u.head.n) % u.head.m;
    let column = i % u.head.n;
    let begin = part * u.head.chunk;
    let end = min(begin + u.head.chunk, u.head.k);
    var at_a = a_base(batch) + row * u.head.a_row + begin * u.head.a_column;
    var at_b = b_base(batch) + column * u.head.b_column + begin * u.head.b_row;
    var sum = 0.0;
    for (var l = begin; l < end; l++) {
        sum += a[at_a] * b[at_b];
        at_a += u.head.a_column;
        at_b += u.head.b_row;
    }
    finish(i, part, sum);
}
