//! Buffers of both backends: words in vectors, freed ones kept for a while and given out again.

use tensor::backend::{BufferId, View};
use tensor::{Device, Error, Result};

/// Buffers of more words than this are not kept.
const KEEP_LIMIT: usize = 4 << 20;
/// Freed buffers of one size that are kept.
const KEEP_EACH: usize = 16;
/// Different sizes that are kept.
const KEEP_SIZES: usize = 64;
/// Words kept altogether (64 MB).
const KEEP_ALL: usize = 16 << 20;

/// A slab of buffers. The words lie behind raw pointers, because one kernel reads and writes several buffers of the slab
/// at once, some of them both (in-place writes).
pub struct Memory {
    device: Device,
    limit: u64,
    slots: Vec<Option<Block>>,
    vacant: Vec<u32>,
    kept: Vec<(usize, Vec<Block>)>,
    kept_words: usize,
    live: usize,
}

/// One allocation, owned.
struct Block {
    start: *mut u32,
    words: usize,
}

impl Block {
    fn new(mut words: Vec<u32>) -> Self {
        words.shrink_to_fit();
        let words = words.into_boxed_slice();
        let length = words.len();
        Self { start: Box::into_raw(words).cast(), words: length }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: made by Box::into_raw of a slice of this length, and dropped once.
        drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(self.start, self.words)) });
    }
}

impl Memory {
    /// Empty; one buffer may take `limit` bytes.
    pub fn new(device: Device, limit: u64) -> Self {
        let (slots, vacant, kept) = (Vec::new(), Vec::new(), Vec::new());
        Self { device, limit, slots, vacant, kept, kept_words: 0, live: 0 }
    }

    /// Largest buffer in bytes.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// Buffers alive.
    pub fn live(&self) -> usize {
        self.live
    }

    fn place(&mut self, block: Block) -> BufferId {
        self.live += 1;
        if let Some(i) = self.vacant.pop() {
            self.slots[i as usize] = Some(block);
            return BufferId::from(i);
        }
        self.slots.push(Some(block));
        (self.slots.len() - 1) as BufferId
    }

    fn too_large(&self, words: usize) -> Error {
        Error::Memory { op: "alloc", shape: [words].into_iter().collect(), need: 4 * words as u64, limit: self.limit }
    }

    /// A buffer with unspecified contents.
    pub fn alloc(&mut self, words: usize) -> Result<BufferId> {
        if 4 * words as u64 > self.limit {
            return Err(self.too_large(words));
        }
        if let Some((_, blocks)) = self.kept.iter_mut().find(|(n, _)| *n == words)
            && let Some(block) = blocks.pop()
        {
            self.kept_words -= words;
            return Ok(self.place(block));
        }
        let mut data = Vec::new();
        // The machine may have less than the limit: an error, not an abort.
        data.try_reserve_exact(words).map_err(|_| self.too_large(words))?;
        data.resize(words, 0);
        Ok(self.place(Block::new(data)))
    }

    /// A buffer with these contents.
    pub fn upload(&mut self, words: &[u32]) -> Result<BufferId> {
        let id = self.alloc(words.len())?;
        // SAFETY: the buffer was just made with this length.
        unsafe { std::ptr::copy_nonoverlapping(words.as_ptr(), self.pointer(id), words.len()) };
        Ok(id)
    }

    /// Copies part of a buffer out.
    pub fn read(&self, id: BufferId, offset: usize, out: &mut [u32]) -> Result<()> {
        let block = self.slots.get(id as usize).and_then(Option::as_ref);
        match block {
            Some(b) if offset + out.len() <= b.words => {
                // SAFETY: the range was just checked.
                unsafe { std::ptr::copy_nonoverlapping(b.start.add(offset), out.as_mut_ptr(), out.len()) };
                Ok(())
            }
            _ => {
                let message = format!("read of {} words at {offset} lies outside buffer {id}", out.len());
                Err(Error::Backend { device: self.device, message })
            }
        }
    }

    /// Gives a buffer back.
    pub fn free(&mut self, id: BufferId) {
        let Some(block) = self.slots.get_mut(id as usize).and_then(Option::take) else { return };
        self.live -= 1;
        self.vacant.push(id as u32);
        let words = block.words;
        if words > KEEP_LIMIT || self.kept_words + words > KEEP_ALL {
            return;
        }
        match self.kept.iter().position(|(n, _)| *n == words) {
            Some(i) if self.kept[i].1.len() < KEEP_EACH => self.kept[i].1.push(block),
            Some(_) => return,
            None => {
                if self.kept.len() == KEEP_SIZES {
                    // Sizes have changed: start over with the new ones.
                    self.kept.clear();
                    self.kept_words = 0;
                }
                self.kept.push((words, vec![block]));
            }
        }
        self.kept_words += words;
    }

    /// First word of a live buffer.
    ///
    /// # Panics
    /// If the buffer was freed: kernels hold handles to all they use.
    pub fn pointer(&self, id: BufferId) -> *mut u32 {
        self.slots[id as usize].as_ref().expect("kernels hold their buffers").start
    }

    /// Number of words of a live buffer.
    pub fn words(&self, id: BufferId) -> usize {
        self.slots[id as usize].as_ref().expect("kernels hold their buffers").words
    }

    /// First word that a view reads (or writes), after checking that its whole walk over `shape` stays inside the buffer.
    ///
    /// # Panics
    /// If it does not: the planner made a mistake, and memory must not be touched.
    pub fn view(&self, view: &View, shape: &[usize]) -> *mut u32 {
        self.check(view, shape, 1);
        // An empty view may start past the end; its pointer is never followed.
        self.pointer(view.buffer.id()).wrapping_add(view.offset)
    }

    /// As [`Memory::view`], where a word holds `lanes` elements: the buffer's first word, whatever the view's offset.
    ///
    /// # Panics
    /// As [`Memory::view`].
    pub fn packed(&self, view: &View, shape: &[usize], lanes: usize) -> *const u32 {
        self.check(view, shape, lanes);
        self.pointer(view.buffer.id())
    }

    fn check(&self, view: &View, shape: &[usize], lanes: usize) {
        let empty = shape.contains(&0);
        let last: usize = shape.iter().zip(&view.strides).map(|(n, s)| n.saturating_sub(1) * s).sum();
        let words = self.words(view.buffer.id());
        assert!(
            empty || (view.offset + last) / lanes < words,
            "a view of {shape:?} leaves its buffer of {words} words"
        );
    }
}
