//! Recording: dispatches gather in one compute pass, their numbers in one uniform buffer, and go out in one submit.
//!
//! In a browser a submit costs as much as three hundred dispatches, so a pass stays open across realisations until
//! somebody reads, a recycled buffer is overwritten, or as many have gathered as [`Flight`] lets out at once.

use crate::flight::Flight;
use crate::pipelines::Pipeline;

/// Dispatches recorded before they are submitted unasked, so that the GPU does not stand idle in a loop that reads
/// nothing.
pub(crate) const MOST_DISPATCHES: usize = 128;
/// Size of the uniform buffer in bytes: room for [`MOST_DISPATCHES`] blocks of the usual 256 bytes, and some.
const UNIFORM_BYTES: u64 = 64 << 10;

struct Open {
    pass: wgpu::ComputePass<'static>,
    encoder: wgpu::CommandEncoder,
    dispatches: usize,
}

/// Copy of a buffer's part to a buffer the host can map.
pub(crate) struct Readback<'a> {
    pub(crate) from: &'a wgpu::Buffer,
    pub(crate) offset: u64,
    pub(crate) to: &'a wgpu::Buffer,
    pub(crate) bytes: u64,
}

/// Commands on their way to the device.
pub(crate) struct Recorder {
    device: wgpu::Device,
    queue: wgpu::Queue,
    open: Option<Open>,
    /// Uniform words of the recorded dispatches, and those that the device has.
    words: Vec<u32>,
    sent: Vec<u32>,
    uniform: wgpu::Buffer,
    align: usize,
    flight: Flight,
}

impl Recorder {
    /// Nothing recorded yet. `software`: a processor plays the GPU.
    pub(crate) fn new(device: &wgpu::Device, queue: &wgpu::Queue, software: bool) -> Self {
        let uniform = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("numbers"),
            size: UNIFORM_BYTES,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let align = device.limits().min_uniform_buffer_offset_alignment.max(16) as usize / 4;
        Self {
            device: device.clone(),
            queue: queue.clone(),
            open: None,
            words: Vec::new(),
            sent: Vec::new(),
            uniform,
            align,
            flight: Flight::new(software),
        }
    }

    /// The buffer that binding 0 of every bind group shows.
    pub(crate) fn uniform(&self) -> &wgpu::Buffer {
        &self.uniform
    }

    /// Number of submissions so far, which is also the number of the one being recorded.
    pub(crate) fn submits(&self) -> u64 {
        self.flight.submitted()
    }

    /// Submissions that the device has not finished.
    pub(crate) fn under_way(&self) -> u64 {
        self.flight.under_way()
    }

    /// Whether something waits to be submitted.
    pub(crate) fn pending(&self) -> bool {
        self.open.is_some()
    }

    /// Records one dispatch. `words` are the block's numbers, at most as many as the pipeline's block holds.
    pub(crate) fn dispatch(&mut self, pipeline: &Pipeline, group: &wgpu::BindGroup, words: &[u32], grid: [u32; 2]) {
        debug_assert!(words.len() * 4 <= pipeline.shape.bytes as usize);
        let block = (pipeline.shape.bytes as usize / 4).next_multiple_of(self.align);
        let full = (self.words.len() + block) as u64 * 4 > UNIFORM_BYTES;
        if full || self.open.as_ref().is_some_and(|o| o.dispatches >= self.flight.most_dispatches()) {
            self.submit(None);
        }
        let offset = self.words.len() * 4;
        self.words.extend_from_slice(words);
        self.words.resize(offset / 4 + block, 0);
        let open = self.open.get_or_insert_with(|| {
            let mut encoder = self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
            let pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default()).forget_lifetime();
            Open { pass, encoder, dispatches: 0 }
        });
        open.pass.set_pipeline(&pipeline.pipeline);
        open.pass.set_bind_group(0, group, &[offset as u32]);
        open.pass.dispatch_workgroups(grid[0], grid[1], 1);
        open.dispatches += 1;
    }

    /// Submits what is recorded, then the copy, all at once.
    pub(crate) fn submit(&mut self, readback: Option<&Readback<'_>>) {
        let (mut encoder, dispatches) = match self.open.take() {
            Some(open) => {
                drop(open.pass);
                (open.encoder, open.dispatches)
            }
            None if readback.is_none() => return,
            None => (self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default()), 0),
        };
        if let Some(r) = readback {
            encoder.copy_buffer_to_buffer(r.from, r.offset, r.to, 0, r.bytes);
        }
        // A training loop repeats itself: often the device has these numbers already.
        if !self.sent.starts_with(&self.words) {
            self.queue.write_buffer(&self.uniform, 0, bytemuck::cast_slice(&self.words));
            std::mem::swap(&mut self.sent, &mut self.words);
        }
        self.words.clear();
        self.queue.submit([encoder.finish()]);
        match readback {
            Some(_) => self.flight.read(dispatches),
            None => self.flight.follow(&self.device, &self.queue, dispatches),
        }
    }

    /// A read has come back, so all that was submitted is done.
    pub(crate) fn landed(&mut self) {
        self.flight.landed();
    }
}

/// Workgroups in two dimensions where one would pass WebGPU's limit, the first of them the row's width.
pub(crate) fn grid(groups: usize) -> [u32; 2] {
    const MOST: usize = 65_535;
    if groups <= MOST {
        return [groups as u32, 1];
    }
    let rows = groups.div_ceil(MOST);
    [groups.div_ceil(rows) as u32, rows as u32]
}

#[cfg(test)]
mod tests {
    use super::grid;

    #[track_caller]
    fn check(groups: usize, expected: [u32; 2]) {
        let found = grid(groups);
        assert_eq!(found, expected);
        assert!(found[0] as usize * found[1] as usize >= groups);
        assert!(found.iter().all(|n| *n <= 65_535));
    }

    #[test]
    fn grids_cover_all_groups_within_the_limit() {
        check(1, [1, 1]);
        check(65_535, [65_535, 1]);
        check(65_536, [32_768, 2]);
        check(1_000_000, [62_500, 16]);
    }
}
