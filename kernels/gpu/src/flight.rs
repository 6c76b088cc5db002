//! How much work may be under way. A loop that never reads would otherwise run ahead of the GPU without end, and whoever
//! presses Stop, or waits for the next read, would have to sit through all of it.

use crate::record::MOST_DISPATCHES;
use crate::wait;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Submissions that may wait on the device: one that runs and one that follows, so that it never stands idle.
const MOST_UNDER_WAY: u64 = 2;
/// Aim for the time that one submission keeps the device busy, in milliseconds: Stop waits for about two of them.
const AIM_MS: f64 = 25.0;
/// Dispatches in one submission, however slow they are.
const FEWEST_DISPATCHES: usize = 2;

/// What has been submitted and what is done.
pub(crate) struct Flight {
    /// Number of submissions that are done; the queue's callbacks count it up.
    done: Arc<AtomicU64>,
    submitted: u64,
    /// When the device was last known to be idle or to take up a submission.
    since: f64,
    /// Dispatches submitted after that.
    dispatches: usize,
    most: usize,
}

impl Flight {
    /// Nothing under way. `software`: a processor plays the GPU, so the first submission must be short.
    pub(crate) fn new(software: bool) -> Self {
        let most = if software { MOST_DISPATCHES / 8 } else { MOST_DISPATCHES };
        Self { done: Arc::default(), submitted: 0, since: wait::now_ms(), dispatches: 0, most }
    }

    /// Number of submissions so far.
    pub(crate) fn submitted(&self) -> u64 {
        self.submitted
    }

    /// Submissions that the device has not finished.
    pub(crate) fn under_way(&self) -> u64 {
        self.submitted - self.done.load(Ordering::Relaxed)
    }

    /// Dispatches after which a submission is due.
    pub(crate) fn most_dispatches(&self) -> usize {
        self.most
    }

    /// Notes a submission of so many dispatches that nobody reads from, and waits until there is room for the next.
    pub(crate) fn follow(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, dispatches: usize) {
        self.count(dispatches);
        let (done, number) = (Arc::clone(&self.done), self.submitted);
        queue.on_submitted_work_done(move || {
            done.fetch_max(number, Ordering::Relaxed);
        });
        let room = self.submitted.saturating_sub(MOST_UNDER_WAY);
        if self.done.load(Ordering::Relaxed) >= room {
            return;
        }
        // Where the stack cannot be suspended nothing is waited for.
        while self.done.load(Ordering::Relaxed) < room && wait::moment(device) {}
        // What is done took the time since then, but for what is still under way.
        let under_way = self.under_way() as usize * self.most;
        self.pace(self.dispatches.saturating_sub(under_way), under_way);
    }

    /// Notes a submission that ends in a read.
    pub(crate) fn read(&mut self, dispatches: usize) {
        self.count(dispatches);
    }

    /// Everything submitted is done: a read has come back.
    pub(crate) fn landed(&mut self) {
        self.done.fetch_max(self.submitted, Ordering::Relaxed);
        self.pace(self.dispatches, 0);
    }

    fn count(&mut self, dispatches: usize) {
        if self.dispatches == 0 {
            self.since = wait::now_ms();
        }
        self.submitted += 1;
        self.dispatches += dispatches;
    }

    /// Learns from `finished` dispatches how many fit the aim; `left` are still under way.
    fn pace(&mut self, finished: usize, left: usize) {
        let now = wait::now_ms();
        if finished > 0 {
            let each = (now - self.since) / finished as f64;
            self.most = fitting(each, self.most);
        }
        (self.since, self.dispatches) = (now, left);
    }
}

/// Dispatches of `each` milliseconds that fit the aim, at most twice as many as before: one quick step does not promise
/// that the next is.
fn fitting(each: f64, before: usize) -> usize {
    let fit = if each > 0.0 { (AIM_MS / each) as usize } else { MOST_DISPATCHES };
    fit.clamp(FEWEST_DISPATCHES, (2 * before).min(MOST_DISPATCHES))
}

#[cfg(test)]
mod tests {
    use super::{FEWEST_DISPATCHES, MOST_DISPATCHES, fitting};

    #[test]
    fn slow_dispatches_go_out_in_small_numbers_and_quick_ones_in_growing_ones() {
        assert_eq!(fitting(5.0, 16), 5);
        assert_eq!(fitting(1e6, 16), FEWEST_DISPATCHES);
        assert_eq!(fitting(0.01, 16), 32);
        assert_eq!(fitting(0.0, 100), MOST_DISPATCHES);
    }
}
