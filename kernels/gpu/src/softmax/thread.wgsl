// One thread per row.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let row = (group.y * u.head.width + group.x) * 64u + lane;
    if (row >= u.head.rows) { return; }
    let start = base(row);
    var top = input[start];
    for (var j = 1u; j < u.head.length; j++) {
        top = larger(top, input[start + j * u.head.step]);
    }
    var sum = 0.0;
    for (var j = 0u; j < u.head.length; j++) {
        sum += exp_(input[start + j * u.head.step] - top);
    }
    for (var j = 0u; j < u.head.length; j++) {
        out[row * u.head.length + j] = result(input[start + j * u.head.step], top, sum);
    }
}
