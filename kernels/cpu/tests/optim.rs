//! Optimiser steps: the numbers, and that one step is one kernel for each parameter.

use std::cell::RefCell;
use std::rc::Rc;

use tensor::backend::{Backend, BufferId, Kernel};
use tensor::optim::{Adagrad, Adam, AdamState, RmsProp, RmsPropState, Sgd};
use tensor::{DType, Device, Device::Cpu, Result, Tensor, device, no_grad};

/// The SIMD backend, with the programs of the maps that it ran.
struct Counting {
    inner: cpu::Simd,
    maps: Rc<RefCell<Vec<u64>>>,
}

impl Backend for Counting {
    fn describe(&self) -> String {
        self.inner.describe()
    }
    fn limit(&self) -> u64 {
        self.inner.limit()
    }
    fn alloc(&mut self, words: usize) -> Result<BufferId> {
        self.inner.alloc(words)
    }
    fn upload(&mut self, words: &[u32]) -> Result<BufferId> {
        self.inner.upload(words)
    }
    fn read(&mut self, buffer: BufferId, offset: usize, out: &mut [u32]) -> Result<()> {
        self.inner.read(buffer, offset, out)
    }
    fn free(&mut self, buffer: BufferId) {
        self.inner.free(buffer);
    }
    fn run(&mut self, kernels: &[Kernel]) -> Result<()> {
        for kernel in kernels {
            if let Kernel::Map(map) = kernel {
                self.maps.borrow_mut().push(map.fused.program.key());
            }
        }
        self.inner.run(kernels)
    }
    fn live(&self) -> usize {
        self.inner.live()
    }
}

fn counted() -> Rc<RefCell<Vec<u64>>> {
    let maps = Rc::new(RefCell::new(Vec::new()));
    device::register(Cpu, Box::new(Counting { inner: cpu::Simd::new(), maps: maps.clone() }));
    maps
}

fn leaf(shape: &[usize], device: Device) -> Result<Tensor> {
    let n: usize = shape.iter().product();
    let values: Vec<f32> = (0..n).map(|i| ((i * 7 + 3) % 11) as f32 * 0.1 - 0.5).collect();
    let t = Tensor::from_f32(&values, shape, device)?;
    t.set_requires_grad(true)?;
    Ok(t)
}

/// Two layers' worth of parameters and their loss.
struct Mlp {
    x: Tensor,
    params: Vec<Tensor>,
}

impl Mlp {
    fn new() -> Result<Self> {
        let params = [vec![3, 5], vec![5], vec![5, 2], vec![2]].iter().map(|s| leaf(s, Cpu)).collect::<Result<_>>()?;
        Ok(Self { x: leaf(&[4, 3], Cpu)?.detach(), params })
    }

    fn loss(&self) -> Result<Tensor> {
        let [w1, b1, w2, b2] = &self.params[..] else { panic!("four parameters") };
        let h = self.x.matmul(w1)?.add(b1)?.tanh()?;
        h.matmul(w2)?.add(b2)?.square()?.mean(&[], false)
    }

    fn backward(&self) -> Result<()> {
        self.params.iter().try_for_each(|p| p.set_grad(None))?;
        self.loss()?.backward(None, false, false)
    }
}

#[test]
fn a_step_of_adam_is_one_kernel_for_each_parameter() -> Result<()> {
    let maps = counted();
    let mlp = Mlp::new()?;
    let zeros = |p: &Tensor| Tensor::zeros(p.shape(), DType::F32, Cpu);
    let means: Vec<Tensor> = mlp.params.iter().map(zeros).collect::<Result<_>>()?;
    let squares: Vec<Tensor> = mlp.params.iter().map(zeros).collect::<Result<_>>()?;
    let first = mlp.loss()?.item()?.to_f64();
    let mut seen = Vec::new();
    for step in 1..=20 {
        mlp.backward()?;
        let grads: Vec<Tensor> = mlp.params.iter().map(|p| p.grad().expect("filled")).collect();
        Tensor::realize_all(&grads.iter().collect::<Vec<_>>())?;
        maps.borrow_mut().clear();
        // The rate changes and the decay is there: still the same programs.
        let lr = 0.1 / f64::from(step);
        let adam =
            Adam { lr, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0.01, decoupled: true, maximize: false };
        for (i, (p, g)) in mlp.params.iter().zip(&grads).enumerate() {
            let state = AdamState { exp_avg: &means[i], exp_avg_sq: &squares[i], max_exp_avg_sq: None };
            adam.step(p, g, state, f64::from(step))?;
        }
        let all: Vec<&Tensor> = mlp.params.iter().chain(&means).chain(&squares).collect();
        Tensor::realize_all(&all)?;
        assert_eq!(maps.borrow().len(), mlp.params.len(), "step {step}");
        seen.push(maps.borrow().clone());
    }
    // After the first step, whose state is still a constant, nothing new is compiled.
    assert!(seen[1..].iter().all(|programs| *programs == seen[1]));
    assert!(mlp.loss()?.item()?.to_f64() < 0.2 * first);
    Ok(())
}

#[test]
fn steps_say_what_pytorch_says() -> Result<()> {
    cpu::register();
    let fresh = || -> Result<(Tensor, Tensor)> {
        Ok((Tensor::from_f32(&[1.0, -2.0, 0.5], &[3], Cpu)?, Tensor::from_f32(&[0.5, 0.25, -1.0], &[3], Cpu)?))
    };
    let near = |found: &Tensor, expected: [f32; 3]| -> Result<()> {
        for (f, e) in found.to_f32()?.iter().zip(expected) {
            assert!((f - e).abs() < 1e-6, "{f} is not {e}");
        }
        Ok(())
    };
    let (p, g) = fresh()?;
    let sgd = Sgd { lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.1, ..Sgd::default() };
    let mut buffer = None;
    sgd.step(&p, &g, &mut buffer)?;
    sgd.step(&p, &g, &mut buffer)?;
    near(&p, [0.72556597, -2.0228696, 0.9345204])?;
    let (p, g) = fresh()?;
    let adagrad = Adagrad { lr: 0.1, lr_decay: 0.5, eps: 1e-10, ..Adagrad::default() };
    let sum = Tensor::zeros(&[3], DType::F32, Cpu)?;
    for step in 1..=2 {
        adagrad.step(&p, &g, &sum, f64::from(step))?;
    }
    near(&p, [0.8528595, -2.1471403, 0.6471405])?;
    let (p, g) = fresh()?;
    let rms = RmsProp { lr: 0.1, alpha: 0.9, eps: 1e-8, momentum: 0.5, ..RmsProp::default() };
    let [square, mean, buffer] = [(); 3].map(|()| Tensor::zeros(&[3], DType::F32, Cpu));
    let (square, mean, buffer) = (square?, mean?, buffer?);
    let state = RmsPropState { square_avg: &square, grad_avg: Some(&mean), momentum_buffer: Some(&buffer) };
    rms.step(&p, &g, state)?;
    rms.step(&p, &g, state)?;
    near(&p, [0.24509376, -2.7549062, 1.2549063])
}

#[test]
fn what_does_not_fit_is_said() -> Result<()> {
    cpu::register();
    let p = leaf(&[2, 3], Cpu)?;
    let g = Tensor::zeros(&[3], DType::F32, Cpu)?;
    let error = Sgd { lr: 0.1, ..Sgd::default() }.step(&p, &g, &mut None).expect_err("shapes differ");
    assert!(error.to_string().contains("[3]") && error.to_string().contains("[2, 3]"), "{error}");
    let g = Tensor::zeros(&[2, 3], DType::F32, Cpu)?;
    let square = Tensor::zeros(&[2, 3], DType::F32, Cpu)?;
    let state = RmsPropState { square_avg: &square, grad_avg: None, momentum_buffer: None };
    let rms = RmsProp { lr: 0.1, momentum: 0.9, ..RmsProp::default() };
    assert!(rms.step(&p, &g, state).is_err());
    // Nothing has been changed by the failed step, and gradients are still recorded.
    assert!(no_grad(|| p.eq(&leaf(&[2, 3], Cpu)?)?.to_bool())?.into_iter().all(|same| same));
    assert!(tensor::grad_enabled());
    Ok(())
}
