//! Cases of losses and layers.

use super::table::{Table, input, plain};
use super::{Fill, Input, Lie, Op, Result, Tensor};
use crate::{Attention, Bag, ClassLoss, ConvOptions, Interpolation, Padding, Pool, Reduced, Running};

/// Above 0: probabilities once divided, weights, variances.
fn positive(shape: &[usize], seed: u32) -> Input {
    input(shape, Lie::Plain, Fill::Positive, seed)
}

fn below(shape: &[usize], m: usize, seed: u32) -> Input {
    input(shape, Lie::Plain, Fill::Below(m), seed)
}

pub(super) fn cases(t: &mut Table, op: Op) {
    match op {
        Op::NllLoss | Op::L1Loss | Op::SmoothL1Loss | Op::HuberLoss | Op::KlDiv | Op::CosineSimilarity | Op::Cdist => {
            losses(t, op);
        }
        Op::BinaryCrossEntropy | Op::BinaryCrossEntropyWithLogits => losses(t, op),
        Op::LayerNorm | Op::RmsNorm | Op::GroupNorm | Op::BatchNorm | Op::InstanceNorm => norms(t, op),
        Op::Convolution | Op::ConvTranspose => convolutions(t, op),
        Op::MaxPool | Op::AvgPool | Op::Im2Col | Op::Fold => pools(t, op),
        Op::Embedding => embeddings(t, op),
        Op::LinearLayer => linear(t, op),
        Op::Attention => attention(t, op),
        other => unreachable!("{} is not a layer", other.info().name),
    }
}

fn class_losses(t: &mut Table) {
    let options = |x: &[Tensor], smooth, ignore, reduced| -> Result<ClassLoss> {
        let weight = x.get(2).map(|w| w.detach());
        Ok(ClassLoss { weight, ignore_index: ignore, label_smoothing: smooth, reduced })
    };
    for (name, smooth, ignore, reduced) in [
        ("plain", 0.0, -100, Reduced::Mean),
        ("smoothed", 0.1, -100, Reduced::None),
        ("one class ignored", 0.0, 1, Reduced::Mean),
        ("all of it", 0.2, 2, Reduced::Mean),
    ] {
        for (shape, rows) in [(&[6, 5][..], &[6][..]), (&[2, 5, 3], &[2, 3])] {
            let inputs = vec![plain(shape, 1), below(rows, 5, 2)];
            t.push(Op::CrossEntropy, name, inputs, move |x| {
                x[0].cross_entropy_with(&x[1], &options(x, smooth, ignore, reduced)?)
            });
            let inputs = vec![plain(shape, 1), below(rows, 5, 2), positive(&[5], 3)];
            t.push(Op::CrossEntropy, &format!("{name}, weighted"), inputs, move |x| {
                x[0].cross_entropy_with(&x[1], &options(x, smooth, ignore, reduced)?)
            });
            let inputs = vec![plain(shape, 1), positive(shape, 2), positive(&[5], 3)];
            t.push(Op::CrossEntropy, &format!("{name}, probabilities"), inputs, move |x| {
                x[0].cross_entropy_with(&x[1], &options(x, smooth, -100, reduced)?)
            });
            let inputs = vec![plain(shape, 1), below(rows, 5, 2), positive(&[5], 3)];
            t.push(Op::NllLoss, name, inputs, move |x| x[0].nll_loss_with(&x[1], &options(x, 0.0, ignore, reduced)?));
        }
    }
}

fn losses(t: &mut Table, op: Op) {
    if op == Op::NllLoss {
        return class_losses(t);
    }
    for reduced in [Reduced::Mean, Reduced::None] {
        let label = format!("{reduced:?}");
        let (shape, two) = (&[5, 7][..], vec![plain(&[5, 7], 1), plain(&[5, 7], 2)]);
        match op {
            Op::L1Loss => t.push_with(op, &label, two, false, move |x| x[0].l1_loss(&x[1], reduced)),
            Op::SmoothL1Loss => t.push(op, &label, two, move |x| x[0].smooth_l1_loss(&x[1], 0.7, reduced)),
            Op::HuberLoss => t.push(op, &label, two, move |x| x[0].huber_loss(&x[1], 0.7, reduced)),
            Op::BinaryCrossEntropy => {
                t.push(op, &label, vec![positive(shape, 1), positive(shape, 2), positive(&[7], 3)], move |x| {
                    x[0].mul(0.4)?.binary_cross_entropy(&x[1].mul(0.4)?, Some(&x[2].detach()), reduced)
                });
            }
            Op::BinaryCrossEntropyWithLogits => {
                t.push(op, &label, vec![plain(shape, 1), positive(shape, 2)], move |x| {
                    x[0].binary_cross_entropy_with_logits(&x[1].mul(0.4)?, None, None, reduced)
                });
                let inputs = vec![plain(shape, 1), positive(shape, 2), positive(&[7], 3), positive(&[5, 1], 4)];
                t.push(op, &format!("{label}, weighted"), inputs, move |x| {
                    let (positive, weight) = (x[2].detach(), x[3].detach());
                    x[0].binary_cross_entropy_with_logits(&x[1].mul(0.4)?, Some(&weight), Some(&positive), reduced)
                });
            }
            Op::KlDiv => {
                t.push(op, &label, vec![plain(shape, 1), positive(shape, 2)], move |x| {
                    x[0].kl_div(&x[1], false, reduced)
                });
                t.push(op, &format!("{label}, logarithms"), two, move |x| x[0].kl_div(&x[1], true, reduced));
            }
            _ => {}
        }
    }
    if op == Op::CosineSimilarity {
        t.push(op, "normalize", vec![plain(&[4, 6], 1)], |x| x[0].normalize(2.0, 0, 1e-12));
        t.push(op, "cosine", vec![plain(&[4, 6], 1), plain(&[6], 2)], |x| x[0].cosine_similarity(&x[1], -1, 1e-8));
        t.push(op, "distance", vec![plain(&[4, 6], 1), plain(&[4, 6], 2)], |x| {
            x[0].pairwise_distance(&x[1], 2.0, 1e-6, true)
        });
        t.push_with(op, "triplet", vec![plain(&[4, 6], 1), plain(&[4, 6], 2), plain(&[4, 6], 3)], false, |x| {
            x[0].triplet_margin_loss([&x[1], &x[2]], [1.0, 2.0, 1e-6], true, Reduced::Mean)
        });
    }
    if op == Op::Cdist {
        t.push(op, "", vec![plain(&[3, 4], 1), plain(&[5, 4], 2)], |x| x[0].cdist(&x[1], 2.0));
        t.push(op, "of order 1", vec![plain(&[3, 4], 1), plain(&[5, 4], 2)], |x| x[0].cdist(&x[1], 1.0));
        t.push(op, "by a product", vec![plain(&[2, 30, 4], 1), plain(&[5, 4], 2)], |x| x[0].cdist(&x[1], 2.0));
    }
}

fn norms(t: &mut Table, op: Op) {
    match op {
        Op::LayerNorm => {
            let of = |shape: &[usize]| vec![plain(&[3, 4, 9], 1), plain(shape, 2), plain(shape, 3)];
            t.push(op, "last", of(&[9]), |x| x[0].layer_norm(&[9], Some(&x[1]), Some(&x[2]), 1e-5));
            t.push(op, "last two", of(&[4, 9]), |x| x[0].layer_norm(&[4, 9], Some(&x[1]), Some(&x[2]), 1e-5));
            t.push(op, "plain", vec![plain(&[70, 6], 1)], |x| x[0].layer_norm(&[6], None, None, 1e-5));
            let turned = vec![input(&[6, 5], Lie::Transposed, Fill::Real, 1), plain(&[6], 2)];
            t.push(op, "turned", turned, |x| x[0].layer_norm(&[6], None, Some(&x[1]), 1e-5));
        }
        Op::RmsNorm => {
            t.push(op, "", vec![plain(&[7, 9], 1), plain(&[9], 2)], |x| x[0].rms_norm(&[9], Some(&x[1]), None))
        }
        Op::GroupNorm => {
            t.push(op, "", vec![plain(&[2, 6, 3, 2], 1), plain(&[6], 2), plain(&[6], 3)], |x| {
                x[0].group_norm(2, Some(&x[1]), Some(&x[2]), 1e-5)
            });
        }
        Op::BatchNorm => {
            t.push(op, "training", vec![plain(&[4, 3, 2, 3], 1), plain(&[3], 2), plain(&[3], 3)], |x| {
                x[0].batch_norm(None, Some(&x[1]), Some(&x[2]), true, 0.1, 1e-5)
            });
            let inputs = vec![plain(&[4, 3], 1), plain(&[3], 2), plain(&[3], 3), plain(&[3], 4), positive(&[3], 5)];
            t.push(op, "evaluation", inputs, |x| {
                let running = Running { mean: &x[3].detach(), variance: &x[4].detach() };
                x[0].batch_norm(Some(running), Some(&x[1]), Some(&x[2]), false, 0.1, 1e-5)
            });
            // The running statistics carry no gradient.
            t.push_with(op, "running", vec![plain(&[4, 3], 1), plain(&[3], 2), positive(&[3], 3)], false, |x| {
                let (mean, variance) = (x[1].detach().clone_data()?, x[2].detach().clone_data()?);
                let running = Running { mean: &mean, variance: &variance };
                let y = x[0].batch_norm(Some(running), None, None, true, 0.1, 1e-5)?;
                Tensor::cat(&[y.flatten(0, -1)?, mean, variance], 0)
            });
        }
        _ => t.push(op, "", vec![plain(&[2, 3, 7], 1), plain(&[3], 2), plain(&[3], 3)], |x| {
            x[0].instance_norm(None, Some(&x[1]), Some(&x[2]), true, 0.1, 1e-5)
        }),
    }
}

fn convolutions(t: &mut Table, op: Op) {
    // Input, weight, stride, padding, dilation, groups.
    type Row = (&'static [usize], &'static [usize], usize, usize, usize, usize);
    let rows: &[Row] = &[
        (&[2, 3, 7], &[4, 3, 3], 1, 0, 1, 1),
        (&[2, 3, 7], &[4, 3, 1], 1, 0, 1, 1),
        (&[1, 2, 6, 5], &[3, 2, 3, 3], 1, 1, 1, 1),
        (&[2, 2, 6, 7], &[3, 2, 3, 2], 2, 1, 1, 1),
        (&[2, 4, 7, 6], &[4, 2, 3, 3], 2, 0, 1, 2),
        (&[1, 2, 9, 8], &[2, 2, 3, 3], 1, 2, 2, 1),
        (&[1, 2, 9, 8], &[2, 2, 2, 3], 2, 1, 2, 1),
        (&[2, 3, 6, 6], &[6, 1, 3, 3], 1, 1, 1, 3),
        (&[2, 3, 7, 6], &[3, 1, 3, 3], 2, 1, 1, 3),
        (&[1, 2, 4, 4], &[2, 2, 1, 1], 2, 0, 1, 1),
    ];
    for &(x, w, stride, padding, dilation, groups) in rows {
        let options = move || ConvOptions {
            stride: vec![stride],
            padding: Padding::Sizes(vec![padding]),
            dilation: vec![dilation],
            groups,
            ..Default::default()
        };
        let rank = x.len() - 2;
        let label = format!("stride {stride} padding {padding} dilation {dilation} groups {groups}");
        if op == Op::Convolution {
            t.push(op, &label, vec![plain(x, 1), plain(w, 2), plain(&[w[0]], 3)], move |x| {
                x[0].conv(&x[1], Some(&x[2]), &options(), rank)
            });
            continue;
        }
        let mut small = x.to_vec();
        small[1] = w[0];
        small.iter_mut().skip(2).for_each(|n| *n = n.div_ceil(2));
        t.push(op, &label, vec![plain(&small, 1), plain(w, 2), plain(&[w[1] * groups], 3)], move |x| {
            x[0].conv_transpose(&x[1], Some(&x[2]), &options(), rank)
        });
    }
    if op == Op::Convolution {
        t.push(op, "the same size", vec![plain(&[1, 2, 5, 6], 1), plain(&[2, 2, 2, 3], 2)], |x| {
            let options = ConvOptions { padding: Padding::Same, ..Default::default() };
            x[0].conv(&x[1], None, &options, 2)?.relu()
        });
        t.push(
            op,
            "turned",
            vec![input(&[2, 3, 5, 6], Lie::Transposed, Fill::Real, 1), plain(&[2, 3, 2, 3], 2)],
            |x| x[0].conv(&x[1], None, &ConvOptions::default(), 2),
        );
    }
}

fn pools(t: &mut Table, op: Op) {
    let distinct = |shape: &[usize]| vec![input(shape, Lie::Plain, Fill::Distinct, 1)];
    // Kernel, stride, padding, dilation, ceil.
    for (k, s, p, d, ceil) in [
        (2, 2, 0, 1, false),
        (3, 2, 1, 1, false),
        (3, 1, 1, 1, false),
        (2, 3, 0, 2, true),
        (3, 2, 1, 2, true),
        (2, 3, 1, 1, true),
    ] {
        let pool = Pool { kernel: vec![k], stride: vec![s], padding: vec![p], dilation: vec![d], ceil };
        let label = format!("kernel {k} stride {s} padding {p} dilation {d} ceil {ceil}");
        for shape in [&[2, 3, 7, 8][..], &[2, 9]] {
            let (rank, pool) = (if shape.len() == 2 { 1 } else { 2 }, pool.clone());
            match op {
                Op::MaxPool => t.push(op, &label, distinct(shape), move |x| x[0].max_pool(&pool, rank)),
                Op::AvgPool => {
                    let pool = Pool { dilation: vec![1], ..pool };
                    t.push(op, &label, vec![plain(shape, 1)], move |x| x[0].avg_pool(&pool, rank, false, None));
                }
                Op::Im2Col if rank == 2 => {
                    t.push(op, &label, vec![plain(shape, 1)], move |x| x[0].unfold_windows(&pool))
                }
                Op::Fold if rank == 2 => {
                    let slots = |n: usize| (n + 2 * p - d * (k - 1) - 1) / s + 1;
                    let columns = [2, 3 * k * k, slots(7) * slots(8)];
                    t.push(op, &label, vec![plain(&columns, 1)], move |x| x[0].fold_windows(&[7, 8], &pool));
                }
                _ => {}
            }
        }
    }
    if op == Op::MaxPool {
        t.push(op, "positions", distinct(&[2, 6, 5]), |x| {
            let pool = Pool { padding: vec![1], stride: vec![2], ..Pool::new(&[3, 2]) };
            let (y, at) = x[0].max_pool_with(&pool, 2, true)?;
            y.add(&at.unwrap_or_else(|| y.clone()).to_dtype(super::DType::F32)?)
        });
        t.push(op, "adaptive", distinct(&[2, 5, 7]), |x| Ok(x[0].adaptive_max_pool(&[3, 2])?.0));
    }
    if op == Op::AvgPool {
        t.push(op, "adaptive", vec![plain(&[2, 5, 7], 1)], |x| x[0].adaptive_avg_pool(&[3, 2]));
        t.push(op, "to one", vec![plain(&[2, 5, 7], 1)], |x| x[0].adaptive_avg_pool(&[1, -1]));
    }
}

fn embeddings(t: &mut Table, op: Op) {
    t.push(op, "", vec![plain(&[6, 3], 1), below(&[4, 2], 6, 2)], |x| x[0].embedding(&x[1], None, false));
    // What is left out of the gradient still counts in the value.
    t.push_with(op, "padding", vec![plain(&[6, 3], 1), below(&[7], 6, 2)], false, |x| {
        x[0].embedding(&x[1], Some(2), true)
    });
    for bag in [Bag::Sum, Bag::Mean, Bag::Max] {
        t.push(op, &format!("{bag:?}"), vec![plain(&[6, 3], 1), below(&[4, 2], 6, 2)], move |x| {
            x[0].embedding_bag(&x[1], None, bag, None, None)
        });
    }
    t.push(op, "bilinear", vec![plain(&[3, 2], 1), plain(&[3, 4], 2), plain(&[5, 2, 4], 3)], |x| {
        x[0].bilinear(&x[1], &x[2], None)
    });
    let ways = [Interpolation::Nearest, Interpolation::NearestExact, Interpolation::Linear, Interpolation::Cubic];
    for way in ways {
        t.push(op, &format!("{way:?}"), vec![plain(&[1, 2, 4, 5], 1)], move |x| {
            x[0].interpolate(&[7, 10], &[None, None], way, false)
        });
    }
    t.push(op, "shuffled", vec![plain(&[2, 8, 2, 3], 1)], |x| x[0].pixel_shuffle(2)?.pixel_unshuffle(2)?.square());
}

fn linear(t: &mut Table, op: Op) {
    t.push(op, "and tanh", vec![plain(&[2, 3, 5], 1), plain(&[4, 5], 2), plain(&[4], 3)], |x| {
        x[0].linear(&x[1], Some(&x[2]))?.tanh()
    });
    t.push(op, "without bias", vec![input(&[5, 3], Lie::Transposed, Fill::Real, 1), plain(&[4, 5], 2)], |x| {
        x[0].linear(&x[1], None)
    });
    t.push(op, "of one row", vec![plain(&[5], 1), plain(&[4, 5], 2), plain(&[4], 3)], |x| {
        x[0].linear(&x[1], Some(&x[2]))
    });
    t.push(op, "to one", vec![plain(&[3, 5], 1), plain(&[5], 2)], |x| x[0].linear(&x[1], None));
}

fn attention(t: &mut Table, op: Op) {
    let three = |lead: &[usize], l: usize, s: usize| {
        let of = |n: usize, w: usize, seed| plain(&[lead, &[n, w]].concat(), seed);
        vec![of(l, 4, 1), of(s, 4, 2), of(s, 3, 3)]
    };
    t.push(op, "", three(&[2], 5, 6), |x| x[0].attention(&x[1], &x[2], &Attention::default()));
    t.push(op, "causal", three(&[2, 2], 5, 5), |x| {
        x[0].attention(&x[1], &x[2], &Attention { causal: true, scale: Some(0.7), ..Default::default() })
    });
    let mut inputs = three(&[2], 4, 5);
    inputs.push(input(&[4, 5], Lie::Plain, Fill::Truth, 4));
    t.push(op, "mask", inputs, |x| {
        x[0].attention(&x[1], &x[2], &Attention { mask: Some(x[3].clone()), ..Default::default() })
    });
    let mut inputs = three(&[2], 4, 5);
    inputs.push(plain(&[1, 4, 5], 4));
    t.push(op, "bias", inputs, |x| {
        x[0].attention(&x[1], &x[2], &Attention { mask: Some(x[3].clone()), ..Default::default() })
    });
    t.push(op, "dropout", three(&[2], 4, 5), |x| {
        crate::random::manual_seed(3);
        x[0].attention(&x[1], &x[2], &Attention { dropout: 0.4, ..Default::default() })
    });
    let inputs = vec![plain(&[4, 3, 2], 1), plain(&[2, 5, 2], 2), plain(&[2, 5, 2], 3)];
    t.push(op, "grouped", inputs, |x| x[0].attention(&x[1], &x[2], &Attention { grouped: true, ..Default::default() }));
    t.push(op, "blocks", vec![plain(&[258, 2], 1), plain(&[20, 2], 2), plain(&[20, 2], 3)], |x| {
        x[0].attention(&x[1], &x[2], &Attention { causal: true, ..Default::default() })
    });
}
