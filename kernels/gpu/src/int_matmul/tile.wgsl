// One workgroup per 16 by 16 elements; a thread has two by two of them. Sixteen words of each row are shared at a time.
// Rows of the shared blocks are 17 words apart, so that threads reading down a column meet different banks.
var<workgroup> block_a: array<u32, 272>;
var<workgroup> block_b: array<u32, 272>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let tile = group.y * u.head.width + group.x;
    let row0 = (tile / u.head.columns) * 16u;
    let column0 = (tile % u.head.columns) * 16u;
    let ty = lane / 8u;
    let tx = lane % 8u;
    var sums = vec4<i32>(0i, 0i, 0i, 0i);
    for (var w0 = 0u; w0 < u.head.words; w0 += 16u) {
        for (var step = 0u; step < 4u; step++) {
            let place = step * 64u + lane;
            let row = place / 16u;
            let w = place % 16u;
            var x = 0u;
            var y = 0u;
            if (w0 + w < u.head.words) {
                if (row0 + row < u.head.m) { x = a[u.head.a_offset + (row0 + row) * u.head.a_row + w0 + w]; }
                if (column0 + row < u.head.n) { y = b[u.head.b_offset + (column0 + row) * u.head.b_row + w0 + w]; }
            }
            block_a[row * 17u + w] = x;
            block_b[row * 17u + w] = y;
        }
        workgroupBarrier();
        // Words beyond the row are 0 on both sides and add nothing.
        for (var w = 0u; w < 16u; w++) {
            let x0 = block_a[ty * 17u + w];
            let x1 = block_a[(ty + 8u) * 17u + w];
            let y0 = block_b[tx * 17u + w];
            let y1 = block_b[(tx + 8u) * 17u + w];
            sums += vec4<i32>(meet(x0, y0), meet(x0, y1), meet(x1, y0), meet(x1, y1));
        }
        workgroupBarrier();
    }
    put(row0 + ty, column0 + tx, sums.x);
    put(row0 + ty, column0 + tx + 8u, sums.y);
    put(row0 + ty + 8u, column0 + tx, sums.z);
    put(row0 + ty + 8u, column0 + tx + 8u, sums.w);
}

fn put(row: u32, column: u32, sum: i32) {
    if (row >= u.head.m || column >= u.head.n) { return; }
    let i = row * u.head.n + column;
    out[i] = epilogue(first() + sum, i);
}
