//! How many kernels layers and losses launch, and what they store: what is fused stays fused.

use std::cell::Cell;
use std::rc::Rc;
use tensor::backend::{Backend, BufferId, Kernel};
use tensor::{Attention, ConvOptions, Device, Padding, Pool, Result, Tensor};

/// The SIMD backend, counting kernels and noting the largest buffer.
struct Counting(cpu::Simd, Rc<Cell<usize>>, Rc<Cell<usize>>);

impl Backend for Counting {
    fn describe(&self) -> String {
        self.0.describe()
    }
    fn limit(&self) -> u64 {
        self.0.limit()
    }
    fn alloc(&mut self, words: usize) -> Result<BufferId> {
        self.2.set(self.2.get().max(words));
        self.0.alloc(words)
    }
    fn upload(&mut self, words: &[u32]) -> Result<BufferId> {
        self.0.upload(words)
    }
    fn read(&mut self, buffer: BufferId, offset: usize, out: &mut [u32]) -> Result<()> {
        self.0.read(buffer, offset, out)
    }
    fn free(&mut self, buffer: BufferId) {
        self.0.free(buffer);
    }
    fn run(&mut self, kernels: &[Kernel]) -> Result<()> {
        self.1.set(self.1.get() + kernels.len());
        self.0.run(kernels)
    }
    fn live(&self) -> usize {
        self.0.live()
    }
}

fn leaf(shape: &[usize]) -> Result<Tensor> {
    let t = Tensor::randn(shape, Device::Cpu)?;
    t.realize()?;
    t.set_requires_grad(true)?;
    Ok(t)
}

/// Kernels of `f`'s result, and of its gradients.
#[track_caller]
fn check(shapes: &[&[usize]], forward: usize, backward: usize, f: impl Fn(&[Tensor]) -> Result<Tensor>) {
    let count = Rc::new(Cell::new(0));
    tensor::device::register(Device::Cpu, Box::new(Counting(cpu::Simd::new(), count.clone(), Rc::default())));
    let launched = || -> Result<(usize, usize)> {
        let leaves = shapes.iter().map(|s| leaf(s)).collect::<Result<Vec<_>>>()?;
        let g = Tensor::ones(f(&leaves)?.shape(), tensor::DType::F32, Device::Cpu)?.clone_data()?;
        g.realize()?;
        count.set(0);
        let y = f(&leaves)?;
        y.realize()?;
        let first = count.replace(0);
        y.backward(Some(&g), false, false)?;
        let grads: Vec<Tensor> = leaves.iter().filter_map(Tensor::grad).collect();
        Tensor::realize_all(&grads.iter().collect::<Vec<_>>())?;
        Ok((first, count.get()))
    };
    assert_eq!(launched().expect("it runs"), (forward, backward));
}

#[test]
fn losses_take_few_kernels() {
    // Softmax, the target's element, their sum; one gradient.
    check(&[&[32, 10]], 3, 1, |x| {
        let target = Tensor::from_i64(&(0..32).map(|i| i % 10).collect::<Vec<_>>(), &[32], Device::Cpu)?;
        x[0].cross_entropy(&target)
    });
    check(&[&[32, 4], &[32, 4]], 1, 2, |x| x[0].mse_loss(&x[1]));
}

#[test]
fn norms_take_few_kernels() {
    check(&[&[32, 64], &[64], &[64]], 3, 5, |x| x[0].layer_norm(&[64], Some(&x[1]), Some(&x[2]), 1e-5));
    check(&[&[8, 6, 5, 5], &[6], &[6]], 3, 5, |x| x[0].batch_norm(None, Some(&x[1]), Some(&x[2]), true, 0.1, 1e-5));
    check(&[&[32, 64], &[64]], 2, 3, |x| x[0].rms_norm(&[64], Some(&x[1]), None));
}

#[test]
fn layers_take_few_kernels() {
    // The product with bias and activation; activation's gradient, three gradients.
    check(&[&[4, 8, 16], &[32, 16], &[32]], 1, 4, |x| x[0].linear(&x[1], Some(&x[2]))?.relu());
    // Padding (two), columns, the product with bias and activation.
    check(&[&[4, 3, 8, 8], &[5, 3, 3, 3], &[5]], 4, 8, |x| {
        let options = ConvOptions { padding: Padding::Sizes(vec![1]), ..Default::default() };
        x[0].conv(&x[1], Some(&x[2]), &options, 2)?.relu()
    });
    check(&[&[4, 3, 8, 8], &[5, 3, 1, 1], &[5]], 1, 6, |x| {
        x[0].conv(&x[1], Some(&x[2]), &ConvOptions::default(), 2)?.relu()
    });
    check(&[&[4, 3, 8, 8], &[3, 1, 3, 3]], 1, 5, |x| {
        x[0].conv(&x[1], None, &ConvOptions { groups: 3, ..Default::default() }, 2)
    });
    // Where the largest lie is found out in the backward pass.
    check(&[&[4, 3, 8, 8]], 1, 2, |x| x[0].max_pool(&Pool::new(&[2]), 2));
    check(&[&[4, 3, 8, 8]], 1, 1, |x| x[0].avg_pool(&Pool::new(&[2]), 2, true, None));
    // Scores, softmax, values; the sum of products, scores and softmax again, slopes, three gradients.
    check(&[&[2, 16, 8], &[2, 16, 8], &[2, 16, 8]], 3, 7, |x| {
        x[0].attention(&x[1], &x[2], &Attention { causal: true, ..Default::default() })
    });
}

#[test]
fn attention_never_stores_all_weights() -> Result<()> {
    const LENGTH: usize = 700;
    let largest = Rc::new(Cell::new(0));
    tensor::device::register(Device::Cpu, Box::new(Counting(cpu::Simd::new(), Rc::default(), largest.clone())));
    for causal in [false, true] {
        let x = leaf(&[LENGTH, 4])?;
        let y = x.attention(&x, &x, &Attention { causal, ..Default::default() })?;
        y.sum(&[], false)?.backward(None, false, false)?;
        x.grad().expect("it has one").realize()?;
    }
    assert_eq!(largest.get(), 256 * LENGTH);
    Ok(())
}
