// One workgroup per job: a result, or a part of one. Two barriers instead of a tree of them: SIDE threads fold SIDE
// values each, then one thread folds those.
var<workgroup> held: array<Acc, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let job = group.y * u.head.width + group.x;
    if (job >= u.head.jobs) { return; }
    let i = job / u.head.splits;
    let begin = (job % u.head.splits) * u.head.chunk;
    let end = min(begin + u.head.chunk, u.head.elements);
    var acc = start();
    for (var j = begin + lane; j < end; j += THREADS) {
        acc = combine(acc, item(i, j));
    }
    held[lane] = acc;
    workgroupBarrier();
    if (lane < SIDE) {
        for (var k = lane + SIDE; k < THREADS; k += SIDE) {
            acc = combine(acc, held[k]);
        }
        held[lane] = acc;
    }
    workgroupBarrier();
    if (lane == 0u) {
        for (var k = 1u; k < SIDE; k++) {
            acc = combine(acc, held[k]);
        }
        finish(job, acc);
    }
}
