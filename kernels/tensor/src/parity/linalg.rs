//! Cases of products over named dimensions and of the decompositions.

use super::table::{Table, input, plain};
use super::{Fill, Lie, Op, Result, Tensor};

/// Square matrices that are far from singular: random ones with the diagonal made larger.
fn regular(x: &Tensor) -> Result<Tensor> {
    let n = x.shape()[x.rank() - 1];
    x.mul(0.3)?.add(&Tensor::eye(n, n, x.device())?.mul(2.0)?)
}

/// Symmetric positive-definite matrices with different eigenvalues.
fn definite(x: &Tensor) -> Result<Tensor> {
    let n = x.shape()[x.rank() - 1];
    let steps: Vec<f32> = (0..n).map(|i| 1.0 + i as f32).collect();
    let diagonal = Tensor::eye(n, n, x.device())?.mul(&Tensor::from_f32(&steps, &[n], x.device())?)?;
    x.mul(0.2)?.add(&x.transpose(-1, -2)?.mul(0.2)?)?.add(&diagonal)
}

/// Adds the cases of a row, if it is one of this file's.
pub(super) fn cases(t: &mut Table, op: Op) -> bool {
    let squares =
        || [vec![plain(&[3, 3], 1)], vec![plain(&[2, 4, 4], 2)], vec![input(&[3, 3], Lie::Transposed, Fill::Real, 3)]];
    let tall = || vec![plain(&[5, 3], 1)];
    match op {
        Op::Einsum => {
            let all: [(&str, &[&[usize]]); 9] = [
                ("ij,jk->ik", &[&[3, 4], &[4, 5]]),
                ("bij,bjk", &[&[2, 3, 4], &[2, 4, 2]]),
                ("ii->i", &[&[4, 4]]),
                ("ii", &[&[4, 4]]),
                ("ij->", &[&[3, 4]]),
                ("i,j,k->kij", &[&[2], &[3], &[4]]),
                ("...ij,jk->...ik", &[&[2, 3, 4], &[4, 5]]),
                ("ij,ij->i", &[&[3, 4], &[3, 4]]),
                ("ijk,il,jl->kl", &[&[2, 3, 4], &[2, 2], &[3, 2]]),
            ];
            for (equation, shapes) in all {
                let inputs = shapes.iter().enumerate().map(|(i, s)| plain(s, i as u32 + 1)).collect();
                t.push(op, equation, inputs, move |x| Tensor::einsum(equation, x));
            }
            let whole = |shape: &[usize], seed| input(shape, Lie::Plain, Fill::Below(9), seed);
            t.push(op, "whole", vec![whole(&[3, 4], 1), whole(&[4, 2], 2)], |x| Tensor::einsum("ij,jk->ik", x));
            t.push(op, "tensordot", vec![plain(&[2, 3, 4], 1), plain(&[4, 3, 5], 2)], |x| {
                x[0].tensordot(&x[1], &[1, 2], &[1, 0])
            });
            t.push(op, "addmm", vec![plain(&[5], 1), plain(&[3, 4], 2), plain(&[4, 5], 3)], |x| {
                x[0].scaled_sum(&x[1].matmul(&x[2])?, 0.5, -2.0)
            });
        }
        Op::Kron => t.push(op, "", vec![plain(&[2, 3], 1), plain(&[3, 2], 2)], |x| x[0].kron(&x[1])),
        Op::MatrixPower => {
            for n in [1, 3, 4] {
                t.push(op, &format!("{n}"), vec![plain(&[2, 3, 3], 1)], move |x| x[0].mul(0.5)?.matrix_power(n));
            }
            t.push(op, "-2", vec![plain(&[3, 3], 1)], |x| regular(&x[0])?.matrix_power(-2));
        }
        Op::Inv | Op::Det | Op::Slogdet | Op::Cholesky => {
            for inputs in squares() {
                t.push(op, "", inputs, move |x| match op {
                    Op::Inv => regular(&x[0])?.inv(),
                    Op::Det => regular(&x[0])?.mul(0.5)?.det(),
                    Op::Slogdet => Ok(regular(&x[0])?.slogdet()?.1),
                    _ => definite(&x[0])?.cholesky(false),
                });
            }
        }
        Op::Solve => {
            t.push(op, "", vec![plain(&[3, 3], 1), plain(&[3, 2], 2)], |x| regular(&x[0])?.solve(&x[1]));
            t.push(op, "vector", vec![plain(&[3, 3], 1), plain(&[3], 2)], |x| regular(&x[0])?.solve(&x[1]));
            t.push(op, "batch", vec![plain(&[2, 3, 3], 1), plain(&[3, 2], 2)], |x| regular(&x[0])?.solve(&x[1]));
            t.push(op, "triangular", vec![plain(&[3, 3], 1), plain(&[3, 2], 2)], |x| {
                regular(&x[0])?.solve_triangular(&x[1], true, true, false)
            });
        }
        Op::Qr => {
            t.push(op, "q", tall(), |x| Ok(x[0].qr(false)?.0));
            t.push(op, "r", vec![plain(&[2, 4, 4], 2)], |x| Ok(x[0].qr(false)?.1));
        }
        Op::Eigh => {
            for inputs in squares() {
                t.push(op, "values", inputs.clone(), |x| Ok(definite(&x[0])?.eigh(false)?.0));
                // Squared, so that the signs of the vectors do not count.
                t.push(op, "vectors", inputs, |x| definite(&x[0])?.eigh(false)?.1.square());
            }
        }
        Op::Svd => {
            t.push(op, "values", tall(), |x| Ok(x[0].svd(false)?.1));
            t.push(op, "u", tall(), |x| x[0].svd(false)?.0.square());
            t.push(op, "v", vec![plain(&[2, 3, 5], 1)], |x| x[0].svd(true)?.2.narrow(-2, 0, 3)?.square());
        }
        Op::Pinv => {
            t.push(op, "tall", tall(), |x| x[0].pinv(None));
            t.push(op, "wide", vec![plain(&[3, 5], 2)], |x| x[0].pinv(None));
        }
        _ => return false,
    }
    true
}
