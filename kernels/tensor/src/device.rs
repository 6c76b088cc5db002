//! Devices and the backend registered for each, per thread.

use crate::backend::{Backend, Buffer, BufferId, Kernel};
use crate::error::{Error, Result};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// Where a tensor lies.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Device {
    /// The processor: SIMD, always there.
    Cpu,
    /// The scalar definition, which tests compare the others with.
    Reference,
    /// The graphics processor.
    WebGpu,
}

const DEVICES: usize = 3;

impl Device {
    /// Name as in `torch.device(name)`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Reference => "reference",
            Self::WebGpu => "webgpu",
        }
    }

    /// The device of that name; `webgpu:0`, `cuda`, `gpu` and `mps` mean the graphics processor.
    pub fn parse(name: &str) -> Result<Self> {
        match name.split(':').next().unwrap_or_default() {
            "cpu" => Ok(Self::Cpu),
            "reference" => Ok(Self::Reference),
            "webgpu" => Ok(Self::WebGpu),
            other => Err(Error::Value(format!("unknown device \"{other}\"; here are \"cpu\" and \"webgpu\""))),
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WebGpu => f.write_str("webgpu:0"),
            other => f.write_str(other.name()),
        }
    }
}

#[derive(Default)]
struct Slot {
    backend: RefCell<Option<Box<dyn Backend>>>,
    /// Buffers dropped while the backend was at work.
    late: RefCell<Vec<BufferId>>,
    /// Counts registrations, so that a buffer of an earlier backend is never freed in a later one.
    epoch: Cell<u32>,
}

thread_local! {
    static SLOTS: [Slot; DEVICES] = Default::default();
    static DEFAULT: Cell<Device> = const { Cell::new(Device::Cpu) };
}

/// Makes `backend` the one for `device` on this thread. Tensors of a backend that it replaces are gone.
pub fn register(device: Device, backend: Box<dyn Backend>) {
    // The old backend is dropped outside the borrow: its own drop may free buffers.
    let old = SLOTS.with(|s| {
        let slot = &s[device as usize];
        slot.epoch.set(slot.epoch.get() + 1);
        slot.late.borrow_mut().clear();
        slot.backend.borrow_mut().replace(backend)
    });
    drop(old);
}

/// Takes the backend of `device` away (the device was lost).
pub fn unregister(device: Device) {
    let old = SLOTS.with(|s| s[device as usize].backend.borrow_mut().take());
    drop(old);
    if default() == device {
        DEFAULT.set(Device::Cpu);
    }
}

/// Whether a backend is registered.
pub fn available(device: Device) -> bool {
    // A backend at work (waiting for a read, while the event loop goes on) is there.
    SLOTS.with(|s| s[device as usize].backend.try_borrow().map_or(true, |backend| backend.is_some()))
}

/// Devices with a backend.
pub fn all() -> Vec<Device> {
    [Device::Cpu, Device::Reference, Device::WebGpu].into_iter().filter(|d| available(*d)).collect()
}

/// Device for new tensors.
pub fn default() -> Device {
    DEFAULT.get()
}

/// Chooses the device for new tensors.
pub fn set_default(device: Device) -> Result<()> {
    if !available(device) {
        return Err(Error::NoDevice(device));
    }
    DEFAULT.set(device);
    Ok(())
}

/// What the backend of `device` says of itself.
///
/// # Errors
/// No such device, or one that is at work.
pub fn describe(device: Device) -> Result<String> {
    with(device, |b| Ok(b.describe()))
}

/// Whether the device still works: a program may ask before it trusts it with more.
///
/// # Errors
/// [`Error::DeviceLost`] when it has gone away since it was last used, [`Error::NoDevice`] when it never was there.
pub fn check(device: Device) -> Result<()> {
    with(device, |b| b.alloc(0).map(|empty| b.free(empty)))
}

/// Number of buffers alive on `device`.
///
/// # Errors
/// As [`describe`].
pub fn live(device: Device) -> Result<usize> {
    with(device, |b| Ok(b.live()))
}

/// Largest tensor in bytes.
pub(crate) fn limit(device: Device) -> Result<u64> {
    with(device, |b| Ok(b.limit()))
}

fn with<T>(device: Device, f: impl FnOnce(&mut dyn Backend) -> Result<T>) -> Result<T> {
    SLOTS.with(|s| {
        let slot = &s[device as usize];
        let mut backend = slot.backend.try_borrow_mut().map_err(|_| busy(device))?;
        let backend = backend.as_mut().ok_or(Error::NoDevice(device))?;
        let result = f(backend.as_mut());
        for id in slot.late.borrow_mut().drain(..) {
            backend.free(id);
        }
        result
    })
}

/// The error for a question to a backend that waits for a read while the event loop goes on.
fn busy(device: Device) -> Error {
    Error::Backend { device, message: "it is at work; ask again when the running cell is done".to_string() }
}

/// The error for a tensor whose backend has been replaced.
pub(crate) fn lost(device: Device, during: &str) -> Error {
    Error::DeviceLost { device, during: during.to_string(), message: "its backend was replaced".to_string() }
}

/// Which of the device's successive backends is in place.
pub(crate) fn epoch(device: Device) -> u32 {
    SLOTS.with(|s| s[device as usize].epoch.get())
}

/// A new buffer with unspecified contents.
pub(crate) fn alloc(device: Device, words: usize) -> Result<Rc<Buffer>> {
    let id = with(device, |b| b.alloc(words))?;
    Ok(Buffer::adopt(device, epoch(device), id, words))
}

/// A new buffer with these contents.
pub(crate) fn upload(device: Device, words: &[u32]) -> Result<Rc<Buffer>> {
    let id = with(device, |b| b.upload(words))?;
    Ok(Buffer::adopt(device, epoch(device), id, words.len()))
}

/// Reads part of a buffer.
pub(crate) fn read(buffer: &Buffer, offset: usize, out: &mut [u32]) -> Result<()> {
    if buffer.epoch() != epoch(buffer.device()) {
        return Err(lost(buffer.device(), "reading a tensor"));
    }
    with(buffer.device(), |b| b.read(buffer.id(), offset, out))
}

/// Runs kernels, all of one device.
pub(crate) fn run(device: Device, kernels: &[Kernel]) -> Result<()> {
    with(device, |b| b.run(kernels))
}

/// Called when the last handle of a buffer goes.
pub(crate) fn free(device: Device, of_epoch: u32, id: BufferId) {
    // At thread exit the registry may be gone already, and the buffers with it.
    let _ = SLOTS.try_with(|s| {
        let slot = &s[device as usize];
        if slot.epoch.get() != of_epoch {
            return;
        }
        match slot.backend.try_borrow_mut() {
            Ok(mut backend) => {
                if let Some(backend) = backend.as_mut() {
                    backend.free(id);
                }
            }
            Err(_) => slot.late.borrow_mut().push(id),
        }
    });
}
