//! Cases of other orders and shapes, and of placing by index.

use super::table::{Table, input, plain};
use super::{Fill, Index, Lie, Op, Result, Scalar, Tensor};
use crate::{Combine, DType, Device, PadMode, random};

/// Positions below `m`.
fn below(shape: &[usize], m: usize, seed: u32) -> super::Input {
    input(shape, Lie::Plain, Fill::Below(m), seed)
}

/// Different positions: sums and choices do not depend on the order in which elements meet.
fn at(positions: &[i64], like: &Tensor) -> Result<Tensor> {
    Tensor::from_i64(positions, &[positions.len()], like.device())
}

pub(super) fn views(t: &mut Table, op: Op) {
    if op == Op::Diagonal {
        t.push(op, "", vec![plain(&[4, 6], 1)], |x| x[0].diagonal(1, 0, 1)?.square());
        t.push(op, "below", vec![input(&[2, 5, 3], Lie::Transposed, Fill::Real, 1)], |x| {
            x[0].diagonal(-1, 2, 0)?.square()
        });
        t.push(op, "beyond", vec![plain(&[2, 3], 1)], |x| x[0].diagonal(7, 0, 1));
    } else {
        t.push(op, "overlapping", vec![plain(&[3, 9], 1)], |x| x[0].unfold(1, 4, 2)?.square());
        t.push(op, "apart", vec![plain(&[9, 2], 1)], |x| x[0].unfold(0, 2, 3)?.square());
        t.push(op, "turned", vec![input(&[5, 4], Lie::Transposed, Fill::Real, 1)], |x| x[0].unfold(0, 3, 1)?.square());
    }
}

pub(super) fn shapes(t: &mut Table, op: Op) {
    let a = || vec![plain(&[4, 6], 1)];
    let turned = || vec![input(&[5, 3, 4], Lie::Transposed, Fill::Real, 1)];
    match op {
        Op::Meshgrid => t.push(op, "", vec![plain(&[3], 1), plain(&[2], 2)], |x| {
            let grids = Tensor::meshgrid(x, true)?;
            grids[0].mul(&grids[1])
        }),
        Op::CartesianProd => {
            t.push(op, "", vec![plain(&[3], 1), plain(&[2], 2)], |x| Tensor::cartesian_prod(x)?.square());
        }
        Op::Combinations => {
            t.push(op, "", vec![plain(&[4], 1)], |x| x[0].combinations(2, false)?.square());
            t.push(op, "again", vec![plain(&[3], 1)], |x| x[0].combinations(3, true));
        }
        Op::OneHot => t.push(op, "", vec![below(&[2, 3], 5, 1)], |x| x[0].one_hot(Some(6))),
        Op::Split => {
            t.push(op, "", turned(), |x| {
                let parts = x[0].split_sizes(&[1, 0, 3], 1)?;
                parts[2].mul(&parts[0])
            });
            t.push(op, "unbind", a(), |x| {
                let rows = x[0].unbind(0)?;
                rows[3].mul(&rows[1])
            });
            t.push(op, "tensor_split", a(), |x| x[0].tensor_split(4, 1)?[1].square());
        }
        Op::Trace => t.push(op, "", a(), |x| x[0].trace()),
        Op::Flip => {
            t.push(op, "", a(), |x| x[0].flip(&[0, -1]));
            t.push(op, "turned", turned(), |x| x[0].flip(&[1])?.square());
            t.push(op, "nothing", vec![plain(&[0, 3], 1)], |x| x[0].flip(&[0]));
        }
        Op::Roll => {
            t.push(op, "", a(), |x| x[0].roll(&[5, -2], &[0, 1]));
            t.push(op, "flattened", turned(), |x| x[0].roll(&[7], &[]));
        }
        Op::Repeat => {
            t.push(op, "", a(), |x| x[0].repeat(&[2, 1, 3]));
            t.push(op, "tile", turned(), |x| x[0].tile(&[2]));
        }
        Op::RepeatInterleave => {
            t.push(op, "", a(), |x| x[0].repeat_interleave(&Tensor::scalar(3i64, x[0].device())?, Some(1)));
            t.push(op, "each", a(), |x| x[0].repeat_interleave(&at(&[2, 0, 1, 3], &x[0])?, Some(0)));
        }
        Op::Pad => {
            let ways = [PadMode::Constant(Scalar::Float(1.5)), PadMode::Reflect, PadMode::Replicate, PadMode::Circular];
            for how in ways {
                t.push(op, &format!("{how:?}"), turned(), move |x| x[0].pad(&[1, 2, 2, 0], how)?.square());
                t.push(op, &format!("{how:?} cropped"), a(), move |x| x[0].pad(&[-1, 2], how)?.square());
            }
        }
        Op::Tril | Op::Triu => {
            for k in [-1, 0, 2] {
                t.push(
                    op,
                    &format!("{k}"),
                    turned(),
                    move |x| if op == Op::Tril { x[0].tril(k) } else { x[0].triu(k) },
                );
            }
        }
        _ => {
            t.push(op, "", vec![plain(&[3, 4], 1)], |x| x[0].diag_embed(-2, 0, 2)?.square());
            t.push(op, "diag", vec![plain(&[4], 1)], |x| x[0].diag(1));
        }
    }
}

pub(super) fn indices(t: &mut Table, op: Op) {
    let a = || plain(&[5, 4], 1);
    match op {
        Op::Scatter => {
            t.push(op, "", vec![a(), plain(&[3, 4], 3)], |x| {
                let index = at(&[4, 0, 2], &x[0])?.unsqueeze(1)?.expand(&[3, 4])?;
                x[0].scatter(0, &index, &x[1])?.square()
            });
            t.push(op, "of a larger source", vec![a(), plain(&[5, 6], 3)], |x| {
                let index = at(&[3, 1], &x[0])?.expand(&[4, 2])?;
                x[0].scatter(1, &index, &x[1])?.square()
            });
        }
        Op::ScatterReduce => {
            for (how, include) in [(Combine::Sum, true), (Combine::Sum, false)] {
                t.push(
                    op,
                    &format!("{how:?} {include}"),
                    vec![a(), below(&[3, 4], 5, 2), plain(&[3, 4], 3)],
                    move |x| x[0].scatter_reduce(0, &x[1], &x[2], how, include),
                );
            }
            for how in [Combine::Product, Combine::Mean, Combine::Largest, Combine::Smallest] {
                let inputs = vec![below(&[5, 4], 9, 1), below(&[3, 4], 5, 2), below(&[3, 4], 9, 3)];
                t.push(op, &format!("{how:?}"), inputs, move |x| x[0].scatter_reduce(0, &x[1], &x[2], how, true));
            }
        }
        Op::IndexAdd => {
            t.push(op, "", vec![a(), below(&[7], 5, 2), plain(&[7, 4], 3)], |x| x[0].index_add(0, &x[1], &x[2], 1.5));
            t.push(op, "columns", vec![a(), below(&[3], 4, 2), input(&[3, 5], Lie::Transposed, Fill::Real, 3)], |x| {
                x[0].index_add(1, &x[1], &x[2], 1.0)
            });
        }
        Op::IndexCopy => {
            t.push(op, "", vec![a(), plain(&[5, 2], 3)], |x| x[0].index_copy(1, &at(&[3, 0], &x[0])?, &x[1])?.square())
        }
        Op::IndexFill => {
            t.push(op, "", vec![a(), plain(&[], 3)], |x| x[0].index_fill(0, &at(&[3, 0], &x[0])?, &x[1])?.square())
        }
        Op::Take => {
            t.push(op, "", vec![a(), below(&[2, 3], 20, 2)], |x| x[0].take(&x[1]));
            t.push(op, "along a dimension", vec![a(), below(&[1, 4], 5, 2)], |x| x[0].take_along_dim(&x[1], Some(0)));
        }
        _ => {
            let mask = input(&[5, 4], Lie::Plain, Fill::Truth, 2);
            t.push(op, "", vec![a(), mask, plain(&[30], 3)], |x| x[0].masked_scatter(&x[1], &x[2])?.square());
        }
    }
}

/// `x[...] = v` with several index tensors.
pub(super) fn puts(t: &mut Table, op: Op) {
    let a = || plain(&[4, 3, 5], 1);
    t.push(op, "[i, :, j]", vec![a(), plain(&[2, 3], 3)], |x| {
        let y = x[0].mul(2.0)?;
        let (i, j) = (at(&[3, 0], &y)?, at(&[-1, 2], &y)?);
        y.set_index(&[Index::Tensor(i), Index::ALL, Index::Tensor(j)], &x[1])?;
        y.square()
    });
    t.push(op, "accumulated", vec![a(), below(&[6], 3, 2), below(&[6], 5, 4), plain(&[4, 6], 3)], |x| {
        let indices = [Index::Ellipsis, Index::Tensor(x[1].clone()), Index::Tensor(x[2].clone())];
        x[0].index_put(&indices, &x[3], true)?.square()
    });
    t.push(op, "mask and number", vec![a(), input(&[4, 3], Lie::Plain, Fill::Truth, 2)], |x| {
        x[0].index_put(&[Index::Tensor(x[1].clone())], 0.5, false)?.square()
    });
}

/// Made from nothing, or drawn.
pub(super) fn source(op: Op, device: Device) -> Result<Tensor> {
    let filled = |fill: fn(&Tensor) -> Result<()>| {
        let y = Tensor::zeros(&[20], DType::F32, device)?;
        fill(&y)?;
        Ok(y)
    };
    match op {
        Op::Logspace => Tensor::logspace(-1.0, 2.0, 7, 10.0, device),
        Op::TriangleIndices => Tensor::triangle_indices(3, 4, -1, true, device),
        Op::Normal => {
            let (mean, std) = (Tensor::from_f32(&[1.0, 2.0, 3.0], &[3], device)?, 0.5);
            random::normal((&mean).into(), std.into(), &[], device)
        }
        Op::Bernoulli => random::bernoulli(&[20], 0.3, device),
        Op::Multinomial => random::multinomial(&Tensor::from_f32(&[1.0, 2.0, 3.0, 4.0], &[2, 2], device)?, 5, true),
        Op::Exponential => filled(|y| y.exponential_(2.0)),
        Op::Cauchy => filled(|y| y.cauchy_(0.0, 1.0)),
        Op::Geometric => filled(|y| y.geometric_(0.3)),
        _ => filled(|y| y.log_normal_(1.0, 2.0)),
    }
}
