//! The gradient graph: hooks, operations with a backward pass of one's own, several outputs, and that all of it is freed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use tensor::{Device::Cpu, Result, Tensor, backward, custom, device, grad, no_grad};

fn leaf(values: &[f32]) -> Result<Tensor> {
    // Registering again would lose the tensors that are there.
    if !device::available(Cpu) {
        cpu::register();
    }
    let t = Tensor::from_f32(values, &[values.len()], Cpu)?;
    t.set_requires_grad(true)?;
    Ok(t)
}

fn check(found: Option<Tensor>, expected: &[f32]) {
    let found = found.expect("a gradient").to_f32().expect("readable");
    assert_eq!(found, expected);
}

/// e^x, whose backward pass needs its own output.
fn exp(x: &Tensor) -> Result<Tensor> {
    let y = no_grad(|| x.exp())?;
    let back = |g: &[Option<Tensor>], saved: &[Tensor]| {
        let g = g[0].as_ref().expect("the only output");
        Ok(vec![Some(g.mul(&saved[0])?)])
    };
    let saved = std::slice::from_ref(&y);
    let made = custom("ExpBackward", std::slice::from_ref(x), &[(y.clone(), true)], saved, &[], Box::new(back))?;
    Ok(made[0].clone())
}

#[test]
fn hooks_see_complete_gradients_and_replace_them() -> Result<()> {
    let x = leaf(&[1.0, 2.0])?;
    let seen = Rc::new(RefCell::new(Vec::new()));
    let log = seen.clone();
    let handle = x.register_hook(Rc::new(move |g| {
        log.borrow_mut().push(g.to_f32()?);
        g.mul(10.0).map(Some)
    }))?;
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    x.register_post_accumulate_grad_hook(Rc::new(move |_| {
        count.set(count.get() + 1);
        Ok(())
    }))?;
    // Two ways to x: the hook is called once, with their sum.
    x.mul(&x)?.add(&x)?.sum(&[], false)?.backward(None, false, false)?;
    assert_eq!(*seen.borrow(), [[3.0, 5.0]]);
    check(x.grad(), &[30.0, 50.0]);
    handle.remove();
    x.set_grad(None)?;
    x.mul(2.0)?.sum(&[], false)?.backward(None, false, false)?;
    check(x.grad(), &[2.0, 2.0]);
    assert_eq!(told.get(), 2);
    Ok(())
}

#[test]
fn own_operations_differentiate_twice_and_are_freed() -> Result<()> {
    let x = leaf(&[0.0, 0.0])?;
    for _ in 0..3 {
        // A graph that nobody goes back through.
        exp(&x)?;
        let first = grad(&[exp(&x)?.sum(&[], false)?], std::slice::from_ref(&x), None, true, true, false)?.remove(0);
        let second = grad(
            &[first.expect("used")],
            std::slice::from_ref(&x),
            Some(&[Some(Tensor::ones(&[2], tensor::DType::F32, Cpu)?)]),
            false,
            false,
            false,
        )?;
        check(second[0].clone(), &[1.0, 1.0]);
    }
    drop(x);
    assert_eq!(device::live(Cpu)?, 0);
    Ok(())
}

#[test]
fn several_outputs_are_one_operation() -> Result<()> {
    let x = leaf(&[1.0, 2.0, 3.0])?;
    let parts = x.square()?.unbind(0)?;
    assert_eq!(parts[1].grad_fn_name().as_deref(), Some("UnbindBackward0"));
    parts[2].mul(&parts[0])?.backward(None, false, false)?;
    check(x.grad(), &[18.0, 0.0, 6.0]);
    drop(parts);
    x.set_grad(None)?;
    x.mul(2.0)?.split(2, 0)?[1].sum(&[], false)?.backward(None, false, false)?;
    check(x.grad(), &[0.0, 0.0, 2.0]);
    drop(x);
    assert_eq!(device::live(Cpu)?, 0);
    Ok(())
}

#[test]
fn only_what_leads_to_the_inputs_runs() -> Result<()> {
    let (a, b) = (leaf(&[2.0])?, leaf(&[3.0])?);
    let y = a.mul(&a)?.add(&b.mul(&b)?)?;
    check(grad(std::slice::from_ref(&y), std::slice::from_ref(&a), None, false, false, false)?.remove(0), &[4.0]);
    check(grad(&[y], std::slice::from_ref(&b), None, false, false, false)?.remove(0), &[6.0]);
    let h = a.mul(3.0)?;
    backward(&[h.mul(&h)?], &[None], false, false, Some(std::slice::from_ref(&h)))?;
    check(h.grad(), &[12.0]);
    assert!(a.grad().is_none());
    Ok(())
}

#[test]
fn a_change_keeps_what_the_backward_pass_needs() -> Result<()> {
    let (x, w) = (leaf(&[1.0, 2.0])?, leaf(&[3.0, 4.0])?);
    let y = x.mul(1.0)?;
    y.mul_(&w)?;
    y.mul_(&w)?;
    y.sum(&[], false)?.backward(None, false, false)?;
    check(x.grad(), &[9.0, 16.0]);
    check(w.grad(), &[6.0, 16.0]);
    // The output of tanh_ is needed and gone.
    let y = x.mul(1.0)?;
    y.unary_(tensor::Op::Tanh)?;
    y.add_(1.0)?;
    let error = y.sum(&[], false)?.backward(None, false, false).expect_err("changed");
    assert!(error.to_string().contains("modified by an inplace operation"), "{error}");
    Ok(())
}
