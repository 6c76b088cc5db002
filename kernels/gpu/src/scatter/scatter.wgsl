// One thread per element of the source.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = (group.y * u.head.width + group.x) * 64u + lane;
    if (i >= u.head.count) { return; }
    let at = place(i);
    put(at.cell + normal(index[at.index]) * u.head.step, source[at.source]);
}
