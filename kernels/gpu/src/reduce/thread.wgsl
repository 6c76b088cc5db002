// One thread per result.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let job = (group.y * u.head.width + group.x) * 64u + lane;
    if (job >= u.head.jobs) { return; }
    var acc = start();
    for (var j = 0u; j < u.head.elements; j++) {
        acc = combine(acc, item(job, j));
    }
    finish(job, acc);
}
