//! Opening a GPU for a test, comparing devices, and counting what a GPU did.

use gpu::Gpu;
use std::cell::RefCell;
use std::rc::Rc;
use tensor::backend::{Backend, BufferId, Kernel};
use tensor::{DType, Device, Result, Tensor};

/// A GPU that the test can look at while the tensor engine has it.
#[derive(Clone)]
pub struct Watched(Rc<RefCell<Gpu>>);

impl Watched {
    /// Submissions so far.
    pub fn submits(&self) -> u64 {
        self.0.borrow().submits()
    }

    /// Submissions not finished.
    pub fn under_way(&self) -> u64 {
        self.0.borrow().under_way()
    }

    /// Destroys the device.
    pub fn lose(&self) {
        self.0.borrow().lose();
    }
}

impl Backend for Watched {
    fn describe(&self) -> String {
        self.0.borrow().describe()
    }
    fn limit(&self) -> u64 {
        self.0.borrow().limit()
    }
    fn alloc(&mut self, words: usize) -> Result<BufferId> {
        self.0.borrow_mut().alloc(words)
    }
    fn upload(&mut self, words: &[u32]) -> Result<BufferId> {
        self.0.borrow_mut().upload(words)
    }
    fn read(&mut self, buffer: BufferId, offset: usize, out: &mut [u32]) -> Result<()> {
        self.0.borrow_mut().read(buffer, offset, out)
    }
    fn free(&mut self, buffer: BufferId) {
        self.0.borrow_mut().free(buffer);
    }
    fn run(&mut self, kernels: &[Kernel]) -> Result<()> {
        self.0.borrow_mut().run(kernels)
    }
    fn live(&self) -> usize {
        self.0.borrow().live()
    }
}

/// Runs a test with the definition and a GPU registered, or prints that there is none. Kernels are chosen as for
/// hardware, also where a processor plays the GPU.
pub fn with_gpu(test: impl FnOnce(Watched)) {
    run(Gpu::as_hardware, test);
}

/// The same with the kernels that this very adapter gets.
pub fn with_gpu_as_it_is(test: impl FnOnce(Watched)) {
    run(|gpu| gpu, test);
}

fn run(prepare: impl FnOnce(Gpu) -> Gpu, test: impl FnOnce(Watched)) {
    let (gpu, name) = match pollster::block_on(gpu::open()) {
        Ok(opened) => opened,
        Err(reason) => return eprintln!("skipped: {reason}"),
    };
    eprintln!("on {name}");
    cpu::register();
    let watched = Watched(Rc::new(RefCell::new(prepare(gpu))));
    tensor::device::register(Device::WebGpu, Box::new(watched.clone()));
    let _guard = Registered;
    test(watched);
}

/// Takes the GPU away when a test ends, also when it fails: at the thread's own end wgpu's thread-local state is gone,
/// and dropping a device then aborts the process.
struct Registered;

impl Drop for Registered {
    fn drop(&mut self) {
        tensor::device::unregister(Device::WebGpu);
    }
}

/// Both devices give the same elements: floats within `tolerance` (relative above 1), NaN for NaN, all others exactly.
#[track_caller]
pub fn check(tolerance: f32, compute: impl Fn(Device) -> Result<Tensor>) {
    let expected = compute(Device::Reference).expect("the definition computes it");
    let found = compute(Device::WebGpu).expect("the GPU computes it");
    assert_eq!((found.shape(), found.dtype()), (expected.shape(), expected.dtype()));
    let words = |t: &Tensor| t.to_words().expect("the elements can be read");
    let (expected_words, found_words) = (words(&expected), words(&found));
    for (i, (f, e)) in found_words.iter().zip(&expected_words).enumerate() {
        let same = match expected.dtype() {
            float if float.is_float() => close(f32::from_bits(*f), f32::from_bits(*e), tolerance),
            _ => f == e,
        };
        assert!(
            same,
            "element {i}: {} on the GPU, {} by definition",
            show(*f, expected.dtype()),
            show(*e, expected.dtype())
        );
    }
}

fn close(found: f32, expected: f32, tolerance: f32) -> bool {
    found == expected
        || (found.is_nan() && expected.is_nan())
        || (found - expected).abs() <= tolerance * expected.abs().max(1.0)
}

fn show(word: u32, dtype: DType) -> String {
    format!("{:?}", tensor::Scalar::from_word(word, dtype))
}

/// Numbers that look random and are the same everywhere: between -1 and 1.
pub fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let mut next = || {
        // xorshift32 (Marsaglia).
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
    };
    (0..count).map(|_| next()).collect()
}

/// A tensor of [`numbers`].
pub fn random(shape: &[usize], seed: u32, device: Device) -> Result<Tensor> {
    Tensor::from_f32(&numbers(shape.iter().product(), seed), shape, device)
}
