//! Which inputs each row of the operation table is tried on.

use super::shapes;
use super::{Case, DType, Device, Family, Fill, Index, Input, Lie, Op, Rc, Result, Scalar, Takes, Tensor};

/// Shapes for one tensor: none, empty, one, odd, long enough for several tiles; and views.
pub(super) const SINGLE: &[(&[usize], Lie)] = &[
    (&[], Lie::Plain),
    (&[0], Lie::Plain),
    (&[1], Lie::Plain),
    (&[7], Lie::Plain),
    (&[33, 5], Lie::Plain),
    (&[521], Lie::Plain),
    (&[5, 3, 4], Lie::Transposed),
    (&[9, 3], Lie::Strided),
    (&[1, 6], Lie::Repeated),
];

/// Shapes for two tensors that broadcast.
pub(super) const PAIRS: &[(&[usize], Lie, &[usize], Lie)] = &[
    (&[], Lie::Plain, &[], Lie::Plain),
    (&[4], Lie::Plain, &[], Lie::Plain),
    (&[3, 4], Lie::Plain, &[3, 4], Lie::Plain),
    (&[3, 1], Lie::Plain, &[4], Lie::Plain),
    (&[0, 4], Lie::Plain, &[4], Lie::Plain),
    (&[67, 9], Lie::Plain, &[9], Lie::Plain),
    (&[4, 3], Lie::Transposed, &[3, 4], Lie::Plain),
    (&[2, 1, 5], Lie::Plain, &[7, 1], Lie::Plain),
    (&[10, 3], Lie::Strided, &[5, 1], Lie::Plain),
];

pub(super) struct Table(Vec<Case>);

impl Table {
    pub(super) fn push(
        &mut self,
        op: Op,
        label: &str,
        inputs: Vec<Input>,
        run: impl Fn(&[Tensor]) -> Result<Tensor> + 'static,
    ) {
        self.push_with(op, label, inputs, true, run);
    }

    pub(super) fn push_with(
        &mut self,
        op: Op,
        label: &str,
        inputs: Vec<Input>,
        smooth: bool,
        run: impl Fn(&[Tensor]) -> Result<Tensor> + 'static,
    ) {
        let shapes: Vec<String> = inputs.iter().map(|i| format!("{:?} {:?}", i.shape, i.lie)).collect();
        let name = format!("{} {label} {}", op.info().name, shapes.join(", ")).replace("  ", " ");
        self.0.push(Case { name, op, inputs, run: Rc::new(run), tolerance: 2e-5, smooth });
    }
}

pub(super) fn input(shape: &[usize], lie: Lie, fill: Fill, seed: u32) -> Input {
    Input { shape: shape.to_vec(), lie, fill, seed }
}

pub(super) fn plain(shape: &[usize], seed: u32) -> Input {
    input(shape, Lie::Plain, Fill::Real, seed)
}

pub(super) fn cases() -> Vec<Case> {
    let mut t = Table(Vec::new());
    for &op in Op::ALL {
        let found = super::special::cases(&mut t, op)
            || super::order::cases(&mut t, op)
            || super::linalg::cases(&mut t, op)
            || super::narrow::cases(&mut t, op);
        if found {
            continue;
        }
        match op.info().family {
            Family::Map(map) => elementwise(&mut t, op, map.arity(), map.takes()),
            Family::Reduce => reductions(&mut t, op),
            Family::Linear => products(&mut t, op),
            Family::Composite => composites(&mut t, op),
            Family::View => views(&mut t, op),
            Family::Shape => shapes::shapes(&mut t, op),
            Family::Layer => super::layers::cases(&mut t, op),
            Family::Index => indices(&mut t, op),
            Family::Join => joins(&mut t, op),
            Family::Create | Family::Random => sources(&mut t, op),
        }
    }
    fused(&mut t);
    t.0
}

fn elementwise(t: &mut Table, op: Op, arity: usize, takes: Takes) {
    let fill = match op {
        Op::Log | Op::Sqrt | Op::Rsqrt | Op::Pow | Op::Div | Op::Remainder | Op::FloorDivide => Fill::Positive,
        _ if takes == Takes::Bools => Fill::Truth,
        _ => Fill::Real,
    };
    // Their slope jumps between the points that finite differences look at.
    let smooth = !matches!(
        op,
        Op::Remainder | Op::Clamp | Op::Maximum | Op::Minimum | Op::ReluBackward | Op::Floor | Op::Ceil | Op::Round
    );
    if op == Op::Clamp {
        for &(shape, lie) in SINGLE {
            t.push_with(op, "", vec![input(shape, lie, fill, 1)], smooth, |x| {
                x[0].clamp(Some(Scalar::Float(-0.5)), Some(Scalar::Float(1.0)))
            });
        }
    } else if arity == 1 {
        for &(shape, lie) in SINGLE {
            t.push_with(op, "", vec![input(shape, lie, fill, 1)], smooth, move |x| match op {
                Op::LogicalNot => x[0].logical_not(),
                _ => Tensor::unary(op, &x[0]),
            });
        }
    } else if op == Op::Where {
        for &(a, la, b, lb) in PAIRS {
            let inputs = vec![input(a, la, Fill::Truth, 1), input(b, lb, fill, 2), input(a, la, fill, 3)];
            t.push(op, "", inputs, |x| Tensor::where_(&x[0], &x[1], &x[2]));
        }
    } else {
        for &(a, la, b, lb) in PAIRS {
            t.push_with(op, "", vec![input(a, la, fill, 1), input(b, lb, fill, 2)], smooth, move |x| {
                Tensor::binary(op, &x[0], &x[1])
            });
        }
        if takes == Takes::Numbers {
            t.push_with(op, "number on the right", vec![input(&[5], Lie::Plain, fill, 1)], smooth, move |x| {
                Tensor::binary(op, &x[0], 1.7)
            });
            t.push_with(op, "number on the left", vec![input(&[5], Lie::Plain, fill, 1)], smooth, move |x| {
                Tensor::binary(op, 1.7, &x[0])
            });
        }
        if !matches!(op, Op::ReluBackward | Op::TanhBackward | Op::SigmoidBackward) {
            let whole = |seed| input(&[3, 4], Lie::Plain, Fill::Below(9), seed);
            t.push(op, "whole numbers", vec![whole(1), whole(2)], move |x| Tensor::binary(op, &x[0], &x[1].add(1i64)?));
        }
    }
    if op == Op::Pow {
        for p in [2.0, 3.0, 0.5, -1.0, 0.0] {
            t.push(op, &format!("to the {p}"), vec![input(&[9], Lie::Plain, Fill::Positive, 1)], move |x| x[0].pow(p));
        }
        t.push(op, "negative base", vec![plain(&[9], 1)], |x| x[0].pow(3.0));
    }
}

fn reductions(t: &mut Table, op: Op) {
    let run = |op: Op, x: &Tensor, over: &[isize], keep: bool| match op {
        Op::Sum => x.sum(over, keep),
        Op::Mean => x.mean(over, keep),
        Op::Amax => x.amax(over, keep),
        Op::Amin => x.amin(over, keep),
        Op::Argmax => x.argmax(over.first().copied(), keep),
        _ => x.argmin(over.first().copied(), keep),
    };
    let fill = if matches!(op, Op::Sum | Op::Mean) { Fill::Real } else { Fill::Distinct };
    for &(shape, lie) in SINGLE {
        if shape != [0] || op == Op::Sum {
            t.push(op, "all", vec![input(shape, lie, fill, 1)], move |x| run(op, &x[0], &[], false));
        }
    }
    let shapes: [(&[usize], Lie); 4] =
        [(&[3, 5, 4], Lie::Plain), (&[3, 5, 4], Lie::Transposed), (&[300, 6], Lie::Plain), (&[1, 4, 2], Lie::Repeated)];
    for (shape, lie) in shapes {
        for over in [&[0][..], &[-1], &[1]] {
            for keep in [false, true] {
                let label = format!("over {over:?} keepdim {keep}");
                t.push(op, &label, vec![input(shape, lie, fill, 2)], move |x| run(op, &x[0], over, keep));
            }
        }
    }
    if !matches!(op, Op::Argmax | Op::Argmin) {
        t.push(op, "over [0, 2]", vec![input(&[3, 5, 4], Lie::Plain, fill, 3)], move |x| {
            run(op, &x[0], &[0, 2], false)
        });
    }
    if op == Op::Sum {
        t.push(op, "nothing", vec![plain(&[3, 0], 1)], |x| x[0].sum(&[1], false));
        t.push(op, "bools", vec![input(&[40], Lie::Plain, Fill::Truth, 1)], |x| x[0].sum(&[], false));
        t.push(op, "of a product", vec![plain(&[70, 9], 1), plain(&[9], 2)], |x| x[0].mul(&x[1])?.sum(&[0], false));
        t.push(op, "variance", vec![plain(&[6, 9], 1)], |x| x[0].var(&[1], 1, false));
    }
    if op == Op::Amax {
        t.push(op, "with position", vec![input(&[4, 6], Lie::Plain, Fill::Distinct, 1)], |x| {
            Ok(x[0].max_dim(1, false)?.0)
        });
    }
}

fn products(t: &mut Table, op: Op) {
    use Lie::{Plain, Transposed};
    let pairs: &[(&[usize], Lie, &[usize], Lie)] = &[
        (&[3, 4], Plain, &[4, 5], Plain),
        (&[4, 3], Transposed, &[4, 5], Plain),
        (&[3, 4], Plain, &[5, 4], Transposed),
        (&[1, 1], Plain, &[1, 1], Plain),
        (&[0, 4], Plain, &[4, 2], Plain),
        (&[3, 0], Plain, &[0, 2], Plain),
        (&[100, 10], Plain, &[10, 1], Plain),
        (&[1, 10], Plain, &[10, 33], Plain),
        (&[37, 301], Plain, &[301, 29], Plain),
        (&[2, 3, 4], Plain, &[2, 4, 5], Plain),
        (&[2, 1, 3, 4], Plain, &[3, 4, 2], Plain),
        (&[2, 3, 4], Plain, &[4, 5], Plain),
        (&[4], Plain, &[4], Plain),
        (&[4], Plain, &[4, 3], Plain),
        (&[2, 3, 4], Plain, &[4], Plain),
    ];
    for &(a, la, b, lb) in pairs {
        t.push(op, "", vec![input(a, la, Fill::Real, 1), input(b, lb, Fill::Real, 2)], |x| x[0].matmul(&x[1]));
    }
    t.push(op, "with bias and tanh", vec![plain(&[9, 6], 1), plain(&[6, 5], 2), plain(&[5], 3)], |x| {
        x[0].matmul(&x[1])?.mul(0.3)?.add(&x[2])?.tanh()
    });
}

fn composites(t: &mut Table, op: Op) {
    match op {
        Op::Softmax | Op::LogSoftmax => {
            let shapes: [(&[usize], Lie, isize); 6] = [
                (&[7], Lie::Plain, 0),
                (&[], Lie::Plain, 0),
                (&[5, 33], Lie::Plain, 1),
                (&[5, 33], Lie::Plain, 0),
                (&[4, 6], Lie::Transposed, -1),
                (&[2, 3, 4], Lie::Plain, 1),
            ];
            for (shape, lie, d) in shapes {
                t.push(op, &format!("along {d}"), vec![input(shape, lie, Fill::Real, 1)], move |x| {
                    if op == Op::Softmax { x[0].softmax(d) } else { x[0].log_softmax(d) }
                });
            }
        }
        Op::CrossEntropy => {
            for n in [1, 6] {
                let target = input(&[n], Lie::Plain, Fill::Below(5), 2);
                t.push(op, "", vec![plain(&[n, 5], 1), target], |x| x[0].cross_entropy(&x[1]));
            }
            t.push(op, "probabilities", vec![plain(&[3, 4], 1), input(&[3, 4], Lie::Plain, Fill::Positive, 2)], |x| {
                x[0].cross_entropy(&x[1])
            });
        }
        Op::MseLoss => t.push(op, "", vec![plain(&[4, 3], 1), plain(&[4, 3], 2)], |x| x[0].mse_loss(&x[1])),
        Op::ToCopy => {
            t.push(op, "int64", vec![plain(&[9], 1)], |x| x[0].mul(3.0)?.to_dtype(DType::I64));
            t.push(op, "bool", vec![plain(&[9], 1)], |x| x[0].relu()?.to_dtype(DType::Bool));
            t.push(op, "there and back", vec![plain(&[9], 1)], |x| {
                x[0].mul(2.0)?.to_device(Device::Reference)?.exp()?.to_device(x[0].device())
            });
        }
        _ => {
            for &(shape, lie) in SINGLE {
                t.push(op, "", vec![input(shape, lie, Fill::Real, 1)], |x| x[0].clone_data());
            }
        }
    }
}

fn views(t: &mut Table, op: Op) {
    let a = || vec![plain(&[4, 6], 1)];
    let turned = || vec![input(&[4, 6], Lie::Transposed, Fill::Real, 1)];
    match op {
        Op::Reshape => {
            t.push(op, "", a(), |x| x[0].reshape(&[3, -1])?.square());
            t.push(op, "copied", turned(), |x| x[0].reshape(&[8, 3])?.square());
            t.push(op, "split", vec![input(&[4, 6], Lie::Strided, Fill::Real, 1)], |x| {
                x[0].reshape(&[2, 2, 3])?.square()
            });
        }
        Op::Permute => {
            t.push(op, "", vec![plain(&[2, 3, 4], 1)], |x| x[0].permute(&[2, 0, 1])?.square());
            t.push(op, "T", a(), |x| x[0].t_()?.matmul(&x[0]));
        }
        Op::Squeeze => t.push(op, "", vec![plain(&[1, 4, 1], 1)], |x| x[0].squeeze(None)?.square()),
        Op::Unsqueeze => t.push(op, "", turned(), |x| x[0].unsqueeze(1)?.square()),
        Op::Expand => t.push(op, "", vec![plain(&[4, 1], 1)], |x| x[0].expand(&[2, 4, 3])?.square()),
        Op::Slice => {
            t.push(op, "", a(), |x| x[0].slice(1, Some(1), Some(-1), 2)?.square());
            t.push(op, "turned", turned(), |x| x[0].slice(0, Some(-3), None, 1)?.square());
            t.push(op, "nothing", a(), |x| x[0].slice(0, Some(3), Some(1), 1));
        }
        Op::Select => {
            t.push(op, "", a(), |x| x[0].select(0, -1)?.square());
            t.push(op, "turned", turned(), |x| x[0].select(1, 2)?.square());
        }
        Op::Diagonal | Op::Unfold => shapes::views(t, op),
        _ => t.push(op, "view of a changed base", a(), |x| {
            let base = x[0].mul(1.0)?;
            let row = base.select(0, 1)?;
            base.mul_(3.0)?;
            row.square()
        }),
    }
}

fn indices(t: &mut Table, op: Op) {
    let rows = |n, m, seed| input(&[n], Lie::Plain, Fill::Below(m), seed);
    let a = || plain(&[5, 4], 1);
    match op {
        Op::IndexSelect => {
            t.push(op, "", vec![a(), rows(7, 5, 2)], |x| x[0].index_select(0, &x[1]));
            t.push(op, "columns", vec![a(), rows(6, 4, 2)], |x| x[0].index_select(1, &x[1]));
            t.push(op, "turned", vec![input(&[5, 4], Lie::Transposed, Fill::Real, 1), rows(3, 4, 2)], |x| {
                x[0].index_select(0, &x[1])
            });
            let square = input(&[2, 3], Lie::Plain, Fill::Below(5), 3);
            t.push(op, "x[t] with a matrix", vec![a(), square], |x| x[0].index(&[Index::Tensor(x[1].clone())]));
            t.push(op, "x[i, j]", vec![a(), rows(6, 5, 2), rows(6, 4, 3)], |x| {
                x[0].index(&[Index::Tensor(x[1].clone()), Index::Tensor(x[2].clone())])
            });
        }
        Op::Gather => {
            let at = input(&[5, 2], Lie::Plain, Fill::Below(4), 2);
            t.push(op, "", vec![a(), at], |x| x[0].gather(1, &x[1]));
            let at = input(&[3, 4], Lie::Plain, Fill::Below(5), 2);
            t.push(op, "rows", vec![a(), at], |x| x[0].gather(0, &x[1]));
        }
        Op::ScatterAdd => {
            let at = input(&[5, 3], Lie::Plain, Fill::Below(4), 2);
            t.push(op, "", vec![a(), at, plain(&[5, 3], 3)], |x| x[0].scatter_add(1, &x[1], &x[2]));
        }
        Op::IndexPut => {
            t.push(op, "", vec![a(), plain(&[2, 4], 3)], |x| {
                let y = x[0].mul(2.0)?;
                let at = Tensor::from_i64(&[3, 0], &[2], y.device())?;
                y.set_index(&[Index::Tensor(at)], &x[1])?;
                y.square()
            });
            shapes::puts(t, op);
        }
        Op::Scatter
        | Op::ScatterReduce
        | Op::IndexAdd
        | Op::IndexCopy
        | Op::IndexFill
        | Op::Take
        | Op::MaskedScatter => {
            shapes::indices(t, op);
        }
        Op::MaskedSelect => {
            let mask = input(&[5, 4], Lie::Plain, Fill::Truth, 2);
            t.push(op, "", vec![a(), mask], |x| x[0].masked_select(&x[1]));
            t.push(op, "rows", vec![a(), input(&[5], Lie::Plain, Fill::Truth, 2)], |x| {
                x[0].index(&[Index::Tensor(x[1].clone())])
            });
        }
        _ => {
            t.push(op, "part", vec![a(), plain(&[2, 4], 3)], |x| {
                let y = x[0].mul(2.0)?;
                y.set_index(&[Index::Range { start: Some(1), end: Some(3), step: 1 }], &x[1])?;
                y.square()
            });
            t.push(op, "number", vec![a()], |x| {
                let y = x[0].mul(2.0)?;
                y.set_index(&[Index::ALL, Index::At(-1)], 7.0)?;
                y.square()
            });
        }
    }
}

fn joins(t: &mut Table, op: Op) {
    if op == Op::Cat {
        t.push(op, "", vec![plain(&[2, 3], 1), plain(&[4, 3], 2)], |x| Tensor::cat(x, 0));
        t.push(op, "columns", vec![plain(&[2, 3], 1), input(&[3, 2], Lie::Transposed, Fill::Real, 2)], |x| {
            Tensor::cat(x, -1)
        });
    } else {
        t.push(op, "", vec![plain(&[2, 3], 1), plain(&[2, 3], 2)], |x| Tensor::stack(x, 1));
    }
}

fn sources(t: &mut Table, op: Op) {
    // One input, so that the case knows its device.
    t.push(op, "", vec![plain(&[2], 1)], move |x| {
        let device = x[0].device();
        crate::random::manual_seed(7);
        match op {
            Op::Full => Tensor::full(&[3, 5], 2.5, DType::F32, device),
            Op::Arange => Tensor::arange(Scalar::Int(2), Scalar::Int(11), Scalar::Int(3), None, device),
            Op::Linspace => Tensor::linspace(-1.0, 2.0, 7, device),
            Op::Eye => Tensor::eye(3, 4, device),
            Op::Rand => Tensor::rand(&[20], device),
            Op::Randn => Tensor::randn(&[20], device),
            Op::Randint => Tensor::randint(-3, 9, &[20], device),
            Op::Randperm => Tensor::randperm(20, device),
            other => shapes::source(other, device),
        }
    });
}

/// Chains in which several operations share kernels.
fn fused(t: &mut Table) {
    t.push(Op::Mul, "silu: one value used twice", vec![plain(&[40, 9], 1)], |x| x[0].mul(&x[0].sigmoid()?));
    t.push(Op::Exp, "softmax by hand", vec![plain(&[6, 9], 1)], |x| {
        let e = x[0].sub(&x[0].detach().amax(&[1], true)?)?.exp()?;
        e.div(&e.sum(&[1], true)?)
    });
    t.push(Op::Mean, "regression loss", vec![plain(&[50, 4], 1), plain(&[4, 1], 2), plain(&[1], 3)], |x| {
        x[0].matmul(&x[1])?.add(&x[2])?.sub(0.5)?.pow(2.0)?.mean(&[], false)
    });
    t.push(Op::Add, "longer than one program", vec![plain(&[30], 1)], |x| {
        let mut y = x[0].clone();
        for i in 0..70 {
            y = y.mul(0.9)?.add(&x[0].mul(0.01 * f64::from(i))?)?;
        }
        Ok(y)
    });
    t.push(Op::Add, "more inputs than one kernel", (0..12).map(|i| plain(&[13], i)).collect(), |x| {
        let mut y = x[0].clone();
        for z in &x[1..] {
            y = y.add(z)?.tanh()?;
        }
        Ok(y)
    });
}
