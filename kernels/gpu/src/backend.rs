//! `Gpu`: the backend that the tensor engine talks to.

use crate::faults::{Faults, failed, text};
use crate::kernel::{self, Key};
use crate::pipelines::Pipelines;
use crate::pool::Pool;
use crate::record::{Readback, Recorder, grid};
use crate::wait;
use tensor::Result;
use tensor::backend::{Backend, BufferId, Kernel};

/// From this size in bytes on, a new buffer is made under an error scope that is waited for: what does not fit must be
/// told to the caller, not found out later.
const LARGE: u64 = 64 << 20;
/// Reads up to this size in bytes share one buffer that stays.
const SMALL_READ: u64 = 64 << 10;

/// A GPU that runs tensor kernels.
pub struct Gpu {
    device: wgpu::Device,
    queue: wgpu::Queue,
    name: String,
    limit: u64,
    software: bool,
    packed_dot: bool,
    faults: Faults,
    pool: Pool,
    pipelines: Pipelines,
    recorder: Recorder,
    /// Buffers that only live within the kernels being recorded.
    temporary: Vec<BufferId>,
    staging: wgpu::Buffer,
}

impl Gpu {
    pub(crate) fn new(device: wgpu::Device, queue: wgpu::Queue, name: String, software: bool) -> Self {
        let limits = device.limits();
        let limit = limits.max_buffer_size.min(limits.max_storage_buffer_binding_size) & !3;
        Self {
            faults: Faults::watch(&device),
            pool: Pool::new(limit),
            pipelines: Pipelines::new(&device),
            recorder: Recorder::new(&device, &queue, software),
            temporary: Vec::new(),
            staging: staging(&device, SMALL_READ),
            device,
            queue,
            name,
            limit,
            software,
            packed_dot: false,
        }
    }

    /// Says whether shaders may call `dot4I8Packed`, which not every browser's WGSL has.
    pub(crate) fn with_packed_dot(mut self, there: bool) -> Self {
        self.packed_dot = there;
        self
    }

    /// Whether shaders may call `dot4I8Packed`.
    pub(crate) fn packed_dot(&self) -> bool {
        self.packed_dot
    }

    /// Number of submissions so far, for tests and benches.
    pub fn submits(&self) -> u64 {
        self.recorder.submits()
    }

    /// Submissions that the device has not finished, for tests.
    pub fn under_way(&self) -> u64 {
        self.recorder.under_way()
    }

    /// Whether a processor plays the GPU; the SIMD backend is then faster.
    pub fn software(&self) -> bool {
        self.software
    }

    /// Chooses kernels as for hardware even where a processor plays the GPU: tests reach all kernels with it.
    pub fn as_hardware(mut self) -> Self {
        self.software = false;
        self
    }

    /// Destroys the device, as a driver's reset would: to test how a program goes on after it.
    pub fn lose(&self) {
        self.device.destroy();
        // Outside of a browser the callback comes with a poll; the error of polling a lost device says nothing new.
        let _ = self.device.poll(wgpu::PollType::Poll);
    }

    /// Records one dispatch: `words` for the uniform block, `buffers` in the order in which the shader binds them.
    pub(crate) fn dispatch(&mut self, key: &Key, words: &[u32], buffers: &[BufferId], groups: usize) -> Result<()> {
        let pipeline = self.pipelines.pipeline(key);
        let uniform = self.recorder.uniform().clone();
        let group = self.pipelines.group(pipeline.shape, buffers, &self.pool, &uniform);
        let group = group.ok_or_else(|| failed(format!("{}: a buffer of an earlier device was used", key.name())))?;
        self.recorder.dispatch(&pipeline, group, words, grid(groups));
        Ok(())
    }

    /// A buffer that is given back when the kernels being recorded are.
    pub(crate) fn temporary(&mut self, words: usize) -> Result<BufferId> {
        let id = self.alloc(words)?;
        self.temporary.push(id);
        Ok(id)
    }

    /// Words that a buffer has room for.
    pub(crate) fn room(&self, id: BufferId) -> usize {
        self.pool.get(id).map_or(0, |b| b.size() as usize / 4)
    }

    fn submit(&mut self, readback: Option<&Readback<'_>>) {
        self.recorder.submit(readback);
        self.pool.bury();
    }

    fn create(&mut self, bytes: u64) -> Result<wgpu::Buffer> {
        let descriptor = wgpu::BufferDescriptor {
            label: Some("tensor"),
            size: bytes,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        };
        if bytes < LARGE {
            return Ok(self.device.create_buffer(&descriptor));
        }
        let first = self.try_create(&descriptor);
        if first.is_ok() {
            return first;
        }
        // What lies in the pool may be just what is missing.
        self.pool.trim(0);
        self.pipelines.forget_groups();
        self.submit(None);
        self.try_create(&descriptor)
    }

    fn try_create(&self, descriptor: &wgpu::BufferDescriptor<'_>) -> Result<wgpu::Buffer> {
        let memory = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let buffer = self.device.create_buffer(descriptor);
        match wait::resolve(memory.pop()) {
            Some(Some(error)) => Err(failed(text(&error))),
            // Where the stack cannot be suspended the error comes later, through the callback.
            Some(None) | None => Ok(buffer),
        }
    }

    fn take(&mut self, words: usize) -> Result<(BufferId, bool)> {
        let class = self.pool.class(words);
        if words as u64 * 4 > self.limit {
            let (need, limit) = (words as u64 * 4, self.limit);
            return Err(failed(format!("a buffer of {need} bytes was asked for; this GPU allows {limit}")));
        }
        if let Some(recycled) = self.pool.recycle(class) {
            let named = self.recorder.pending() && recycled.freed == self.recorder.submits();
            return Ok((recycled.id, named));
        }
        let buffer = self.create(class)?;
        Ok((self.pool.adopt(buffer), false))
    }
}

impl Backend for Gpu {
    fn describe(&self) -> String {
        format!("WebGPU ({})", self.name)
    }

    fn limit(&self) -> u64 {
        self.limit
    }

    fn alloc(&mut self, words: usize) -> Result<BufferId> {
        self.faults.check("making a tensor")?;
        Ok(self.take(words)?.0)
    }

    fn upload(&mut self, words: &[u32]) -> Result<BufferId> {
        self.faults.check("making a tensor")?;
        let (id, named) = self.take(words.len())?;
        if named {
            // Writes overtake commands that are not submitted yet, and one of those may still read the old contents.
            self.submit(None);
        }
        if let Some(buffer) = self.pool.get(id).filter(|_| !words.is_empty()) {
            self.queue.write_buffer(buffer, 0, bytemuck::cast_slice(words));
        }
        Ok(id)
    }

    fn read(&mut self, buffer: BufferId, offset: usize, out: &mut [u32]) -> Result<()> {
        const DURING: &str = "reading a tensor";
        self.faults.check(DURING)?;
        if out.is_empty() {
            return Ok(());
        }
        let bytes = out.len() as u64 * 4;
        let to = if bytes <= SMALL_READ { self.staging.clone() } else { staging(&self.device, bytes) };
        let from = self.pool.get(buffer).cloned().ok_or_else(|| failed(format!("{DURING}: the buffer is gone")))?;
        self.submit(Some(&Readback { from: &from, offset: offset as u64 * 4, to: &to, bytes }));
        let mapped = wait::map(&self.device, &self.queue, &to, bytes);
        self.recorder.landed();
        // A fault explains a failed map better than the map does.
        self.faults.check(DURING)?;
        mapped.map_err(|e| failed(format!("{DURING}: {e}")))?;
        let view = to.slice(..bytes).get_mapped_range().map_err(|e| failed(format!("{DURING}: {e}")))?;
        bytemuck::cast_slice_mut(out).copy_from_slice(&view);
        drop(view);
        to.unmap();
        if bytes > SMALL_READ {
            to.destroy();
        }
        Ok(())
    }

    fn free(&mut self, buffer: BufferId) {
        if self.pool.free(buffer, self.recorder.submits()) {
            self.pipelines.forget_groups();
            if !self.recorder.pending() {
                self.pool.bury();
            }
        }
    }

    fn run(&mut self, kernels: &[Kernel]) -> Result<()> {
        let mut result = Ok(());
        for kernel in kernels {
            self.faults.check(kernel.name())?;
            result = kernel::record(self, kernel);
            for id in std::mem::take(&mut self.temporary) {
                self.free(id);
            }
            if result.is_err() {
                break;
            }
        }
        result
    }

    fn live(&self) -> usize {
        self.pool.live()
    }
}

fn staging(device: &wgpu::Device, bytes: u64) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("read"),
        size: bytes,
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}
