// One workgroup per tile of 4 SIDE by 4 SIDE elements. DEPTH columns of `a` and rows of `b` are held at a time; each
// thread has 4 by 4 elements in registers: rows `y + SIDE * r`, columns `x + SIDE * c`, so that neighbouring threads
// touch neighbouring words of workgroup memory and of the output.
const DEPTH = 16u;
const EDGE = 4u * SIDE;
const THREADS = SIDE * SIDE;

var<workgroup> held_a: array<f32, DEPTH * EDGE>;
var<workgroup> held_b: array<f32, DEPTH * EDGE>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    var job = group.y * u.head.width + group.x;
    if (job >= u.head.jobs) { return; }
    let column = (job % u.head.columns) * EDGE;
    job /= u.head.columns;
    let rows = (u.head.m + EDGE - 1u) / EDGE;
    let row = (job % rows) * EDGE;
    job /= rows;
    let part = job % u.head.splits;
    let batch = job / u.head.splits;
    let from_a = a_base(batch);
    let from_b = b_base(batch);
    let begin = part * u.head.chunk;
    let end = min(begin + u.head.chunk, u.head.k);
    let x = lane % SIDE;
    let y = lane / SIDE;

    var c0 = vec4<f32>();
    var c1 = vec4<f32>();
    var c2 = vec4<f32>();
    var c3 = vec4<f32>();
    for (var l0 = begin; l0 < end; l0 += DEPTH) {
        for (var e = lane; e < DEPTH * EDGE; e += THREADS) {
            // Neighbouring threads load neighbouring elements, whichever way the matrix lies.
            let la = select(e / EDGE, e % DEPTH, A_ALONG);
            let ra = select(e % EDGE, e / DEPTH, A_ALONG);
            var value_a = 0.0;
            if (row + ra < u.head.m && l0 + la < end) {
                value_a = a[from_a + (row + ra) * u.head.a_row + (l0 + la) * u.head.a_column];
            }
            held_a[la * EDGE + ra] = value_a;
            let lb = select(e / EDGE, e % DEPTH, B_ALONG);
            let rb = select(e % EDGE, e / DEPTH, B_ALONG);
            var value_b = 0.0;
            if (column + rb < u.head.n && l0 + lb < end) {
                value_b = b[from_b + (l0 + lb) * u.head.b_row + (column + rb) * u.head.b_column];
            }
            held_b[lb * EDGE + rb] = value_b;
        }
        workgroupBarrier();
        for (var l = 0u; l < DEPTH; l++) {
            let p = l * EDGE + y;
            let q = l * EDGE + x;
            let right = vec4<f32>(held_b[q], held_b[q + SIDE], held_b[q + 2u * SIDE], held_b[q + 3u * SIDE]);
            c0 = fma(vec4<f32>(held_a[p]), right, c0);
            c1 = fma(vec4<f32>(held_a[p + SIDE]), right, c1);
            c2 = fma(vec4<f32>(held_a[p + 2u * SIDE]), right, c2);
            c3 = fma(vec4<f32>(held_a[p + 3u * SIDE]), right, c3);
        }
        workgroupBarrier();
    }
    put(batch, part, row + y, column + x, c0);
    put(batch, part, row + y + SIDE, column + x, c1);
    put(batch, part, row + y + 2u * SIDE, column + x, c2);
    put(batch, part, row + y + 3u * SIDE, column + x, c3);
}
