// One thread per element.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = (group.y * u.head.width + group.x) * 64u + lane;
    if (i >= u.head.m * u.head.n) { return; }
    let from_a = u.head.a_offset + (i / u.head.n) * u.head.a_row;
    let from_b = u.head.b_offset + (i % u.head.n) * u.head.b_row;
    var sum = first();
    for (var w = 0u; w < u.head.words; w++) { sum += meet(a[from_a + w], b[from_b + w]); }
    out[i] = epilogue(sum, i);
}
