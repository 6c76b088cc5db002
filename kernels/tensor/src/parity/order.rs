//! Cases of running sums, norms, sorting and what the host finds by order.

use super::table::{SINGLE, Table, input, plain};
use super::{Fill, Lie, Op, Tensor};

/// Adds the cases of a row, if it is one of this file's.
pub(super) fn cases(t: &mut Table, op: Op) -> bool {
    let distinct = |shape: &[usize]| vec![input(shape, Lie::Plain, Fill::Distinct, 2)];
    let below = |shape: &[usize], n, seed| input(shape, Lie::Plain, Fill::Below(n), seed);
    match op {
        Op::Prod => {
            for &(shape, lie) in
                &[(&[7][..], Lie::Plain), (&[], Lie::Plain), (&[0], Lie::Plain), (&[2, 5], Lie::Transposed)]
            {
                t.push(op, "all", vec![input(shape, lie, Fill::Positive, 1)], |x| x[0].prod(None, false));
            }
            for d in [0, 1, -1] {
                t.push(op, &format!("along {d}"), vec![plain(&[3, 5, 2], 1)], move |x| x[0].prod(Some(d), d == 1));
            }
            t.push(op, "with zeros", vec![plain(&[6], 1)], |x| x[0].mul(&x[0].gt(0.0)?)?.prod(None, false));
            t.push(op, "whole", vec![below(&[4, 3], 4, 1)], |x| x[0].add(1i64)?.prod(Some(0), false));
        }
        Op::Cumsum => {
            for &(shape, lie) in SINGLE {
                t.push(op, "", vec![input(shape, lie, Fill::Real, 1)], |x| x[0].cumsum(0));
            }
            t.push(op, "last", vec![plain(&[4, 13], 1)], |x| x[0].cumsum(-1)?.square());
            t.push(op, "whole", vec![below(&[4, 13], 9, 1)], |x| x[0].cumsum(1));
        }
        Op::Cumprod => {
            t.push(op, "", vec![plain(&[3, 6], 1)], |x| x[0].cumprod(-1));
            t.push(op, "turned", vec![input(&[3, 6], Lie::Transposed, Fill::Real, 1)], |x| x[0].cumprod(0));
            t.push(op, "one", vec![plain(&[1, 6], 1)], |x| x[0].cumprod(0));
        }
        Op::Logsumexp => {
            t.push(op, "", vec![plain(&[3, 6], 1)], |x| x[0].logsumexp(&[1], false));
            t.push(op, "all", vec![plain(&[3, 6], 1)], |x| x[0].mul(50.0)?.logsumexp(&[0, 1], true));
            t.push(op, "scalar", vec![plain(&[], 1)], |x| x[0].logsumexp(&[0], false));
        }
        Op::Norm => {
            for p in [0.0, 1.0, 2.0, 3.0, 0.5, f64::INFINITY, f64::NEG_INFINITY] {
                let smooth = p != 0.0;
                t.push_with(op, &format!("{p}"), distinct(&[3, 5]), smooth, move |x| {
                    x[0].add(0.1)?.vector_norm(p, &[1], false)
                });
                t.push_with(op, &format!("{p} of all"), distinct(&[7]), smooth, move |x| {
                    x[0].add(0.1)?.vector_norm(p, &[], true)
                });
            }
            t.push_with(op, "of zeros", vec![plain(&[4], 1)], false, |x| x[0].mul(0.0)?.vector_norm(2.0, &[], false));
        }
        Op::CountNonzero => {
            t.push(op, "", vec![below(&[4, 5], 3, 1)], |x| x[0].count_nonzero(&[0]));
            t.push(op, "real", vec![plain(&[4, 5], 1)], |x| x[0].relu()?.count_nonzero(&[]));
        }
        Op::Sort => {
            for (shape, d) in [(&[9][..], 0), (&[], 0), (&[0], 0), (&[5, 4, 3], 1), (&[5, 4], -1)] {
                t.push(op, &format!("along {d}"), distinct(shape), move |x| Ok(x[0].sort(d, false)?.0));
                t.push(op, &format!("positions along {d}"), distinct(shape), move |x| x[0].argsort(d, true));
            }
            t.push(op, "turned", vec![input(&[5, 4], Lie::Transposed, Fill::Distinct, 2)], |x| {
                Ok(x[0].sort(0, true)?.0)
            });
            t.push(op, "topk", distinct(&[4, 7]), |x| Ok(x[0].topk(3, 1, true)?.0));
            t.push(op, "kthvalue", distinct(&[4, 7]), |x| Ok(x[0].kthvalue(2, 1, false)?.0));
            t.push(op, "median", distinct(&[4, 7]), |x| Ok(x[0].median(0, true, false)?.0));
            t.push(op, "mode", vec![below(&[4, 7], 3, 1)], |x| Ok(x[0].mode(1, false)?.0));
        }
        Op::Quantile => {
            for how in ["linear", "lower", "higher", "nearest", "midpoint"] {
                t.push(op, how, distinct(&[4, 7]), move |x| {
                    let q = Tensor::from_f32(&[0.2, 0.5], &[2], x[0].device())?;
                    x[0].quantile(&q, Some(1), false, how)
                });
            }
        }
        Op::Cummax => {
            t.push(op, "", distinct(&[4, 7]), |x| Ok(x[0].cummax(1, false)?.0));
            t.push(op, "smallest", distinct(&[4, 7]), |x| Ok(x[0].cummax(0, true)?.0));
        }
        Op::Unique => {
            let x = || vec![below(&[3, 8], 5, 1)];
            t.push(op, "", x(), |x| Ok(x[0].unique(None, false)?.values));
            t.push(op, "inverse", x(), |x| Ok(x[0].unique(None, false)?.inverse));
            t.push(op, "counts", x(), |x| Ok(x[0].unique(None, true)?.counts));
            t.push(op, "rows", vec![below(&[12, 2], 2, 1)], |x| Ok(x[0].unique(Some(0), false)?.values));
        }
        Op::Bincount => {
            t.push(op, "", vec![below(&[30], 6, 1)], |x| x[0].bincount(None, 8));
            t.push(op, "weights", vec![below(&[30], 6, 1), plain(&[30], 2)], |x| x[0].bincount(Some(&x[1]), 0));
        }
        Op::Searchsorted => {
            t.push(op, "", vec![below(&[9], 20, 1), below(&[3, 4], 20, 2)], |x| {
                x[0].sort(0, false)?.0.searchsorted(&x[1], true)
            });
            t.push(op, "lines", vec![plain(&[3, 9], 1), plain(&[3, 4], 2)], |x| {
                x[0].sort(1, false)?.0.searchsorted(&x[1], false)
            });
        }
        _ => return false,
    }
    true
}
