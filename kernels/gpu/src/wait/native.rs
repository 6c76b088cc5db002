//! Waiting outside of a browser: the calling thread polls the device.

use std::future::Future;
use std::sync::OnceLock;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// Waits until `buffer` is readable by the host.
pub(crate) fn map(
    device: &wgpu::Device,
    _queue: &wgpu::Queue,
    buffer: &wgpu::Buffer,
    bytes: u64,
) -> Result<(), String> {
    let (send, receive) = mpsc::channel();
    buffer.slice(..bytes).map_async(wgpu::MapMode::Read, move |result| {
        // The receiver outlives the poll below; if it is gone nobody waits.
        let _ = send.send(result);
    });
    device.poll(wgpu::PollType::wait_indefinitely()).map_err(|e| e.to_string())?;
    match receive.try_recv() {
        Ok(result) => result.map_err(|e| e.to_string()),
        Err(_) => Err("the GPU finished without answering".to_string()),
    }
}

/// Milliseconds since the first question.
pub(crate) fn now_ms() -> f64 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    FIRST.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e3
}

/// Lets a moment pass in which callbacks run; `false` where nothing can be waited for.
pub(crate) fn moment(device: &wgpu::Device) -> bool {
    std::thread::sleep(Duration::from_micros(200));
    device.poll(wgpu::PollType::Poll).is_ok()
}

/// The value of a future of the API. Outside of a browser these are ready at once.
pub(crate) fn resolve<T>(future: impl Future<Output = T> + 'static) -> Option<T> {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// Drivers name their adapters: nothing to add.
pub(crate) fn adapter_name(_device: &wgpu::Device) -> Option<String> {
    None
}
