//! Softmax over rows.

use super::Scratch;
use super::isa::Job;
use crate::memory::Memory;
use crate::walk;
use tensor::backend::SoftmaxKernel;
use tensor::lane::Lane;

pub struct SoftmaxJob<'a> {
    pub memory: &'a Memory,
    pub k: &'a SoftmaxKernel,
    pub scratch: &'a mut Scratch,
}

impl Job for SoftmaxJob<'_> {
    #[inline(always)]
    fn run<V: Lane>(self) {
        let k = self.k;
        let n = k.shape[k.shape.len() - 1];
        let rows: usize = k.shape[..k.shape.len() - 1].iter().product();
        let padded = n.next_multiple_of(V::WIDTH);
        let row = &mut self.scratch.floats;
        row.clear();
        // Minus infinity beyond the end adds nothing to the sum.
        row.resize(padded, f32::NEG_INFINITY);
        let row = row.as_mut_ptr();
        let input: *const f32 = self.memory.view(&k.input, &k.shape).cast();
        let output: *mut f32 = self.memory.pointer(k.output.id()).cast();
        let (outer, step) = (&k.shape[..k.shape.len() - 1], k.input.strides[k.shape.len() - 1]);
        for r in 0..rows {
            unsafe {
                let from = input.add(walk::position(outer, &k.input.strides[..outer.len()], r));
                for j in 0..n {
                    *row.add(j) = *from.add(j * step);
                }
                let mut largest = V::splat(f32::NEG_INFINITY);
                let mut j = 0;
                while j < padded {
                    largest = largest.max(V::load(row.add(j)));
                    j += V::WIDTH;
                }
                let top = V::splat(fold_max(largest));
                let mut total = V::splat(0.0);
                j = 0;
                while j < padded {
                    let shifted = V::load(row.add(j)).sub(top);
                    let e = shifted.exp();
                    total = total.add(e);
                    if k.log {
                        shifted.store(row.add(j))
                    } else {
                        e.store(row.add(j))
                    };
                    j += V::WIDTH;
                }
                let sum = fold_sum(total);
                let (scale, shift) = (V::splat(1.0 / sum), V::splat(sum.ln()));
                j = 0;
                while j < padded {
                    let x = V::load(row.add(j));
                    let y = if k.log { x.sub(shift) } else { x.mul(scale) };
                    y.store(row.add(j));
                    j += V::WIDTH;
                }
                std::ptr::copy_nonoverlapping(row, output.add(r * n), n);
                j = n;
                while j < padded {
                    *row.add(j) = f32::NEG_INFINITY;
                    j += 1;
                }
            }
        }
    }
}

/// Sum of the lanes.
#[inline(always)]
pub fn fold_sum<V: Lane>(v: V) -> f32 {
    let mut lanes = [0.0f32; 16];
    // SAFETY: no vector is wider than 16 lanes.
    unsafe { v.store(lanes.as_mut_ptr()) };
    let mut sum = 0.0;
    for x in lanes.iter().take(V::WIDTH) {
        sum += x;
    }
    sum
}

/// Largest of the lanes.
#[inline(always)]
fn fold_max<V: Lane>(v: V) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; 16];
    // SAFETY: no vector is wider than 16 lanes.
    unsafe { v.store(lanes.as_mut_ptr()) };
    let mut most = f32::NEG_INFINITY;
    for x in lanes.iter().take(V::WIDTH) {
        most = most.max(*x);
    }
    most
}
