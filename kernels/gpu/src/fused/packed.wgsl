// One thread per word of the most tightly packed result. The body is composed by the host from the program.
struct Head { width: u32, count: u32, pad0: u32, pad1: u32 }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let first = ((group.y * u.head.width + group.x) * 64u + lane) * LANES;
    if (first >= u.head.count) { return; }
// before
    for (var k = 0u; k < LANES; k++) {
    let i = first + k;
    if (i >= u.head.count) { break; }
// body
    }
// after
}
