//! Cases of narrow dtypes and of products on packed whole numbers.

use super::table::{Table, input, plain};
use super::{DType, Fill, Input, Lie, Op, Result, Scalar, Tensor};
use crate::Grid;

/// Whole numbers from -`half` to below `half` as int8, from an input of `Fill::Below(2 * half)`.
fn bytes(x: &Tensor, half: i64) -> Result<Tensor> {
    x.sub(half)?.to_dtype(DType::I8)
}

fn whole(shape: &[usize], lie: Lie, seed: u32) -> Input {
    input(shape, lie, Fill::Below(254), seed)
}

/// Adds the cases of a row that belongs here; false for all others.
pub(super) fn cases(t: &mut Table, op: Op) -> bool {
    match op {
        Op::IntMatmul => products(t),
        Op::BitMatmul | Op::PackSigns => signs(t, op),
        Op::Int8Linear => linear(t),
        Op::Quantize | Op::FakeQuantize => grids(t, op),
        Op::ToCopy => {
            storage(t);
            return false;
        }
        _ => return false,
    }
    true
}

const SIZES: [(usize, usize, usize); 8] =
    [(3, 4, 5), (1, 1, 1), (5, 7, 3), (0, 4, 2), (3, 0, 2), (2, 3, 0), (18, 69, 21), (33, 128, 19)];

fn products(t: &mut Table) {
    use Lie::{Plain, Transposed};
    for (m, k, n) in SIZES {
        let inputs = vec![whole(&[m, k], Plain, 1), whole(&[k, n], Plain, 2)];
        t.push(Op::IntMatmul, "", inputs, |x| bytes(&x[0], 127)?.int_matmul(&bytes(&x[1], 127)?));
        let inputs = vec![whole(&[k, m], Transposed, 1), whole(&[n, k], Plain, 2)];
        t.push(Op::IntMatmul, "weights by rows", inputs, |x| {
            bytes(&x[0], 127)?.int_matmul(&bytes(&x[1], 127)?.transpose(0, 1)?)
        });
    }
    t.push(Op::IntMatmul, "part of a matrix", vec![whole(&[9, 16], Plain, 1), whole(&[12, 8], Plain, 2)], |x| {
        let (a, b) = (bytes(&x[0], 127)?, bytes(&x[1], 127)?);
        a.slice(0, Some(1), None, 2)?.slice(1, Some(4), None, 1)?.int_matmul(&b)
    });
    let inputs = vec![whole(&[6, 20], Plain, 1), whole(&[20, 9], Plain, 2), plain(&[9], 3)];
    t.push(Op::IntMatmul, "with scale and bias", inputs, |x| {
        let scale = x[2].to_dtype(DType::F16)?;
        bytes(&x[0], 127)?.int_matmul(&bytes(&x[1], 127)?)?.mul(&scale)?.add(1.5)
    });
}

fn signs(t: &mut Table, op: Op) {
    for (m, k, n) in SIZES {
        let inputs = vec![plain(&[m, k], 1), plain(&[n, k], 2)];
        t.push(op, "", inputs, move |x| match op {
            Op::PackSigns => x[0].pack_signs(),
            _ => x[0].pack_signs()?.bit_matmul(&x[1].pack_signs()?, k),
        });
    }
    t.push(op, "transposed", vec![input(&[40, 6], Lie::Transposed, Fill::Real, 1), plain(&[3, 40], 2)], move |x| {
        match op {
            Op::PackSigns => x[0].pack_signs(),
            _ => x[0].pack_signs()?.bit_matmul(&x[1].pack_signs()?, 40)?.mul(0.5),
        }
    });
}

fn linear(t: &mut Table) {
    for (shape, k, n) in [(&[4, 12][..], 12, 5), (&[2, 3, 7], 7, 4), (&[6], 6, 2), (&[0, 5], 5, 3), (&[2, 0], 0, 3)] {
        let inputs = vec![plain(shape, 1), whole(&[n, k], Lie::Plain, 2), plain(&[n], 3), plain(&[n], 4)];
        t.push(Op::Int8Linear, "", inputs, |x| x[0].int8_linear(&bytes(&x[1], 127)?, &x[2], Some(&x[3])));
    }
}

fn grids(t: &mut Table, op: Op) {
    let narrow = Grid::Tensor { scale: 0.25, zero_point: 3 };
    for (shape, lie) in [(&[][..], Lie::Plain), (&[0], Lie::Plain), (&[33, 5], Lie::Plain), (&[6, 4], Lie::Transposed)]
    {
        let inputs = vec![input(shape, lie, Fill::Real, 1)];
        t.push_with(op, "one grid", inputs, false, move |x| match op {
            Op::Quantize => x[0].mul(9.0)?.quantize(narrow, DType::U8),
            _ => x[0].fake_quantize(narrow, -2, 8),
        });
    }
    for axis in [0, -1] {
        let n = if axis == 0 { 6 } else { 5 };
        let scale = input(&[n], Lie::Plain, Fill::Positive, 2);
        let zero = input(&[n], Lie::Plain, Fill::Below(5), 3);
        t.push_with(op, &format!("per channel {axis}"), vec![plain(&[6, 5], 1), scale, zero], false, move |x| {
            let (scale, zero_point) = (x[1].detach().mul(0.1)?, x[2].clone());
            let grid = Grid::Channel { scale: &scale, zero_point: &zero_point, axis };
            match op {
                Op::Quantize => x[0].quantize(grid, DType::I8)?.dequantize(grid),
                _ => x[0].fake_quantize(grid, 0, 15),
            }
        });
    }
}

/// Packed storage read and written by every kind of kernel.
fn storage(t: &mut Table) {
    for dtype in DType::ALL.into_iter().filter(|d| d.is_packed() || *d == DType::I32) {
        let mut push = |label: &str, inputs: Vec<Input>, run: fn(&[Tensor], DType) -> Result<Tensor>| {
            t.push_with(Op::ToCopy, &format!("{dtype} {label}"), inputs, false, move |x| run(x, dtype));
        };
        for (shape, lie) in [
            (&[][..], Lie::Plain),
            (&[0], Lie::Plain),
            (&[7], Lie::Plain),
            (&[33, 5], Lie::Plain),
            (&[1031], Lie::Plain),
            (&[5, 3, 4], Lie::Transposed),
            (&[9, 3], Lie::Strided),
            (&[1, 6], Lie::Repeated),
        ] {
            push("", vec![input(shape, lie, Fill::Real, 1)], |x, d| x[0].mul(70.0)?.to_dtype(d));
            push("stored and read", vec![input(shape, lie, Fill::Real, 1)], |x, d| {
                let y = x[0].mul(70.0)?.to_dtype(d)?;
                y.realize()?;
                y.add(1i64)?.to_dtype(DType::F32)?.mul(0.5)
            });
        }
        let grid = || vec![plain(&[7, 9], 1)];
        push("views", grid(), |x, d| {
            let y = x[0].mul(70.0)?.to_dtype(d)?;
            y.realize()?;
            y.slice(0, Some(1), None, 2)?.transpose(0, 1)?.slice(0, Some(2), None, 3)?.to_dtype(DType::F32)?.add(0.25)
        });
        push("two results of one kernel", grid(), |x, d| {
            let y = x[0].mul(70.0)?.to_dtype(d)?;
            let z = y.to_dtype(DType::F32)?.mul(2.0)?;
            z.realize()?;
            Tensor::stack(&[y.to_dtype(DType::F32)?, z], 0)
        });
        push("two widths from one kernel", grid(), |x, d| {
            let y = x[0].mul(70.0)?.to_dtype(d)?;
            let z = y.to_dtype(DType::F32)?.mul(0.5)?.to_dtype(DType::U8)?;
            z.realize()?;
            Tensor::stack(&[y.to_dtype(DType::F32)?, z.to_dtype(DType::F32)?], 0)
        });
        push("reduced", grid(), |x, d| {
            let y = x[0].mul(20.0)?.to_dtype(d)?;
            y.realize()?;
            y.to_dtype(DType::F32)?.mul(0.5)?.sum(&[0], false)
        });
        push("summed as it is", grid(), |x, d| x[0].mul(9.0)?.to_dtype(d)?.sum(&[1], true)?.to_dtype(DType::F32));
        push("largest", grid(), |x, d| x[0].mul(9.0)?.to_dtype(d)?.amax(&[1], false));
        push("bias of a product", vec![plain(&[6, 5], 1), plain(&[5, 4], 2), plain(&[4], 3)], |x, d| {
            let bias = x[2].mul(9.0)?.to_dtype(d)?;
            bias.realize()?;
            x[0].matmul(&x[1])?.add(&bias.to_dtype(DType::F32)?)
        });
        push("written", grid(), |x, d| {
            let y = x[0].mul(70.0)?.to_dtype(d)?.clone_data()?;
            y.narrow(1, 3, 4)?.fill_(Scalar::Int(5))?;
            y.slice(0, Some(1), None, 3)?.copy_(&x[0].slice(0, Some(2), None, 3)?.mul(9.0)?)?;
            Ok(y)
        });
        push("joined", vec![plain(&[3, 5], 1), plain(&[3, 2], 2)], |x, d| {
            Tensor::cat(&[x[0].mul(9.0)?.to_dtype(d)?, x[1].mul(9.0)?.to_dtype(d)?], 1)
        });
        push("picked", vec![plain(&[6, 5], 1), input(&[4], Lie::Plain, Fill::Below(6), 2)], |x, d| {
            x[0].mul(70.0)?.to_dtype(d)?.index_select(0, &x[1])
        });
        push("filled", vec![plain(&[5], 1)], |x, d| {
            Tensor::full(&[5, 3], 7i64, d, x[0].device())?.add(&Tensor::ones(&[3], d, x[0].device())?)
        });
    }
}
