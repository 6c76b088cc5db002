// One workgroup per row: largest, sum, results.
var<workgroup> held: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let row = group.y * u.head.width + group.x;
    if (row >= u.head.rows) { return; }
    let start = base(row);
    // Rows are longer than half a workgroup; a thread without an element repeats the first one.
    var top = input[start];
    for (var j = lane; j < u.head.length; j += THREADS) {
        top = larger(top, input[start + j * u.head.step]);
    }
    held[lane] = top;
    workgroupBarrier();
    if (lane < SIDE) {
        for (var k = lane + SIDE; k < THREADS; k += SIDE) { top = larger(top, held[k]); }
        held[lane] = top;
    }
    workgroupBarrier();
    top = held[0];
    for (var k = 1u; k < SIDE; k++) { top = larger(top, held[k]); }
    workgroupBarrier();
    var sum = 0.0;
    for (var j = lane; j < u.head.length; j += THREADS) {
        sum += exp_(input[start + j * u.head.step] - top);
    }
    held[lane] = sum;
    workgroupBarrier();
    if (lane < SIDE) {
        for (var k = lane + SIDE; k < THREADS; k += SIDE) { sum += held[k]; }
        held[lane] = sum;
    }
    workgroupBarrier();
    sum = 0.0;
    for (var k = 0u; k < SIDE; k++) { sum += held[k]; }
    for (var j = lane; j < u.head.length; j += THREADS) {
        out[row * u.head.length + j] = result(input[start + j * u.head.step], top, sum);
    }
}
