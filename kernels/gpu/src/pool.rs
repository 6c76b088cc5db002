//! Buffers by size class, recycled: making one costs a browser more than a small kernel.

use std::collections::BTreeMap;
use tensor::backend::BufferId;

/// Smallest class in bytes; every binding has something to show, also for a tensor of 0 elements.
const SMALLEST: u64 = 256;
/// Free bytes kept for later. More than this is given back to the system.
const KEEP: u64 = 512 << 20;

struct Slot {
    buffer: wgpu::Buffer,
    /// The tensor that has it, if any.
    used: bool,
    /// Number of the submission that was being recorded when it was last freed.
    freed: u64,
}

/// All buffers of a device.
pub(crate) struct Pool {
    slots: Vec<Option<Slot>>,
    vacant: Vec<usize>,
    /// Free buffers by size, the most recently freed last: it is the one a loop's next step gets again.
    free: BTreeMap<u64, Vec<usize>>,
    free_bytes: u64,
    live: usize,
    /// Given up, but maybe named by commands not submitted yet.
    doomed: Vec<wgpu::Buffer>,
    limit: u64,
}

/// What [`Pool::recycle`] found.
pub(crate) struct Recycled {
    /// The buffer's name.
    pub(crate) id: BufferId,
    /// Number of the submission that was being recorded when it was freed.
    pub(crate) freed: u64,
}

impl Pool {
    /// An empty pool of buffers up to `limit` bytes.
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            slots: Vec::new(),
            vacant: Vec::new(),
            free: BTreeMap::new(),
            free_bytes: 0,
            live: 0,
            doomed: Vec::new(),
            limit,
        }
    }

    /// Size class for so many words: powers of two with three steps between, so that at most a fifth is wasted.
    pub(crate) fn class(&self, words: usize) -> u64 {
        let bytes = (words as u64 * 4).max(SMALLEST);
        let step = (bytes.next_power_of_two() / 8).max(SMALLEST / 4);
        let class = bytes.div_ceil(step) * step;
        if class > self.limit { bytes } else { class }
    }

    /// A free buffer of this class.
    pub(crate) fn recycle(&mut self, class: u64) -> Option<Recycled> {
        let free = self.free.get_mut(&class)?;
        let index = free.pop()?;
        let slot = self.slots[index].as_mut()?;
        slot.used = true;
        self.free_bytes -= class;
        self.live += 1;
        Some(Recycled { id: index as BufferId, freed: slot.freed })
    }

    /// Takes charge of a new buffer.
    pub(crate) fn adopt(&mut self, buffer: wgpu::Buffer) -> BufferId {
        let slot = Some(Slot { buffer, used: true, freed: 0 });
        self.live += 1;
        let index = match self.vacant.pop() {
            Some(index) => {
                self.slots[index] = slot;
                index
            }
            None => {
                self.slots.push(slot);
                self.slots.len() - 1
            }
        };
        index as BufferId
    }

    /// The buffer of that name.
    pub(crate) fn get(&self, id: BufferId) -> Option<&wgpu::Buffer> {
        self.slots.get(usize::try_from(id).ok()?)?.as_ref().map(|s| &s.buffer)
    }

    /// Takes a buffer back while submission number `now` is being recorded. True if a buffer was given up, whose
    /// number a new one may get: bind groups that name it must go.
    pub(crate) fn free(&mut self, id: BufferId, now: u64) -> bool {
        let Some(slot) = usize::try_from(id).ok().and_then(|i| self.slots.get_mut(i)?.as_mut()) else { return false };
        if !slot.used {
            return false;
        }
        slot.used = false;
        slot.freed = now;
        let size = slot.buffer.size();
        self.live -= 1;
        self.free_bytes += size;
        self.free.entry(size).or_default().push(id as usize);
        if self.free_bytes <= KEEP {
            return false;
        }
        self.trim(KEEP / 2);
        true
    }

    /// Gives free buffers up, largest first, until at most `keep` bytes are held.
    pub(crate) fn trim(&mut self, keep: u64) {
        while self.free_bytes > keep {
            let Some(mut largest) = self.free.last_entry() else { return };
            let Some(index) = largest.get_mut().pop() else {
                largest.remove();
                continue;
            };
            self.free_bytes -= *largest.key();
            if let Some(slot) = self.slots[index].take() {
                self.doomed.push(slot.buffer);
                self.vacant.push(index);
            }
        }
    }

    /// Called when everything recorded has been submitted. A browser frees a buffer's memory on `destroy`, not on drop.
    pub(crate) fn bury(&mut self) {
        for buffer in self.doomed.drain(..) {
            buffer.destroy();
        }
    }

    /// Number of buffers that tensors hold.
    pub(crate) fn live(&self) -> usize {
        self.live
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for buffer in self.doomed.drain(..).chain(self.slots.drain(..).flatten().map(|s| s.buffer)) {
            buffer.destroy();
        }
    }
}
