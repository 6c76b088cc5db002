//! Gradients, in-place changes, errors, memory: what the parity suite does not say.

use tensor::{DType, Device, Device::Cpu, Error, Index, Kind, Result, Scalar, Tensor, device, grad, no_grad};

fn leaf(values: &[f32], shape: &[usize]) -> Result<Tensor> {
    cpu::register();
    let t = Tensor::from_f32(values, shape, Cpu)?;
    t.set_requires_grad(true)?;
    Ok(t)
}

fn check(found: &Tensor, expected: &[f32]) {
    let found = found.to_f32().expect("readable");
    assert_eq!(found, expected);
}

fn check_error<T>(result: Result<T>, kind: Kind, parts: &[&str]) {
    let Err(error) = result else { panic!("an error with {parts:?} was expected") };
    let text = error.to_string();
    assert_eq!(error.kind(), kind, "{text}");
    for part in parts {
        assert!(text.contains(part), "{text:?} lacks {part:?}");
    }
}

#[test]
fn gradients_accumulate_and_graphs_are_freed() -> Result<()> {
    let x = leaf(&[1.0, 2.0], &[2])?;
    let y = x.mul(&x)?.sum(&[], false)?;
    y.backward(None, true, false)?;
    y.backward(None, false, false)?;
    check(&x.grad().expect("filled"), &[4.0, 8.0]);
    check_error(y.backward(None, false, false), Kind::Runtime, &["second time", "retain_graph=True"]);
    check_error(x.mul(2.0)?.backward(None, false, false), Kind::Runtime, &["scalar outputs", "[2]"]);
    check_error(x.detach().sum(&[], false)?.backward(None, false, false), Kind::Runtime, &["does not require grad"]);
    Ok(())
}

#[test]
fn grad_leaves_leaves_alone_and_differentiates_twice() -> Result<()> {
    let x = leaf(&[3.0], &[1])?;
    let y = x.pow(3.0)?;
    let first = grad(&[y], std::slice::from_ref(&x), None, true, true, false)?.remove(0).expect("used");
    check(&first, &[27.0]);
    let second = grad(&[first], std::slice::from_ref(&x), None, false, false, false)?.remove(0).expect("used");
    check(&second, &[18.0]);
    assert!(x.grad().is_none());
    let other = leaf(&[1.0], &[1])?;
    check_error(grad(&[x.mul(2.0)?], &[other], None, false, false, false), Kind::Runtime, &["allow_unused=True"]);
    Ok(())
}

#[test]
fn grad_reaches_intermediate_values() -> Result<()> {
    let x = leaf(&[2.0], &[1])?;
    let h = x.mul(3.0)?;
    let y = h.mul(&h)?;
    check(grad(&[y], &[h], None, false, false, false)?[0].as_ref().expect("used"), &[12.0]);
    let h = x.mul(3.0)?;
    h.retain_grad()?;
    h.square()?.backward(None, false, false)?;
    check(&h.grad().expect("retained"), &[12.0]);
    Ok(())
}

#[test]
fn changed_saved_values_are_noticed() -> Result<()> {
    let x = leaf(&[1.0, 2.0], &[2])?;
    let h = x.mul(1.0)?;
    let y = h.mul(&h)?;
    h.add_(1.0)?;
    let message = ["modified by an inplace operation", "is at version 1; expected version 0", "[2]"];
    check_error(y.sum(&[], false)?.backward(None, false, false), Kind::Runtime, &message);
    // A sum keeps nothing: changing its operand is fine.
    let h = x.mul(1.0)?;
    let y = h.add(&x)?;
    h.mul_(5.0)?;
    y.sum(&[], false)?.backward(None, false, false)?;
    check(&x.grad().expect("filled"), &[2.0, 2.0]);
    Ok(())
}

#[test]
fn in_place_changes_follow_pytorchs_rules() -> Result<()> {
    let x = leaf(&[1.0, 2.0, 3.0], &[3])?;
    check_error(x.add_(1.0), Kind::Runtime, &["a leaf Variable that requires grad", "no_grad"]);
    check_error(x.select(0, 1)?.mul_(2.0), Kind::Runtime, &["a view of a leaf Variable"]);
    no_grad(|| x.sub_(1.0))?;
    check(&x, &[0.0, 1.0, 2.0]);
    assert_eq!(x.version(), 1);
    let y = x.mul(2.0)?;
    let before = y.clone_data()?;
    y.set_index(&[Index::At(0)], 9.0)?;
    check(&y, &[9.0, 2.0, 4.0]);
    check(&before, &[0.0, 2.0, 4.0]);
    y.sum(&[], false)?.backward(None, false, false)?;
    check(&x.grad().expect("filled"), &[0.0, 2.0, 2.0]);
    let wide = x.detach().expand(&[2, 3])?;
    check_error(wide.add_(1.0), Kind::Runtime, &["single memory location", "clone()"]);
    check_error(x.detach().add_(&Tensor::zeros(&[2, 3], DType::F32, Cpu)?), Kind::Runtime, &["[3]", "[2, 3]"]);
    let whole = Tensor::from_i64(&[1], &[1], Cpu)?;
    check_error(whole.add_(0.5), Kind::Runtime, &["can't be cast", "Long"]);
    Ok(())
}

#[test]
fn views_share_and_copies_do_not() -> Result<()> {
    cpu::register();
    let x = Tensor::zeros(&[2, 3], DType::F32, Cpu)?;
    let (row, column, copy) = (x.select(0, 1)?, x.t_()?.select(0, 2)?, x.clone_data()?);
    row.fill_(5.0)?;
    check(&column, &[0.0, 5.0]);
    check(&copy, &[0.0; 6]);
    column.add_(1.0)?;
    check(&x, &[0.0, 0.0, 1.0, 5.0, 5.0, 6.0]);
    // A shifted copy within one tensor reads the old elements.
    let x = Tensor::from_f32(&[1.0, 2.0, 3.0, 4.0], &[4], Cpu)?;
    x.slice(0, Some(1), None, 1)?.copy_(&x.slice(0, None, Some(3), 1)?)?;
    check(&x, &[1.0, 1.0, 2.0, 3.0]);
    Ok(())
}

#[test]
fn a_view_written_into_carries_gradients() -> Result<()> {
    let w = leaf(&[2.0], &[1])?;
    let z = Tensor::zeros(&[3], DType::F32, Cpu)?;
    z.set_index(&[Index::At(1)], &w.mul(3.0)?.select(0, 0)?)?;
    assert!(z.requires_grad());
    z.square()?.sum(&[], false)?.backward(None, false, false)?;
    check(&w.grad().expect("filled"), &[36.0]);
    Ok(())
}

#[test]
fn errors_teach() -> Result<()> {
    cpu::register();
    let zeros = |shape: &[usize]| Tensor::zeros(shape, DType::F32, Cpu);
    let (a, b) = (zeros(&[2, 3])?, zeros(&[4, 5])?);
    check_error(a.add(&b), Kind::Runtime, &["add", "[2, 3]", "[4, 5]", "must match the size"]);
    check_error(a.matmul(&b), Kind::Runtime, &["matmul", "[2, 3]", "[4, 5]", "(3)", "(4)"]);
    check_error(zeros(&[2, 3])?.matmul(&zeros(&[5, 3])?), Kind::Runtime, &["b.T"]);
    check_error(zeros(&[4])?.add(&zeros(&[4, 2])?), Kind::Runtime, &["unsqueeze(1)"]);
    check_error(a.reshape(&[4, 2]), Kind::Runtime, &["[4, 2]", "6", "[2, 3]"]);
    check_error(a.sum(&[2], false), Kind::Index, &["Dimension out of range", "[-2, 1]", "2"]);
    check_error(a.select(0, 2), Kind::Index, &["index 2 is out of bounds for dimension 0 with size 2"]);
    check_error(a.index(&[Index::At(0), Index::At(0), Index::At(0)]), Kind::Index, &["too many indices"]);
    let rows = Tensor::from_i64(&[0, 5], &[2], Cpu)?;
    check_error(a.index_select(0, &rows), Kind::Index, &["index 5", "size 2"]);
    check_error(a.slice(0, None, None, -1), Kind::Value, &["step must be greater than zero"]);
    check_error(a.to_device(Device::Reference)?.add(&a), Kind::Runtime, &["reference", "cpu", "x.to("]);
    check_error(zeros(&[1 << 16, 1 << 15]), Kind::Memory, &["8.6 GB", "2.1 GB", "[65536, 32768]"]);
    check_error(Tensor::from_i64(&[1 << 40], &[1], Cpu), Kind::Overflow, &["1099511627776"]);
    check_error(rows.mean(&[], false), Kind::NotImplemented, &["Long", "float()"]);
    check_error(rows.set_requires_grad(true), Kind::Runtime, &["floating point"]);
    check_error(a.item(), Kind::Runtime, &["6 elements"]);
    check_error(a.mse_loss(&zeros(&[3, 2])?), Kind::Value, &["[2, 3]", "[3, 2]"]);
    check_error(zeros(&[0])?.amax(&[], false), Kind::Index, &["size 0"]);
    check_error(
        zeros(&[2, 3])?.cross_entropy(&Tensor::from_i64(&[0, 3], &[2], Cpu)?),
        Kind::Index,
        &["Target 3", "3 classes"],
    );
    Ok(())
}

#[test]
fn numbers_promote_as_in_pytorch() -> Result<()> {
    cpu::register();
    let ints = Tensor::from_i64(&[7, -7], &[2], Cpu)?;
    assert_eq!(ints.add(1i64)?.dtype(), DType::I64);
    assert_eq!(ints.add(0.5)?.dtype(), DType::F32);
    assert_eq!(ints.div(2i64)?.dtype(), DType::F32);
    assert_eq!(ints.floor_divide(2i64)?.to_i64()?, [3, -4]);
    assert_eq!(ints.remainder(3i64)?.to_i64()?, [1, 2]);
    assert_eq!(ints.gt(0i64)?.sum(&[], false)?.item()?, Scalar::Int(1));
    assert_eq!(ints.exp()?.dtype(), DType::F32);
    assert_eq!(ints.argmax(None, false)?.item()?, Scalar::Int(0));
    Ok(())
}

#[test]
fn a_long_training_loop_keeps_memory_flat() -> Result<()> {
    let w = leaf(&[0.0; 4], &[4, 1])?;
    let x = Tensor::randn(&[8, 4], Cpu)?;
    let y = x.sum(&[1], true)?;
    let mut most = 0;
    let (mut first, mut last) = (0.0, 0.0);
    for i in 0..10_000 {
        let loss = x.matmul(&w)?.sub(&y)?.pow(2.0)?.mean(&[], false)?;
        loss.backward(None, false, false)?;
        no_grad(|| w.sub_(&w.grad().expect("filled").mul(0.01)?))?;
        w.set_grad(None)?;
        // Every other step reads nothing: the graph is cut all the same.
        if i % 1000 == 999 {
            last = loss.item()?.to_f64();
            first = if i == 999 { last } else { first };
            most = most.max(device::live(Cpu)?);
        }
    }
    assert!(last <= first && last < 1e-2, "{first} {last}");
    assert!(most < 60, "{most} buffers");
    drop((w, x, y));
    assert_eq!(device::live(Cpu)?, 0);
    Ok(())
}

#[test]
fn a_deep_graph_does_not_overflow_the_stack() -> Result<()> {
    let x = leaf(&[1.0], &[1])?;
    let mut y = x.clone();
    for _ in 0..50_000 {
        y = y.mul(1.0)?;
    }
    drop(y);
    let mut y = x.clone();
    for _ in 0..5_000 {
        y = y.add(&x)?;
    }
    y.sum(&[], false)?.backward(None, false, false)?;
    check(&x.grad().expect("filled"), &[5001.0]);
    Ok(())
}

#[test]
fn a_replaced_backend_is_a_lost_device() -> Result<()> {
    cpu::register();
    let x = Tensor::from_f32(&[1.0], &[1], Cpu)?;
    cpu::register();
    check_error(x.to_f32(), Kind::DeviceLost, &["lost"]);
    check_error(x.add(1.0)?.to_f32(), Kind::DeviceLost, &["lost"]);
    assert!(matches!(Tensor::zeros(&[1], DType::F32, Device::WebGpu), Err(Error::NoDevice(Device::WebGpu))));
    Ok(())
}

#[test]
fn gradient_functions_have_pytorchs_names() -> Result<()> {
    let check = |t: Result<Tensor>, name: &str| -> Result<()> {
        assert_eq!(t?.grad_fn_name().as_deref(), Some(name));
        Ok(())
    };
    let (x, v) = (leaf(&[1.0; 4], &[2, 2])?, leaf(&[1.0; 2], &[2])?);
    check(x.matmul(&x), "MmBackward0")?;
    check(x.matmul(&v), "MvBackward0")?;
    check(v.matmul(&v), "DotBackward0")?;
    check(x.sum(&[], false), "SumBackward0")?;
    check(x.mean(&[0], false), "MeanBackward1")?;
    check(x.pow(2.0), "PowBackward0")?;
    check(x.reshape(&[4]), "ViewBackward0")?;
    check(x.transpose(0, 1), "TransposeBackward0")?;
    check(x.mse_loss(&x.detach()), "MseLossBackward0")?;
    check(Tensor::binary(tensor::Op::Sub, 1.0, &x), "RsubBackward1")
}
