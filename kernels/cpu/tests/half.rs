//! Operations on half precision: the result and the gradient stay half and are near those of single precision.

use tensor::{Attention, Bag, ClassLoss, ConvOptions, DType, Device::Cpu, Index, Op, Pool, Reduced, Result, Tensor};

type Run<'a> = &'a dyn Fn(&Tensor) -> Result<Tensor>;

fn result_and_gradient(run: Run, x: &Tensor) -> Result<(Tensor, Tensor)> {
    let x = x.detach();
    x.set_requires_grad(true)?;
    let y = run(&x)?;
    y.mul(&y)?.sum(&[], false)?.backward(None, false, false)?;
    Ok((y.detach(), x.grad().expect("a gradient")))
}

fn near(name: &str, half: &Tensor, single: &Tensor, dtype: DType) -> Result<()> {
    assert_eq!((half.dtype(), half.shape()), (dtype, single.shape()), "{name}");
    let largest = single.to_f32()?.iter().fold(1.0f32, |m, x| m.max(x.abs()));
    for (h, s) in half.to_f32()?.iter().zip(single.to_f32()?) {
        assert!((h - s).abs() <= 0.05 * largest, "{name}: {h}, in single precision {s}");
    }
    Ok(())
}

#[test]
fn operations_on_half_precision_stay_half() -> Result<()> {
    cpu::register();
    tensor::random::manual_seed(3);
    let x = Tensor::randn(&[2, 4, 6, 6], Cpu)?;
    let kernel = Tensor::randn(&[4, 4, 3, 3], Cpu)?.mul(0.2)?;
    let scale = Tensor::rand(&[4], Cpu)?;
    let table = Tensor::from_i64(&[1, 0, 1], &[3], Cpu)?;
    let classes = Tensor::from_i64(&[3; 72], &[2, 6, 6], Cpu)?;
    let like = |t: &Tensor, x: &Tensor| t.to_dtype(x.dtype());
    let rows = |x: &Tensor| x.reshape(&[8, 36]);
    let cases: &[(&str, Run)] = &[
        ("conv", &|x| x.conv(&like(&kernel, x)?, Some(&like(&scale, x)?), &ConvOptions::default(), 2)),
        ("conv_transpose", &|x| x.conv_transpose(&like(&kernel, x)?, None, &ConvOptions::default(), 2)),
        ("max_pool", &|x| x.max_pool(&Pool::new(&[2, 2]), 2)),
        ("avg_pool", &|x| x.avg_pool(&Pool::new(&[2, 2]), 2, true, None)),
        ("adaptive_avg_pool", &|x| x.adaptive_avg_pool(&[4, 3])),
        ("layer_norm", &|x| x.layer_norm(&[6], None, None, 1e-5)),
        ("group_norm", &|x| x.group_norm(2, Some(&like(&scale, x)?), None, 1e-5)),
        ("batch_norm", &|x| x.batch_norm(None, Some(&like(&scale, x)?), None, true, 0.1, 1e-5)),
        ("attention", &|x| x.attention(x, x, &Attention::default())),
        ("linear", &|x| rows(x)?.linear(&like(&kernel.reshape(&[4, 36])?, x)?, Some(&like(&scale, x)?))),
        ("embedding", &|x| rows(x)?.embedding(&table, None, false)),
        ("embedding_bag", &|x| rows(x)?.embedding_bag(&table.reshape(&[1, 3])?, None, Bag::Mean, None, None)),
        ("cross_entropy", &|x| x.cross_entropy_with(&classes, &ClassLoss::default())),
        ("mse_loss", &|x| x.mse_loss_with(&x.detach().mul(0.5)?, Reduced::Mean)),
        ("unbind", &|x| x.unbind(0)?[1].clone().mul(2.0)),
        ("split", &|x| x.split(2, 1)?[0].clone().mul(2.0)),
        ("gelu", &|x| Tensor::unary(Op::Gelu, x)),
        ("softplus", &|x| x.softplus(1.0, 20.0)),
        ("elu", &|x| x.elu(1.0, 1.0, 1.0)),
        ("leaky_relu", &|x| x.leaky_relu(0.1)),
        ("hardtanh", &|x| x.hardtanh(-1.0, 1.0)),
        ("clamp", &|x| x.clamp(Some((-1.0).into()), None)),
        ("vector_norm", &|x| x.vector_norm(2.0, &[1], false)),
        ("logsumexp", &|x| x.logsumexp(&[1], false)),
        ("cumsum", &|x| x.cumsum(2)),
        ("prod", &|x| x.prod(Some(1), false)),
        ("std", &|x| x.std(&[1], 1, false)),
        ("median", &|x| Ok(x.median(3, false, false)?.0)),
        ("sort", &|x| Ok(x.max_dim(1, false)?.0)),
        ("index", &|x| x.index(&[Index::Tensor(table.clone()), Index::At(1)])),
        ("index_add", &|x| x.index_add(0, &table, &x.index_select(0, &table)?, 2.0)),
        ("scatter_add", &|x| x.scatter_add(1, &x.gt(0.0)?.to_dtype(DType::I64)?, x)),
        ("cat", &|x| Tensor::cat(&[x.clone(), x.clone()], 1)),
        ("matmul", &|x| x.matmul(&x.transpose(2, 3)?)),
    ];
    for dtype in [DType::F16, DType::BF16] {
        let half = x.to_dtype(dtype)?;
        let single = half.to_dtype(DType::F32)?;
        for (name, run) in cases {
            let (y, g) = result_and_gradient(run, &half)?;
            let (wanted, slope) = result_and_gradient(run, &single)?;
            near(name, &y, &wanted, dtype)?;
            near(name, &g, &slope, dtype)?;
        }
    }
    Ok(())
}

#[test]
fn whole_numbers_of_every_width_divide_and_shift_alike() -> Result<()> {
    cpu::register();
    for dtype in [DType::I8, DType::I16, DType::I32, DType::I64] {
        let a = Tensor::from_i64(&[7, -7, 100, -128], &[4], Cpu)?.to_dtype(dtype)?;
        let check = |y: Tensor, wanted: [i64; 4]| -> Result<()> {
            assert_eq!((y.dtype(), y.to_i64()?), (dtype, wanted.to_vec()));
            Ok(())
        };
        check(a.floor_divide(2i64)?, [3, -4, 50, -64])?;
        check(a.remainder(4i64)?, [3, 1, 0, 0])?;
        check(a.div_trunc(2i64)?, [3, -3, 50, -64])?;
        check(Tensor::binary(Op::BitwiseAnd, &a, 6i64)?, [6, 0, 4, 0])?;
        check(Tensor::unary(Op::BitwiseNot, &a)?, [-8, 6, -101, 127])?;
        assert_eq!(a.cumsum(0)?.dtype(), DType::I64);
        assert!(a.floor_divide(0i64).is_err());
    }
    Ok(())
}
