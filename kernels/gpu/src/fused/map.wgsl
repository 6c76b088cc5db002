// One thread per element. The body is composed by the host from the program.
struct Head { width: u32, count: u32, pad0: u32, pad1: u32 }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = (group.y * u.head.width + group.x) * 64u + lane;
    if (i >= u.head.count) { return; }
// body
}
