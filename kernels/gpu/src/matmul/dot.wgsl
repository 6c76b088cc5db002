// One workgroup per element: for few elements and long sums.
var<workgroup> held: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group.y * u.head.width + group.x;
    if (i >= u.head.jobs) { return; }
    let batch = i / (u.head.m * u.head.n);
    let from_a = a_base(batch) + ((i / u.head.n) % u.head.m) * u.head.a_row;
    let from_b = b_base(batch) + (i % u.head.n) * u.head.b_column;
    var sum = 0.0;
    for (var l = lane; l < u.head.k; l += THREADS) {
        sum += a[from_a + l * u.head.a_column] * b[from_b + l * u.head.b_row];
    }
    held[lane] = sum;
    workgroupBarrier();
    if (lane < SIDE) {
        for (var l = lane + SIDE; l < THREADS; l += SIDE) { sum += held[l]; }
        held[lane] = sum;
    }
    workgroupBarrier();
    if (lane == 0u) {
        for (var l = 1u; l < SIDE; l++) { sum += held[l]; }
        finish(i, 0u, sum);
    }
}
